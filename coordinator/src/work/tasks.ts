import type { AttemptEnd, Failure } from '@muster/protocol'
import { parseDuration, seconds } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import { taskIdsOf, tasksOfAttempt } from '../model/attempt-tasks.ts'
import { lastKey } from '../model/known.ts'
import type { State } from '../model/state.ts'
import type { AttemptRecord, JobRecord, TaskRecord, TaskState } from '../model/records.ts'
import { type AfterAttempt, afterAttempt, OVERDUE } from '../supervisor/retry.ts'
import { afterTask, isTaskEnd, jobEnd } from '../workflow/engine.ts'
import { checkpointAfter, noteDisplaced, wasDisplaced } from './displaced.ts'
import { placing } from './placing.ts'
import { raisePrompt, withdrawPrompt } from './prompts.ts'

/** How often a step may fail before its task does, where the step does not say. */
const DEFAULT_FAILURES = 3
/** Of activities and labels: where they were last done. */
const PLACES_KEPT = 100_000
const DEFAULT_RETRY_DELAY = seconds(5)

/** Moves the tasks of an attempt on after it has ended, each for itself. */
export function afterAttemptEnd(draft: Draft, attempt: AttemptRecord, end: AttemptEnd): void {
  for (const id of taskIdsOf(attempt)) moveOn(draft, id, attempt, end)
}

function moveOn(draft: Draft, taskId: string, attempt: AttemptRecord, end: AttemptEnd): void {
  const task = draft.state.tasks.get(taskId)
  const job = task && draft.state.jobs.get(task.jobId)
  if (!task || !job || isTaskEnd(task.state) || task.attemptId !== attempt.id) return
  const isOverdue = wasOverdue(attempt, end)
  const failures = task.failures + (end === 'failed' || isOverdue ? 1 : 0)
  const isDisplaced = wasDisplaced(draft.state, attempt, end)
  const moved = draft.update('tasks', task, {
    failures,
    ...checkpointAfter(attempt, end, isDisplaced, isOverdue),
  })
  const counted = isDisplaced ? noteDisplaced(draft, moved, attempt) : moved
  const outcome = wasForOthers(draft.state, task, attempt)
    ? { kind: 'cancelled' as const }
    : decide(job, counted, attempt, end, isDisplaced)
  applyOutcome(draft, counted, attempt, outcome)
}

/** It was to end, and the run went on only because others are in it. */
function wasForOthers(state: State, task: TaskRecord, attempt: AttemptRecord): boolean {
  return isCancelled(state, task) && tasksOfAttempt(state, attempt).some(other => !isCancelled(state, other))
}

/** Somebody asked for the end of it, or of its job. */
export const isCancelled = ({ jobs }: Pick<State, 'jobs'>, task: TaskRecord): boolean =>
  (task.cancelRequested ?? jobs.get(task.jobId)?.cancelRequested) !== undefined

function decide(
  job: JobRecord,
  task: TaskRecord,
  attempt: AttemptRecord,
  end: AttemptEnd,
  displaced: boolean,
): AfterAttempt {
  const retry = job.definition.steps[task.step]?.retry
  return afterAttempt({
    end,
    ...(attempt.failure ? { failure: attempt.failure } : {}),
    wasGranted: attempt.grant !== undefined,
    repeatability: attempt.repeatability,
    attempts: task.attempts,
    failures: task.failures,
    allowedFailures: retry?.attempts ?? DEFAULT_FAILURES,
    retryDelay: (retry?.delay === undefined ? undefined : parseDuration(retry.delay)) ?? DEFAULT_RETRY_DELAY,
    cancelRequested: job.cancelRequested !== undefined || task.cancelRequested !== undefined,
    overdue: wasOverdue(attempt, end),
    displaced,
    orderedByPerson: end === 'not-started' && attempt.settledBy?.startsWith('person:') === true,
  })
}

/** The supervisor cancelled it, since it took too long. */
const wasOverdue = (attempt: AttemptRecord, end: AttemptEnd): boolean =>
  end === 'cancelled' && attempt.control?.actor === 'rule:overdue'

function applyOutcome(draft: Draft, task: TaskRecord, attempt: AttemptRecord, outcome: AfterAttempt): void {
  switch (outcome.kind) {
    case 'succeeded':
      return endTask(draft, task, 'succeeded', { resultJson: attempt.resultJson })
    case 'failed':
      return endTask(draft, task, 'failed', {
        failure: attempt.failure ?? (wasOverdue(attempt, 'cancelled') ? OVERDUE : undefined),
      })
    case 'cancelled':
      return endTask(draft, task, 'cancelled', { failure: attempt.failure })
    case 'again':
      return requeueTask(
        draft,
        task,
        outcome.delay,
        attempt.startedAt === undefined ? task.queuedAt : undefined,
      )
    case 'ask':
      return askBeforeRepeat(draft, task, attempt, outcome.why)
  }
}

/**
 * Puts a task back into the queue, to be offered after `delay` milliseconds.
 * @param since since when it waits, where nothing has run meanwhile: what is refused again and again waits all that time
 */
export function requeueTask(draft: Draft, task: TaskRecord, delay: number, since = draft.now): void {
  draft.update('tasks', task, {
    state: 'queued',
    queuedAt: since,
    notBefore: delay > 0 ? draft.now + delay : undefined,
    heldBy: undefined,
  })
  draft.audit('task.queued', task.id, { attempts: task.attempts, delay }, task.jobId)
}

function askBeforeRepeat(draft: Draft, task: TaskRecord, attempt: AttemptRecord, why: string): void {
  const prompt = raisePrompt(draft, {
    kind: 'repeat-activity',
    subject: task.id,
    question: `Start ${task.activity} at ${attempt.instrumentId} again?`,
    known: `Attempt ${attempt.number} ended as ${attempt.state}${attempt.note === undefined ? '' : ` (${attempt.note})`}: ${why}.`,
    answers: [
      { id: 'start-again', title: 'Start it again', leadsTo: 'The task is queued for another attempt.' },
      { id: 'failed', title: 'Give it up', leadsTo: 'The task ends as failed.' },
    ],
    jobId: task.jobId,
    taskId: task.id,
    attemptId: attempt.id,
  })
  draft.update('tasks', task, { state: 'queued', queuedAt: draft.now, heldBy: prompt.id })
  draft.audit('task.held', task.id, { prompt: prompt.id }, task.jobId)
}

/** Ends a task, and moves on all that waited for it. */
export function endTask(
  draft: Draft,
  task: TaskRecord,
  to: Extract<TaskState, 'succeeded' | 'failed' | 'cancelled'>,
  what: { resultJson?: string | undefined; failure?: TaskRecord['failure'] } = {},
): void {
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  const ended = draft.update('tasks', task, {
    state: to,
    ...(to === 'succeeded' && attempt ? { doneOn: attempt.instrumentId } : {}),
    endedAt: draft.now,
    heldBy: undefined,
    notBefore: undefined,
    resultJson: what.resultJson,
    failure: what.failure,
  })
  draft.audit(`task.${to}`, task.id, {}, task.jobId)
  if (to === 'succeeded') noteWhere(draft.state, ended)
  if (to === 'failed' && what.failure && what.failure.category !== 'operator')
    keepDeadLetter(draft, ended, what.failure)
  withdrawPrompts(draft, task.id)
  afterTaskEnd(draft, ended)
}

/** What is like it may be done best where it was done. */
function noteWhere(state: State, { activity, doneOn, jobId }: TaskRecord): void {
  if (doneOn === undefined) return
  // Those that matter are soon back.
  if (state.lastDoneOn.size >= PLACES_KEPT) state.lastDoneOn.clear()
  for (const [label, value] of Object.entries(state.jobs.get(jobId)?.labels ?? {}))
    state.lastDoneOn.set(lastKey(activity, label, value), doneOn)
}

/** Nothing tries it again by itself: it is kept where people see it. A task's versions only grow, and so do its letter's. */
function keepDeadLetter(draft: Draft, task: TaskRecord, failure: Failure): void {
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  draft.insert('deadLetters', {
    id: task.id,
    version: task.version,
    state: 'open',
    jobId: task.jobId,
    step: task.step,
    activity: task.activity,
    ...(attempt ? { instrumentId: attempt.instrumentId } : {}),
    failure,
    attempts: task.attempts,
    raisedAt: draft.now,
  })
}

/** Moves on all that waited for a task. */
export function afterTaskEnd(draft: Draft, ended: TaskRecord): void {
  for (const move of afterTask(draft.state.tasksOf(ended.jobId), ended)) moveTask(draft, move.taskId, move.to)
  finishJobIfDone(draft, ended.jobId)
}

function moveTask(draft: Draft, taskId: string, to: 'queued' | 'skipped'): void {
  const task = draft.state.tasks.get(taskId)
  const job = task && draft.state.jobs.get(task.jobId)
  if (!task || !job) return
  // Nothing begins any more in a job that somebody has cancelled.
  const state = job.cancelRequested && to === 'queued' ? 'cancelled' : to
  const placed = state === 'queued' ? placing(job, task, draft.state.tasksOf(job.id)) : {}
  const moved = draft.update('tasks', task, {
    ...placed,
    state,
    ...(state === 'queued' ? { queuedAt: draft.now } : { endedAt: draft.now, heldBy: undefined }),
  })
  // What is over is no question any more.
  if (state !== 'queued') withdrawPrompts(draft, taskId)
  draft.audit(`task.${state}`, taskId, {}, task.jobId)
  // What waited for this one instead does not wait for ever.
  if (state === 'cancelled') afterTaskEnd(draft, moved)
}

/** A person says that a task is not needed: it is over, and what waits for it goes on. */
export function waiveTask(
  draft: Draft,
  task: TaskRecord,
  waived: { readonly by: string; readonly reason: string },
): void {
  const ended = draft.update('tasks', task, {
    state: 'skipped',
    waived,
    endedAt: draft.now,
    heldBy: undefined,
    notBefore: undefined,
  })
  draft.audit('task.skipped', task.id, waived, task.jobId)
  withdrawPrompts(draft, task.id)
  afterTaskEnd(draft, ended)
}

/** The attempt is at the instrument: it runs, or nobody knows whether it does; and so do its tasks. */
export function followAttempt(draft: Draft, attempt: AttemptRecord): void {
  for (const id of taskIdsOf(attempt)) follow(draft, id, attempt)
}

function follow(draft: Draft, taskId: string, attempt: AttemptRecord): void {
  const task = draft.state.tasks.get(taskId)
  const state = attempt.state === 'verifying' ? 'verifying' : 'running'
  if (!task || isTaskEnd(task.state) || task.attemptId !== attempt.id || task.state === state) return
  draft.update('tasks', task, { state, startedAt: task.startedAt ?? draft.now })
  draft.audit(`task.${state}`, task.id, { attempt: attempt.id }, task.jobId)
  const job = draft.state.jobs.get(task.jobId)
  if (!job || job.state !== 'queued') return
  draft.update('jobs', job, { state: 'running', startedAt: draft.now })
  draft.audit('job.running', job.id, {}, job.id)
}

export function finishJobIfDone(draft: Draft, jobId: string): void {
  const job = draft.state.jobs.get(jobId)
  if (!job || job.endedAt !== undefined) return
  const end = jobEnd(draft.state.tasksOf(jobId), job.cancelRequested !== undefined)
  if (end === undefined) return
  draft.update('jobs', job, { state: end, endedAt: draft.now })
  draft.audit(`job.${end}`, jobId, {}, jobId)
  // Kept in memory until the commit, since this decision may still look at it.
  draft.afterCommit(() => {
    // Somebody may have begun it again meanwhile.
    if (draft.state.jobs.get(jobId)?.endedAt !== undefined) draft.state.forgetJob(jobId)
  })
}

/** Takes back all that is still asked about a task. */
export function withdrawPrompts(draft: Draft, taskId: string): void {
  for (const prompt of draft.state.prompts.values())
    if (prompt.taskId === taskId) withdrawPrompt(draft, prompt)
}
