import {
  ATTEMPT_ENDS,
  type AttemptEnd,
  FAILURE_CATEGORIES,
  type Failure,
  type FailureCategory,
} from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import type { BreakerRecord } from '../model/records.ts'
import { aBreaker } from '../testing/store-fixtures.ts'
import { afterVerdict, cascade, type FleetFailure, stopped, verdicts } from './breaker.ts'
import { STANDARD_LIMITS } from './settings.ts'

const LIMITS = STANDARD_LIMITS.breakers
const NOW = 1_000_000

/** The breaker after these verdicts, one after the other. */
function after(
  verdictsInOrder: readonly ('success' | 'failure')[],
  from?: BreakerRecord,
  limits = LIMITS,
): BreakerRecord | undefined {
  let breaker = from
  for (const verdict of verdictsInOrder) {
    const change = afterVerdict(breaker, verdict, 'jam', NOW, limits)
    if (change) breaker = { ...aBreaker('b'), ...change }
  }
  return breaker
}
const times = <T>(count: number, what: T): T[] => Array.from({ length: count }, () => what)
const halfOpen = (more: Partial<BreakerRecord> = {}) =>
  aBreaker('b', { state: 'half-open', failures: 0, opened: 1, ...more })

describe('a breaker that is closed', () => {
  test('opens at the fifth failure in a row, and not before', () => {
    expect(after(times(4, 'failure'))).toMatchObject({ state: 'closed', failures: 4 })
    expect(after(times(5, 'failure'))).toMatchObject({
      state: 'open',
      opened: 1,
      changedAt: NOW,
      retryAt: NOW + seconds(30),
      reason: '5 failures in a row, the last: jam',
    })
  })

  test('counts anew after a success between', () => {
    const broken = [...times(4, 'failure' as const), 'success' as const, ...times(4, 'failure' as const)]
    expect(after(broken)).toMatchObject({ state: 'closed', failures: 4 })
    expect(after([...broken, 'failure'])).toMatchObject({ state: 'open' })
  })

  test('has no record for a success alone', () => {
    expect(afterVerdict(undefined, 'success', '', NOW, LIMITS)).toBeUndefined()
    expect(afterVerdict(aBreaker('b', { failures: 0 }), 'success', '', NOW, LIMITS)).toBeUndefined()
  })

  test('opens at the first failure where that is configured', () => {
    expect(after(['failure'], undefined, { ...LIMITS, failures: 1 })).toMatchObject({
      state: 'open',
      reason: 'a failure: jam',
    })
  })
})

test.each(['success', 'failure'] as const)('a %s of what began before it opened changes nothing', verdict => {
  const open = aBreaker('b', { state: 'open', opened: 1, retryAt: NOW + 1 })
  expect(afterVerdict(open, verdict, 'jam', NOW, LIMITS)).toBeUndefined()
  expect(
    afterVerdict({ ...aBreaker('b'), ...stopped('x', NOW) }, verdict, 'jam', NOW, LIMITS),
  ).toBeUndefined()
})

describe('a breaker that is half-open', () => {
  test('closes with the second success, and forgets how often it had opened', () => {
    const once = after(['success'], halfOpen({ opened: 7 }))
    expect(once).toMatchObject({ state: 'half-open', successes: 1, opened: 7 })
    expect(after(['success'], once)).toMatchObject({ state: 'closed', failures: 0, successes: 0, opened: 0 })
  })

  test.each([0, 1])(
    'opens again with one failure, also after %d successes, and for twice as long',
    successes => {
      const again = after(['failure'], halfOpen({ successes }))
      expect(again).toMatchObject({ state: 'open', successes: 0, opened: 2, retryAt: NOW + seconds(60) })
    },
  )

  test.each([
    [0, seconds(30)],
    [1, seconds(60)],
    [2, seconds(120)],
    [3, seconds(240)],
    [6, seconds(1_920)],
    [7, hours(1)],
    [8, hours(1)],
    [10_000, hours(1)],
  ])('that had opened %d times waits %d ms: doubled up to the limit', (opened, wait) => {
    expect(after(['failure'], halfOpen({ opened }))?.retryAt).toBe(NOW + wait)
  })
})

test('a breaker that was stopped waits for a person: it names no time', () => {
  expect(stopped('all jam', NOW)).toEqual({
    state: 'open',
    failures: 0,
    successes: 0,
    opened: 1,
    changedAt: NOW,
    reason: 'all jam',
  })
})

describe('the end of an attempt', () => {
  const failure = (category: FailureCategory): Failure => ({
    code: 'x',
    message: 'x',
    category,
    started: 'yes',
  })

  test.each<[FailureCategory, string]>([
    ['transient', 'agent instrument'],
    ['instrument', 'instrument activity'],
    ['timeout', 'instrument activity'],
    ['unknown-outcome', 'instrument activity'],
    ['parameters', ''],
    ['safety', ''],
    ['operator', ''],
    ['resource', ''],
  ])('as a failure of the category %s counts against: %s', (category, against) => {
    const counted = Object.entries(verdicts('failed', failure(category)))
    expect(counted.flatMap(([of, verdict]) => (verdict === 'failure' ? [of] : [])).join(' ')).toBe(against)
    expect(counted.some(([, verdict]) => verdict === 'success')).toBe(false)
  })

  test('has a verdict for every category that there is', () => {
    for (const category of FAILURE_CATEGORIES)
      expect(() => verdicts('failed', failure(category))).not.toThrow()
    expect(FAILURE_CATEGORIES).toHaveLength(8)
  })

  test('as a success counts for all three, and an offer that expired against the agent', () => {
    expect(verdicts('succeeded', undefined)).toEqual({
      agent: 'success',
      instrument: 'success',
      activity: 'success',
    })
    expect(verdicts('expired', undefined)).toEqual({ agent: 'failure' })
  })

  const SILENT = ATTEMPT_ENDS.filter(end => !['succeeded', 'expired', 'failed'].includes(end))
  test.each<AttemptEnd>(SILENT)('as %s says nothing, whatever came with it', end => {
    expect(verdicts(end, failure('instrument'))).toEqual({})
  })
})

describe('a fleet fails alike', () => {
  const LIMIT = STANDARD_LIMITS.cascade
  const failed = (instrumentId: string, more: Partial<FleetFailure> = {}): FleetFailure => ({
    at: NOW,
    instrumentId,
    activity: 'print',
    code: 'jam',
    ...more,
  })
  const last = failed('c')
  const two = [failed('a'), failed('b')]

  test('where three instruments and half of those that can failed', () => {
    expect(cascade(two, last, 6, LIMIT)).toEqual(['a', 'b', 'c'])
    expect(cascade(two, last, 7, LIMIT)).toBeUndefined()
    expect(cascade(two, last, 1, LIMIT)).toEqual(['a', 'b', 'c'])
    expect(cascade([failed('a')], last, 2, LIMIT)).toBeUndefined()
  })

  test('counts an instrument once', () => {
    expect(cascade([...two, failed('b'), failed('a')], failed('b'), 4, LIMIT)).toBeUndefined()
  })

  test.each<[string, Partial<FleetFailure>, boolean]>([
    ['ten minutes ago', { at: NOW - minutes(10) }, true],
    ['longer ago', { at: NOW - minutes(10) - 1 }, false],
    ['later, before the clock was set back', { at: NOW + 1 }, false],
    ['with another code', { code: 'heat' }, false],
    ['of another activity', { activity: 'scan' }, false],
  ])('a failure that was %s counts: %s', (_what, more, counts) => {
    expect(cascade([failed('a', more), failed('b')], last, 3, LIMIT) !== undefined).toBe(counts)
  })
})
