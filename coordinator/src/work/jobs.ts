import { type CheckedSubmission, priorityNumber, type Step, topologicalOrder } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { JobRecord, TaskRecord } from '../model/records.ts'
import { batchOf } from '../scheduler/batches.ts'
import { needsOf } from '../scheduler/resources/needs.ts'
import { isTaskEnd } from '../workflow/engine.ts'
import { leaveAttempt } from './batches.ts'
import { finishJobIfDone, withdrawPrompts } from './tasks.ts'

/** Takes a checked submission in: a job, and a task for each of its steps. */
export function submitJob(
  draft: Draft,
  checked: CheckedSubmission,
  submittedBy: string,
  trace?: string,
): JobRecord {
  const { definition } = checked
  const sequence = draft.state.lastSequence + 1
  const made = jobOf(checked, { id: draft.newId('job'), sequence, submittedBy, submittedAt: draft.now })
  const job = draft.insert('jobs', { ...made, ...(trace === undefined ? {} : { trace }) })
  draft.audit(
    'job.submitted',
    job.id,
    { name: job.name, priority: job.priority, steps: Object.keys(definition.steps) },
    job.id,
  )
  for (const task of taskRecordsOf(job)) {
    draft.insert('tasks', task)
    draft.audit(`task.${task.state}`, task.id, { step: task.step, activity: task.activity }, job.id)
  }
  return job
}

/** The job that a submission makes. */
export function jobOf(
  checked: CheckedSubmission,
  by: Pick<JobRecord, 'id' | 'sequence' | 'submittedBy' | 'submittedAt'>,
): JobRecord {
  const { submission, definition } = checked
  return {
    ...by,
    version: 1,
    name: submission.name ?? definition.title ?? nameOf(checked),
    definition,
    priority: priorityNumber(submission.priority),
    ...(submission.deadline === undefined ? {} : { deadline: Date.parse(submission.deadline) }),
    labels: submission.labels ?? {},
    state: 'queued',
  }
}

/** The tasks of a new job, one for each of its steps, none before those that it needs. */
export function taskRecordsOf(job: JobRecord): TaskRecord[] {
  return topologicalOrder(job.definition).flatMap(id => {
    const step = job.definition.steps[id]
    return step ? taskOf(job, id, step) : []
  })
}

function nameOf(checked: CheckedSubmission): string {
  return checked.submission.activity?.activity ?? checked.definition.name
}

function taskOf(job: JobRecord, stepId: string, step: Step): TaskRecord {
  const needs = (step.after ?? []).map(needed => taskIdOf(job.id, needed))
  const isReady = needs.length === 0
  return {
    id: taskIdOf(job.id, stepId),
    version: 1,
    jobId: job.id,
    step: stepId,
    sequence: job.sequence,
    priority: job.priority,
    activity: step.activity ?? '',
    ...(step.instrument === undefined ? {} : { instrument: step.instrument }),
    ...(step.requires === undefined ? {} : { requires: step.requires }),
    ...(step.role === undefined ? {} : { role: step.role }),
    ...(step.strategy === undefined ? {} : { strategy: step.strategy }),
    ...(step.preferLastOf === undefined ? {} : { preferLastOf: step.preferLastOf }),
    ...(step.together === undefined ? {} : { together: step.together }),
    ...(step.notBefore === undefined ? {} : { notBefore: Date.parse(step.notBefore) }),
    ...needsOf(step),
    ...batchOf(step),
    parametersJson: JSON.stringify(step.parameters ?? {}),
    needs,
    state: isReady ? 'queued' : 'pending',
    attempts: 0,
    failures: 0,
    ...(isReady ? { queuedAt: job.submittedAt } : {}),
  }
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
    leaveAttempt(draft, attempt, task, by)
    return
  }
  // It was in one attempt with another of its job, which has ended just now.
  if (attempt?.members && isTaskEnd(draft.state.tasks.get(task.id)?.state ?? task.state)) return
  draft.update('tasks', task, {
    state: 'cancelled',
    endedAt: draft.now,
    heldBy: undefined,
    notBefore: undefined,
  })
  draft.audit('task.cancelled', task.id, {}, task.jobId)
  withdrawPrompts(draft, task.id)
}
