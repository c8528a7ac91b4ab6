import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fairnessNow, fairWindow, longestWait, offAtMost } from './fairness.ts'
import { HIGHEST_BY_AGE } from './ranking.ts'
import { STANDARD_RULES } from './rules.ts'
import { Floor } from './testing/floor.ts'

const HOUR = 3_600_000
const { ageing } = STANDARD_RULES.rank

const rulesFor = (weights: readonly number[]) => ({
  ...STANDARD_RULES,
  shares: {
    ...STANDARD_RULES.shares,
    weights: Object.fromEntries(weights.map((weight, at) => [`user-${at}`, weight])),
  },
})

function floorOf(weights: readonly number[], instruments: number, lengths: readonly number[]): Floor {
  const floor = new Floor(rulesFor(weights))
  const activities = lengths.map((expectedMs, at) => ({ name: `sinter-${at}`, expectedMs }))
  const named = Array.from({ length: instruments }, (_, at) => ({ id: `furnace-${at}`, activities }))
  floor.agent({ id: 'hall-1', instruments: named })
  return floor
}

/** Who was started, in order, while all of them always have work waiting. */
function startsOf(
  weights: readonly number[],
  instruments: number,
  lengths: readonly number[],
  count: number,
  kindOf: (user: number, nth: number) => number,
): { readonly user: number; readonly length: number }[] {
  const floor = floorOf(weights, instruments, lengths)
  const submitted = weights.map(() => 0)
  const users = new Map<string, { readonly user: number; readonly length: number }>()
  const submit = (user: number): void => {
    const nth = (submitted[user] ?? 0) + 1
    submitted[user] = nth
    const kind = kindOf(user, nth) % lengths.length
    const task = floor.submitOf(`user-${user}`, { activity: `sinter-${kind}` })
    users.set(task.id, { user, length: lengths[kind] ?? 0 })
  }
  // The first has put much into the queue long before the others came.
  for (let nth = 0; nth < 20; nth += 1) submit(0)
  floor.now += 40 * HOUR
  weights.forEach((_, user) => {
    for (let nth = 0; nth < 3; nth += 1) submit(user)
  })
  const starts: { readonly user: number; readonly length: number }[] = []
  const ends = new Map<string, number>()
  while (starts.length < count) {
    for (const { task } of floor.dispatch()) {
      const start = users.get(task.id)
      if (!start) throw new Error(task.id)
      starts.push(start)
      ends.set(task.id, floor.now + start.length)
      submit(start.user)
    }
    for (const attempt of floor.open) floor.begin(attempt)
    floor.now = Math.min(...ends.values())
    for (const attempt of floor.open) {
      if ((ends.get(attempt.taskId) ?? 0) > floor.now) continue
      ends.delete(attempt.taskId)
      floor.end(attempt, 'succeeded')
    }
  }
  return starts
}

const weightsOf = fc.array(fc.constantFrom(1, 1, 1, 2, 3, 5, 0.5), { minLength: 2, maxLength: 5 })
const part = (weights: readonly number[], user: number): number =>
  (weights[user] ?? 0) / weights.reduce((all, one) => all + one, 0)

test('in any window of the stated length nobody is off by more than one task for each instrument', () => {
  fc.assert(
    fc.property(weightsOf, fc.integer({ min: 1, max: 4 }), fc.nat(3), (weights, instruments, seed) => {
      const window = fairWindow(weights, instruments) * instruments
      const starts = startsOf(weights, instruments, [10 * HOUR], 3 * window + 40, (_, nth) => nth + seed)
      for (const length of [window, 2 * window])
        for (let from = 0; from + length <= starts.length; from += 1)
          weights.forEach((_, user) => {
            const had = starts.slice(from, from + length).filter(start => start.user === user).length
            expect(Math.abs(had - part(weights, user) * length)).toBeLessThanOrEqual(instruments + 1e-9)
          })
    }),
    { numRuns: 50 },
  )
}, 120_000)

test('in any window at all nobody is off by more than a bound, in instrument time, however different tasks are', () => {
  const lengthsOf = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 })
  const kinds = fc.array(fc.nat(20), { minLength: 5, maxLength: 20 })
  fc.assert(
    fc.property(
      weightsOf,
      fc.integer({ min: 1, max: 3 }),
      lengthsOf,
      kinds,
      (weights, instruments, lengths, order) => {
        const kindOf = (user: number, nth: number) => (order[nth % order.length] ?? 0) + user
        const starts = startsOf(
          weights,
          instruments,
          lengths.map(hours => hours * HOUR),
          60,
          kindOf,
        )
        const longest = Math.max(...lengths) * HOUR
        for (let from = 0; from < starts.length; from += 1) {
          const had = weights.map(() => 0)
          let all = 0
          for (const { user, length } of starts.slice(from)) {
            had[user] = (had[user] ?? 0) + length
            all += length
            weights.forEach((_, one) => {
              const off = Math.abs((had[one] ?? 0) - part(weights, one) * all)
              expect(off).toBeLessThanOrEqual(longest * offAtMost(weights) + 1)
            })
          }
        }
      },
    ),
    { numRuns: 50 },
  )
}, 120_000)

describe('the window', () => {
  test('is a round of all on one instrument, and shorter on more', () => {
    expect(fairWindow([1, 1, 1], 1)).toBe(3)
    expect(fairWindow([1, 1, 1], 3)).toBe(1)
    expect(fairWindow([3, 1, 1], 1)).toBe(5)
    expect(fairWindow([0.5, 1, 1.5], 1)).toBe(6)
    expect(fairWindow([2, 2, 2, 2, 2, 2], 1)).toBe(6)
    expect(fairWindow([2, 2, 2, 2, 2, 2], 2)).toBe(1)
    expect(fairWindow([1, 1], 1)).toBe(1)
    expect(fairWindow([1], 1)).toBe(1)
  })
})

test('background work among urgent work that never ends starts within the stated time, and never before what is critical', () => {
  const priorities = fc.constantFrom(0, 10, 25, 50)
  const lengths = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(priorities, lengths, fc.integer({ min: 1, max: 3 }), (priority, hours, instruments) => {
      const length = hours * HOUR
      const floor = floorOf([1, 1], instruments, [length])
      const first = floor.submitOf('user-0', { priority, activity: 'sinter-0' })
      const began = floor.now
      const bound = longestWait(priority, { ageing, highest: HIGHEST_BY_AGE, rivals: 1, longest: length })
      const state = () => floor.state.tasks.get(first.id)?.state
      while (state() === 'queued' && floor.now - began <= bound) {
        for (let more = 0; more < instruments; more += 1)
          floor.submitOf('user-1', { priority: 75, activity: 'sinter-0' })
        floor.dispatch()
        if (state() !== 'queued') break
        floor.now += length
        for (const attempt of floor.open) floor.end(attempt, 'succeeded')
      }
      expect(state()).not.toBe('queued')
      // However long it waits, something critical goes first.
      floor.open.forEach(attempt => floor.end(attempt, 'succeeded'))
      const old = floor.submitOf('user-0', {
        priority: 98,
        activity: 'sinter-0',
        queuedAt: floor.now - 1_000 * HOUR,
      })
      const critical = floor.submitOf('user-1', { priority: 100, activity: 'sinter-0' })
      const order = floor.dispatch().map(({ task }) => task.id)
      expect(order[0]).toBe(critical.id)
      expect(order.slice(1, 2)).toEqual(instruments > 1 ? [old.id] : [])
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('what is promised to those who wait now is told, most waiting first', () => {
  const floor = new Floor()
  expect(fairnessNow(floor.state)).toEqual({ shares: [], window: 1, offAtMost: 0 })
  for (let more = 0; more < 3; more += 1) floor.submitOf('ada', {})
  floor.submitOf('grace', {})
  expect(fairnessNow(floor.state)).toEqual({
    shares: [
      { name: 'ada', weight: 1, waiting: 3 },
      { name: 'grace', weight: 1, waiting: 1 },
    ],
    window: 1,
    offAtMost: 1,
  })
})
