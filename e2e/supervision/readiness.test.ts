import type { ReadinessOrderWord } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

const NEEDS = { succeeded: 'needs-unload' } as const

/** What is kept of the printer, and what its agent said last. */
const known = (scene: Scene) => scene.state.instruments.get('printer')?.readiness
const told = (scene: Scene) => scene.state.live.get('hall')?.instruments.get('printer')?.readiness

async function order(scene: Scene, readiness: ReadinessOrderWord, by = 'Bob'): Promise<void> {
  const ordered = scene.operations.orderReadiness({ instrument: 'printer', readiness, by })
  await Promise.all([ordered, scene.pass(seconds(5))])
}

async function say(scene: Scene, readiness: ReadinessOrderWord, by = 'Ann'): Promise<void> {
  const said = scene.machine('hall').agent?.readiness.get('printer')?.say({ readiness, by })
  await Promise.all([said, scene.pass(seconds(5))])
}

const audited = async (scene: Scene) =>
  (await scene.store.events({ limit: 500 }))
    .filter(({ kind }) => kind.startsWith('instrument.readiness'))
    .map(({ kind, actor, details }) => [kind, actor, details['readiness'] ?? details['wanted']])

/** A scan is done, and the next one waits. @returns its id */
async function scanned(scene: Scene): Promise<string> {
  const first = await scene.submit('scan')
  await scene.pass(minutes(25))
  expect(await scene.stateOf(first)).toBe('succeeded')
  return scene.submit('scan')
}

describe('an instrument that has to be unloaded after each run', () => {
  it('gets no work before, says so to what waits, and is cleared at the agent by name', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS })
    const next = await scanned(scene)
    await scene.pass(hours(1))
    expect([await scene.stateOf(next), scene.starts(next), told(scene)]).toEqual([
      'queued',
      0,
      'needs-unload',
    ])
    // Nothing was offered that the agent had to refuse.
    expect((await scene.store.task(next))?.attempts).toBe(0)
    await say(scene, 'ready')
    await scene.pass(seconds(10))
    expect([await scene.stateOf(next), scene.starts(next)]).toEqual(['running', 1])
    expect(await audited(scene)).toEqual([
      ['instrument.readiness', 'agent:hall', 'needs-unload'],
      ['instrument.readiness', 'person:Ann', 'ready'],
    ])
  })

  it('is told of where nobody clears it and work waits for it', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS, heartbeat: seconds(30) })
    await scanned(scene)
    await scene.pass(hours(3))
    expect(scene.open).toEqual([])
    await scene.pass(hours(2))
    expect(scene.open).toEqual(['waiting-too-long'])
    const [entry] = scene.escalation('waiting-too-long').entries
    expect(entry?.message).toContain('printer is not ready: needs-unload')
  })

  it('is cleared at the coordinator, through its agent', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS })
    const next = await scanned(scene)
    await order(scene, 'ready')
    await scene.pass(seconds(10))
    expect([told(scene), known(scene)?.order, known(scene)?.by]).toEqual(['ready', undefined, 'Bob'])
    expect([await scene.stateOf(next), scene.starts(next)]).toEqual(['running', 1])
    expect((await audited(scene)).slice(1)).toEqual([
      ['instrument.readiness-ordered', 'person:Bob', 'ready'],
      ['instrument.readiness', 'person:Bob', 'ready'],
    ])
  })

  it('is cleared once its agent is back, where it was away', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS })
    const next = await scanned(scene)
    scene.machine('hall').gate?.kill('by the test')
    await scene.pass(minutes(5))
    await order(scene, 'ready')
    expect(known(scene)).toMatchObject({
      readiness: 'needs-unload',
      order: { readiness: 'ready', by: 'Bob' },
    })
    scene.world.startAgent('hall')
    await scene.pass(minutes(1))
    expect([known(scene)?.readiness, known(scene)?.order]).toEqual(['ready', undefined])
    expect([await scene.stateOf(next), scene.starts(next)]).toEqual(['running', 1])
  })

  it('is not cleared by what was said before a run that its coordinator had not heard of', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS })
    const first = await scene.submit('scan')
    scene.world.network.partition('hall')
    await scene.pass(minutes(30))
    await order(scene, 'needs-clean')
    scene.world.network.heal('hall')
    await scene.pass(minutes(3))
    expect([await scene.stateOf(first), told(scene)]).toEqual(['succeeded', 'needs-unload'])
    expect(known(scene)?.refused).toMatchObject({ by: 'Bob', why: 'it has become needs-unload since' })
    expect(await audited(scene)).toContainEqual(['instrument.readiness-refused', 'agent:hall', 'needs-clean'])
  })

  it('stays so when the journal of its agent is lost', async () => {
    const scene = await Scene.begin({ afterScan: NEEDS })
    const next = await scanned(scene)
    const { gate, disk } = scene.machine('hall')
    gate?.kill('by the test')
    disk.restore(new Map())
    scene.world.startAgent('hall')
    await scene.pass(minutes(3))
    expect([told(scene), scene.starts(next)]).toEqual(['needs-unload', 0])
  })
})

describe('names', () => {
  it('of all who cleared it while nobody heard the agent stand in the audit', async () => {
    const scene = await Scene.begin()
    scene.world.network.partition('hall')
    await scene.pass(minutes(1))
    await say(scene, 'needs-clean', 'Ann')
    await say(scene, 'ready', 'Bea')
    await say(scene, 'needs-refill', 'Cy')
    scene.world.network.heal('hall')
    await scene.pass(minutes(1))
    expect(await audited(scene)).toEqual([
      ['instrument.readiness', 'person:Ann', 'needs-clean'],
      ['instrument.readiness', 'person:Bea', 'ready'],
      ['instrument.readiness', 'person:Cy', 'needs-refill'],
    ])
  })
})

describe('a borrowed instrument', () => {
  it('is nobody’s business: no work, no escalation for what runs there, until it is returned', async () => {
    const scene = await Scene.begin()
    await order(scene, 'borrowed', 'Ann')
    const waiting = await scene.submit('scan')
    scene.printer.startAtPanel()
    await scene.pass(minutes(40))
    expect([told(scene), scene.starts(waiting), scene.open]).toEqual(['borrowed', 0, []])
    await order(scene, 'return', 'Ann')
    await scene.pass(minutes(1))
    await scene.pass(minutes(1))
    // Now it is: what runs at the panel is seen again.
    expect([told(scene), scene.open, scene.starts(waiting)]).toEqual(['ready', ['foreign-run'], 0])
  })

  it('is not lent where something runs, nor to two; and only what was lent is returned', async () => {
    const scene = await Scene.begin()
    await scene.submit('scan')
    await expect(order(scene, 'borrowed')).rejects.toThrow('is held by')
    await expect(order(scene, 'return')).rejects.toThrow('neither borrowed nor in maintenance')
    await scene.pass(minutes(25))
    await order(scene, 'borrowed')
    await expect(order(scene, 'in-maintenance', 'Ann')).rejects.toThrow('is borrowed by Bob: return it first')
    await expect(order(scene, 'ready', 'Ann')).rejects.toThrow('return it first')
  })
})

it('an order that is lost on its way goes again', async () => {
  const scene = await Scene.begin()
  scene.world.network.partition('hall')
  await order(scene, 'in-maintenance')
  scene.world.network.heal('hall')
  await scene.pass(minutes(1))
  expect([told(scene), known(scene)?.order]).toEqual(['in-maintenance', undefined])
})
