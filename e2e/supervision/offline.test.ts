import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

type Hours = ReturnType<typeof hours>

describe('an agent whose network is away', () => {
  it('hands over what it measured meanwhile, once, in order and with its times, and the run never stopped', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('print')
    await scene.pass(minutes(30))
    scene.world.network.partition('hall')
    await scene.pass(hours(2))
    const measured = () => scene.coordinator.telemetry.pointsOf(`${task}-1`, 1_000)
    expect(measured().map(({ percent }) => percent)).toEqual([0, 10])
    scene.world.network.heal()
    await scene.pass(minutes(1))
    expect(measured().map(({ percent }) => percent)).toEqual([0, 10, 20, 30, 40, 50, 60])
    const times = measured().map(({ atWallMs }) => atWallMs)
    // A tenth of four hours.
    expect(times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / minutes(1)))).toEqual(
      Array(6).fill(24),
    )
    await scene.pass(hours(2))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })
})

describe.each([
  ['ahead', hours(7)],
  ['behind', -hours(7) as Hours],
])('an agent whose clock is hours %s', (_, by) => {
  it('runs what it is asked to, once, and its clock is escalated', async () => {
    const scene = await Scene.begin()
    scene.machine('hall').clock.jump(by)
    await scene.pass(seconds(30))
    expect(scene.open).toEqual(['clock-skew'])
    const task = await scene.submit('scan')
    await scene.pass(minutes(30))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('whose run is under way when it jumps goes on, out of contact as well', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('scan', { away: { policy: 'safe-stop', after: '1 h' } })
    scene.world.network.partition('hall')
    scene.machine('hall').clock.jump(by)
    await scene.pass(minutes(10))
    scene.world.network.heal()
    await scene.pass(minutes(15))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })
})

it('an agent that stops a run because nobody was there tells why, and nothing begins it again by itself', async () => {
  const scene = await Scene.begin()
  const task = await scene.submit('print', { away: { policy: 'safe-stop', after: '30 min' } })
  scene.world.network.partition('hall')
  await scene.pass(hours(1))
  scene.world.network.heal()
  await scene.pass(minutes(10))
  const [attempt] = await scene.store.attemptsOfTask(task)
  expect(attempt).toMatchObject({
    state: 'cancelled',
    note: 'stopped safely: nothing was heard of the coordinator for 30 min',
  })
  expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['cancelled', 1])
})
