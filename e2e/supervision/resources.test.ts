import { whyWaiting } from '@muster/coordinator/testing'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Scene } from './scene.ts'

const RESOURCES = [
  { id: 'crucibles', kind: 'countable', capacity: 8 },
  { id: 'powder', kind: 'consumable', unit: 'g', capacity: 1_000, fill: 600 },
  { id: 'boats', kind: 'countable', capacity: 2, recycle: '2 h' },
] as const

const begin = () => Scene.begin({ resources: [...RESOURCES] })

/** Reasons for which a task waits, as codes. */
function reasons(scene: Scene, taskId: string): readonly string[] {
  const task = scene.state.tasks.get(taskId)
  return task ? whyWaiting(scene.state, task).map(({ code }) => code) : []
}

const elsewhere = { instrument: 'oven' }
const five = { resources: [{ resource: 'crucibles', amount: 5 }] }

describe('resources', () => {
  it('let two tasks that need 5 of 8 crucibles run one after the other, though both instruments are free', async () => {
    const scene = await begin()
    const first = await scene.submit('scan', five)
    const second = await scene.submit('scan', { ...five, ...elsewhere })
    expect([await scene.stateOf(first), await scene.stateOf(second)]).toEqual(['running', 'queued'])
    const waiting = scene.state.tasks.get(second)
    const why = waiting ? whyWaiting(scene.state, waiting) : []
    expect(why).toMatchObject([
      {
        code: 'resource-held',
        message: `needs 5 crucibles, 3 are free; held by step run of ${first.replace(/-run$/, '')}`,
        waitsFor: { kind: 'task', id: first },
      },
    ])
    await scene.pass(minutes(21))
    expect([await scene.stateOf(first), await scene.stateOf(second)]).toEqual(['succeeded', 'running'])
    await scene.pass(minutes(21))
    expect(await scene.stateOf(second)).toBe('succeeded')
    expect(scene.state.resources.free('crucibles')).toBe(8)
  })

  it('that are used up are not offered again before somebody has refilled them', async () => {
    const scene = await begin()
    const needs = { resources: [{ resource: 'powder', amount: 500, unit: 'g' }] }
    const first = await scene.submit('print', needs)
    expect(scene.state.resources.records.get('powder')).toMatchObject({ remaining: 100, usedUp: 500 })
    const second = await scene.submit('print', { ...needs, ...elsewhere })
    await scene.pass(hours(6))
    expect([await scene.stateOf(first), await scene.stateOf(second)]).toEqual(['succeeded', 'queued'])
    expect(reasons(scene, second)).toEqual(['resource-used-up'])
    const filled = scene.operations.refill('powder', { amount: 500, unit: 'g', reason: 'a new can' }, 'ada')
    await scene.pass(seconds(10))
    expect((await filled).remaining).toBe(600)
    expect(await scene.stateOf(second)).toBe('running')
    await expect(
      scene.operations.refill('powder', { amount: 901, reason: 'too much' }, 'ada'),
    ).rejects.toMatchObject({ code: 'too-much' })
  })

  it('of an agent are held while it computes, and another agent that has none is no way out', async () => {
    const scene = await begin()
    const needs = { resources: [{ resource: 'agent/gpu' }] }
    const task = await scene.submit('scan', needs)
    expect(scene.state.resources.held('agent:hall/gpu')).toBe(1)
    const pinned = await scene.submit('scan', { ...needs, ...elsewhere })
    expect(reasons(scene, pinned)).toEqual(['resource-impossible'])
    await scene.pass(minutes(21))
    expect(await scene.stateOf(task)).toBe('succeeded')
    expect(scene.state.resources.free('agent:hall/gpu')).toBe(1)
    expect(scene.escalation('impossible-task')).toMatchObject({ state: 'open' })
  })

  it('such as bandwidth are shared by what runs at once, in their unit', async () => {
    const uplink = { id: 'uplink', kind: 'countable', unit: 'Mbit/s', capacity: 100 } as const
    const scene = await Scene.begin({ resources: [uplink] })
    const taking = (amount: number) => ({ resources: [{ resource: 'uplink', amount, unit: 'Mbit/s' }] })
    const first = await scene.submit('scan', taking(62.5))
    const wide = await scene.submit('scan', { ...taking(40), ...elsewhere })
    expect([scene.starts(first), scene.starts(wide)]).toEqual([1, 0])
    expect(reasons(scene, wide)).toEqual(['resource-held'])
    await scene.pass(minutes(45))
    expect([await scene.stateOf(first), await scene.stateOf(wide)]).toEqual(['succeeded', 'succeeded'])
    expect(scene.state.resources.free('uplink')).toBe(100)
  })

  it('rest after use, and what a person lends comes back by its time; a task keeps what it holds all the while', async () => {
    const scene = await begin()
    const both = { resources: [{ resource: 'boats', amount: 2 }] }
    const first = await scene.submit('scan', both)
    await scene.pass(minutes(21))
    expect([await scene.stateOf(first), scene.state.resources.free('boats')]).toEqual(['succeeded', 0])
    const second = await scene.submit('scan', both)
    await scene.pass(minutes(90))
    expect(await scene.stateOf(second)).toBe('queued')
    await scene.pass(minutes(55))
    expect(await scene.stateOf(second)).toBe('succeeded')
    await scene.pass(hours(3))
    const until = scene.world.coordinatorClock.wall() + hours(1)
    await Promise.all([
      scene.operations.lend('boats', { by: 'ada', reason: 'a visit', until }),
      scene.pass(seconds(1)),
    ])
    const third = await scene.submit('print', both)
    await scene.pass(minutes(30))
    expect(reasons(scene, third)).toEqual(['resource-held'])
    await scene.pass(minutes(31))
    expect(await scene.stateOf(third)).toBe('running')
    await scene.pass(hours(2))
    expect(scene.state.resources.free('boats')).toBe(0)
  })

  it('that are short make a task run in its declared lesser way, and that is told of it', async () => {
    const scene = await begin()
    await scene.submit('sinter', five)
    const half = { name: 'half-batch', after: '10 min', resources: [{ resource: 'crucibles', amount: 2 }] }
    const task = await scene.submit('scan', { ...five, ...elsewhere, degraded: [half] })
    await scene.pass(minutes(9))
    expect(await scene.stateOf(task)).toBe('queued')
    await scene.pass(minutes(2))
    expect(await scene.stateOf(task)).toBe('running')
    const { attemptId = '', variant } = scene.state.tasks.get(task) ?? {}
    expect(variant).toBe('half-batch')
    expect(scene.state.attempts.get(attemptId)).toMatchObject({
      variant: 'half-batch',
      holds: [{ resource: 'crucibles', amount: 2 }],
    })
  })

  it('and samples are with one task at a time, and stay with it over a restart of the coordinator', async () => {
    const scene = await begin()
    const first = await scene.submit('print', { ...five, samples: ['s-1'] })
    const second = await scene.submit('scan', { samples: ['s-1'], ...elsewhere })
    expect(reasons(scene, second)).toEqual(['sample-held'])
    scene.world.coordinatorGate?.kill('by the test')
    await scene.pass(minutes(1))
    await scene.world.startCoordinator()
    await scene.pass(minutes(1))
    expect(scene.state.resources.free('crucibles')).toBe(3)
    expect([await scene.stateOf(first), await scene.stateOf(second)]).toEqual(['running', 'queued'])
    await scene.pass(hours(5))
    expect([await scene.stateOf(first), await scene.stateOf(second)]).toEqual(['succeeded', 'succeeded'])
  })

  it('that do not exist, or never will be so many, are refused at submission, each with its field', async () => {
    const scene = await begin()
    const submitted = scene.operations.submit(
      {
        activity: {
          activity: 'scan',
          resources: [
            { resource: 'glove' },
            { resource: 'crucibles', amount: 9 },
            { resource: 'powder', amount: 1, unit: 'kg' },
            { anyOf: [{ resource: 'agent/tpu' }] },
          ],
          degraded: [{ name: 'less', resources: [{ resource: 'boats', amount: 3 }] }],
        },
      },
      { by: 'ada' },
    )
    await expect(submitted).rejects.toMatchObject({
      faults: [
        {
          field: 'activity.resources.0.resource',
          message: 'there is no resource "glove"; known: boats, crucibles, powder',
        },
        {
          field: 'activity.resources.1.amount',
          message: 'is 9, and all there could ever be is 8 crucibles',
        },
        { field: 'activity.resources.2.unit', message: 'is "kg", and powder is counted in "g"' },
        { field: 'activity.resources.3.anyOf.0.resource', message: 'no agent has a resource "tpu"' },
        { field: 'activity.degraded.0.resources.0.amount' },
      ],
    })
  })
})
