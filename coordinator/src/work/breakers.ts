import type { AttemptEnd } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, BreakerRecord } from '../model/records.ts'
import {
  afterVerdict,
  BREAKER_TRANSITIONS,
  breakerId,
  type BreakerOf,
  cascade,
  stopped,
  verdicts,
} from '../supervisor/breaker.ts'

/** Failures of the fleet that are remembered, to see whether it fails alike. */
const FAILURES_REMEMBERED = 1_000

/** Who takes back what was given out, though a run of the time before a restore of the store has it. */
export const HELD_BEFORE = 'rule:held-before'

/** Who takes offers back for reasons that have nothing to do with who had them. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['rule:together', HELD_BEFORE])

/** Counts the end of an attempt for its agent, its instrument and its activity. */
export function countForBreakers(draft: Draft, attempt: AttemptRecord, end: AttemptEnd): void {
  const { failure, settledBy } = attempt
  // What a person settled, or what was taken back at once, says nothing of how the machines work.
  if (settledBy?.startsWith('person:') || (settledBy !== undefined && SAYS_NOTHING.has(settledBy))) return
  // Nor does an offer that found nobody: loss of contact is not failure.
  if (end === 'expired' && !isInContact(draft, attempt.agentId)) return
  const said = verdicts(end, failure)
  const why = failure ? `${failure.code}: ${failure.message}` : end
  const names: { readonly [K in BreakerOf]: string } = {
    agent: attempt.agentId,
    instrument: attempt.instrumentId,
    activity: attempt.activity,
  }
  for (const side of ['agent', 'instrument', 'activity'] as const) {
    const verdict = said[side]
    if (verdict === undefined) continue
    const id = breakerId(side, names[side])
    const before = draft.state.breakers.get(id)
    // What was begun before the trials is none of them.
    if (before?.state === 'half-open' && attempt.offeredAt < before.changedAt) continue
    const after = afterVerdict(before, verdict, why, draft.now, draft.state.limits.breakers)
    if (after) putBreaker(draft, id, before, after)
  }
  if (said.activity === 'failure' && failure) stopCascade(draft, attempt, failure.code)
}

function isInContact({ state }: Draft, agentId: string): boolean {
  const live = state.live.get(agentId)
  return live?.online === true && live.contactLostSince === undefined
}

function stopCascade(draft: Draft, attempt: AttemptRecord, code: string): void {
  const { state } = draft
  const last = { at: draft.now, instrumentId: attempt.instrumentId, activity: attempt.activity, code }
  const able = [...state.known.values()].filter(known => known.activities.has(attempt.activity)).length
  const instruments = cascade(state.fleetFailures, last, able, state.limits.cascade)
  state.fleetFailures = [...state.fleetFailures, last].slice(-FAILURES_REMEMBERED)
  const id = breakerId('activity', attempt.activity)
  const before = state.breakers.get(id)
  const isStopped = before?.state === 'open' && before.retryAt === undefined
  if (!instruments || isStopped) return
  const what = `${attempt.activity} failed with ${code} at ${instruments.length} of ${able} instruments: ${instruments.join(', ')}`
  putBreaker(draft, id, before, stopped(what, draft.now))
}

function putBreaker(
  draft: Draft,
  id: string,
  before: BreakerRecord | undefined,
  after: Omit<BreakerRecord, 'id' | 'version'>,
): void {
  const isMove = (before?.state ?? 'closed') !== after.state
  if (isMove) BREAKER_TRANSITIONS.check(before?.state ?? 'closed', after.state)
  if (before) draft.update('breakers', before, { retryAt: undefined, ...after })
  else draft.insert('breakers', { id, version: 1, ...after })
  const isStop = after.state === 'open' && after.retryAt === undefined
  if (isMove || isStop) draft.audit(`breaker.${after.state}`, id, { reason: after.reason })
}

/** The wait of an open breaker is over: one trial may be made at a time. */
export function tryBreaker(draft: Draft, breaker: BreakerRecord): void {
  if (breaker.state !== 'open' || breaker.retryAt === undefined) return
  const { reason, opened, failures } = breaker
  putBreaker(draft, breaker.id, breaker, {
    state: 'half-open',
    failures,
    successes: 0,
    opened,
    changedAt: draft.now,
    reason,
  })
}

/** A person has looked: work goes on. */
export function resetBreaker(draft: Draft, breaker: BreakerRecord, reason: string): void {
  if (breaker.state === 'closed' && breaker.failures === 0) return
  const closed = {
    state: 'closed',
    failures: 0,
    successes: 0,
    opened: 0,
    changedAt: draft.now,
    reason,
  } as const
  putBreaker(draft, breaker.id, breaker, closed)
  // What failed before is what was looked at.
  const { state } = draft
  state.fleetFailures = state.fleetFailures.filter(
    ({ activity }) => breaker.id !== breakerId('activity', activity),
  )
}
