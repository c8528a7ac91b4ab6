import { minutes, seconds, type Timestamp } from '@muster/runtime'
import type { AttemptRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Estimate, EstimateSource } from './durations.ts'

/** Where nobody knows how long an activity takes. */
const UNKNOWN: Estimate = {
  low: minutes(3),
  expected: minutes(30),
  high: minutes(120),
  source: 'unknown',
  runs: 0,
}

/** How far a time that somebody states is off: shorter and longer by these factors. */
const STATED_LOW = 0.8
const STATED_HIGH = 1.3
/** The same for what an instrument says of a run of its own. */
const TOLD_LOW = 0.9
const TOLD_HIGH = 1.1
/** A percentage below this says nothing about the pace. */
const LEAST_SHARE = 0.05
/** A run that has taken longer than it may have takes longer still, by up to this share of what it took. */
const OVERDUE_SHARE = 0.1

/** What has not ended takes so long at the least, milliseconds. */
export const LEAST_REMAINING: number = seconds(1)

/** A task, or what could be one. */
export interface Work {
  readonly activity: string
  readonly parametersJson?: string
}

/**
 * How long work takes once it has begun, milliseconds. Believed in this order: what was measured at the instrument with such
 * parameters, and with any; at others with such parameters; what its agent states; what little was measured anywhere.
 * @param instrumentId where undefined: wherever it is done, and what is stated counts by the quickest
 */
export function estimate(state: Snapshot, work: Work, instrumentId?: string): Estimate {
  const { durations } = state
  const { activity, parametersJson } = work
  const key = parametersJson === undefined ? '' : durations.classOf(parametersJson)
  return (
    durations.measured(activity, key, instrumentId) ??
    statedOf(state, activity, instrumentId) ??
    durations.rough(activity, instrumentId) ??
    UNKNOWN
  )
}

function statedOf(state: Snapshot, activity: string, instrumentId: string | undefined): Estimate | undefined {
  if (instrumentId === undefined) {
    const stated = state.durations.stated(activity)
    return stated && around(stated.shortest, stated.longest)
  }
  const time = state.known.get(instrumentId)?.activities.get(activity)?.description.expectedDurationMs
  return time === undefined ? undefined : around(time, time)
}

const around = (shortest: number, longest: number): Estimate => ({
  low: shortest * STATED_LOW,
  expected: shortest,
  high: longest * STATED_HIGH,
  source: 'stated',
  runs: 0,
})

/** What is left of an attempt, milliseconds, each at least `LEAST_REMAINING`. */
export interface Remaining {
  readonly low: number
  readonly expected: number
  readonly high: number
  /** `told`: by the instrument; `progress`: by its percentage and what such runs take; else as of an estimate. */
  readonly source: 'told' | 'progress' | EstimateSource
}

/**
 * What is left of an attempt. One that is not known to run has all of it before it.
 * @param now wall milliseconds
 */
export function remaining(state: Snapshot, attempt: AttemptRecord, now: Timestamp): Remaining {
  const task = state.tasks.get(attempt.taskId)
  const whole = estimate(state, task ?? attempt, attempt.instrumentId)
  if (attempt.state !== 'running' && attempt.state !== 'paused') return bounded(whole, whole.source)
  const live = state.live.get(attempt.agentId)
  const run = live?.runs.get(attempt.id)
  // What was told last has been told then.
  const unheard = live?.contactLostSince === undefined ? 0 : Math.max(0, now - live.contactLostSince)
  if (run?.remainingMs !== undefined) {
    const { remainingMs: told } = run
    return bounded(less({ low: told * TOLD_LOW, expected: told, high: told * TOLD_HIGH }, unheard), 'told')
  }
  const elapsed = attempt.startedAt === undefined ? 0 : Math.max(0, now - attempt.startedAt)
  const share = (run?.percent ?? 0) / 100
  if (share > 0 && (whole.source !== 'unknown' || share >= LEAST_SHARE))
    return bounded(less(byShare(whole, share, elapsed - unheard), unheard), 'progress')
  const left = less(whole, elapsed)
  return bounded({ ...left, high: Math.max(left.high, OVERDUE_SHARE * elapsed) }, whole.source)
}

type Range = Pick<Estimate, 'low' | 'expected' | 'high'>

const less = ({ low, expected, high }: Range, time: number): Range => ({
  low: low - time,
  expected: expected - time,
  high: high - time,
})

/**
 * What is left where a share is done: by what such runs take as long as little is done, more and more by the run's own pace.
 * @param elapsed milliseconds until the share was told
 */
function byShare(whole: Estimate, share: number, elapsed: number): Range {
  const left = 1 - share
  if (whole.source === 'unknown') {
    const expected = (Math.max(0, elapsed) / share) * left
    return { low: expected * STATED_LOW, expected, high: expected * STATED_HIGH }
  }
  const of = (time: number): number => left * (left * time + Math.max(0, elapsed))
  return { low: of(whole.low), expected: of(whole.expected), high: of(whole.high) }
}

function bounded({ low, expected, high }: Range, source: Remaining['source']): Remaining {
  const likely = Math.max(LEAST_REMAINING, expected)
  return {
    low: Math.min(likely, Math.max(LEAST_REMAINING, low)),
    expected: likely,
    high: Math.max(likely, high),
    source,
  }
}
