import { InvalidInputError, MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, PauseRecord } from '../model/records.ts'
import { isThere, pauseOf, type PauseScope, pauseScope, titleOfScope, underWay } from '../scheduler/pauses.ts'

export interface PauseRequest {
  /** `queue`, `instrument:<id>`, `agent:<id>` or `activity:<name>`. */
  readonly id: string
  /** The name of the person. */
  readonly by: string
  readonly reason: string
  /** When it resumes by itself; without it a person resumes it. */
  readonly until?: Timestamp
}

/**
 * Lets nothing new begin there; what is under way goes on, and so does what was offered already. What is paused already stays so,
 * since when it was, for the new reason and until the new time.
 * @throws MusterError `not-found`; InvalidInputError where its end is over
 */
export function pause(draft: Draft, { id, by, reason, until }: PauseRequest): PauseRecord {
  const scope = scopeOf(draft, id)
  if (until !== undefined && until <= draft.now)
    throw new InvalidInputError('the pause is not right', [
      { field: 'until', message: `must be later than now, ${new Date(draft.now).toISOString()}` },
    ])
  const before = draft.state.pauses.get(id)
  const wasPaused = before?.state === 'paused'
  const isEmpty = underWay(draft.state, scope) === 0
  const drainedAt = wasPaused ? before.drainedAt : isEmpty ? draft.now : undefined
  const since = wasPaused ? before.at : draft.now
  const patch = { state: 'paused', reason, by, at: since, until, drainedAt } as const
  draft.audit(wasPaused ? 'pause.changed' : 'pause.paused', id, {
    reason,
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  })
  if (before) return draft.update('pauses', before, patch)
  const first = { id, version: 1, state: 'paused', reason, by, at: since } as const
  return draft.insert('pauses', {
    ...first,
    ...(until === undefined ? {} : { until }),
    ...(drainedAt === undefined ? {} : { drainedAt }),
  })
}

/** Lets work begin there again. @throws MusterError `not-found`, `not-paused` */
export function resume(draft: Draft, id: string, by: string, reason: string): PauseRecord {
  const paused = draft.state.pauses.get(id)
  if (paused?.state !== 'paused') {
    const title = titleOfScope(scopeOf(draft, id))
    throw new MusterError('not-paused', 'conflict', `${title} is not paused`)
  }
  return endPause(draft, paused, by, reason)
}

/** The time for which something was to be paused is over. */
export function resumeInTime(draft: Draft, paused: PauseRecord): void {
  if (paused.state === 'paused' && paused.until !== undefined && paused.until <= draft.now)
    endPause(draft, paused, 'rule:pause-over', 'its time is over')
}

function endPause(draft: Draft, paused: PauseRecord, by: string, reason: string): PauseRecord {
  draft.audit('pause.resumed', paused.id, { reason })
  const at = draft.now
  const resumed = { state: 'resumed', reason, by, at, until: undefined, drainedAt: undefined } as const
  return draft.update('pauses', paused, resumed)
}

/** Takes note where the end of an attempt leaves what is paused empty: an agent can be taken away then. */
export function noteDrained(draft: Draft, { agentId, instrumentId, activity }: AttemptRecord): void {
  const { state } = draft
  const scopes: readonly PauseScope[] = [
    { of: 'queue', name: '' },
    { of: 'agent', name: agentId },
    { of: 'instrument', name: instrumentId },
    { of: 'activity', name: activity },
  ]
  for (const scope of scopes) {
    const paused = pauseOf(state, scope.of, scope.name)
    if (!paused || paused.drainedAt !== undefined || underWay(state, scope) > 0) continue
    draft.update('pauses', paused, { drainedAt: draft.now })
    draft.audit('pause.drained', paused.id, {})
  }
}

function scopeOf({ state }: Draft, id: string): PauseScope {
  const scope = pauseScope(id)
  if (!scope)
    throw new MusterError(
      'not-found',
      'input',
      `${id} is nothing that can be paused: name queue, instrument:ID, agent:ID or activity:NAME`,
    )
  // What was paused while it was there can be resumed when it is gone.
  if (!isThere(state, scope) && !state.pauses.has(id))
    throw new MusterError('not-found', 'input', `${titleOfScope(scope)} is not known`)
  return scope
}
