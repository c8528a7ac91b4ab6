import { endedAfterStart, isAttemptEnd, mayHaveStarted } from '@muster/protocol'
import { InvalidInputError, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import { attemptIdOf } from '../model/known.ts'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { isUndoing } from '../model/steps.ts'
import { mismatch } from '../scheduler/feasible.ts'
import { breakerId } from '../supervisor/breaker.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { endAttempt, settleAttempt } from './attempts.ts'
import { leaveAttempt } from './batches.ts'
import { mayHaveBegun } from './begun.ts'
import { resetBreaker } from './breakers.ts'
import { askToRepeat } from './recovery.ts'
import { refuseWithoutKey } from './keys.ts'
import { tell } from './runs/tell.ts'
import { endTask, requeueTask, waiveTask, withdrawPrompts } from './tasks.ts'

/** What a person can do about a task. */
export const RECOVERY_ACTIONS = ['retry', 'cancel', 'done', 'skip', 'move', 'fixed'] as const
export type RecoveryAction = (typeof RECOVERY_ACTIONS)[number]

export interface RecoveryRequest {
  readonly action: RecoveryAction
  /** The name of the person. */
  readonly by: string
  readonly reason: string
  /** For `move`: where to. */
  readonly instrument?: string
  /** For `done`: what shows that it was done; becomes the task's result. */
  readonly evidence?: Readonly<Record<string, unknown>>
  /** For `retry` and `fixed` of what may have been started: yes, it may be started once more. */
  readonly startAgain?: boolean
}

/**
 * Does to a task what a person orders, where no promise breaks by it. What had ended begins again; its job too.
 * @param attempts all of the task's, also those that are not in memory any more
 * @throws MusterError `recovery-refused` with the sentence why; InvalidInputError for what the action needs and has not
 */
export function recoverTask(
  draft: Draft,
  task: TaskRecord,
  request: RecoveryRequest,
  attempts: readonly AttemptRecord[] = [],
): void {
  const { action, reason } = request
  if (task.atMiddleware && 'end' in task.atMiddleware)
    refuse('Its run has succeeded, and middleware looks at the result: wait for its end.')
  if (task.atMiddleware && (action === 'retry' || action === 'move' || action === 'fixed'))
    refuse('It is being begun, and middleware looks at it: wait for that, or cancel it.')
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  const job = draft.state.jobs.get(task.jobId)
  if (job) refuseWithoutKey(draft.state, job, refuse)
  const begun = [attempt, ...attempts].find(each => each !== undefined && mayHaveBegun(each))
  ACTIONS[action](draft, task, attempt, request, begun)
  draft.audit(`task.${action}-by-hand`, task.id, { reason }, task.jobId)
}

type Act = (
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  request: RecoveryRequest,
  /** The attempt that may have been started, the last one or one before it. */
  begun: AttemptRecord | undefined,
) => void

const ACTIONS: { readonly [A in RecoveryAction]: Act } = { retry, cancel, done, skip, move, fixed }

const refuse = (why: string): never => {
  throw new MusterError('recovery-refused', 'conflict', why)
}

function mustHave(field: string, what: string): never {
  throw new InvalidInputError(`this needs ${field}`, [{ field, message: what }])
}

/** The attempt, while it has not ended. */
const openOne = (attempt: AttemptRecord | undefined): AttemptRecord | undefined =>
  attempt && !isAttemptEnd(attempt.state) ? attempt : undefined

/** What begins again in a job that is being cancelled would be cancelled at once. */
function refuseWhileCancelling(draft: Draft, task: TaskRecord): void {
  const job = draft.state.jobs.get(task.jobId)
  if (job?.cancelRequested && job.endedAt === undefined && !isUndoing(task.step))
    refuse('Its job is being cancelled: wait for the end of what still runs there.')
}

/** Another attempt, on the word of a person. */
function retry(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  request: RecoveryRequest,
  begun: AttemptRecord | undefined,
): void {
  const open = openOne(attempt)
  if (open) {
    if (open.state === 'verifying')
      return refuse(
        `Nobody knows whether ${open.instrumentId} runs ${task.activity}: answer its question first, or two starts could be at work.`,
      )
    return refuse(
      `Its attempt ${open.number} at ${open.instrumentId} is ${open.state}: another would be a second start. Cancel it first.`,
    )
  }
  refuseWhileCancelling(draft, task)
  if (task.state === 'succeeded') return refuse('It succeeded: submit it as a new job instead.')
  if (task.state === 'pending') return refuse('It waits for other steps and was not begun yet.')
  if (task.state === 'skipped')
    return refuse('A step that it needs did not succeed: that one has to be tried again.')
  if (begun && begun.repeatability !== 'safe' && request.startAgain !== true)
    return refuse(
      `Attempt ${begun.number} may have been started at ${begun.instrumentId} (it ended as ${begun.state}), and ${task.activity} is ${begun.repeatability}: look at the sample, then order it with "startAgain": true.`,
    )
  if (task.heldBy !== undefined && request.startAgain !== true)
    return refuse(
      'A question about it is open, since it may have been started: answer that, or order it with "startAgain": true.',
    )
  reopenTask(draft, task)
}

/** Puts a task, and what was skipped because of it, back to where it was; its job runs again. */
function reopenTask(draft: Draft, task: TaskRecord): void {
  withdrawPrompts(draft, task.id)
  const counted = countLost(draft, task)
  if (!isTaskEnd(task.state)) {
    const open = draft.update('tasks', counted, {
      failures: 0,
      cancelRequested: undefined,
      checkpoint: undefined,
    })
    return requeueTask(draft, open, 0)
  }
  goOn(draft, counted, () =>
    tell(draft, task.jobId, { kind: 'retry', path: task.step, withFollowers: false }),
  )
}

/** What was skipped, and is not any more, may have been started: a store that was put back does not know. */
function goOn(draft: Draft, { jobId }: TaskRecord, order: () => void): void {
  const skipped = draft.state.tasksOf(jobId).filter(({ state, waived }) => state === 'skipped' && !waived)
  order()
  for (const { id } of skipped) {
    const waiting = draft.state.tasks.get(id)
    if (waiting && !isTaskEnd(waiting.state)) holdWhereStarted(draft, waiting)
  }
}

/** Attempts of a task that it has not counted: a store that was put back has them from an agent. */
function lostAttempts({ state }: Draft, task: TaskRecord): AttemptRecord[] {
  // There may be gaps: what an agent refused is in no journal. And a run may be named after another task of its batch.
  return [...state.attempts.values()]
    .filter(one => (isOwn(task, one) ? one.number > task.attempts : isMember(task, one)))
    .sort((a, b) => a.number - b.number)
}

const isOwn = (task: TaskRecord, { id, number }: AttemptRecord): boolean =>
  id === attemptIdOf(task.id, number)

/** Of a run that it did not count: the last that it did is its own. */
const isMember = (task: TaskRecord, attempt: AttemptRecord): boolean =>
  attempt.id !== task.attemptId && taskIdsOf(attempt).includes(task.id)

function countLost(draft: Draft, task: TaskRecord): TaskRecord {
  const last = lostAttempts(draft, task).findLast(one => isOwn(task, one))
  return last ? draft.update('tasks', task, { attempts: last.number }) : task
}

/**
 * A store that was put back keeps what an agent told of attempts that it had lost, though their task was over here. Such a task
 * goes on counting above them, and is not started again without a person's word.
 */
function holdWhereStarted(draft: Draft, task: TaskRecord): void {
  const lost = lostAttempts(draft, task)
  const started = lost.findLast(attempt => !isAttemptEnd(attempt.state) || endedAfterStart(attempt))
  const counted = countLost(draft, task)
  if (!started) return
  const known = `The store was put back from a backup, and ${started.id} ended at ${started.instrumentId} as ${started.state} since.`
  const prompt = askToRepeat(draft, counted, known, started.id)
  draft.update('tasks', counted, { heldBy: prompt.id })
}

function cancel(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  { by }: RecoveryRequest,
): void {
  const open = openOne(attempt)
  if (isTaskEnd(task.state)) return refuse(`It has ended as ${task.state}.`)
  if (open?.state === 'verifying')
    return refuse(`Nobody knows whether ${open.instrumentId} runs it: its question has to be answered.`)
  const asked = draft.update('tasks', task, { cancelRequested: { by, at: draft.now } })
  if (open) leaveAttempt(draft, open, asked, `person:${by}`)
  else if (asked.state === 'pending') tell(draft, asked.jobId, { kind: 'drop', path: asked.step })
  else endTask(draft, asked, 'cancelled')
}

/** It was done, by whatever way; a person has seen it. */
function done(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  request: RecoveryRequest,
): void {
  const { by, reason, evidence } = request
  if (!evidence || Object.keys(evidence).length === 0)
    return mustHave(
      'evidence',
      'must be an object with what shows that it was done, such as {"mass": 4.21, "photo": "IMG_17"}',
    )
  if (isTaskEnd(task.state)) refuseWhileCancelling(draft, task)
  if (task.state === 'succeeded') return refuse('It has succeeded already.')
  if (task.state === 'pending') return refuse('It waits for other steps: what it needs was not made yet.')
  const resultJson = JSON.stringify({ ...evidence, markedAsDoneBy: by })
  const open = openOne(attempt)
  if (open) {
    if (open.state !== 'verifying')
      return refuse(
        `Its attempt ${open.number} at ${open.instrumentId} is ${open.state}: the instrument will tell how it ends. Cancel it first.`,
      )
    if (open.members)
      return refuse(
        `It is in one run with ${open.members.length} others at ${open.instrumentId}: answer the question about that run, for all of them.`,
      )
    const told = draft.update('attempts', open, { resultJson })
    return settleAttempt(draft, told, 'succeeded', `person:${by}`, undefined, reason)
  }
  if (!isTaskEnd(task.state) && task.node?.isAsked !== true)
    return endTask(draft, task, 'succeeded', { resultJson })
  withdrawPrompts(draft, task.id)
  const result: unknown = JSON.parse(resultJson)
  goOn(draft, task, () => tell(draft, task.jobId, { kind: 'done', path: task.step, result }))
}

/** It is not needed: what waits for it goes on without. */
function skip(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  { by, reason }: RecoveryRequest,
): void {
  refuseWhileCancelling(draft, task)
  const open = openOne(attempt)
  if (open && mayHaveStarted(open.state))
    return refuse(
      `Its attempt ${open.number} at ${open.instrumentId} is ${open.state}: it can't be passed over while it may run.`,
    )
  if (task.state === 'succeeded') return refuse('It succeeded: there is nothing to pass over.')
  goOn(draft, task, () => waiveTask(draft, task, { by, reason }))
  // After the task: it is over by then, so nothing else follows from the end of its offer.
  if (open) leaveAttempt(draft, open, task, `person:${by}`)
}

function move(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  { by, instrument }: RecoveryRequest,
): void {
  if (instrument === undefined) return mustHave('instrument', 'must name the instrument to move to')
  if (isTaskEnd(task.state)) return refuse(`It has ended as ${task.state}; "retry" begins it again.`)
  const known = draft.state.known.get(instrument)
  const able = [...draft.state.known.values()]
    .filter(other => mismatch({ ...task, instrument: other.description.id }, other) === undefined)
    .map(({ description }) => description.id)
  const unfit = known
    ? mismatch({ ...task, instrument }, known)?.message
    : `there is no instrument ${instrument}`
  if (unfit !== undefined)
    return mustHave('instrument', `${unfit}; it could go to ${able.length === 0 ? 'none' : able.join(', ')}`)
  const open = openOne(attempt)
  if (open?.grant)
    return refuse(
      `Its start at ${open.instrumentId} was allowed (${open.state}): work that may have begun is not moved.`,
    )
  draft.update('tasks', task, { instrument })
  // The offer is taken back: the task is queued again, for the other instrument.
  if (open)
    endAttempt(draft, open, 'expired', {
      settledBy: `person:${by}`,
      note: `the task was moved to ${instrument}`,
    })
}

/** What was in the way is mended: it is tried again, and what kept work away does so no longer. */
function fixed(
  draft: Draft,
  task: TaskRecord,
  attempt: AttemptRecord | undefined,
  request: RecoveryRequest,
  begun: AttemptRecord | undefined,
): void {
  retry(draft, task, attempt, request, begun)
  const ids = [
    breakerId('activity', task.activity),
    ...(attempt ? [breakerId('instrument', attempt.instrumentId), breakerId('agent', attempt.agentId)] : []),
  ]
  for (const id of ids) {
    const breaker = draft.state.breakers.get(id)
    if (breaker) resetBreaker(draft, breaker, `${request.by}: ${request.reason}`)
  }
}
