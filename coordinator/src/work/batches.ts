import { mayHaveStarted } from '@muster/protocol'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { cancelAttempt, endAttempt } from './attempts.ts'
import { isCancelled } from './tasks.ts'

/**
 * A task is no longer wanted in its open attempt. What others are in goes on for them, and the task ends with it. An offer
 * is taken back: who is in a run never changes once an agent may have heard of it, so the others get a new one.
 */
export function leaveAttempt(draft: Draft, attempt: AttemptRecord, task: TaskRecord, by: string): void {
  const others = tasksOfAttempt(draft.state, attempt).filter(({ id }) => id !== task.id)
  if (!others.some(other => isWanted(draft, attempt, other))) {
    // Asked once, however many of its tasks ask for it.
    if (attempt.members && attempt.control?.action === 'cancel') return
    return cancelAttempt(draft, attempt, by)
  }
  if (mayHaveStarted(attempt.state)) return
  endAttempt(draft, attempt, 'expired', {
    settledBy: by,
    note: `step ${task.step} of ${task.jobId} left its batch`,
  })
}

function isWanted({ state }: Draft, attempt: AttemptRecord, task: TaskRecord): boolean {
  return task.attemptId === attempt.id && !isTaskEnd(task.state) && !isCancelled(state, task)
}
