import type { AttemptEnd, Failure, FailureCategory } from '@muster/protocol'
import { defineTransitions, type Timestamp } from '@muster/runtime'
import type { BreakerRecord, BreakerState } from '../model/records.ts'
import type { Limits } from './settings.ts'

/** The states of a circuit breaker (M. Nygard, Release It!, 2nd ed., 5.2): half-open lets one trial through at a time. */
export const BREAKER_TRANSITIONS = defineTransitions<BreakerState>('a breaker', {
  closed: ['open'],
  open: ['half-open', 'closed'],
  'half-open': ['open', 'closed'],
})

/** What a breaker keeps work away from. */
export type BreakerOf = 'agent' | 'instrument' | 'activity'
export const breakerId = (of: BreakerOf, name: string): string => `${of}:${name}`

/** Failures that say something about the instrument, or about the activity wherever it is done; not those of the task. */
const OF_THE_INSTRUMENT: ReadonlySet<FailureCategory> = new Set([
  'instrument',
  'timeout',
  'transient',
  'unknown-outcome',
])
const OF_THE_ACTIVITY: ReadonlySet<FailureCategory> = new Set(['instrument', 'timeout', 'unknown-outcome'])
const OF_THE_AGENT: ReadonlySet<FailureCategory> = new Set(['transient'])

export type Verdict = 'success' | 'failure' | undefined

/** What the end of an attempt says about its agent, instrument and activity. Pure. */
export function verdicts(
  end: AttemptEnd,
  failure: Failure | undefined,
): { readonly [K in BreakerOf]: Verdict } {
  if (end === 'succeeded') return { agent: 'success', instrument: 'success', activity: 'success' }
  // An offer that nobody claims says that the agent does not work.
  if (end === 'expired') return { agent: 'failure', instrument: undefined, activity: undefined }
  const category = end === 'failed' ? failure?.category : undefined
  const failed = (of: ReadonlySet<FailureCategory>): Verdict =>
    category !== undefined && of.has(category) ? 'failure' : undefined
  return {
    agent: failed(OF_THE_AGENT),
    instrument: failed(OF_THE_INSTRUMENT),
    activity: failed(OF_THE_ACTIVITY),
  }
}

type Change = Omit<BreakerRecord, 'id' | 'version'>

function countsOf({ state, failures, successes, opened, changedAt, reason }: BreakerRecord): Change {
  return { state, failures, successes, opened, changedAt, reason }
}

/** The breaker after an attempt that began under it has ended. @returns undefined where nothing changes. Pure. */
export function afterVerdict(
  breaker: BreakerRecord | undefined,
  verdict: 'success' | 'failure',
  why: string,
  now: Timestamp,
  limits: Limits['breakers'],
): Change | undefined {
  const state = breaker?.state ?? 'closed'
  const base = breaker
    ? countsOf(breaker)
    : { state, failures: 0, successes: 0, opened: 0, changedAt: now, reason: '' }
  // What ends while it is open was begun before: it neither helps nor harms.
  if (state === 'open') return undefined
  if (verdict === 'success') {
    if (state === 'closed') return base.failures === 0 ? undefined : { ...base, failures: 0 }
    const successes = base.successes + 1
    if (successes < limits.successes) return { ...base, successes }
    return { state: 'closed', failures: 0, successes: 0, opened: 0, changedAt: now, reason: '' }
  }
  const failures = base.failures + 1
  if (state === 'closed' && failures < limits.failures) return { ...base, failures, reason: why }
  return open({ ...base, failures }, why, now, limits)
}

function open(base: Change, why: string, now: Timestamp, limits: Limits['breakers']): Change {
  const opened = base.opened + 1
  const wait = Math.min(limits.longest, limits.openFor * 2 ** Math.min(30, opened - 1))
  const failures =
    base.failures === 1 ? `a failure: ${why}` : `${base.failures} failures in a row, the last: ${why}`
  return {
    state: 'open',
    failures: 0,
    successes: 0,
    opened,
    changedAt: now,
    retryAt: now + wait,
    reason: failures,
  }
}

/** Open until a person says otherwise. */
export function stopped(why: string, now: Timestamp): Change {
  return { state: 'open', failures: 0, successes: 0, opened: 1, changedAt: now, reason: why }
}

/** One failure of an activity at an instrument. */
export interface FleetFailure {
  readonly at: Timestamp
  readonly instrumentId: string
  readonly activity: string
  readonly code: string
}

/**
 * Whether a fleet fails alike: the same failure of the same activity at so many of its instruments within a time. Pure.
 * @param able how many instruments have the activity
 * @returns the instruments, or undefined
 */
export function cascade(
  recent: readonly FleetFailure[],
  last: FleetFailure,
  able: number,
  limits: Limits['cascade'],
): readonly string[] | undefined {
  const alike = recent.filter(
    ({ at, activity, code }) =>
      activity === last.activity && code === last.code && last.at - at <= limits.within && at <= last.at,
  )
  const instruments = [...new Set([...alike, last].map(({ instrumentId }) => instrumentId))]
  return instruments.length >= limits.instruments && instruments.length >= limits.share * able
    ? instruments
    : undefined
}
