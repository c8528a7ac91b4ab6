import {
  type DigestEntry,
  endedAfterStart,
  isAttemptEnd,
  mayHaveStarted,
  type SyncEntry,
  type UpHeader,
  type UpSyncMessage,
} from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AgentRecord, AttemptRecord, InstrumentRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { beginVerifying, sendOffer } from '../work/attempts.ts'
import { carriedReadiness } from '../work/readiness.ts'
import { adopt } from '../work/recovery.ts'
import { raisePrompt } from '../work/prompts.ts'
import { remember } from './identity.ts'
import { applyReport, doubtAttempts } from './reports.ts'

/** What a digest names that is not in memory, as the store has it. */
export interface Ended {
  readonly attempts: ReadonlyMap<string, AttemptRecord>
  readonly jobs: ReadonlySet<string>
}

/** The agent's process and journal as they are from now on. */
export function acceptProcess(draft: Draft, agentId: string, header: UpHeader, acked: number): AgentRecord {
  const agent = draft.state.agents.get(agentId)
  const { journalId, bootId, bootWrites, journalWrites, connection } = header
  if (!agent) {
    draft.audit('agent.appeared', agentId, { journalId, bootId })
    return draft.insert('agents', {
      id: agentId,
      version: 1,
      journalId,
      bootId,
      bootWrites,
      journalWrites,
      connection,
      acked,
      formerJournals: [],
      formerBoots: [],
      instruments: [],
      roles: [],
      labels: {},
      maxConcurrentTasks: 1,
      executed: 0,
      succeeded: 0,
      failed: 0,
      durationMs: 0,
      firstSeenAt: draft.now,
    })
  }
  const isNewBoot = bootId !== agent.bootId
  if (isNewBoot) draft.audit('agent.restarted', agentId, { bootId })
  return draft.update('agents', agent, {
    journalId,
    bootId,
    bootWrites,
    connection,
    journalWrites:
      agent.journalId === journalId ? Math.max(agent.journalWrites, journalWrites) : journalWrites,
    acked: isNewBoot ? acked : Math.max(agent.acked, acked),
    formerJournals:
      agent.journalId === journalId ? agent.formerJournals : remember(agent.formerJournals, agent.journalId),
    formerBoots: isNewBoot ? remember(agent.formerBoots, agent.bootId) : agent.formerBoots,
  })
}

/**
 * A process that should not be has proved that it is alive: the journal was deleted, put back or copied. What
 * was allowed to start becomes a question, and these instruments wait for a person.
 */
export function acceptOtherJournal(draft: Draft, agentId: string, header: UpHeader, why: string): void {
  const doubtful = doubtAttempts(draft, agentId, `The agent ${agentId} came back, but ${why}`)
  const before = draft.state.agents.get(agentId)
  // A journal that went back counts from where it is now.
  if (before) {
    const historyLost = draft.state.recovering === undefined ? before.historyLost : true
    draft.update('agents', before, { journalWrites: header.journalWrites, historyLost })
  }
  acceptProcess(draft, agentId, header, 0)
  draft.audit('agent.journal-changed', agentId, { why, instruments: doubtful })
  const prompt = doubtful.length === 0 ? undefined : askToConfirm(draft, agentId, why, doubtful)
  for (const instrument of [...draft.state.instruments.values()]) {
    if (instrument.agentId !== agentId) continue
    const isHeld = prompt !== undefined && doubtful.includes(instrument.id)
    draft.update('instruments', instrument, {
      journalId: header.journalId,
      ...carriedReadiness(instrument.readiness, draft.now),
      ...(isHeld ? { hold: { reason: why, since: draft.now, promptId: prompt.id } } : {}),
    })
  }
}

function askToConfirm(draft: Draft, agentId: string, why: string, instruments: readonly string[]) {
  return raisePrompt(draft, {
    kind: 'confirm-journal',
    subject: agentId,
    question: `May the agent ${agentId} go on with ${instruments.join(', ')}?`,
    known: `The agent came back, but ${why}. What it may have started before is asked separately.`,
    answers: [
      {
        id: 'replace',
        title: 'Yes, this agent takes the place of the one before',
        leadsTo: 'Its instruments get offers again.',
      },
    ],
    agentId,
  })
}

/** What a digest says, attempt by attempt, and what its silence says of others. */
export function applyDigest(draft: Draft, agent: AgentRecord, digest: UpSyncMessage, ended: Ended): void {
  const named = new Set(digest.attempts.map(({ report }) => report.attemptId))
  // What has ended first: an instrument that has moved on to another attempt has let go of the one before.
  const isOpen = (entry: DigestEntry) => (isAttemptEnd(entry.report.state) ? 0 : 1)
  for (const entry of digest.attempts.toSorted((a, b) => isOpen(a) - isOpen(b))) {
    applyEntry(draft, agent, digest.header.journalId, entry, ended)
  }
  for (const id of [...(draft.state.openAttemptsByAgent.get(agent.id) ?? [])]) {
    const attempt = draft.state.attempts.get(id)
    if (attempt && !named.has(id) && isMissing(attempt, digest))
      beginVerifying(draft, attempt, `The journal of ${agent.id} does not know this attempt`)
  }
}

/** The fence that new attempts have to be above. One that is only offered was granted nothing and may still be claimed. */
export function fenceFloor(state: State, { id, fence }: InstrumentRecord): number {
  const open = state.attempts.get(state.openAttemptByInstrument.get(id) ?? '')
  return open?.state === 'offered' ? Math.min(fence, open.fence - 1) : fence
}

/**
 * Sends the offers again that a digest does not know. After the answer to the digest: before it the agent takes none, and one
 * that is lost costs its whole lifetime.
 */
export function repeatOffers(draft: Draft, agent: AgentRecord, digest: UpSyncMessage): void {
  const named = new Set(digest.attempts.map(({ report }) => report.attemptId))
  for (const id of draft.state.openAttemptsByAgent.get(agent.id) ?? []) {
    const attempt = draft.state.attempts.get(id)
    if (attempt?.state === 'offered' && !named.has(id)) sendOffer(draft, attempt)
  }
}

/**
 * Silence about an attempt means something only from the journal that claimed it, at or after the claim. Such
 * a journal drops an attempt only when its end was acknowledged, so silence contradicts what is known here.
 */
function isMissing(attempt: AttemptRecord, digest: UpSyncMessage): boolean {
  const { grant } = attempt
  if (!grant || !mayHaveStarted(attempt.state)) return false
  return grant.journalId === digest.header.journalId && digest.header.journalWrites >= grant.journalWrites
}

function applyEntry(
  draft: Draft,
  agent: AgentRecord,
  journalId: string,
  entry: DigestEntry,
  ended: Ended,
): void {
  const known = draft.state.attempts.get(entry.report.attemptId) ?? ended.attempts.get(entry.report.attemptId)
  if (!known || isBehind(known, entry)) return adopt(draft, agent, journalId, entry, known, ended.jobs)
  applyReport(draft, agent.id, journalId, entry.report, known)
}

/** What in a digest shows that this store is older than what it granted: attempts that it does not know so far. */
export function signsOfRestore(draft: Draft, digest: UpSyncMessage, ended: Ended): string[] {
  return digest.attempts.flatMap(entry => {
    const known =
      draft.state.attempts.get(entry.report.attemptId) ?? ended.attempts.get(entry.report.attemptId)
    if (known && !isBehind(known, entry)) return []
    return [
      `the agent knows ${entry.report.attemptId} as ${entry.report.state}, the store ${known ? `as ${known.state}` : 'does not'}`,
    ]
  })
}

/** The agent has come further than this store ever allowed: the store is older than what it granted. */
function isBehind(known: AttemptRecord, entry: DigestEntry): boolean {
  if (known.fence < entry.fence) return true
  return known.grant === undefined && (mayHaveStarted(entry.report.state) || endedAfterStart(entry.report))
}

/** What should be, for the attempts that either side has open; what is asked of them is asked again. */
export function syncEntries(
  draft: Draft,
  agent: AgentRecord,
  digest: UpSyncMessage,
  ended: Ended,
): SyncEntry[] {
  const openThere = new Set(
    digest.attempts.filter(({ report }) => !isAttemptEnd(report.state)).map(({ report }) => report.attemptId),
  )
  const ids = new Set([...(draft.state.openAttemptsByAgent.get(agent.id) ?? []), ...openThere])
  return [...ids].flatMap(id => {
    const attempt = draft.state.attempts.get(id) ?? ended.attempts.get(id)
    if (attempt?.agentId !== agent.id) return []
    repeatControl(draft, attempt, openThere.has(id))
    const { state, instrumentId, runReference } = attempt
    return [{ attemptId: id, state, instrumentId, ...(runReference === undefined ? {} : { runReference }) }]
  })
}

/** A request may have been lost: it is made again while the agent has the attempt open. */
function repeatControl(draft: Draft, attempt: AttemptRecord, isOpenThere: boolean): void {
  if (!isOpenThere) return
  const { control } = attempt
  if (!isAttemptEnd(attempt.state)) {
    if (control)
      draft.send({
        agentId: attempt.agentId,
        kind: 'control',
        message: { attemptId: attempt.id, ...control },
      })
    return
  }
  // An end that came before any grant says nothing of what the agent has open: its journal knows better, and is
  // taken over. Telling it that the attempt is over would make it report an end that never was.
  if (attempt.grant === undefined) return
  const settle = {
    version: (control?.version ?? 0) + 1,
    action: 'settle' as const,
    end: attempt.state,
    actor: attempt.settledBy ?? 'rule:sync',
  }
  const message = control?.action === 'settle' ? control : settle
  draft.send({ agentId: attempt.agentId, kind: 'control', message: { attemptId: attempt.id, ...message } })
}
