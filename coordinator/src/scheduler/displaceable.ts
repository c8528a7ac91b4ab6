import { mayHaveStarted } from '@muster/protocol'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { stepOf } from '../model/steps.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { CRITICAL } from './urgent.ts'

/** Whether critical work may have the instrument of an attempt: by taking its offer back, by stopping its run at a checkpoint, or not. */
export type Standing =
  | { readonly kind: 'offer' | 'run' }
  /** `why`: the end of a sentence that begins with what it is. */
  | { readonly kind: 'stays'; readonly why: string }

const stays = (why: string): Standing => ({ kind: 'stays', why })

/** What can be said of an attempt, whoever wants its instrument. A run that may not be started again is never touched. */
export function standingOf(state: Snapshot, attempt: AttemptRecord): Standing {
  const task = state.tasks.get(attempt.taskId)
  const why = task ? bound(state, task, attempt) : 'of which nobody knows what it is for'
  if (why !== undefined) return stays(why)
  if (!mayHaveStarted(attempt.state)) return { kind: 'offer' }
  const run = fixed(state, attempt)
  return run === undefined ? { kind: 'run' } : stays(run)
}

/** Why an attempt is not to be displaced, whatever its state. */
function bound(state: Snapshot, task: TaskRecord, attempt: AttemptRecord): string | undefined {
  const step = stepOf(state.jobs.get(task.jobId), task)
  if (task.priority >= CRITICAL) return 'which is critical as well'
  if (attempt.control?.action === 'cancel') return 'which is being stopped'
  if (step?.preemptible === false) return 'which is not to be displaced, as its step says'
  if (task.batch || task.together !== undefined) return 'which is done together with others'
  if (task.startBy !== undefined) return 'which has to follow another step in time'
  return undefined
}

/** Why a run that has been allowed to start is not to be displaced. */
function fixed(state: Snapshot, attempt: AttemptRecord): string | undefined {
  const { activities } = state.known.get(attempt.instrumentId) ?? {}
  const description = activities?.get(attempt.activity)?.description
  const canPause = description?.canPause === true
  if (description?.canCheckpoint !== true)
    return canPause
      ? 'which can be paused, but not checkpointed: paused it would hold the instrument all the same'
      : 'which can neither be paused nor checkpointed'
  // What it was when its start was allowed, and what it is by now: neither may forbid another start.
  if (attempt.repeatability !== 'safe' || description.repeatability !== 'safe')
    return 'which may not be started a second time'
  switch (attempt.state) {
    case 'running':
      return undefined
    case 'paused':
      return 'which is paused until somebody lets it go on'
    case 'verifying':
      return 'of which nobody knows whether it runs'
    default:
      return 'which is being started'
  }
}
