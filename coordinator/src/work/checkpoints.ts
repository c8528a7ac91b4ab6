import { MusterError, parseDuration, type Timestamp } from '@muster/runtime'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { stepOf } from '../model/steps.ts'
import { control } from './attempts.ts'

/** Asking runs how far they have come, so that another attempt can go on from there. */

/**
 * @param actor who asks
 * @throws MusterError `checkpoint-refused` with the sentence why
 */
export function askForCheckpoint(draft: Draft, task: TaskRecord, actor: string): void {
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  const why = attempt
    ? whyNot(draft.state, attempt)
    : `Step ${task.step} is ${task.state}: nothing of it runs.`
  if (why !== undefined) throw new MusterError('checkpoint-refused', 'conflict', why)
  // What was asked and not answered yet is the same question.
  if (attempt && !isAsked(attempt)) control(draft, attempt, 'checkpoint', actor)
}

/** Why a run is not to be asked now; one sentence. Undefined where it can be. */
function whyNot(state: State, attempt: AttemptRecord): string | undefined {
  const { activity, instrumentId, control: last } = attempt
  if (attempt.state !== 'running')
    return `${activity} at ${instrumentId} does not run: it is ${attempt.state}.`
  if (!canCheckpoint(state, attempt))
    return `${instrumentId} can not tell how far ${activity} has come: it keeps no checkpoints.`
  if (last?.action === 'cancel') return `${activity} at ${instrumentId} is being stopped.`
  if (last?.action === 'pause') return `${activity} at ${instrumentId} is being paused.`
  return undefined
}

function canCheckpoint(state: State, { activity, instrumentId }: AttemptRecord): boolean {
  return state.known.get(instrumentId)?.activities.get(activity)?.description.canCheckpoint === true
}

/** A request for a checkpoint is under way: the answer has its version, or a higher one. */
const isAsked = ({ control: last, checkpoint }: AttemptRecord): boolean =>
  last?.action === 'checkpoint' && last.version > (checkpoint?.version ?? 0)

/**
 * When a run is to be asked next, as its step says, or else its activity. Undefined where nobody says, or it can't be asked.
 * @param asked when it was asked last, as far as this process knows
 */
export function checkpointDue(
  state: State,
  attempt: AttemptRecord,
  asked?: Timestamp,
): Timestamp | undefined {
  if (attempt.startedAt === undefined || whyNot(state, attempt) !== undefined) return undefined
  const every = intervalOf(state, attempt)
  if (every === undefined) return undefined
  return Math.max(attempt.startedAt, attempt.checkpoint?.at ?? 0, asked ?? 0) + every
}

function intervalOf(state: State, attempt: AttemptRecord): number | undefined {
  // In a batch it is the same for all.
  const [task] = tasksOfAttempt(state, attempt)
  const stated = task && stepOf(state.jobs.get(task.jobId), task)?.checkpointEvery
  if (stated !== undefined) return parseDuration(stated)
  return state.known.get(attempt.instrumentId)?.activities.get(attempt.activity)?.description
    .checkpointEveryMs
}
