import { type AttemptEnd, endedAfterStart, type Failure, type Step } from '@muster/protocol'
import { type Duration, parseDuration, seconds, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import { taskIdsOf, tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { State } from '../model/state.ts'
import type { AttemptRecord, JobRecord, TaskRecord, TaskState } from '../model/records.ts'
import { type AfterAttempt, afterAttempt, HIGHEST_DELAY, OVERDUE } from '../supervisor/retry.ts'
import { chance } from '../workflow/chance.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { checkpointAfter, noteDisplaced, wasDisplaced } from './displaced.ts'
import { raisePrompt, withdrawPrompt } from './prompts.ts'
import { resultWithFiles } from './result-files.ts'
import { JOB_PAUSED } from '../model/known.ts'
import { isToEnd, stepOf } from '../model/steps.ts'
import { goElsewhere, nextInstrument } from './runs/elsewhere.ts'
import { tellSuccess, withhold } from './runs/after-success.ts'
import { runOf, tell } from './runs/tell.ts'

/** How often a step may fail before its task does, where the step does not say. */
const DEFAULT_FAILURES = 3
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
    : decide(draft, job, counted, attempt, end, isDisplaced)
  applyOutcome(draft, counted, attempt, outcome)
}

/** It was to end, and the run went on only because others are in it. */
function wasForOthers(state: State, task: TaskRecord, attempt: AttemptRecord): boolean {
  return isCancelled(state, task) && tasksOfAttempt(state, attempt).some(other => !isCancelled(state, other))
}

/** Somebody asked for the end of it, or of its job. */
export const isCancelled = ({ jobs }: Pick<State, 'jobs'>, task: TaskRecord): boolean =>
  isToEnd(task, jobs.get(task.jobId))

/** What a step says of other attempts, as the decision about one wants it. */
function retryPolicy(retry: Step['retry'], task: TaskRecord, now: Timestamp) {
  const { attempts = DEFAULT_FAILURES, delay, factor, longest, jitter = 0, within, categories } = retry ?? {}
  const end = timeOf(within)
  return {
    allowedFailures: attempts,
    retryDelay: timeOf(delay) ?? DEFAULT_RETRY_DELAY,
    ...(factor === undefined ? {} : { retryFactor: factor }),
    ...(longest === undefined ? {} : { longestDelay: timeOf(longest) ?? HIGHEST_DELAY }),
    ...(categories === undefined ? {} : { categories }),
    shortenedBy: jitter * chance(`${task.id} ${task.failures}`),
    ...(end === undefined || task.startedAt === undefined ? {} : { timeLeft: task.startedAt + end - now }),
  }
}

const timeOf = (text: string | undefined): Duration | undefined =>
  text === undefined ? undefined : parseDuration(text)

function decide(
  draft: Draft,
  job: JobRecord,
  task: TaskRecord,
  attempt: AttemptRecord,
  end: AttemptEnd,
  displaced: boolean,
): AfterAttempt {
  return afterAttempt({
    end,
    ...(attempt.failure ? { failure: attempt.failure } : {}),
    wasGranted: attempt.grant !== undefined,
    repeatability: attempt.repeatability,
    attempts: task.attempts,
    failures: task.failures,
    ...retryPolicy(stepOf(job, task)?.retry, task, draft.now),
    cancelRequested: isToEnd(task, job),
    overdue: wasOverdue(attempt, end),
    displaced,
    hasFallback: nextInstrument(draft.state, task) !== undefined,
    orderedByPerson: end === 'not-started' && attempt.settledBy?.startsWith('person:') === true,
  })
}

/** The supervisor cancelled it, since it took too long. */
const wasOverdue = (attempt: AttemptRecord, end: AttemptEnd): boolean =>
  end === 'cancelled' && attempt.control?.actor === 'rule:overdue'

function applyOutcome(draft: Draft, task: TaskRecord, attempt: AttemptRecord, outcome: AfterAttempt): void {
  switch (outcome.kind) {
    case 'succeeded':
      return afterSuccess(draft, task, attempt)
    case 'failed':
      return endTask(draft, task, 'failed', {
        failure: attempt.failure ?? failureOf(attempt),
      })
    case 'cancelled':
      return endTask(draft, task, 'cancelled', { failure: attempt.failure })
    case 'elsewhere':
      return requeueElsewhere(draft, task, 'failed')
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

/** What it failed of, where the agent told no failure: workflows and people are to see why. */
function failureOf(attempt: AttemptRecord): Failure | undefined {
  if (attempt.state !== 'stopped-locally') return wasOverdue(attempt, 'cancelled') ? OVERDUE : undefined
  const message = attempt.note ?? `it was stopped at ${attempt.instrumentId} itself`
  return { code: 'stopped-locally', message, category: 'operator', started: 'yes' }
}

/** An instrument is done with it. Its result goes through what stands around steps, before anything that comes after it can see it. */
function afterSuccess(draft: Draft, task: TaskRecord, attempt: AttemptRecord): void {
  withdrawPrompts(draft, task.id)
  const { instrumentId: instrument } = attempt
  const resultJson = resultWithFiles(attempt)
  const end = {
    ...(resultJson === undefined ? {} : { resultJson }),
    ...(endedAfterStart(attempt) ? { mayHaveStarted: true } : {}),
    instrument,
  }
  if (draft.state.middleware.isImmediate('after')) tellSuccess(draft, task, end)
  else withhold(draft, task, end)
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
    heldBy: draft.state.jobs.get(task.jobId)?.run?.isPaused ? JOB_PAUSED : undefined,
  })
  draft.audit('task.queued', task.id, { attempts: task.attempts, delay }, task.jobId)
}

/** Its time to wait for an instrument begins anew. */
function requeueElsewhere(draft: Draft, task: TaskRecord, why: string): void {
  const instrument = nextInstrument(draft.state, task)
  if (instrument === undefined) return
  requeueTask(draft, goElsewhere(draft, task, instrument, why), 0)
  tell(draft, task.jobId, { kind: 'elsewhere', path: task.step, instrument })
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

/** Ends a task's work. What comes of that, the workflow says: the step may be done in another way. */
export function endTask(
  draft: Draft,
  task: TaskRecord,
  to: Extract<TaskState, 'succeeded' | 'failed' | 'cancelled'>,
  what: { resultJson?: string | undefined; failure?: TaskRecord['failure'] } = {},
): void {
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  const { resultJson, failure } = what
  // Nothing had begun it in time: it was taken back for that.
  const isTooLate = to === 'cancelled' && task.node?.stopping === 'unstarted' && task.failure !== undefined
  if (isTooLate && nextInstrument(draft.state, task) !== undefined)
    return requeueElsewhere(draft, task, 'queue-limit')
  draft.update('tasks', task, { heldBy: undefined, notBefore: undefined, resultJson })
  withdrawPrompts(draft, task.id)
  const hasBegun = attempt !== undefined && endedAfterStart(attempt)
  tell(draft, task.jobId, {
    kind: 'ended',
    path: task.step,
    end: isTooLate ? 'failed' : to,
    ...(isTooLate ? { failure: task.failure } : {}),
    ...(resultJson === undefined ? {} : { result: JSON.parse(resultJson) as unknown }),
    ...(failure ? { failure } : {}),
    ...(hasBegun ? { mayHaveStarted: true } : {}),
    // Also of one that failed there: what undoes it has to be done there.
    ...(attempt && (hasBegun || to === 'succeeded') ? { instrument: attempt.instrumentId } : {}),
  })
}

/** A person says that a task is not needed: it is over, and what waits for it goes on. */
export function waiveTask(
  draft: Draft,
  task: TaskRecord,
  waived: { readonly by: string; readonly reason: string },
): void {
  const job = draft.state.jobs.get(task.jobId)
  // Made from the rows where it is not at hand, and so before they say what it is to hear.
  if (job) runOf(draft.state, job)
  draft.update('tasks', task, { waived, heldBy: undefined, notBefore: undefined })
  withdrawPrompts(draft, task.id)
  tell(draft, task.jobId, { kind: 'skip', path: task.step })
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

/** Takes back all that is still asked about a task. */
export function withdrawPrompts(draft: Draft, taskId: string): void {
  for (const prompt of draft.state.prompts.values())
    if (prompt.taskId === taskId) withdrawPrompt(draft, prompt)
}
