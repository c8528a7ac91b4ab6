import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

describe('an agent', () => {
  it('that falls silent is told of, its run after a time too, and both are over when it is back: one start', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('print')
    expect(await scene.stateOf(task)).toBe('running')
    scene.machine('hall').gate?.kill('by the test')
    await scene.pass(seconds(50))
    expect(scene.open).toEqual([])
    await scene.pass(seconds(30))
    expect(scene.open).toEqual(['agent-silent'])
    expect(scene.escalation('agent-silent').entries[0]?.subject).toBe('agent:hall')
    await scene.pass(minutes(15))
    expect(scene.open).toEqual(['agent-silent', 'run-lost'])
    expect(await scene.stateOf(task)).toBe('running')
    scene.world.startAgent('hall')
    await scene.pass(minutes(1))
    expect(scene.open).toEqual([])
    expect(scene.messages).toContain('phone: resolved run-lost')
    await scene.pass(hours(4))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('whose work loop stood still says so itself, and is stuck until a turn of it was in time again', async () => {
    const scene = await Scene.begin()
    // Shorter than the broker waits for a ping: the connection lives on.
    scene.machine('hall').clock.suspend(seconds(12))
    await scene.pass(seconds(20))
    const stuck = scene.escalation('agent-stuck')
    expect(stuck).toMatchObject({ severity: 'critical', entries: [{ subject: 'agent:hall' }] })
    await scene.pass(seconds(10))
    expect(scene.open).toEqual([])
  })

  it('that restarts again and again is told of; a single restart is not', async () => {
    const scene = await Scene.begin()
    for (const restart of [1, 2]) {
      scene.machine('hall').gate?.kill(`restart ${restart}`)
      await scene.pass(seconds(20))
      scene.world.startAgent('hall')
      await scene.pass(minutes(1))
      expect(scene.open).toEqual(restart === 1 ? [] : ['agent-restarting'])
    }
    await scene.pass(minutes(11))
    expect(scene.open).toEqual([])
  })

  it('out of contact for six hours of a sinter is no failure: the sinter goes on, and its result comes', async () => {
    const scene = await Scene.begin({ heartbeat: seconds(30) })
    const task = await scene.submit('sinter')
    scene.world.network.partition('hall')
    await scene.pass(hours(6))
    expect(scene.open.toSorted()).toEqual(['agent-silent', 'run-lost'])
    expect(await scene.stateOf(task)).toBe('running')
    scene.world.network.heal('hall')
    await scene.pass(minutes(3))
    expect(scene.open).toEqual([])
    await scene.pass(hours(13))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('behind a broker that was wiped is heard again, and nothing is lost', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('scan')
    scene.world.network.wipe()
    await scene.pass(minutes(2))
    expect(scene.open).toEqual([])
    await scene.pass(minutes(30))
    expect([await scene.stateOf(task), scene.starts(task)]).toEqual(['succeeded', 1])
  })

  it('is not told of while the broker is gone: that is one cause', async () => {
    const scene = await Scene.begin()
    scene.world.network.partition('coordinator')
    await scene.pass(minutes(10))
    expect(scene.open).toEqual(['broker-gone'])
    scene.world.network.heal('coordinator')
    await scene.pass(minutes(2))
    expect(scene.open).toEqual([])
    expect(scene.messages).toEqual(['phone: raised broker-gone', 'phone: resolved broker-gone'])
  })

  it('is compared with the coordinator on request: nothing differs, or each difference says who settles it', async () => {
    const scene = await Scene.begin()
    const task = await scene.submit('print')
    const [report] = await Promise.all([scene.reconcile('hall'), scene.pass(seconds(5))])
    expect(report.lines).toMatchObject([
      { attemptId: `${task}-1`, coordinator: 'running', journal: 'running', settled: 'same' },
    ])
    // While the agent is out of contact the instrument loses the run.
    scene.world.network.partition('hall')
    scene.printer.reboot(seconds(20))
    await scene.pass(minutes(2))
    expect(await scene.stateOf(task)).toBe('running')
    scene.world.network.heal('hall')
    await scene.pass(minutes(1))
    const [again] = await Promise.all([scene.reconcile('hall'), scene.pass(seconds(5))])
    expect(again.lines).toMatchObject([{ coordinator: 'verifying', journal: 'verifying', settled: 'person' }])
    scene.machine('annex').gate?.kill('by the test')
    const silent = scene.reconcile('annex')
    await Promise.all([
      expect(silent).rejects.toMatchObject({ code: 'agent-silent' }),
      scene.pass(minutes(1)),
    ])
  })

  it('whose journal was deleted is heard again as soon as it has proved that it lives', async () => {
    const scene = await Scene.begin()
    await scene.pass(minutes(5))
    scene.machine('hall').gate?.kill('by the test')
    scene.machine('hall').disk.restore(new Map())
    await scene.pass(seconds(30))
    scene.world.startAgent('hall')
    await scene.pass(seconds(30))
    const heartbeats = scene.state.live.get('hall')?.heartbeatSequence ?? 0
    await scene.pass(seconds(20))
    expect(scene.state.live.get('hall')?.heartbeatSequence).toBeGreaterThan(heartbeats)
    await scene.pass(minutes(5))
    expect(scene.open).toEqual([])
  })

  it('that has just started still has the instruments that have not answered it yet', async () => {
    const scene = await Scene.begin()
    scene.printer.dropLink()
    scene.machine('hall').gate?.kill('by the test')
    await scene.pass(seconds(30))
    scene.world.startAgent('hall')
    await scene.pass(minutes(2))
    expect(scene.state.known.get('printer')?.activities.has('scan')).toBe(true)
    const task = await scene.submit('scan')
    expect(await scene.stateOf(task)).toBe('queued')
    scene.printer.restoreLink()
    await scene.pass(minutes(1))
    expect(await scene.stateOf(task)).toBe('running')
  })
})
