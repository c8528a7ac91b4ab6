import {
  type AttemptState,
  type DigestEntry,
  endedAfterStart,
  isAttemptEnd,
  mayHaveStarted,
} from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AgentRecord, AttemptRecord, PromptRecord, TaskRecord } from '../model/records.ts'
import { causeOf } from '../model/known.ts'
import type { State } from '../model/state.ts'
import { ADOPTED } from '../store/change-rules.ts'
import { holdsOfAdopted, reclaim, whatItHas } from './adopted-holds.ts'
import { bind, insertLostRun, letOthersGo, ownersOf, tasksIn, whoseRun } from './adopted-tasks.ts'
import { askToVerify, endAttempt } from './attempts.ts'
import { checkpointOf } from './displaced.ts'
import { raisePrompt, withdrawPrompt } from './prompts.ts'
import { holdsAfter } from './resources.ts'
import { followAttempt } from './tasks.ts'

/**
 * An agent knows an attempt further than this store does: the store was put back from a backup. The attempt
 * is taken over as the agent's journal has it, so that nobody starts its task a second time.
 */
export function adopt(
  draft: Draft,
  agent: AgentRecord,
  journalId: string,
  entry: DigestEntry,
  known: AttemptRecord | undefined,
  endedJobs: ReadonlySet<string>,
): void {
  const { report } = entry
  const harmless = isAttemptEnd(report.state) && !endedAfterStart(entry.report)
  if (harmless && known && known.grant === undefined && !isAttemptEnd(known.state)) {
    return endAttempt(draft, known, 'expired', {
      note: `${agent.id} had it before, and it ended as ${report.state}`,
    })
  }
  if (harmless && known) return
  const isKnown = tasksIn(entry, known).some(({ taskId }) => draft.state.tasks.has(taskId))
  if (harmless && !isKnown) return
  const owners = ownersOf(draft, entry, known, endedJobs, harmless)
  // It goes on, and has what it was given: nobody else may get that before it has ended.
  const isLostRun = !known && mayHaveStarted(report.state) && !isAttemptEnd(report.state)
  if (owners.length === 0 && isLostRun && makeRoom(draft, entry, [])) owners.push(insertLostRun(draft, entry))
  if (owners.length === 0) return takeStray(draft, agent, journalId, entry, known)
  raiseFence(draft, agent, entry)
  if (!makeRoom(draft, entry, owners)) {
    for (const owner of owners) holdTask(draft, owner, entry)
    return askAboutStray(draft, agent, entry)
  }
  const attempt = putAttempt(draft, agent, journalId, entry, known, owners)
  if (known && entry.batch) letOthersGo(draft, known, attempt)
  for (const owner of owners) bind(draft, owner.id, attempt)
  draft.audit('attempt.adopted', attempt.id, { agent: agent.id, state: report.state }, attempt.jobId)
  if (isAttemptEnd(report.state)) return endAttempt(draft, attempt, report.state, {})
  followAdopted(draft, attempt, report.state)
  reclaim(draft, attempt)
}

/** The agent has an attempt of a task that is over here. Where it has ended, its result is kept, and nothing else changes. */
function takeStray(
  draft: Draft,
  agent: AgentRecord,
  journalId: string,
  entry: DigestEntry,
  known: AttemptRecord | undefined,
): void {
  if (!isAttemptEnd(entry.report.state)) return askAboutStray(draft, agent, entry)
  raiseFence(draft, agent, entry)
  // Put there as it ended: open, even for a moment, it would take the instrument's place from another.
  const put = putAttempt(draft, agent, journalId, entry, known, [], entry.report.state)
  // What it used up is gone, whoever it was for.
  const attempt = put.holds
    ? draft.update('attempts', put, { holds: holdsAfter(draft, put, put.state) })
    : put
  draft.audit('attempt.adopted', attempt.id, { agent: agent.id, state: attempt.state }, attempt.jobId)
  draft.afterCommit(() => draft.state.forgetAttempt(attempt.id))
}

/** The agent has an attempt of a job that is over here. It goes on until a person has looked. */
function askAboutStray(draft: Draft, agent: AgentRecord, entry: DigestEntry): void {
  const { attemptId, state } = entry.report
  if (isAttemptEnd(state)) return
  raisePrompt(draft, {
    kind: 'unexpected-event',
    subject: attemptId,
    question: `${agent.id} holds ${entry.instrumentId} for ${attemptId} (${state}), which is not known to be under way here. May it let go?`,
    known: `The store was put back from a backup, and this attempt of ${entry.activity} is not in it.${whatItHas(entry)}`,
    answers: [
      {
        id: 'seen',
        title: 'I have looked; it may let go',
        leadsTo: 'The agent gives the instrument free, without stopping it.',
      },
    ],
    attemptId,
    agentId: agent.id,
    jobId: entry.jobId,
  })
}

/** An offer that nobody has claimed gives way to what the agent really has. @returns false where a start may be under way. */
function makeRoom(draft: Draft, entry: DigestEntry, owners: readonly TaskRecord[]): boolean {
  const ids = new Set([
    draft.state.openAttemptByInstrument.get(entry.instrumentId),
    ...owners.map(({ attemptId }) => attemptId),
  ])
  for (const id of ids) {
    const other = id === undefined || id === entry.report.attemptId ? undefined : draft.state.attempts.get(id)
    if (!other || isAttemptEnd(other.state)) continue
    if (mayHaveStarted(other.state)) return false
    endAttempt(draft, other, 'expired', {
      note: 'the store was put back from a backup, and the instrument is held by another attempt',
    })
  }
  return true
}

/** Two attempts seem to be under way where one can be: a person has to look before the task goes on. */
function holdTask(draft: Draft, task: TaskRecord, entry: DigestEntry): void {
  const known = `After the store was put back, ${entry.report.attemptId} (${entry.report.state}) at ${entry.instrumentId} does not fit what is known.`
  const prompt = askToRepeat(draft, task, known, entry.report.attemptId)
  if (task.state === 'queued' || task.state === 'pending') draft.update('tasks', task, { heldBy: prompt.id })
}

export function askToRepeat(
  draft: Draft,
  task: TaskRecord,
  known: string,
  attemptId = task.attemptId,
): PromptRecord {
  return raisePrompt(draft, {
    kind: 'repeat-activity',
    subject: task.id,
    question: `May step ${task.step} (${task.activity}) be started?`,
    known,
    answers: [
      { id: 'start-again', title: 'Start it', leadsTo: 'The task may be offered.' },
      { id: 'failed', title: 'Give it up', leadsTo: 'The task ends as failed.' },
    ],
    jobId: task.jobId,
    taskId: task.id,
    ...(attemptId === undefined ? {} : { attemptId }),
  })
}

/** The state before the one reported, from which the table leads there. */
function stateBefore(state: AttemptState): AttemptState {
  return isAttemptEnd(state) ? 'running' : state
}

function putAttempt(
  draft: Draft,
  agent: AgentRecord,
  journalId: string,
  entry: DigestEntry,
  known: AttemptRecord | undefined,
  /** None where all its tasks are over here. */
  owners: readonly TaskRecord[],
  state = stateBefore(entry.report.state),
): AttemptRecord {
  const { report } = entry
  const { bootId, journalWrites } = agent
  const endedAt = isAttemptEnd(state) ? draft.now : undefined
  const fields = {
    fence: entry.fence,
    state,
    // What never began has used nothing up.
    ...(isAttemptEnd(report.state) && !endedAfterStart(report) ? {} : { startedAt: report.atWallMs }),
    revision: report.revision,
    grant: { journalId, bootId, nonce: ADOPTED, journalWrites },
    ...(report.runReference === undefined ? {} : { runReference: report.runReference }),
    ...(report.failure === undefined ? {} : { failure: report.failure }),
    ...(report.resultJson === undefined ? {} : { resultJson: report.resultJson }),
    ...(report.note === undefined ? {} : { note: report.note }),
    ...checkpointOf(draft, known, report),
    ...holdsOfAdopted(draft, entry, known),
  }
  const whose = whoseRun(entry, owners)
  if (known) {
    const told = entry.batch ? whose : {}
    return draft.update('attempts', known, { ...fields, ...told, endedAt, settledBy: undefined })
  }
  const activity = draft.state.known.get(entry.instrumentId)?.activities.get(entry.activity)
  return draft.insert('attempts', {
    id: report.attemptId,
    version: 1,
    ...whose,
    number: Number(/-(\d+)$/.exec(report.attemptId)?.[1] ?? 1),
    instrumentId: entry.instrumentId,
    agentId: agent.id,
    activity: entry.activity,
    repeatability: activity?.description.repeatability ?? 'never',
    offeredAt: report.atWallMs,
    ...fields,
    ...(endedAt === undefined ? {} : { endedAt }),
  })
}

function followAdopted(draft: Draft, attempt: AttemptRecord, state: AttemptState): void {
  if (state === 'verifying')
    askToVerify(draft, attempt, attempt.note ?? 'the agent can not tell what became of it')
  if (mayHaveStarted(state)) followAttempt(draft, attempt)
}

function raiseFence(draft: Draft, agent: AgentRecord, entry: DigestEntry): void {
  const instrument = draft.state.instruments.get(entry.instrumentId)
  if (!instrument) {
    draft.insert('instruments', {
      id: entry.instrumentId,
      version: 1,
      agentId: agent.id,
      journalId: agent.journalId,
      fence: entry.fence,
    })
  } else if (instrument.fence < entry.fence) {
    draft.update('instruments', instrument, { fence: entry.fence })
  }
}

/**
 * From now on, tasks that were in the backup wait until every known agent has told its history, or a person
 * says that they may go on.
 */
export function noticeRestore(draft: Draft, why: string): void {
  const { state } = draft
  if (state.recovering) return
  state.recovering = { lastSequence: state.lastSequence, waitingFor: new Set(state.agents.keys()) }
  draft.audit('store.restored', 'store', { why, agents: [...state.agents.keys()] })
  // Offers of the time before may have been claimed, and the attempts ended: they are not to be made again as they are.
  for (const attempt of [...state.attempts.values()]) {
    if (attempt.state !== 'offered' && attempt.state !== 'claimed') continue
    endAttempt(draft, attempt, 'expired', { note: 'the store was put back from a backup' })
  }
  raisePrompt(draft, {
    kind: 'store-restored',
    subject: 'store',
    question:
      'The store is older than what agents know. May its tasks go on without the agents that are silent?',
    known: `${why}. Tasks that were in the backup wait until every agent has told what it ran.`,
    answers: [
      {
        id: 'ask-each',
        title: 'Ask me task by task',
        leadsTo: 'Each task that may have been started becomes a question of its own.',
      },
      {
        id: 'go-on',
        title: 'Go on: these agents ran none of these tasks',
        leadsTo: 'All tasks may be offered.',
      },
    ],
  })
}

/** A recovery that was under way when the last lead ended goes on: its open prompt tells of it. */
export function resumeRecovery(state: State): void {
  if (!state.promptByCause.has(causeOf('store-restored', 'store'))) return
  state.recovering = { lastSequence: state.lastSequence, waitingFor: new Set(state.agents.keys()) }
}

/** An agent has told its history. When all have, what was withheld may go on. */
export function agentTold(draft: Draft, agentId: string): void {
  const { recovering } = draft.state
  // A journal that began after the backup can't tell what was run before it.
  if (!recovering || draft.state.agents.get(agentId)?.historyLost === true) return
  recovering.waitingFor.delete(agentId)
  draft.state.board.agentChanged(agentId)
  if (recovering.waitingFor.size === 0) endRecovery(draft)
}

/** Every task of the backup that may have been started since becomes a question; the rest goes on. */
export function askForEach(draft: Draft): void {
  const { recovering } = draft.state
  if (!recovering) return
  for (const task of [...draft.state.tasks.values()]) {
    const isWaiting = task.state === 'queued' || task.state === 'pending'
    if (!isWaiting || task.heldBy !== undefined || task.sequence > recovering.lastSequence) continue
    const prompt = askToRepeat(
      draft,
      task,
      'The store was put back from a backup, and nobody can tell whether this was started since.',
    )
    draft.update('tasks', task, { heldBy: prompt.id })
  }
  endRecovery(draft)
}

export function endRecovery(draft: Draft): void {
  draft.state.recovering = undefined
  draft.state.board.everythingChanged()
  for (const agent of [...draft.state.agents.values()]) {
    if (agent.historyLost) draft.update('agents', agent, { historyLost: undefined })
  }
  draft.audit('store.recovered', 'store')
  const id = draft.state.promptByCause.get(causeOf('store-restored', 'store'))
  const prompt = id === undefined ? undefined : draft.state.prompts.get(id)
  if (prompt) withdrawPrompt(draft, prompt)
}
