import { minutes } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaskRecord } from '../model/records.ts'
import { breakerId } from '../supervisor/breaker.ts'
import { aBreaker, aJob, aResource, aTask } from '../testing/store-fixtures.ts'
import { offerTogether } from '../work/attempts.ts'
import { groupFaults } from './group-faults.ts'
import { Floor } from './testing/floor.ts'

/** A floor with so many furnaces, one at each agent, where steps are begun together. */
class Hall extends Floor {
  #jobs = 1_000

  constructor(furnaces: number, resources: Readonly<Record<string, number>> = {}) {
    super()
    for (let number = 1; number <= furnaces; number += 1)
      this.agent({
        id: `agent-${number}`,
        instruments: [{ id: `furnace-${number}`, activities: [{ name: 'sinter', expectedMs: minutes(10) }] }],
      })
    for (const [id, capacity] of Object.entries(resources))
      this.state.put('resources', aResource(id, { kind: 'countable', capacity }))
  }

  /** A job of steps that are begun together. */
  group(steps: readonly Partial<TaskRecord>[]): TaskRecord[] {
    this.#jobs += 1
    const job = aJob(this.#jobs, { submittedAt: this.now, priority: 50, submittedBy: 'gina' })
    this.state.put('jobs', job)
    return steps.map((patch, at) => {
      const task = aTask(job, `step-${at}`, {
        activity: 'sinter',
        parametersJson: '{}',
        queuedAt: this.now,
        together: 'all',
        ...patch,
      })
      this.state.put('tasks', task)
      return task
    })
  }

  single(patch: Partial<TaskRecord> = {}): TaskRecord {
    return this.submitOf('sam', { activity: 'sinter', ...patch })
  }

  /** Offers all that can be started, those of a group at once. */
  start(): string[] {
    const ids: string[] = []
    for (let next = this.state.board.next(this.now); next; next = this.state.board.next(this.now)) {
      const all = [next, ...(next.together ?? [])]
      this.decide(draft => offerTogether(draft, all))
      for (const { task } of all) {
        expect(this.state.tasks.get(task.id)?.state).toBe('dispatched')
        ids.push(task.id)
      }
    }
    return ids
  }

  isBegun({ id }: TaskRecord): boolean {
    return this.state.tasks.get(id)?.state !== 'queued'
  }

  endOf({ id }: TaskRecord): void {
    const attempt = this.state.attempts.get(this.state.tasks.get(id)?.attemptId ?? '')
    if (attempt) this.end(attempt, 'succeeded')
  }
}

const crucible = { anyOf: [{ resource: 'crucibles', amount: 1 }] }

describe('steps that are started together', () => {
  test('get what they need jointly, also where one leaves the other no choice', () => {
    const hall = new Hall(2, { crucibles: 1, tongs: 1 })
    const either = { anyOf: [...crucible.anyOf, { resource: 'tongs', amount: 1 }] }
    const group = hall.group([{ resources: [either] }, { resources: [crucible] }])
    expect(hall.start().sort()).toEqual(group.map(({ id }) => id).sort())
  })

  test('wait for the same last piece until there are enough, and smaller needs do not go on for ever before them', () => {
    const hall = new Hall(3, { crucibles: 2 })
    const holder = hall.single({ resources: [crucible], activity: 'sinter' })
    hall.start()
    const group = hall.group([{ resources: [crucible] }, { resources: [crucible] }])
    expect(hall.start()).toEqual([])
    hall.now += minutes(1)
    const later = hall.single({ resources: [crucible] })
    expect(hall.start()).toEqual([])
    hall.endOf(holder)
    expect(hall.start().sort()).toEqual(group.map(({ id }) => id).sort())
    expect(hall.isBegun(later)).toBe(false)
  })

  test('keep of what they wait with no more than all of them need, and who waits for that is told for whom', () => {
    const hall = new Hall(6, { crucibles: 4, tongs: 2 })
    const tongs = { anyOf: [{ resource: 'tongs', amount: 1 }] }
    const holder = hall.single({ resources: [tongs] })
    hall.start()
    const group = hall.group([{ resources: [crucible, tongs] }, { resources: [crucible, tongs] }])
    hall.now += minutes(1)
    const later = Array.from({ length: 3 }, () => hall.single({ resources: [crucible] }))
    expect(hall.start()).toEqual(later.slice(0, 2).map(({ id }) => id))
    const [last] = later.slice(2)
    expect(group.map(({ id }) => id)).toContain(hall.state.board.keptFor(last?.id ?? '')?.id)
    expect(hall.state.board.wakeAt).toBe(hall.now + minutes(1))
    hall.endOf(holder)
    expect(hall.start().sort()).toEqual(group.map(({ id }) => id).sort())
  })

  test('each get an instrument where only one way round leads to that', () => {
    const hall = new Hall(2)
    const group = hall.group([{}, { instrument: 'furnace-1' }])
    expect(hall.start().sort()).toEqual(group.map(({ id }) => id).sort())
  })

  test.each(['activity:sinter', 'agent:agent-1'])('are one trial of the breaker %s', id => {
    const hall = new Hall(3)
    if (id.startsWith('agent'))
      hall.agent({
        id: 'agent-1',
        instruments: ['furnace-1', 'furnace-9'].map(name => ({ id: name, activities: [{ name: 'sinter' }] })),
      })
    const only = id.startsWith('agent') ? ['furnace-1', 'furnace-9'] : [undefined, undefined]
    const [of, name = ''] = id.split(':')
    hall.state.put(
      'breakers',
      aBreaker(breakerId(of === 'agent' ? 'agent' : 'activity', name), {
        state: 'half-open',
        changedAt: hall.now,
      }),
    )
    const group = hall.group(only.map(instrument => (instrument === undefined ? {} : { instrument })))
    expect(hall.start().sort()).toEqual(group.map(task => task.id).sort())
    hall.single(only[0] === undefined ? {} : { instrument: only[0] })
    expect(hall.start()).toEqual([])
  })
})

/** Steps of so many groups, among single tasks that never end to come. */
const streams = fc.record({
  furnaces: fc.integer({ min: 2, max: 4 }),
  groups: fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 1, maxLength: 3 }),
  crucibles: fc.integer({ min: 3, max: 4 }),
  lengths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 20 }),
})

test('no group starves among single tasks of its priority, none keeps another out for ever, and nothing is given twice', () => {
  fc.assert(
    fc.property(streams, ({ furnaces, groups, crucibles, lengths }) => {
      const hall = new Hall(furnaces, { crucibles })
      const ends = new Map<string, number>()
      let singles = 0
      const refill = () => {
        while (hall.state.board.size < 2 * furnaces + 6) {
          singles += 1
          hall.single(singles % 2 === 0 ? { resources: [crucible] } : {})
        }
      }
      refill()
      hall.start()
      const waiting = groups.map(size =>
        hall.group(Array.from({ length: Math.min(size, furnaces) }, () => ({ resources: [crucible] }))),
      )
      for (let step = 0; step < 150; step += 1) {
        refill()
        hall.start()
        expect(hall.state.resources.held('crucibles')).toBeLessThanOrEqual(crucibles)
        for (const group of waiting) expect(new Set(group.map(task => hall.isBegun(task))).size).toBe(1)
        for (const attempt of hall.open) hall.begin(attempt)
        for (const attempt of hall.open) {
          // Furnaces come free one by one, never two at once.
          const at = ends.get(attempt.id) ?? step + (lengths[ends.size % lengths.length] ?? 1)
          ends.set(attempt.id, at)
          if (at > step) continue
          hall.end(attempt, 'succeeded')
          hall.start()
        }
        hall.now += minutes(5)
      }
      for (const group of waiting) expect(group.every(task => hall.isBegun(task))).toBe(true)
    }),
    { numRuns: 40 },
  )
}, 120_000)

function faultsIn({ state }: Hall, steps: Parameters<typeof groupFaults>[0]): string[] {
  const instruments = [...state.known.values()]
  const roomAt = (agentId: string) => state.agents.get(agentId)?.maxConcurrentTasks ?? 0
  return groupFaults(steps, { ledger: state.resources, instruments, roomAt }).map(({ message }) => message)
}

describe('what could never be started together', () => {
  const hall = new Hall(2, { crucibles: 3 })
  const faults = (steps: Parameters<typeof groupFaults>[0]) => faultsIn(hall, steps)
  const step = { activity: 'sinter', together: 'pair' }
  const needing = (amount: number) => ({ ...step, resources: [{ resource: 'crucibles', amount }] })

  test('is fewer instruments than steps', () => {
    expect(faults({ a: step, b: step })).toEqual([])
    expect(faults({ a: step, b: step, c: step })).toEqual([
      expect.stringContaining('its 3 steps need an instrument each, and there are 2 for them'),
    ])
    const named = { ...step, instrument: 'furnace-1' }
    expect(faults({ a: named, b: named })).toHaveLength(1)
    expect(faults({ a: step, b: named })).toEqual([])
  })

  test('is fewer tasks than agents take at a time', () => {
    const small = new Hall(1)
    const furnaces = (agent: string, count: number, maxConcurrentTasks: number) =>
      small.agent({
        id: `agent-${agent}`,
        maxConcurrentTasks,
        instruments: Array.from({ length: count }, (_, at) => ({
          id: `furnace-${agent}-${at}`,
          activities: [{ name: 'sinter' }],
        })),
      })
    furnaces('a', 3, 2)
    const [one, two] = ['furnace-a-0', 'furnace-a-1'].map(instrument => ({ ...step, instrument }))
    const anywhere = { a: step, b: step, c: step }
    expect(faultsIn(small, anywhere)).toEqual([])
    // The third has only furnace-1 left, which is at another agent.
    expect(faultsIn(small, { a: step, ...(one && two ? { one, two } : {}) })).toEqual([])
    expect(faultsIn(small, { ...anywhere, d: step })).toEqual([
      expect.stringContaining('the agents of their instruments take 3 of them at a time'),
    ])
  })

  test('is more than the inventory has, and one sample in two of them', () => {
    expect(faults({ a: needing(1), b: needing(2) })).toEqual([])
    expect(faults({ a: needing(2), b: needing(2) })).toEqual([
      expect.stringContaining('it needs 4 of crucibles, and all there could ever be is 3'),
    ])
    const ofSample = { ...step, samples: ['s-1'] }
    expect(faults({ a: ofSample, b: ofSample })).toEqual([expect.stringContaining('the sample s-1')])
  })
})

describe('instruments that are kept for steps that are started together', () => {
  test('are others where one of them fails', () => {
    const hall = new Hall(3)
    const runs = Array.from({ length: 3 }, () => hall.single())
    hall.start()
    for (const attempt of hall.open) hall.begin(attempt)
    const group = hall.group([{}, {}])
    hall.now += minutes(20)
    const [first] = runs
    if (first) hall.endOf(first)
    expect(hall.start()).toEqual([])
    const kept = () =>
      ['furnace-1', 'furnace-2', 'furnace-3'].filter(id => {
        const known = hall.state.known.get(id)
        const single = hall.single()
        return known && hall.state.board.reservations.groups.obstacle(single, known, hall.now)
      })
    const before = kept()
    expect(before).toHaveLength(2)
    const lost = before[0] ?? ''
    hall.contact(lost.replace('furnace', 'agent'), false)
    hall.start()
    expect(kept()).toHaveLength(2)
    expect(kept()).not.toContain(lost)
    for (const task of runs) hall.endOf(task)
    expect(hall.start()).toEqual(expect.arrayContaining(group.map(({ id }) => id)))
  })
})
