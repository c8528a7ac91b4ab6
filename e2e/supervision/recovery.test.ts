import { STANDARD_LIMITS } from '@muster/coordinator/testing'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

/** The instrument refuses so many starts, as one that has not warmed up. */
function refuse(scene: Scene, times: number): void {
  const failure = {
    code: 'cold',
    message: 'it is not warm yet',
    category: 'instrument',
    started: 'no',
  } as const
  for (let refused = 0; refused < times; refused++) scene.printer.failNextStart({ kind: 'refuse', failure })
}

describe('what goes on by itself', () => {
  it('is tried as often as its step allows, and then is a dead letter that can be replayed', async () => {
    const scene = await Scene.begin()
    refuse(scene, 2)
    const patient = await scene.submit('scan', { retry: { attempts: 3, delay: '10 s' } })
    await scene.pass(minutes(30))
    expect([await scene.stateOf(patient), scene.starts(patient)]).toEqual(['succeeded', 1])
    refuse(scene, 3)
    const hopeless = await scene.submit('scan', { retry: { attempts: 3, delay: '10 s' } })
    await scene.pass(minutes(5))
    expect(await scene.stateOf(hopeless)).toBe('failed')
    const store = scene.world.coordinator?.store
    expect(await store?.list('deadLetters', 'open', 10)).toMatchObject([
      { id: hopeless, failure: { code: 'cold' } },
    ])
    await Promise.all([
      scene.operations.recover(hopeless, { action: 'retry', by: 'ada', reason: 'it is warm now' }),
      scene.pass(minutes(30)),
    ])
    expect([await scene.stateOf(hopeless), scene.starts(hopeless)]).toEqual(['succeeded', 1])
    expect(await store?.list('deadLetters', 'open', 10)).toEqual([])
    const job = await store?.job(hopeless.replace(/-run$/, ''))
    expect(job?.state).toBe('succeeded')
  })

  it('is one after another at an instrument, however much waits', async () => {
    const scene = await Scene.begin()
    const tasks = [await scene.submit('scan'), await scene.submit('scan'), await scene.submit('scan')]
    const states = async () => Promise.all(tasks.map(task => scene.stateOf(task)))
    expect(await states()).toEqual(['running', 'queued', 'queued'])
    await scene.pass(hours(1.5))
    expect(await states()).toEqual(['succeeded', 'succeeded', 'succeeded'])
  })

  it('keeps away from an instrument that goes on failing, tries it, and trusts it again', async () => {
    const scene = await Scene.begin()
    refuse(scene, 5)
    const task = await scene.submit('scan', { retry: { attempts: 10, delay: '1 s' } })
    await scene.pass(minutes(1))
    expect(scene.open.toSorted()).toEqual(['breaker-open', 'breaker-open'])
    expect(scene.state.breakers.get('instrument:printer')).toMatchObject({ opened: 1 })
    // The trial that comes after 30 s, doubled where it fails, is this very task.
    await scene.pass(minutes(25))
    expect(await scene.stateOf(task)).toBe('succeeded')
    expect(scene.state.breakers.get('instrument:printer')?.state).toBe('half-open')
    const second = await scene.submit('scan')
    await scene.pass(minutes(25))
    expect(await scene.stateOf(second)).toBe('succeeded')
    expect(scene.state.breakers.get('instrument:printer')?.state).toBe('closed')
    expect(scene.open).toEqual([])
  })

  it('is told on after the coordinator was killed: the ladder goes on where it was', async () => {
    const scene = await Scene.begin()
    await scene.submit('print')
    scene.printer.reboot(seconds(20))
    await scene.pass(minutes(2))
    expect(scene.messages).toEqual(['phone: raised prompt-open'])
    scene.world.coordinatorGate?.kill('by the test')
    await scene.pass(minutes(2))
    await scene.world.startCoordinator()
    await scene.pass(minutes(10))
    expect(scene.messages).toHaveLength(1)
    await scene.pass(minutes(4))
    expect(scene.messages).toEqual(['phone: raised prompt-open', 'mail: repeated prompt-open'])
    expect(scene.open).toEqual(['prompt-open'])
  })

  it('stops everywhere when a fleet fails alike, until a person says go on', async () => {
    const scene = await Scene.begin({
      limits: { cascade: { instruments: 2, share: 0.5, within: minutes(10) } },
    })
    const failure = {
      code: 'bad-binder',
      message: 'the binder does not set',
      category: 'instrument',
      started: 'no',
    } as const
    for (const agentId of ['hall', 'annex'])
      for (const instrument of scene.machine(agentId).instruments.values())
        instrument.failNextStart({ kind: 'refuse', failure })
    await scene.submit('scan', { retry: { attempts: 1 } })
    await scene.submit('scan', { retry: { attempts: 1 }, instrument: 'oven' })
    await scene.pass(minutes(1))
    expect(scene.open).toEqual(['cascade-stop'])
    const waiting = await scene.submit('scan')
    await scene.pass(hours(2))
    expect([await scene.stateOf(waiting), scene.starts(waiting)]).toEqual(['queued', 0])
    await Promise.all([
      scene.operations.resetBreaker('activity:scan', 'ada', 'new binder'),
      scene.pass(minutes(25)),
    ])
    expect([await scene.stateOf(waiting), scene.open]).toEqual(['succeeded', []])
  })

  it('is offered to an agent no faster than its limit allows', async () => {
    const breakers = { ...STANDARD_LIMITS.breakers, failures: 1_000 }
    const scene = await Scene.begin({ limits: { offersPerMinute: 6, breakers } })
    // Each is refused at once, and gives way to the next.
    refuse(scene, 40)
    const activity = { activity: 'scan', instrument: 'printer', retry: { attempts: 1 } }
    const submitting = Array.from({ length: 40 }, () => scene.operations.submit({ activity }, { by: 'ada' }))
    const [jobs] = await Promise.all([Promise.all(submitting), scene.pass(minutes(1))])
    const failed = async () => {
      const states = await Promise.all(jobs.map(({ job }) => scene.stateOf(`${job.id}-run`)))
      return states.filter(state => state === 'failed').length
    }
    const before = await failed()
    await scene.pass(minutes(1))
    expect([5, 6, 7]).toContain((await failed()) - before)
  })
})
