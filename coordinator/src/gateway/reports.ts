import {
  type AttemptReport,
  type AttemptState,
  isAttemptEnd,
  mayHaveStarted,
  pathTo,
  type ReportMessage,
} from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord } from '../model/records.ts'
import { applyWay, beginVerifying } from '../work/attempts.ts'
import { checkpointOf } from '../work/displaced.ts'
import { pauseWhereAsked } from '../work/runs/pausing.ts'
import { raisePrompt } from '../work/prompts.ts'
import { expectFiles } from '../work/result-files.ts'

/** States that only the instrument can have told: believed from any journal of the agent. */
const TOLD_BY_INSTRUMENT: ReadonlySet<AttemptState> = new Set([
  'running',
  'paused',
  'succeeded',
  'failed',
  'stopped-locally',
])

/** The events that follow what is acknowledged without a gap. What is behind one comes again, in order. */
export function nextInOrder(acked: number, events: ReportMessage['events']): ReportMessage['events'] {
  const next: ReportMessage['events'] = []
  for (const event of events) {
    const expected = acked + next.length + 1
    if (event.sequence > expected) break
    if (event.sequence === expected) next.push(event)
  }
  return next
}

/**
 * Applies what an agent's journal says of an attempt. What was applied before changes nothing; what contradicts
 * is kept aside and shown to a person, never half applied.
 * @param attempt the attempt, also when it has ended and is not in memory any more
 */
export function applyReport(
  draft: Draft,
  agentId: string,
  journalId: string,
  report: AttemptReport,
  attempt: AttemptRecord,
): void {
  if (attempt.agentId !== agentId)
    return setAside(draft, agentId, report, `the attempt belongs to ${attempt.agentId}`, attempt)
  if (isAttemptEnd(attempt.state)) return afterEnd(draft, agentId, report, attempt)
  const isGranted = attempt.grant !== undefined
  if (isGranted && attempt.grant?.journalId === journalId && report.revision <= attempt.revision) return
  if (report.state === attempt.state || report.state === 'claimed' || report.state === 'offered') {
    return noteRevision(draft, attempt, report)
  }
  if (isGranted && !isBelievable(attempt, journalId, report)) {
    return setAside(
      draft,
      agentId,
      report,
      'another journal claimed the attempt, and this one can not know',
      attempt,
    )
  }
  const way = pathTo(attempt.state, report.state)
  if (way) {
    applyWay(draft, attempt, way, report)
    return pauseWhereAsked(draft, attempt.id)
  }
  // The agent is behind what is known here: an old report, or one that a later state has overtaken.
  if (attempt.state === 'verifying' || mayHaveStarted(attempt.state)) return
  setAside(draft, agentId, report, `it can't go from ${attempt.state} to ${report.state}`, attempt)
}

/**
 * That nothing was started is believed only from the journal that claimed, and only while that journal is
 * known to be whole (`verifying` by a lost journal voids the grant's journal).
 */
function isBelievable(attempt: AttemptRecord, journalId: string, report: AttemptReport): boolean {
  if (attempt.grant?.journalId === journalId) return true
  return TOLD_BY_INSTRUMENT.has(report.state) && report.runReference !== undefined
}

function noteRevision(draft: Draft, attempt: AttemptRecord, report: AttemptReport): void {
  if (report.revision <= attempt.revision || attempt.grant === undefined) return
  const { revision, runReference, phase } = report
  draft.update('attempts', attempt, {
    revision,
    ...(runReference === undefined ? {} : { runReference }),
    ...(phase === undefined ? {} : { phase }),
    ...checkpointOf(draft, attempt, report),
  })
}

function afterEnd(draft: Draft, agentId: string, report: AttemptReport, attempt: AttemptRecord): void {
  // A person settled it before its agent told of what it left behind.
  const { files } = expectFiles(draft, attempt, report)
  if (files) return afterEnd(draft, agentId, report, draft.update('attempts', attempt, { files }))
  const nothingStarted =
    report.failure?.started !== 'yes' && !mayHaveStarted(report.state) && report.state !== 'succeeded'
  // It ended here by a clock or a cancel before any start was allowed, and the agent says that nothing started.
  if (attempt.grant === undefined && nothingStarted) return
  // The agent still says what it said before a person settled it, or says it again.
  if (report.state === attempt.state || report.revision <= attempt.revision) return
  if (attempt.settledBy !== undefined && !isAttemptEnd(report.state)) return
  if (report.state === 'claimed' || report.state === 'offered') return
  setAside(draft, agentId, report, `the attempt had ended as ${attempt.state}`, attempt)
}

/** Keeps an event that can't be applied, and asks a person to look at it. */
export function setAside(
  draft: Draft,
  agentId: string,
  report: AttemptReport,
  why: string,
  attempt?: AttemptRecord,
): void {
  draft.audit('event.set-aside', report.attemptId, { agent: agentId, why, report }, attempt?.jobId)
  raisePrompt(draft, {
    kind: 'unexpected-event',
    subject: report.attemptId,
    question: `${agentId} reports ${report.attemptId} as ${report.state}, which does not fit. Has somebody looked?`,
    known: `${why}. Reported: ${report.state}${report.note === undefined ? '' : `, ${report.note}`}; run reference ${report.runReference ?? 'none'}.`,
    answers: [
      { id: 'seen', title: 'I have looked', leadsTo: 'The event stays in the audit; nothing else changes.' },
    ],
    attemptId: report.attemptId,
    agentId,
    ...(attempt ? { jobId: attempt.jobId } : {}),
  })
}

/** The journal that claimed open attempts is gone: what was allowed to start has to be looked at. */
export function doubtAttempts(draft: Draft, agentId: string, why: string): string[] {
  const instruments: string[] = []
  for (const id of [...(draft.state.openAttemptsByAgent.get(agentId) ?? [])]) {
    const attempt = draft.state.attempts.get(id)
    if (!attempt || !mayHaveStarted(attempt.state)) continue
    instruments.push(attempt.instrumentId)
    const { grant } = attempt
    // No journal has this id: from now on nobody's word that nothing was started counts but a person's.
    const voided = grant
      ? draft.update('attempts', attempt, {
          grant: { ...grant, journalId: `lost-${grant.journalId}`.slice(0, 120) },
        })
      : attempt
    beginVerifying(draft, voided, why)
  }
  return instruments
}
