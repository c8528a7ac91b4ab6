import {
  ATTEMPT_TRANSITIONS,
  type AttemptEnd,
  type AttemptReport,
  type AttemptState,
  type ControlAction,
  isAttemptEnd,
  type Failure,
} from '@muster/protocol'
import { InvariantError, parseDuration } from '@muster/runtime'
import type { Draft, Patch } from '../model/draft.ts'
import type { AttemptRecord, GrantBinding } from '../model/records.ts'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import { attemptIdOf, causeOf } from '../model/known.ts'
import { asOne } from '../scheduler/batches.ts'
import { infeasible } from '../scheduler/feasible.ts'
import type { Assignment } from '../scheduler/assignment.ts'
import { silencesOf } from '../supervisor/run-watch.ts'
import { quietestKey } from '../supervisor/stale-limit.ts'
import { countForBreakers } from './breakers.ts'
import { checkpointOf, resumption } from './displaced.ts'
import { learnDuration, runTime } from './durations.ts'
import { noteDrained } from './pauses.ts'
import { raisePrompt, withdrawPrompt } from './prompts.ts'
import { defaultsTold, parametersToSend } from './defaults.ts'
import { holdsAfter, holdsToKeep, takeFor } from './resources.ts'
import { expectFiles } from './result-files.ts'
import { stepOf } from '../model/steps.ts'
import { afterAttemptEnd, followAttempt } from './tasks.ts'

/** Makes assignments real that belong together: all of them, or none. */
export function offerTogether(draft: Draft, assignments: readonly Assignment[]): void {
  for (const assignment of assignments) offerTask(draft, assignment)
  if (assignments.length < 2) return
  const made = assignments.map(({ task }) => draft.state.tasks.get(task.id))
  if (made.every(task => task?.state === 'dispatched')) return
  // What one of them took, another may have needed.
  for (const task of made) {
    const attempt = task?.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
    if (attempt?.state === 'offered')
      endAttempt(draft, attempt, 'expired', {
        settledBy: 'rule:together',
        note: 'not all that belong together could be started',
      })
  }
}

/** Makes a plan's assignment real: an attempt with a fresh fence, and its offer. */
export function offerTask(draft: Draft, assignment: Assignment): void {
  const tasks = tasksOfAttempt(draft.state, {
    taskId: assignment.task.id,
    members: (assignment.members ?? []).map(({ id }) => id),
  })
  const [task, ...others] = tasks
  const known = draft.state.known.get(assignment.instrumentId)
  const instrument = draft.state.instruments.get(assignment.instrumentId)
  const activity = known?.activities.get(assignment.task.activity)
  // The plan was made from this very state, in this turn; the same question is asked again all the same.
  if (
    !task ||
    tasks.length <= (assignment.members?.length ?? 0) ||
    tasks.some(({ state }) => state !== 'queued') ||
    !known ||
    !instrument ||
    !activity ||
    infeasible(draft.state, asOne(tasks), known, draft.now)
  )
    return
  const taken = takeFor(draft, asOne(tasks), known, assignment.taking)
  if (!taken) return
  const raised = draft.update('instruments', instrument, { fence: instrument.fence + 1 })
  const number = task.attempts + 1
  const attempt = draft.insert('attempts', {
    id: attemptIdOf(task.id, number),
    version: 1,
    jobId: task.jobId,
    taskId: task.id,
    number,
    instrumentId: instrument.id,
    agentId: known.agentId,
    fence: raised.fence,
    activity: task.activity,
    repeatability: activity.description.repeatability,
    state: 'offered',
    offeredAt: draft.now,
    revision: 0,
    ...(others.length > 0 ? { members: others.map(({ id }) => id) } : {}),
    ...taken,
    ...resumption(task, known, taken.variant),
  })
  const live = draft.state.live.get(known.agentId)
  if (live?.tokens !== undefined) live.tokens -= 1
  draft.state.board.agentChanged(known.agentId)
  for (const each of tasks)
    draft.update('tasks', each, {
      state: 'dispatched',
      attemptId: attempt.id,
      attempts: each.attempts + 1,
      notBefore: undefined,
      variant: taken.variant,
    })
  const details = {
    instrument: instrument.id,
    fence: attempt.fence,
    ...taken,
    ...defaultsTold(draft.state, task, attempt),
    ...(attempt.resumesFrom === undefined ? {} : { resumesFrom: attempt.resumesFrom }),
  }
  draft.audit('attempt.offered', attempt.id, details, task.jobId)
  if (others.length > 0)
    for (const { id, jobId } of tasks) draft.audit('task.batched', id, { attempt: attempt.id }, jobId)
  sendOffer(draft, attempt)
}

/** Sends the offer of an attempt that is `offered`; it may have been sent before. */
export function sendOffer(draft: Draft, attempt: AttemptRecord): void {
  const [task, ...others] = tasksOfAttempt(draft.state, attempt)
  if (!task) return
  const job = draft.state.jobs.get(task.jobId)
  const members = others.map(({ id, jobId }) => ({ jobId, taskId: id }))
  const away = stepOf(job, task)?.away
  const awayLimit = away?.after === undefined ? undefined : parseDuration(away.after)
  draft.send({
    agentId: attempt.agentId,
    kind: 'offer',
    message: {
      attemptId: attempt.id,
      jobId: task.jobId,
      taskId: task.id,
      instrumentId: attempt.instrumentId,
      fence: attempt.fence,
      activity: attempt.activity,
      parametersJson: parametersToSend(draft.state, task, attempt),
      awayPolicy: away?.policy ?? 'continue',
      ...(awayLimit === undefined ? {} : { awayLimitMs: awayLimit }),
      ...(job?.trace === undefined ? {} : { traceparent: job.trace }),
      ...(attempt.resumesFrom !== undefined && task.checkpoint
        ? { checkpointJson: task.checkpoint.json }
        : {}),
      ...(members.length > 0 ? { batch: { members } } : {}),
      ...holdsToKeep(attempt),
    },
  })
}

/** Moves an attempt by one row of the table of states. */
function moveAttempt(
  draft: Draft,
  attempt: AttemptRecord,
  to: AttemptState,
  patch: Patch<AttemptRecord> = {},
): AttemptRecord {
  ATTEMPT_TRANSITIONS.check(attempt.state, to)
  const ended = isAttemptEnd(to) ? { endedAt: draft.now } : {}
  const started = to === 'running' && attempt.startedAt === undefined ? { startedAt: draft.now } : {}
  const holds = holdsAfter(draft, attempt, to, patch.failure)
  const moved = draft.update('attempts', attempt, {
    ...patch,
    ...(holds ? { holds } : {}),
    ...ended,
    ...started,
    state: to,
    movedAt: draft.now,
  })
  const details = moved.failure && isAttemptEnd(to) ? { failure: moved.failure } : {}
  draft.audit(`attempt.${to}`, attempt.id, details, attempt.jobId)
  if (attempt.state === 'verifying') withdrawVerifyPrompt(draft, attempt)
  return moved
}

/** Allows the start that was claimed. From here on only the claiming journal, the instrument or a person ends it. */
export function grantAttempt(draft: Draft, attempt: AttemptRecord, binding: GrantBinding): AttemptRecord {
  const claimed = attempt.state === 'offered' ? moveAttempt(draft, attempt, 'claimed') : attempt
  return moveAttempt(draft, claimed, 'granted', { grant: binding })
}

/** Ends an attempt and decides what follows for its task. */
export function endAttempt(
  draft: Draft,
  attempt: AttemptRecord,
  end: AttemptEnd,
  patch: Patch<AttemptRecord> = {},
): void {
  const ended = moveAttempt(draft, attempt, end, patch)
  countAttempt(draft, ended, end)
  countForBreakers(draft, ended, end)
  noteDrained(draft, ended)
  // What a person says of an end tells nothing of how the run went.
  if (end === 'succeeded' && ended.settledBy?.startsWith('person:') !== true) {
    learnSilences(draft, ended)
    // A run that went on from a checkpoint tells how long the rest took.
    if (ended.resumesFrom === undefined) learnDuration(draft, ended)
    noteMissingResult(draft, ended)
  }
  afterAttemptEnd(draft, ended, end)
}

/** A run that went well shows how long it may be without progress. */
function learnSilences(draft: Draft, attempt: AttemptRecord): void {
  const watch = draft.state.live.get(attempt.agentId)?.watches.get(attempt.id)
  const instrument = draft.state.instruments.get(attempt.instrumentId)
  if (!watch || !instrument) return
  const known = instrument.quietest ?? {}
  const longer = [...silencesOf(watch, draft.monotonic)]
    .map(([phase, silence]): [string, number] => [quietestKey(attempt.activity, phase), Math.round(silence)])
    .filter(([key, silence]) => silence > (known[key] ?? 0))
  if (longer.length > 0)
    draft.update('instruments', instrument, { quietest: { ...known, ...Object.fromEntries(longer) } })
}

/** Whether it gave the result that its activity is known to give. */
function noteMissingResult(draft: Draft, attempt: AttemptRecord): void {
  const { known, instruments } = draft.state
  const instrument = instruments.get(attempt.instrumentId)
  const activity = known.get(attempt.instrumentId)?.activities.get(attempt.activity)?.description
  if (!instrument || activity?.givesResult !== true) return
  const result: unknown = attempt.resultJson === undefined ? undefined : JSON.parse(attempt.resultJson)
  const isMissing = typeof result !== 'object' || result === null || Object.keys(result).length === 0
  if (!isMissing && !instrument.lie) return
  const message = `${attempt.activity} at ${instrument.id} succeeded without the result that it gives (${attempt.id})`
  draft.update('instruments', instrument, { lie: isMissing ? { attemptId: attempt.id, message } : undefined })
}

function countAttempt(draft: Draft, attempt: AttemptRecord, end: AttemptEnd): void {
  const agent = draft.state.agents.get(attempt.agentId)
  if (!agent || attempt.startedAt === undefined) return
  draft.update('agents', agent, {
    executed: agent.executed + 1,
    succeeded: agent.succeeded + (end === 'succeeded' ? 1 : 0),
    failed: agent.failed + (end === 'failed' ? 1 : 0),
    durationMs: agent.durationMs + Math.max(0, draft.now - attempt.startedAt),
  })
}

/** What an agent's journal says of an attempt, put into the attempt step by step. */
export function applyWay(
  draft: Draft,
  attempt: AttemptRecord,
  way: readonly AttemptState[],
  report: AttemptReport,
): void {
  const patch = {
    ...patchOf(report),
    ...checkpointOf(draft, attempt, report),
    ...runTime(attempt, report),
    ...expectFiles(draft, attempt, report),
  }
  let current = attempt
  for (const state of way) {
    if (isAttemptEnd(state)) return endAttempt(draft, current, state, patch)
    current = moveAttempt(draft, current, state, patch)
    if (state === 'verifying')
      askToVerify(draft, current, report.note ?? 'the agent can not tell whether the instrument started it')
    if (state !== 'starting') followAttempt(draft, current)
  }
  if (way.length === 0) draft.update('attempts', current, patch)
}

function patchOf(report: AttemptReport): Patch<AttemptRecord> {
  const { revision, runReference, phase, failure, resultJson, note } = report
  return {
    revision,
    ...(runReference === undefined ? {} : { runReference }),
    ...(phase === undefined ? {} : { phase }),
    ...(failure === undefined ? {} : { failure }),
    ...(resultJson === undefined ? {} : { resultJson }),
    ...(note === undefined ? {} : { note }),
  }
}

/** Nobody knows what became of an attempt whose start was allowed: a person has to find out. */
export function beginVerifying(draft: Draft, attempt: AttemptRecord, known: string): void {
  if (attempt.state === 'verifying' || !ATTEMPT_TRANSITIONS.allows(attempt.state, 'verifying')) return
  const verifying = moveAttempt(draft, attempt, 'verifying', { note: known })
  askToVerify(draft, verifying, known)
  followAttempt(draft, verifying)
}

export function askToVerify(draft: Draft, attempt: AttemptRecord, known: string): void {
  const progress = draft.state.live.get(attempt.agentId)?.runs.get(attempt.id)
  const last =
    progress?.percent === undefined
      ? ''
      : ` Last heard of it: ${Math.round(progress.percent)} %${progress.phase === undefined ? '' : `, ${progress.phase}`}.`
  raisePrompt(draft, {
    kind: 'verify-start',
    subject: attempt.id,
    question: `What became of ${attempt.activity} at ${attempt.instrumentId}?${ofAll(attempt)}`,
    known: `${known}.${last} Fence ${attempt.fence}, run reference ${attempt.runReference ?? 'none'}.`,
    answers: [
      {
        id: 'succeeded',
        title: 'It was done',
        leadsTo: 'The task ends as succeeded; say in the comment what shows it.',
      },
      { id: 'failed', title: 'It was started and is spoilt', leadsTo: 'The task ends as failed.' },
      {
        id: 'start-again',
        title: 'It may be started (again)',
        leadsTo: 'The task is queued for another start, on your word.',
      },
      {
        id: 'ask-again',
        title: 'Ask the instrument once more',
        leadsTo: 'The agent looks again; the question stays open.',
      },
    ],
    jobId: attempt.jobId,
    taskId: attempt.taskId,
    attemptId: attempt.id,
    agentId: attempt.agentId,
  })
}

const ofAll = ({ members }: AttemptRecord): string =>
  members ? ` The answer is for all ${members.length + 1} tasks of this run.` : ''

function withdrawVerifyPrompt(draft: Draft, attempt: AttemptRecord): void {
  const id = draft.state.promptByCause.get(causeOf('verify-start', attempt.id))
  const prompt = id === undefined ? undefined : draft.state.prompts.get(id)
  if (prompt) withdrawPrompt(draft, prompt)
}

/** Asks the agent to do something with an attempt under way. It is told again at each sync until the attempt ends. */
export function control(
  draft: Draft,
  attempt: AttemptRecord,
  action: ControlAction,
  actor: string,
  end?: AttemptEnd,
): void {
  const request = {
    version: (attempt.control?.version ?? 0) + 1,
    action,
    actor,
    ...(end === undefined ? {} : { end }),
  }
  draft.update('attempts', attempt, { control: request })
  draft.audit(`attempt.${action}-requested`, attempt.id, {}, attempt.jobId)
  draft.send({ agentId: attempt.agentId, kind: 'control', message: { attemptId: attempt.id, ...request } })
}

/** An attempt whose start was not yet allowed ends at once; another is asked to stop. */
export function cancelAttempt(draft: Draft, attempt: AttemptRecord, by: string): void {
  if (attempt.state === 'offered' || attempt.state === 'claimed')
    return endAttempt(draft, attempt, 'cancelled', { settledBy: by })
  if (isAttemptEnd(attempt.state)) throw new InvariantError(`${attempt.id} has ended already`)
  control(draft, attempt, 'cancel', by)
}

/** A person's word on what became of an attempt. The agent is told, so that it lets go of the instrument. */
export function settleAttempt(
  draft: Draft,
  attempt: AttemptRecord,
  end: AttemptEnd,
  by: string,
  failure?: Failure,
  note?: string,
): void {
  const request = { version: (attempt.control?.version ?? 0) + 1, action: 'settle' as const, actor: by, end }
  const asked = draft.update('attempts', attempt, { control: request })
  draft.send({ agentId: attempt.agentId, kind: 'control', message: { attemptId: attempt.id, ...request } })
  endAttempt(draft, asked, end, {
    settledBy: by,
    ...(failure ? { failure } : {}),
    ...(note === undefined ? {} : { note }),
  })
}
