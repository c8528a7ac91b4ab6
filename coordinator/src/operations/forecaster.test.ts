import { millis, minutes, seconds } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { submitFlow } from '../scheduler/testing/flow.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { jobOf, taskRecordsOf } from '../work/jobs.ts'
import { Forecaster } from './forecaster.ts'

/** A furnace with something waiting at it. */
function aScene() {
  const floor = new Floor()
  floor.agent({ id: 'pc', instruments: [{ id: 'furnace', activities: [{ name: 'sinter' }] }] })
  const { job } = submitFlow(floor, { heat: { activity: 'sinter' } })
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const transactor = { writes: 1 }
  const forecaster = new Forecaster({ state: floor.state, transactor, clock })
  const ask = async () => {
    const asked = forecaster.current()
    await time.advance(millis(10))
    return asked
  }
  return { floor, job, time, transactor, forecaster, ask, clock }
}

test('however many ask, one look is enough, also while it is under way', async () => {
  const { forecaster, time, ask } = aScene()
  expect(forecaster.latest).toBeUndefined()
  const asked = Array.from({ length: 100 }, () => forecaster.current())
  await time.advance(millis(10))
  expect(new Set(await Promise.all(asked)).size).toBe(1)
  expect(await ask()).toBe(forecaster.latest)
})

test('it is made anew when something was decided, and not at once', async () => {
  const { transactor, time, ask, forecaster } = aScene()
  const first = await ask()
  transactor.writes += 1
  expect(await ask()).toBe(first)
  expect(forecaster.pause).toBeGreaterThan(1_000)
  await time.advance(seconds(2))
  const second = await ask()
  expect(second).not.toBe(first)
  await time.advance(seconds(10))
  expect(await ask()).toBe(second)
  // Nothing was decided, but time has passed.
  await time.advance(minutes(1))
  expect(await ask()).not.toBe(second)
})

test('the more of the time it takes, the more seldom it is made, and the fewer tasks are put on paper', async () => {
  const { floor, time, clock, forecaster, transactor } = aScene()
  for (let at = 0; at < 3_000; at += 1) floor.submit({ activity: 'sinter' })
  // Each piece of the work takes half a second.
  let now = 0
  clock.monotonic = () => (now += 250)
  const make = async () => {
    transactor.writes += 1
    now += 1_000_000
    const asked = forecaster.current()
    await time.advance(seconds(1))
    return (await asked).schedule.runs.size
  }
  expect(await make()).toBe(2_000)
  expect(forecaster.pause).toBeGreaterThan(20_000)
  expect(await make()).toBe(1_000)
  expect(await make()).toBe(500)
})

test('a what-if that takes too long is cut, and says so', async () => {
  const { job, time, clock, forecaster } = aScene()
  const checked = { submission: {}, definition: job.definition, uses: {}, inputs: {}, fieldOfStep: () => '' }
  const made = jobOf(checked, { id: 'plan', sequence: 2, submittedBy: 'ada', submittedAt: 0 })
  const imagined = { job: made, tasks: taskRecordsOf(made) }
  const compare = async () => {
    const compared = forecaster.compare(imagined)
    // So that nobody takes it for one that nobody waits for.
    compared.catch(() => undefined)
    await time.advance(seconds(1))
    return compared
  }
  const { without, withIt } = await compare()
  expect([without.runs.has('plan-heat'), withIt.runs.has('plan-heat')]).toEqual([false, true])
  let now = 0
  clock.monotonic = () => (now += 2_000)
  await expect(compare()).rejects.toMatchObject({ code: 'plan-too-long', details: { retryAfter: 60_000 } })
})
