import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, PauseRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { remaining } from './estimate.ts'
import type { Obstacle } from './obstacle.ts'
import { pauseOf } from './pauses.ts'

/** When something is expected, wall milliseconds: `from` ≤ `expected` ≤ `to`. */
export interface Expectation {
  readonly from: Timestamp
  readonly expected: Timestamp
  readonly to: Timestamp
}

/** What an agent does by itself takes no longer than this, milliseconds: agreeing with the coordinator, answering an offer. */
const SOON = 30_000
/** An agent that has had as many offers as it may gets the next within so long. */
const NEXT_OFFER = 60_000

export const exactly = (at: Timestamp): Expectation => ({ from: at, expected: at, to: at })

const soon = (now: Timestamp, longest: number): Expectation => ({
  from: now,
  expected: now + longest / 6,
  to: now + longest,
})

/** When a run is expected to be over; undefined where that is up to a person. */
export function endOfAttempt(
  state: Snapshot,
  attempt: AttemptRecord,
  now: Timestamp,
): Expectation | undefined {
  if (attempt.state === 'verifying' || attempt.state === 'paused') return undefined
  const left = remaining(state, attempt, now)
  return { from: now + left.low, expected: now + left.expected, to: now + left.high }
}

/** When both are over. */
export const later = (a: Expectation, b: Expectation): Expectation => ({
  from: Math.max(a.from, b.from),
  expected: Math.max(a.expected, b.expected),
  to: Math.max(a.to, b.to),
})

/** The one that is expected first; what nobody knows is last. */
export function isSooner(a: Expectation | undefined, b: Expectation | undefined): boolean {
  if (!a || !b) return a !== undefined && b === undefined
  return a.expected < b.expected
}

/** Where an obstacle stands in the way. */
export interface At {
  readonly instrument?: KnownInstrument | undefined
  readonly activity?: string | undefined
}

type Until = (state: Snapshot, obstacle: Obstacle, at: At, now: Timestamp) => Expectation | undefined

const untilHolderEnds: Until = (state, { waitsFor }, _, now) =>
  waitsFor?.kind === 'task' ? endOfTask(state, waitsFor.id, now) : undefined
const untilPauseEnds: Until = (state, { code }, at, now) => untilResumed(pauseBehind(state, code, at), now)
const untilOneEnds: Until = (state, _, { instrument }, now) => firstEnd(state, instrument?.agentId, now)

/** By code. */
const UNTIL = new Map<string, Until>([
  ['instrument-busy', untilHolderEnds],
  ['resource-held', untilHolderEnds],
  ['sample-held', untilHolderEnds],
  ['waits-for-stop', untilHolderEnds],
  ['waits-for-checkpoint', untilHolderEnds],
  ['queue-paused', untilPauseEnds],
  ['activity-paused', untilPauseEnds],
  ['agent-paused', untilPauseEnds],
  ['instrument-paused', untilPauseEnds],
  ['breaker-open', (state, { waitsFor }, _, now) => untilRetried(state, waitsFor?.id, now)],
  ['breaker-trial', untilOneEnds],
  ['agent-full', untilOneEnds],
  ['agent-syncing', (...[, , , now]) => soon(now, SOON)],
  ['being-planned', (...[, , , now]) => soon(now, SOON)],
  ['rate-limited', (...[, , , now]) => soon(now, NEXT_OFFER)],
])

/** When an obstacle is expected to go away by itself; undefined where nobody knows, or a person has to do something. */
export function untilOf(
  state: Snapshot,
  obstacle: Obstacle,
  at: At,
  now: Timestamp,
): Expectation | undefined {
  const { code, waitsFor } = obstacle
  if (waitsFor?.kind === 'time') return exactly(Math.max(now, Date.parse(waitsFor.id)))
  if (code.startsWith('attempt-')) return soon(now, SOON)
  return UNTIL.get(code)?.(state, obstacle, at, now)
}

/** When the attempt that a task is in now is expected to be over. */
export function endOfTask(state: Snapshot, taskId: string, now: Timestamp): Expectation | undefined {
  const attempt = openAttemptOf(state, taskId)
  return attempt && endOfAttempt(state, attempt, now)
}

export function openAttemptOf(state: Snapshot, taskId: string): AttemptRecord | undefined {
  const attempt = state.attempts.get(state.tasks.get(taskId)?.attemptId ?? '')
  return attempt?.endedAt === undefined ? attempt : undefined
}

/** The pause that an obstacle with such a code is about. */
export function pauseBehind(
  state: Snapshot,
  code: string,
  { instrument, activity }: At,
): PauseRecord | undefined {
  switch (code) {
    case 'queue-paused':
      return pauseOf(state, 'queue')
    case 'activity-paused':
      return pauseOf(state, 'activity', activity)
    case 'agent-paused':
      return pauseOf(state, 'agent', instrument?.agentId)
    case 'instrument-paused':
      return pauseOf(state, 'instrument', instrument?.description.id)
    default:
      return undefined
  }
}

const untilResumed = (pause: PauseRecord | undefined, now: Timestamp): Expectation | undefined =>
  pause?.until === undefined ? undefined : exactly(Math.max(now, pause.until))

function untilRetried(state: Snapshot, breaker: string | undefined, now: Timestamp): Expectation | undefined {
  const retryAt = state.breakers.get(breaker ?? '')?.retryAt
  return retryAt === undefined ? undefined : exactly(Math.max(now, retryAt))
}

function firstEnd(state: Snapshot, agentId: string | undefined, now: Timestamp): Expectation | undefined {
  let first: Expectation | undefined
  for (const id of state.openAttemptsByAgent.get(agentId ?? '') ?? []) {
    const attempt = state.attempts.get(id)
    const end = attempt && endOfAttempt(state, attempt, now)
    if (end && isSooner(end, first)) first = end
  }
  return first
}
