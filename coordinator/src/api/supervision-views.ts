import type { Static } from '@sinclair/typebox'
import type { Timestamp } from '@muster/runtime'
import type {
  BreakerRecord,
  DeadLetterRecord,
  Delivery,
  EscalationEntry,
  EscalationRecord,
} from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { BreakerOf } from '../supervisor/breaker.ts'
import { textOf, titleOf } from '../supervisor/escalation-text.ts'
import { subjectOf } from '../supervisor/findings.ts'
import type * as schemas from './supervision-schemas.ts'
import { given, time, times } from './view-parts.ts'

/** What was found, what was kept away, and what was left lying, as the API shows it. */

/** Without what only the time of day changes: a stream would tell it again and again. */
export function streamedEscalation(escalation: EscalationRecord): Static<typeof schemas.StreamedEscalation> {
  const { id, kind, severity, state, acknowledged, nextRungAt } = escalation
  return {
    id,
    kind,
    severity,
    state,
    title: titleOf(escalation),
    entries: escalation.entries.map(entryView),
    occurrences: escalation.occurrences,
    firstRaisedAt: time(escalation.firstRaisedAt),
    raisedAt: time(escalation.raisedAt),
    ...times(escalation, ['resolvedAt', 'snoozedUntil']),
    ...given(escalation, ['resolvedBy', 'assignee']),
    ...(acknowledged ? { acknowledged: { by: acknowledged.by, at: time(acknowledged.at) } } : {}),
    comments: escalation.comments.map(({ at, by, text }) => ({ at: time(at), by, text })),
    rung: escalation.rung,
    ...(nextRungAt === undefined ? {} : { nextStepAt: time(nextRungAt) }),
    deliveries: escalation.deliveries.map(deliveryView),
    runbook: `docs/runbooks/${kind}.md`,
  }
}

export function escalationView(
  escalation: EscalationRecord,
  now: Timestamp,
): Static<typeof schemas.EscalationView> {
  return { ...streamedEscalation(escalation), text: textOf(escalation, now) }
}

function entryView(entry: EscalationEntry) {
  const { subject, message, since, count, links } = entry
  return {
    subject,
    message,
    since: time(since),
    count,
    ...times(entry, ['clearedAt']),
    links: given(links, ['jobId', 'taskId', 'attemptId', 'agentId', 'instrumentId', 'promptId']),
  }
}

function deliveryView(delivery: Delivery) {
  const { id, channel, to, reason, at, state, tries } = delivery
  return { id, channel, to: [...to], reason, at: time(at), state, tries, ...given(delivery, ['error']) }
}

export function breakerView(breaker: BreakerRecord): Static<typeof schemas.BreakerView> {
  const { id, state, failures, successes, opened, changedAt, reason } = breaker
  const colon = id.indexOf(':')
  return {
    id,
    of: id.slice(0, colon) as BreakerOf,
    name: id.slice(colon + 1),
    state,
    failures,
    successes,
    opened,
    changedAt: time(changedAt),
    ...times(breaker, ['retryAt']),
    reason,
  }
}

export function deadLetterView(letter: DeadLetterRecord): Static<typeof schemas.DeadLetterView> {
  const { id, jobId, step, activity, instrumentId, failure, attempts, state, raisedAt } = letter
  return {
    id,
    jobId,
    step,
    activity,
    ...(instrumentId === undefined ? {} : { instrument: instrumentId }),
    failure,
    attempts,
    state,
    raisedAt: time(raisedAt),
    ...times(letter, ['endedAt']),
    ...given(letter, ['endedBy']),
  }
}

export function channelView(name: string, state: State): Static<typeof schemas.ChannelView> {
  const health = state.channels.get(name)
  return {
    name,
    isDown: state.escalated.has(subjectOf('channel', name)) || health?.isHopeless === true,
    failures: health?.failures ?? 0,
    ...(health ? { error: health.error } : {}),
  }
}
