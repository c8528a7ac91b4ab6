import { type Duration, hours, millis, MusterError, seconds } from '@muster/runtime'
import type { Draft, Patch } from '../model/draft.ts'
import {
  type Delivery,
  type EscalationEntry,
  type EscalationRecord,
  type NotificationReason,
  SEVERITIES,
  type Severity,
} from '../model/records.ts'
import { detectionOf } from '../supervisor/catalogue.ts'
import { isDown } from '../supervisor/channel-health.ts'
import { titleOf } from '../supervisor/escalation-text.ts'
import type { Finding, Subject } from '../supervisor/findings.ts'
import { climb, firstRung, type LadderRules, type Send } from '../supervisor/ladder.ts'

/** How long a ladder waits at least before its first step, so that what fails together is told together. */
const SHORTEST_GATHERING = seconds(5)
/** What is found alike within this time of the last of its kind belongs to the same escalation. */
const TOGETHER_WITHIN = seconds(60)
/** What comes back within this time after it was resolved is the same escalation again. */
const RECURS_WITHIN = hours(24)
/** Deliveries that are done are kept for people to see; the oldest go first. */
const DELIVERIES_KEPT = 20

/** Makes an escalation of a finding, or an entry of one that is open, or opens one again. */
export function raiseFinding(draft: Draft, rules: LadderRules, subject: Subject, finding: Finding): void {
  const open = openOfKind(draft, finding)
  if (open) return void addEntry(draft, open, subject, finding)
  const before = recurring(draft, subject, finding.kind)
  if (before) return reopen(draft, rules, before, subject, finding)
  const severity = severityOf(finding)
  const raised = draft.insert('escalations', {
    id: draft.newId('escalation'),
    version: 1,
    kind: finding.kind,
    severity,
    state: 'open',
    entries: [entryOf(draft, subject, finding)],
    occurrences: 1,
    firstRaisedAt: draft.now,
    raisedAt: draft.now,
    comments: [],
    rung: 0,
    ...rungAt(firstRung(rules, { kind: finding.kind, severity }, draft.now, gathering(draft, finding))),
    deliveries: [],
  })
  auditRaised(draft, raised, subject)
}

/** Agents that fall silent at once are found silent within one heartbeat of each other, and a little. */
function gathering({ state }: Draft, { kind }: Finding): Duration {
  return detectionOf(kind).together
    ? millis(Math.max(SHORTEST_GATHERING, 1.2 * state.heartbeatMs))
    : SHORTEST_GATHERING
}

const severityOf = (finding: Finding): Severity => finding.severity ?? detectionOf(finding.kind).severity

const rungAt = (at: number | undefined) => (at === undefined ? {} : { nextRungAt: at })

function entryOf(draft: Draft, subject: Subject, { message, links }: Finding, count = 1): EscalationEntry {
  return { subject, message, links, since: draft.now, count }
}

/** The open escalation that a finding belongs to: found alike, not long ago. */
function openOfKind(draft: Draft, { kind }: Finding): EscalationRecord | undefined {
  if (!detectionOf(kind).together) return undefined
  for (const escalation of draft.state.escalations.values()) {
    if (escalation.kind !== kind || escalation.state !== 'open') continue
    const newest = Math.max(...escalation.entries.map(({ since }) => since))
    if (draft.now - newest <= TOGETHER_WITHIN) return escalation
  }
  return undefined
}

function recurring(draft: Draft, subject: Subject, kind: string): EscalationRecord | undefined {
  return [...draft.state.escalations.values()].findLast(
    escalation =>
      escalation.kind === kind &&
      escalation.state === 'resolved' &&
      draft.now - (escalation.resolvedAt ?? 0) <= RECURS_WITHIN &&
      escalation.entries.some(entry => entry.subject === subject),
  )
}

function withEntry(
  draft: Draft,
  entries: readonly EscalationEntry[],
  subject: Subject,
  finding: Finding,
): EscalationEntry[] {
  const before = entries.find(entry => entry.subject === subject)
  if (!before) return [...entries, entryOf(draft, subject, finding)]
  const again = entryOf(draft, subject, finding, before.count + 1)
  return entries.map(entry => (entry === before ? again : entry))
}

function addEntry(
  draft: Draft,
  escalation: EscalationRecord,
  subject: Subject,
  finding: Finding,
): EscalationRecord {
  const severity = moreSevere(escalation.severity, severityOf(finding))
  const entries = withEntry(draft, escalation.entries, subject, finding)
  draft.audit(
    'escalation.entry-added',
    escalation.id,
    { kind: escalation.kind, subject, message: finding.message },
    finding.links.jobId,
  )
  return draft.update('escalations', escalation, { entries, severity })
}

const moreSevere = (a: Severity, b: Severity): Severity =>
  SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b

function reopen(
  draft: Draft,
  rules: LadderRules,
  before: EscalationRecord,
  subject: Subject,
  finding: Finding,
): void {
  const severity = severityOf(finding)
  const raised = draft.update('escalations', before, {
    state: 'open',
    severity,
    entries: withEntry(draft, before.entries, subject, finding),
    occurrences: before.occurrences + 1,
    raisedAt: draft.now,
    resolvedAt: undefined,
    resolvedBy: undefined,
    acknowledged: undefined,
    snoozedUntil: undefined,
    rung: 0,
    nextRungAt: firstRung(rules, { kind: finding.kind, severity }, draft.now, gathering(draft, finding)),
  })
  auditRaised(draft, raised, subject)
}

function auditRaised(draft: Draft, raised: EscalationRecord, subject: Subject): void {
  const { kind, severity, occurrences } = raised
  const entry = raised.entries.find(found => found.subject === subject)
  const details = { kind, severity, subject, message: entry?.message, occurrences }
  draft.audit('escalation.raised', raised.id, details, entry?.links.jobId)
}

/** What was found is over for this subject; with its last entry the escalation is. */
export function clearFinding(draft: Draft, escalation: EscalationRecord, subject: Subject): void {
  const entries = escalation.entries.map(entry =>
    entry.subject === subject && entry.clearedAt === undefined ? { ...entry, clearedAt: draft.now } : entry,
  )
  const cleared = draft.update('escalations', escalation, { entries })
  if (entries.every(({ clearedAt }) => clearedAt !== undefined)) close(draft, cleared, draft.actor)
  else draft.audit('escalation.entry-cleared', escalation.id, { subject })
}

function close(draft: Draft, escalation: EscalationRecord, by: string, reason?: string): void {
  const told = new Map(
    escalation.deliveries
      .filter(({ reason: why, state, at }) => {
        return why !== 'resolved' && state !== 'given-up' && at >= escalation.raisedAt
      })
      .map(({ channel, to }) => [`${channel} ${to.join(' ')}`, { channel, to }]),
  )
  const entries = escalation.entries.map(entry =>
    entry.clearedAt === undefined ? { ...entry, clearedAt: draft.now } : entry,
  )
  draft.update('escalations', escalation, {
    state: 'resolved',
    entries,
    resolvedAt: draft.now,
    resolvedBy: by,
    nextRungAt: undefined,
    snoozedUntil: undefined,
    deliveries: withDeliveries(draft, escalation, [...told.values()], 'resolved'),
  })
  draft.audit('escalation.resolved', escalation.id, {
    kind: escalation.kind,
    ...(reason === undefined ? {} : { reason }),
  })
}

function withDeliveries(
  draft: Draft,
  escalation: EscalationRecord,
  sends: readonly Send[],
  reason: NotificationReason,
): Delivery[] {
  const added = sends.map(
    ({ channel, to }): Delivery => ({
      id: draft.newId('delivery'),
      channel,
      to,
      reason,
      at: draft.now,
      state: 'pending',
      tries: 0,
    }),
  )
  const all = [...escalation.deliveries, ...added]
  const done = all.filter(({ state }) => state !== 'pending')
  const dropped = new Set(done.slice(0, Math.max(0, done.length - DELIVERIES_KEPT)))
  return all.filter(delivery => !dropped.has(delivery))
}

/** Takes the steps of its ladder that are due. */
export function climbEscalation(draft: Draft, rules: LadderRules, escalation: EscalationRecord): void {
  const taken = climb(rules, escalation, draft.now, channel => isDown(draft.state, channel, draft.monotonic))
  if (taken.rung === escalation.rung && taken.nextRungAt === escalation.nextRungAt) return
  const reason = escalation.rung === 0 ? 'raised' : 'repeated'
  draft.update('escalations', escalation, {
    rung: taken.rung,
    nextRungAt: taken.nextRungAt,
    deliveries: withDeliveries(draft, escalation, taken.send, reason),
  })
  if (taken.send.length > 0)
    draft.audit('escalation.told', escalation.id, { title: titleOf(escalation), by: taken.send })
}

/** What a person does about an escalation. */
export interface EscalationAction {
  /** The name of the person. */
  readonly by: string
}

/** The ladder stops; the escalation stays open until its cause goes, or somebody resolves it. */
export function acknowledge(draft: Draft, escalation: EscalationRecord, { by }: EscalationAction): void {
  mustBeOpen(escalation)
  if (escalation.acknowledged) return
  draft.update('escalations', escalation, { acknowledged: { by, at: draft.now }, nextRungAt: undefined })
  draft.audit('escalation.acknowledged', escalation.id)
}

export function assign(draft: Draft, escalation: EscalationRecord, to: string | undefined): void {
  mustBeOpen(escalation)
  draft.update('escalations', escalation, { assignee: to })
  draft.audit('escalation.assigned', escalation.id, { to: to ?? 'nobody' })
}

/** Nobody is told until then; after it the ladder goes on where it was, also where it had been acknowledged. */
export function snooze(draft: Draft, escalation: EscalationRecord, until: number): void {
  mustBeOpen(escalation)
  const patch: Patch<EscalationRecord> = { snoozedUntil: until, nextRungAt: until, acknowledged: undefined }
  draft.update('escalations', escalation, patch)
  draft.audit('escalation.snoozed', escalation.id, { until: new Date(until).toISOString() })
}

/** Over, since a person says so. What is still the case would only be found again: who calls this has looked. */
export function resolve(draft: Draft, escalation: EscalationRecord, by: string, reason: string): void {
  mustBeOpen(escalation)
  close(draft, escalation, `person:${by}`, reason)
}

export function comment(draft: Draft, escalation: EscalationRecord, by: string, text: string): void {
  const comments = [...escalation.comments, { at: draft.now, by, text }]
  draft.update('escalations', escalation, { comments })
  draft.audit('escalation.commented', escalation.id, { text })
}

function mustBeOpen(escalation: EscalationRecord): void {
  if (escalation.state !== 'open')
    throw new MusterError('escalation-resolved', 'conflict', `the escalation ${escalation.id} is resolved`)
}

/** What became of a try to deliver. */
export function noteDelivery(
  draft: Draft,
  escalation: EscalationRecord,
  deliveryId: string,
  outcome: { readonly state: Delivery['state']; readonly error?: string; readonly channel?: string },
): void {
  const deliveries = escalation.deliveries.map(delivery =>
    delivery.id === deliveryId ? { ...delivery, ...outcome, tries: delivery.tries + 1 } : delivery,
  )
  draft.update('escalations', escalation, { deliveries })
  if (outcome.state !== 'pending')
    draft.audit(`escalation.${outcome.state}`, escalation.id, { delivery: deliveryId })
}
