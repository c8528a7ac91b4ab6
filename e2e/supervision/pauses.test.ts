import { days, hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

const ada = { by: 'ada', reason: 'the vent is open' }

/** Pauses it, and waits until that is on disk. */
async function pause(scene: Scene, id: string, lasting?: number): Promise<void> {
  const until = lasting === undefined ? {} : { until: scene.world.coordinatorClock.wall() + lasting }
  const done = scene.operations.pause({ id, ...ada, ...until })
  await scene.pass(seconds(1))
  await done
}
async function resume(scene: Scene, id: string): Promise<void> {
  const done = scene.operations.resume(id, 'grace', 'the vent is shut')
  await scene.pass(seconds(1))
  await done
}
const paused = (scene: Scene, id: string) => scene.state.pauses.get(id)

describe('a pause', () => {
  it.each(['queue', 'instrument:printer', 'agent:hall', 'activity:scan'])(
    'of %s lets what runs go on and nothing new begin, until it is resumed',
    async id => {
      const scene = await Scene.begin()
      const running = await scene.submit('scan')
      await pause(scene, id)
      const waiting = await scene.submit('scan')
      expect(paused(scene, id)?.drainedAt).toBeUndefined()
      await scene.pass(hours(3))
      expect([await scene.stateOf(running), await scene.stateOf(waiting)]).toEqual(['succeeded', 'queued'])
      expect([scene.starts(running), scene.starts(waiting)]).toEqual([1, 0])
      expect(paused(scene, id)?.drainedAt).toBeDefined()
      await resume(scene, id)
      await scene.pass(minutes(1))
      expect(await scene.stateOf(waiting)).toBe('running')
    },
  )

  it('of one instrument sends work to another', async () => {
    const scene = await Scene.begin()
    await pause(scene, 'instrument:printer')
    const operations = scene.operations.submit({ activity: { activity: 'scan' } }, { by: 'ada' })
    await scene.pass(minutes(1))
    const { job } = await operations
    const attempts = [...scene.state.attempts.values()].filter(({ jobId }) => jobId === job.id)
    expect(attempts.map(({ instrumentId }) => instrumentId)).toEqual(['oven'])
  })

  it('with an end is over by itself, also where the coordinator was away as it came', async () => {
    const scene = await Scene.begin()
    await pause(scene, 'queue', hours(2))
    const waiting = await scene.submit('scan')
    await scene.pass(minutes(118))
    expect(await scene.stateOf(waiting)).toBe('queued')
    await scene.pass(minutes(5))
    expect(await scene.stateOf(waiting)).toBe('running')
    expect(paused(scene, 'queue')).toMatchObject({ state: 'resumed', by: 'rule:pause-over' })

    await pause(scene, 'queue', hours(1))
    scene.world.coordinatorGate?.kill('by the test')
    await scene.pass(hours(2))
    await scene.world.startCoordinator()
    await scene.pass(minutes(1))
    expect(paused(scene, 'queue')?.state).toBe('resumed')
  })

  it('is still one after the coordinator was started again', async () => {
    const scene = await Scene.begin()
    await pause(scene, 'agent:hall')
    scene.world.coordinatorGate?.kill('by the test')
    await scene.pass(minutes(1))
    await scene.world.startCoordinator()
    await scene.pass(minutes(2))
    const waiting = await scene.submit('scan')
    await scene.pass(hours(1))
    expect([await scene.stateOf(waiting), scene.starts(waiting)]).toEqual(['queued', 0])
  })

  it('that nobody thinks of any more is told to people after a day, and resolved when it is over', async () => {
    const scene = await Scene.begin()
    await pause(scene, 'instrument:oven')
    await scene.pass(hours(23))
    expect(scene.open).toEqual([])
    await scene.pass(hours(2))
    expect(scene.open).toEqual(['paused-too-long'])
    expect(scene.escalation('paused-too-long').entries[0]?.message).toContain('by ada')
    await resume(scene, 'instrument:oven')
    await scene.pass(seconds(10))
    expect(scene.open).toEqual([])
    await scene.pass(days(2))
    expect(scene.messages.filter(told => told.endsWith('paused-too-long')).at(-1)).toContain('resolved')
  })
})
