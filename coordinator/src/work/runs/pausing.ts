import type { Draft } from '../../model/draft.ts'
import type { AttemptRecord, TaskRecord } from '../../model/records.ts'
import { tasksOfAttempt } from '../../model/attempt-tasks.ts'
import { control } from '../attempts.ts'

/** Runs of a job that is paused through to its instruments. */

/** Asks the run of a task to pause. Only an activity that says that it can is asked. */
export function pauseRun(draft: Draft, task: TaskRecord, by: string): void {
  const attempt = openAttempt(draft, task)
  if (attempt?.state === 'running' && attempt.control?.action !== 'cancel' && canPause(draft, attempt))
    control(draft, attempt, 'pause', by)
}

/** Lets the run of a task go on that was asked to pause, also where it has not heard of that yet. What paused by itself, or at its panel, stays so. */
export function resumeRun(draft: Draft, task: TaskRecord, by: string): void {
  const attempt = openAttempt(draft, task)
  if (attempt?.control?.action === 'pause' && canPause(draft, attempt)) control(draft, attempt, 'resume', by)
}

/** A run that was on its way as its job was paused has begun: it pauses as the others did. */
export function pauseWhereAsked(draft: Draft, attemptId: string): void {
  const attempt = draft.state.attempts.get(attemptId)
  if (attempt?.state !== 'running' || attempt.control !== undefined) return
  for (const task of tasksOfAttempt(draft.state, attempt)) {
    const job = draft.state.jobs.get(task.jobId)
    if (job?.run?.isPaused && job.pausesRuns !== undefined) pauseRun(draft, task, job.pausesRuns)
  }
}

function openAttempt(draft: Draft, { attemptId }: TaskRecord): AttemptRecord | undefined {
  const attempt = attemptId === undefined ? undefined : draft.state.attempts.get(attemptId)
  return attempt?.endedAt === undefined ? attempt : undefined
}

/** Others in the same run are not one job's to stop. */
function canPause(draft: Draft, { members, instrumentId, activity }: AttemptRecord): boolean {
  const known = draft.state.known.get(instrumentId)?.activities.get(activity)
  return members === undefined && known?.description.canPause === true
}
