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
import { causeOf } from '../model/known.ts'
import { detectionOf } from '../supervisor/catalogue.ts'
import { isDown } from '../supervisor/channel-health.ts'
import { titleOf } from '../supervisor/escalation-text.ts'
import type { Finding, Subject } from '../supervisor/findings.ts'
import { climb, DAMPED_FOR, firstRung, type LadderRules, type Send } from '../supervisor/ladder.ts'

/** How long a ladder waits at least before its first step, so that what fails together is told together. */
const SHORTEST_GATHERING = seconds(5)
/** What is found alike within this time of the last of its kind belongs to the same escalation. */
const TOGETHER_WITHIN = seconds(60)
/** What comes back within this time after it was resolved is the same escalation again. */
const RECURS_WITHIN = hours(24)
/** So many entries one escalation has: what else is found alike goes into the next. */
const ENTRIES_AT_MOST = 2_000
/** What was withdrawn says so. */
const OVER_BEFORE = 'it was over before'
/** Deliveries that are done are kept for people to see; the oldest go first. */
const DELIVERIES_KEPT = 20

/** Makes an escalation of a finding, or an entry of one that is open, or opens one again. */
export function raiseFinding(draft: Draft, rules: LadderRules, subject: Subject, finding: Finding): void {
  const open = openOfKind(draft, subject, finding)
  if (open) return void addEntry(draft, rules, open, subject, finding)
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

/**
 * The open escalation that a finding belongs to: found alike, not long ago, and nobody was told of it yet, so that its first
 * message tells of this too. One that is kept quiet takes only what it is about already.
 */
function openOfKind(draft: Draft, subject: Subject, { kind }: Finding): EscalationRecord | undefined {
  if (!detectionOf(kind).together) return undefined
  const gathered = draft.state.gathering.get(kind)
  const escalation = draft.state.escalations.get(gathered?.id ?? '')
  if (!gathered || !escalation || Math.abs(draft.now - gathered.newest) > TOGETHER_WITHIN) return undefined
  if (gathered.places.has(subject)) return escalation
  const isFull = escalation.entries.length >= ENTRIES_AT_MOST
  return isFull || isKeptQuiet(escalation, draft.now) ? undefined : escalation
}

/** Whether its ladder waits for longer than it would have to if this were its first time. */
function isKeptQuiet(escalation: EscalationRecord, now: number): boolean {
  const { nextRungAt, snoozedUntil } = escalation
  const quietUntil = dampedUntil(escalation, now)
  return (
    (snoozedUntil !== undefined && snoozedUntil > now) ||
    (quietUntil !== undefined && nextRungAt !== undefined && nextRungAt >= quietUntil)
  )
}

/** Until when nobody is told again that it came back, where somebody was told of it not long ago. */
function dampedUntil({ deliveries }: EscalationRecord, now: number): number | undefined {
  const last = deliveries.findLast(({ reason, state }) => reason !== 'resolved' && state !== 'given-up')
  // What was told later than now was told before the clock was set back: nobody knows how long ago.
  return last && last.at <= now && last.at + DAMPED_FOR > now ? last.at + DAMPED_FOR : undefined
}

function recurring(draft: Draft, subject: Subject, kind: string): EscalationRecord | undefined {
  const { resolvedByCause, escalations } = draft.state
  const last = escalations.get(resolvedByCause.get(causeOf(kind, subject))?.id ?? '')
  return last && draft.now - (last.resolvedAt ?? 0) <= RECURS_WITHIN ? last : undefined
}

/** @param at where the subject is among the entries, where it is */
function withEntry(
  draft: Draft,
  entries: readonly EscalationEntry[],
  at: number | undefined,
  subject: Subject,
  finding: Finding,
): EscalationEntry[] {
  const before = at === undefined ? undefined : entries[at]
  if (at === undefined || !before) return [...entries, entryOf(draft, subject, finding)]
  return entries.with(at, entryOf(draft, subject, finding, before.count + 1))
}

function addEntry(
  draft: Draft,
  rules: LadderRules,
  escalation: EscalationRecord,
  subject: Subject,
  finding: Finding,
): EscalationRecord {
  const { kind } = escalation
  const severity = moreSevere(escalation.severity, severityOf(finding))
  const at = draft.state.gathering.get(kind)?.places.get(subject)
  const entries = withEntry(draft, escalation.entries, at, subject, finding)
  const details = { kind, subject, message: finding.message }
  draft.audit('escalation.entry-added', escalation.id, details, finding.links.jobId)
  if (severity === escalation.severity) return draft.update('escalations', escalation, { entries })
  const first = firstRung(rules, { kind, severity }, escalation.raisedAt, gathering(draft, finding))
  const nextRungAt = earliest(escalation.nextRungAt, latest(first, escalation.snoozedUntil))
  return draft.update('escalations', escalation, { entries, severity, nextRungAt })
}

/** Of two times the earlier, where one is none the other. */
const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

/** The time, or one of those that it has to wait for. */
const latest = (time: number | undefined, ...others: readonly (number | undefined)[]): number | undefined =>
  time === undefined ? undefined : Math.max(time, ...others.map(other => other ?? time))

const moreSevere = (a: Severity, b: Severity): Severity =>
  SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b

/** What it is snoozed for holds, and who was told not long ago is not told again so soon, except of worse. */
function reopen(
  draft: Draft,
  rules: LadderRules,
  before: EscalationRecord,
  subject: Subject,
  finding: Finding,
): void {
  const severity = severityOf(finding)
  const isWorse = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(before.severity)
  const snoozedUntil =
    before.snoozedUntil !== undefined && before.snoozedUntil > draft.now ? before.snoozedUntil : undefined
  const first = firstRung(rules, { kind: finding.kind, severity }, draft.now, gathering(draft, finding))
  const at = before.entries.findIndex(entry => entry.subject === subject)
  const raised = draft.update('escalations', before, {
    state: 'open',
    severity,
    entries: withEntry(draft, before.entries, at < 0 ? undefined : at, subject, finding),
    occurrences: before.occurrences + 1,
    raisedAt: draft.now,
    resolvedAt: undefined,
    resolvedBy: undefined,
    acknowledged: undefined,
    snoozedUntil,
    rung: 0,
    nextRungAt: latest(first, snoozedUntil, isWorse ? undefined : dampedUntil(before, draft.now)),
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
  const at = escalation.entries.findIndex(entry => entry.subject === subject && entry.clearedAt === undefined)
  const entry = escalation.entries[at]
  const entries = entry ? escalation.entries.with(at, { ...entry, clearedAt: draft.now }) : escalation.entries
  const cleared = draft.update('escalations', escalation, { entries })
  if (entries.every(({ clearedAt }) => clearedAt !== undefined)) close(draft, cleared, draft.actor)
  else draft.audit('escalation.entry-cleared', escalation.id, { subject })
}

function close(draft: Draft, escalation: EscalationRecord, by: string, reason?: string): void {
  const { deliveries } = escalation
  // In the order in which they were made: the clock may have been set since.
  const since = deliveries.findLastIndex(({ reason: why }) => why === 'resolved') + 1
  const told = new Map(
    deliveries
      .slice(since)
      .filter(({ state }) => state === 'delivered')
      .map(({ channel, to }) => [addressOf({ channel, to }), { channel, to }]),
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
    deliveries: withDeliveries(draft, withdrawn(escalation), [...told.values()], 'resolved'),
  })
  draft.audit('escalation.resolved', escalation.id, {
    kind: escalation.kind,
    ...(reason === undefined ? {} : { reason }),
  })
}

/** What nobody was told yet is not told any more. */
const withdrawn = ({ deliveries }: EscalationRecord): Pick<EscalationRecord, 'deliveries'> => ({
  deliveries: deliveries.map(delivery =>
    delivery.state === 'pending' ? { ...delivery, state: 'given-up', error: OVER_BEFORE } : delivery,
  ),
})

function withDeliveries(
  draft: Draft,
  escalation: Pick<EscalationRecord, 'deliveries'>,
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

const addressOf = ({ channel, to }: Send): string => `${channel} ${to.join(' ')}`

const isToldOfEnd = ({ deliveries, raisedAt }: EscalationRecord, send: Send): boolean =>
  deliveries.some(
    delivery =>
      delivery.reason === 'resolved' && delivery.at >= raisedAt && addressOf(delivery) === addressOf(send),
  )

/** What became of a try to deliver. */
export function noteDelivery(
  draft: Draft,
  escalation: EscalationRecord,
  deliveryId: string,
  outcome: { readonly state: Delivery['state']; readonly error?: string; readonly channel?: string },
): void {
  const delivery = escalation.deliveries.find(({ id }) => id === deliveryId)
  if (!delivery) return
  const isWithdrawn = delivery.state === 'given-up'
  // What was withdrawn is not tried again. It may have been on its way, though.
  if (isWithdrawn && outcome.state !== 'delivered') return
  const { error: _, ...withoutError } = delivery
  const noted = { ...(isWithdrawn ? withoutError : delivery), ...outcome, tries: delivery.tries + 1 }
  const deliveries = escalation.deliveries.map(each => (each === delivery ? noted : each))
  // Who was told of it after it was over is told that too.
  const isLate = isWithdrawn && escalation.state === 'resolved' && !isToldOfEnd(escalation, noted)
  draft.update('escalations', escalation, {
    deliveries: isLate ? withDeliveries(draft, { deliveries }, [noted], 'resolved') : deliveries,
  })
  if (outcome.state !== 'pending')
    draft.audit(`escalation.${outcome.state}`, escalation.id, { delivery: deliveryId })
}
