import { type CheckedSubmission, priorityNumber, type Step, topologicalOrder } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { JobRecord, TaskRecord } from '../model/records.ts'
import { isTaskEnd } from '../workflow/engine.ts'
import { cancelAttempt } from './attempts.ts'
import { finishJobIfDone, withdrawPrompts } from './tasks.ts'

/** Takes a checked submission in: a job, and a task for each of its steps. */
export function submitJob(
  draft: Draft,
  checked: CheckedSubmission,
  submittedBy: string,
  trace?: string,
): JobRecord {
  const { submission, definition } = checked
  const sequence = draft.state.lastSequence + 1
  const job = draft.insert('jobs', {
    id: draft.newId('job'),
    version: 1,
    sequence,
    name: submission.name ?? definition.title ?? nameOf(checked),
    definition,
    priority: priorityNumber(submission.priority),
    ...(submission.deadline === undefined ? {} : { deadline: Date.parse(submission.deadline) }),
    labels: submission.labels ?? {},
    state: 'queued',
    submittedBy,
    submittedAt: draft.now,
    ...(trace === undefined ? {} : { trace }),
  })
  draft.audit(
    'job.submitted',
    job.id,
    { name: job.name, priority: job.priority, steps: Object.keys(definition.steps) },
    job.id,
  )
  for (const id of topologicalOrder(definition)) {
    const step = definition.steps[id]
    if (step) insertTask(draft, job, id, step)
  }
  return job
}

function nameOf(checked: CheckedSubmission): string {
  return checked.submission.activity?.activity ?? checked.definition.name
}

function insertTask(draft: Draft, job: JobRecord, stepId: string, step: Step): void {
  const needs = (step.after ?? []).map(needed => taskIdOf(job.id, needed))
  const isReady = needs.length === 0
  const task: TaskRecord = {
    id: taskIdOf(job.id, stepId),
    version: 1,
    jobId: job.id,
    step: stepId,
    sequence: job.sequence,
    priority: job.priority,
    activity: step.activity,
    ...(step.instrument === undefined ? {} : { instrument: step.instrument }),
    ...(step.requires === undefined ? {} : { requires: step.requires }),
    parametersJson: JSON.stringify(step.parameters ?? {}),
    needs,
    state: isReady ? 'queued' : 'pending',
    attempts: 0,
    failures: 0,
    ...(isReady ? { queuedAt: draft.now } : {}),
  }
  draft.insert('tasks', task)
  draft.audit(`task.${task.state}`, task.id, { step: stepId, activity: task.activity }, job.id)
}

const taskIdOf = (jobId: string, step: string): string => `${jobId}-${step}`

/**
 * Asks for the end of a job: what has not begun never begins, what runs is asked to stop. The job ends when
 * all of it has. Asking again changes nothing.
 */
export function cancelJob(draft: Draft, job: JobRecord, by: string, reason: string | undefined): void {
  if (job.endedAt !== undefined || job.cancelRequested) return
  draft.update('jobs', job, { cancelRequested: { by, at: draft.now } })
  draft.audit('job.cancel-requested', job.id, reason === undefined ? {} : { reason }, job.id)
  for (const task of draft.state.tasksOf(job.id)) cancelTask(draft, task, by)
  finishJobIfDone(draft, job.id)
}

/** Ends a task that has not begun; asks what runs to stop. */
export function cancelTask(draft: Draft, task: TaskRecord, by: string): void {
  if (isTaskEnd(task.state)) return
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  if (attempt && attempt.endedAt === undefined) {
    cancelAttempt(draft, attempt, by)
    return
  }
  draft.update('tasks', task, {
    state: 'cancelled',
    endedAt: draft.now,
    heldBy: undefined,
    notBefore: undefined,
  })
  draft.audit('task.cancelled', task.id, {}, task.jobId)
  withdrawPrompts(draft, task.id)
}
