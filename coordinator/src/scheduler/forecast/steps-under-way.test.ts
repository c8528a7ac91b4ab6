import { minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { pauseJob } from '../../work/runs/life.ts'
import { tell } from '../../work/runs/tell.ts'
import { JobLine, UNTIL_GO } from '../../work/testing/job-line.ts'
import { forecastOf } from './forecast.ts'
import { startOf } from './start-of.ts'

const rest = (time: string, ...after: string[]) => ({ wait: { for: time }, after })

const flow = (steps: object, more: object = {}) => ({ workflow: { muster: 1, name: 'flow', steps, ...more } })

/** Time goes by, in minutes; after each of these times jobs are told what has come due. */
async function pass(line: JobLine, ...times: readonly number[]): Promise<void> {
  for (const time of times) {
    await line.desk.pass(minutes(time))
    for (const { id } of [...line.desk.state.jobs.values()])
      await line.decide(draft => void tell(draft, id, { kind: 'due' }))
  }
}

/** Minutes until a step begins; else the code of why nobody can tell, and the minutes before which it does not. */
function begins(line: JobLine, jobId: string, step: string) {
  const { state, clock } = line.desk
  const now = clock.wall()
  const task = state.tasks.get(`${jobId}-${step}`)
  if (!task) throw new Error(`there is no step ${step}`)
  const { expectedStart, unknownStart } = startOf(forecastOf(state, now), task, now)
  const inMinutes = (at: number | undefined) =>
    at === undefined ? undefined : Math.round((at - now) / minutes(1))
  return expectedStart
    ? inMinutes(expectedStart.expected)
    : [unknownStart?.code, inMinutes(unknownStart?.notBefore)]
}

describe('what comes after steps under way begins', () => {
  test('when all items are done, of those too that have not begun', async () => {
    const line = await JobLine.open()
    const each = { forEach: { range: { from: 1, to: 5 }, concurrency: 2, steps: { rest: rest('10 min') } } }
    const id = await line.submit(flow({ each, last: rest('1 min', 'each') }))
    expect(begins(line, id, 'last')).toBe(30)
    await pass(line, 10, 4)
    // Two are under way for 6 min more, and the last one comes after them.
    expect(begins(line, id, 'last')).toBe(16)
  })

  test('when a loop has been gone through as often as it may', async () => {
    const line = await JobLine.open()
    const steps = { a: rest('10 min'), b: rest('5 min', 'a') }
    const loop = { repeat: { atMost: 3, until: 'false', onLimit: 'continue', steps } }
    const id = await line.submit(flow({ loop, last: rest('1 min', 'loop') }))
    expect(begins(line, id, 'last')).toBe(45)
    await pass(line, 10, 2)
    expect(begins(line, id, 'last')).toBe(33)
  })

  test('not before what is known has passed, where a step within has no end that anybody knows', async () => {
    const line = await JobLine.open()
    const group = {
      steps: { rest: rest('20 min'), ask: { ...UNTIL_GO, after: ['rest'] }, end: rest('5 min', 'ask') },
    }
    const id = await line.submit(flow({ group, last: rest('1 min', 'group') }))
    expect(begins(line, id, 'group.0.ask')).toBe(20)
    expect(begins(line, id, 'group.0.end')).toEqual(['needs-step', 20])
    expect(begins(line, id, 'last')).toEqual(['needs-step', 25])
  })
})

describe('a job that waits for the key of another begins', () => {
  const keyed = (steps: object) => flow(steps, { concurrency: { key: 'k' } })

  test('when all before it have ended, one after the other', async () => {
    const line = await JobLine.open()
    const steps = { a: rest('10 min'), b: rest('20 min', 'a') }
    await line.submit(keyed(steps))
    const second = await line.submit(keyed(steps))
    const third = await line.submit(keyed(steps))
    expect([begins(line, second, 'a'), begins(line, second, 'b')]).toEqual([30, 40])
    expect([begins(line, third, 'a'), begins(line, third, 'b')]).toEqual([60, 70])
    await pass(line, 10, 5)
    expect([begins(line, second, 'a'), begins(line, third, 'b')]).toEqual([15, 55])
  })

  test('at a time that nobody knows, where that is so of the one before it', async () => {
    const line = await JobLine.open()
    const first = await line.submit(keyed({ rest: rest('30 min'), hold: { ...UNTIL_GO, after: ['rest'] } }))
    const second = await line.submit(keyed({ a: rest('10 min'), b: rest('1 min', 'a') }))
    expect(begins(line, second, 'a')).toEqual(['waits-for-job', 30])
    expect(begins(line, second, 'b')).toEqual(['waits-for-job', 40])
    await line.act(first, (draft, job) => pauseJob(draft, job, 'ada', 'lunch', false))
    expect(begins(line, second, 'a')).toMatchObject({ 0: 'waits-for-job' })
  })
})
