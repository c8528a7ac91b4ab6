import { days, hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

/** A question: a run that the instrument has lost. */
async function question(): Promise<{ scene: Scene; task: string }> {
  const scene = await Scene.begin()
  const task = await scene.submit('print')
  scene.printer.reboot(seconds(20))
  await scene.pass(minutes(1))
  return { scene, task }
}

describe('people', () => {
  it('who do not answer for 15 minutes have somebody else told, and again each hour', async () => {
    const { scene } = await question()
    expect(scene.messages).toEqual(['phone: raised prompt-open'])
    await scene.pass(minutes(13))
    expect(scene.messages).toHaveLength(1)
    await scene.pass(minutes(3))
    expect(scene.told.at(-1)).toMatchObject({ channel: 'mail', to: ['grace'] })
    await scene.pass(hours(2))
    expect(scene.messages).toHaveLength(4)
    const { id } = scene.escalation('prompt-open')
    await Promise.all([scene.operations.acknowledge(id, 'grace'), scene.pass(hours(5))])
    expect(scene.messages).toHaveLength(4)
  })

  it('are told by the next channel when one is down, of that too', async () => {
    const scene = await Scene.begin()
    scene.brokenChannels.add('phone')
    await scene.submit('print')
    scene.printer.reboot(seconds(20))
    await scene.pass(minutes(5))
    expect(scene.open.toSorted()).toEqual(['channel-down', 'prompt-open'])
    expect(scene.messages.toSorted()).toEqual(['mail: raised channel-down', 'mail: raised prompt-open'])
    scene.brokenChannels.clear()
    // Nobody has to test it: after a while the next message is tried by it again.
    await scene.pass(minutes(10))
    scene.machine('annex').gate?.kill('by the test')
    await scene.pass(minutes(3))
    expect(scene.open).toEqual(['prompt-open', 'agent-silent'])
    expect(scene.messages).toContain('phone: raised agent-silent')
    expect(scene.messages).toContain('mail: resolved channel-down')
  })

  it('can not resolve what is still so; it resolves by itself', async () => {
    const scene = await Scene.begin()
    scene.machine('hall').gate?.kill('by the test')
    await scene.pass(minutes(3))
    const { id } = scene.escalation('agent-silent')
    await expect(scene.operations.resolve(id, 'ada', 'seen')).rejects.toMatchObject({ code: 'cause-remains' })
    scene.world.startAgent('hall')
    await scene.pass(minutes(1))
    expect(scene.escalation('agent-silent')).toMatchObject({
      state: 'resolved',
      resolvedBy: 'rule:supervisor',
    })
  })

  it("are asked what may have run since the backup, when yesterday's store is put back", async () => {
    const scene = await Scene.begin({ heartbeat: seconds(30) })
    const backup = scene.world.storeDisk.backup()
    const since = await scene.submit('scan')
    await scene.pass(minutes(30))
    expect(await scene.stateOf(since)).toBe('succeeded')
    await scene.pass(days(1))
    scene.world.coordinatorGate?.kill('by the test')
    scene.machine('annex').gate?.kill('it stays silent')
    await scene.pass(minutes(1))
    scene.world.storeDisk.restore(backup)
    await scene.world.startCoordinator()
    await scene.pass(minutes(3))
    expect(scene.open).toContain('prompt-open')
    expect(scene.escalation('prompt-open').entries[0]?.message).toMatch(/older than what agents know/)
    scene.world.startAgent('annex')
    await scene.pass(minutes(3))
    // All agents have told what they ran: there is nothing left to ask, and the finished scan is known again.
    expect(scene.open).toEqual([])
    expect([await scene.stateOf(since), scene.starts(since)]).toEqual(['succeeded', 1])
  })

  it('stay told of a silent agent while the coordinator is out of contact itself', async () => {
    const scene = await Scene.begin()
    scene.machine('hall').gate?.kill('by the test')
    await scene.pass(minutes(3))
    expect(scene.open).toEqual(['agent-silent'])
    scene.world.network.partition('coordinator')
    await scene.pass(minutes(5))
    scene.world.network.heal('coordinator')
    await scene.pass(minutes(5))
    expect(scene.escalation('agent-silent')).toMatchObject({ state: 'open', occurrences: 1 })
    expect(scene.messages.filter(message => message.endsWith('agent-silent'))).toEqual([
      'phone: raised agent-silent',
    ])
  })

  it('are told in the words of the site, where it has its own', async () => {
    const templates = [{ kinds: ['foreign-run'], title: '{site}: {severity}', text: 'Go and look. {text}' }]
    const scene = await Scene.begin({ templates })
    scene.printer.startAtPanel()
    await scene.pass(minutes(3))
    expect(scene.told[0]?.notification.title).toBe('lab: warning')
    expect(scene.told[0]?.notification.text).toMatch(/^Go and look\. printer runs what nobody asked for/)
  })
})
