import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

const measured = (scene: Scene) => scene.state.durations.at('printer', 'print')

describe('how long runs take', () => {
  it('is learned from those that succeeded, wherever they were seen to', async () => {
    const scene = await Scene.begin()
    await scene.submit('print')
    await scene.pass(minutes(241))
    expect(measured(scene)).toMatchObject({ runs: 1, source: 'measured' })
    // The second one ends while nobody hears it; its result comes hours later.
    const unseen = await scene.submit('print')
    await scene.pass(hours(1))
    scene.world.network.partition('hall')
    await scene.pass(hours(9))
    scene.world.network.heal('hall')
    await scene.pass(minutes(5))
    expect(await scene.stateOf(unseen)).toBe('succeeded')
    expect(measured(scene)?.runs).toBe(2)
    const { low = 0, high = 0 } = measured(scene) ?? {}
    expect(low).toBeGreaterThan(hours(4) - minutes(1))
    expect(high).toBeLessThan(hours(4) + minutes(1))
  })

  it('is not learned from what was cancelled, and outlives the coordinator', async () => {
    const scene = await Scene.begin()
    const cancelled = await scene.submit('print')
    await scene.pass(hours(1))
    const cancelling = scene.operations.cancel(cancelled.slice(0, -'-run'.length), 'ada')
    await scene.pass(minutes(10))
    await cancelling
    await scene.submit('print')
    await scene.pass(minutes(241))
    const before = measured(scene)
    expect(before?.runs).toBe(1)
    scene.world.coordinatorGate?.kill('by the test')
    await scene.pass(seconds(30))
    await scene.world.startCoordinator()
    await scene.pass(seconds(30))
    expect(measured(scene)).toEqual(before)
  })
})
