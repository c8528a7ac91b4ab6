import type { AttemptEnd, Failure, Repeatability } from '@muster/protocol'
import { seconds } from '@muster/runtime'
import { expect, test } from 'vitest'
import { afterAttempt, type EndedAttempt } from './retry.ts'

const failure = (started: Failure['started'], category: Failure['category'] = 'transient'): Failure => ({
  code: 'x',
  message: 'x',
  category,
  started,
})

const ended = (
  end: AttemptEnd,
  repeatability: Repeatability,
  more: Partial<EndedAttempt> = {},
): EndedAttempt => ({
  end,
  repeatability,
  wasGranted: true,
  attempts: 1,
  failures: 1,
  allowedFailures: 3,
  retryDelay: seconds(5),
  cancelRequested: false,
  overdue: false,
  displaced: false,
  orderedByPerson: false,
  ...more,
})

test.each(['safe-until-started', 'never'] as const)(
  'a %s activity that started and failed is never started again',
  repeatability => {
    for (const started of ['yes', 'unknown'] as const) {
      expect(afterAttempt(ended('failed', repeatability, { failure: failure(started) })).kind).toBe('failed')
    }
  },
)

test('a never activity whose start had been allowed is not repeated without a person, whatever its end', () => {
  const ends: EndedAttempt[] = [
    ended('expired', 'never'),
    ended('not-started', 'never'),
    ended('declined', 'never'),
    ended('failed', 'never', { failure: failure('no') }),
  ]
  expect(ends.map(end => afterAttempt(end).kind)).toEqual(['ask', 'ask', 'ask', 'ask'])
  expect(afterAttempt(ended('not-started', 'never', { orderedByPerson: true })).kind).toBe('again')
})

test('what is known not to have started is offered again', () => {
  for (const end of ['expired', 'not-started'] as const)
    expect(afterAttempt(ended(end, 'safe-until-started')).kind).toBe('again')
  expect(afterAttempt(ended('expired', 'never', { wasGranted: false })).kind).toBe('again')
})

test('a safe activity is repeated after a failure, with growing delay, as often as the step allows', () => {
  const delays = [1, 2].map(failures =>
    afterAttempt(ended('failed', 'safe', { failures, failure: failure('yes') })),
  )
  expect(delays).toEqual([
    { kind: 'again', delay: seconds(5) },
    { kind: 'again', delay: seconds(10) },
  ])
  expect(afterAttempt(ended('failed', 'safe', { failures: 3, failure: failure('yes') })).kind).toBe('failed')
})

test('delays grow as the step says, up to the longest, and are shortened by their jitter', () => {
  const policy = { retryFactor: 3, longestDelay: seconds(40), allowedFailures: 9, failure: failure('yes') }
  const delayOf = (failures: number, shortenedBy: number) =>
    afterAttempt(ended('failed', 'safe', { ...policy, failures, shortenedBy }))
  expect([1, 2, 3].map(failures => delayOf(failures, 0))).toEqual(
    [5, 15, 40].map(delay => ({ kind: 'again', delay: seconds(delay) })),
  )
  expect(delayOf(2, 0.2)).toEqual({ kind: 'again', delay: seconds(12) })
})

test('only failures of the categories that the step names are tried again', () => {
  const kinds = (['transient', 'instrument', 'safety'] as const).map(
    category =>
      afterAttempt(
        ended('failed', 'safe', { failure: failure('yes', category), categories: ['instrument', 'safety'] }),
      ).kind,
  )
  expect(kinds).toEqual(['failed', 'again', 'failed'])
})

test('no attempt begins after the time for all of them is over', () => {
  const kinds = [seconds(5), seconds(4), -1].map(
    timeLeft => afterAttempt(ended('failed', 'safe', { failure: failure('yes'), timeLeft })).kind,
  )
  expect(kinds).toEqual(['again', 'failed', 'failed'])
})

test('another instrument is tried where none is left for this one, and only where another attempt may be made', () => {
  const at = (repeatability: Repeatability, started: Failure['started'], more: Partial<EndedAttempt> = {}) =>
    afterAttempt(
      ended('failed', repeatability, { failure: failure(started), failures: 3, hasFallback: true, ...more }),
    ).kind
  expect(at('safe', 'yes')).toBe('elsewhere')
  expect(at('safe', 'yes', { failures: 2 })).toBe('again')
  expect(at('safe', 'yes', { failures: 1, categories: ['timeout'] })).toBe('elsewhere')
  expect(at('safe-until-started', 'no')).toBe('elsewhere')
  expect(at('safe-until-started', 'unknown')).toBe('failed')
  expect(at('never', 'no')).toBe('ask')
  expect(at('safe', 'yes', { timeLeft: -1 })).toBe('failed')
  expect(at('safe', 'no', { failure: failure('no', 'safety') })).toBe('failed')
  expect(at('safe', 'yes', { cancelRequested: true })).toBe('failed')
})

test.each(['parameters', 'safety', 'operator'] as const)(
  'a failure of the category %s is not tried again',
  category => {
    expect(afterAttempt(ended('failed', 'safe', { failure: failure('no', category) })).kind).toBe('failed')
  },
)

test('a stop at the panel is a decision of a person: not repeated', () => {
  expect(afterAttempt(ended('stopped-locally', 'safe')).kind).toBe('failed')
})

test('nothing is tried again in a job that somebody has cancelled', () => {
  for (const end of ['expired', 'not-started', 'declined', 'cancelled'] as const) {
    expect(afterAttempt(ended(end, 'safe', { cancelRequested: true })).kind).toBe('cancelled')
  }
})

test('a run that was cancelled since it took too long is tried again only where it is safe, and counts as a failure', () => {
  const overdue = { overdue: true }
  expect(afterAttempt(ended('cancelled', 'safe', overdue))).toMatchObject({ kind: 'again' })
  expect(afterAttempt(ended('cancelled', 'safe', { ...overdue, failures: 3 }))).toEqual({ kind: 'failed' })
  for (const repeatability of ['safe-until-started', 'never'] as const)
    expect(afterAttempt(ended('cancelled', repeatability, overdue))).toEqual({ kind: 'failed' })
  expect(afterAttempt(ended('cancelled', 'safe', { ...overdue, cancelRequested: true }))).toEqual({
    kind: 'cancelled',
  })
})

test('what critical work displaced is queued again at once, as often as it happens; once allowed to start, only what is safe', () => {
  const displaced = { displaced: true, attempts: 9, failures: 9 }
  const again = { kind: 'again', delay: 0 }
  expect(afterAttempt(ended('cancelled', 'safe', displaced))).toEqual(again)
  for (const repeatability of ['never', 'safe-until-started'] as const) {
    expect(afterAttempt(ended('cancelled', repeatability, { ...displaced, wasGranted: false }))).toEqual(
      again,
    )
    expect(afterAttempt(ended('cancelled', repeatability, displaced)).kind).toBe('ask')
  }
  expect(afterAttempt(ended('cancelled', 'safe', { ...displaced, cancelRequested: true })).kind).toBe(
    'cancelled',
  )
})
