import type { AttemptEnd, AttemptReport } from '@muster/protocol'
import type { Draft, Patch } from '../model/draft.ts'
import type { AttemptRecord, Displaced, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { State } from '../model/state.ts'

/** Who takes offers back and stops runs for the sake of critical work. */
export const PREEMPTED = 'rule:preempted'

/** Of a task, how many of the last times are told. */
const TIMES_TOLD = 10

/** An attempt has ended because critical work was to have its instrument. */
export function wasDisplaced(state: State, attempt: AttemptRecord, end: AttemptEnd): boolean {
  if (end !== 'cancelled') return false
  const { control, settledBy, checkpoint } = attempt
  const wasStopped = control?.action === 'cancel'
  if (settledBy === PREEMPTED || (wasStopped && control.actor === PREEMPTED)) return true
  // In a store that was put back it may be forgotten who had asked for its end: a run that has its checkpoint was to go on.
  return state.recovering !== undefined && !wasStopped && checkpoint !== undefined
}

/** What a report tells of how far the run has come. */
export function checkpointOf(
  draft: Draft,
  attempt: Pick<AttemptRecord, 'checkpoint'> | undefined,
  { checkpointJson: json, checkpointVersion: version = 0 }: AttemptReport,
): Pick<AttemptRecord, 'checkpoint'> {
  const isNew = json !== undefined && version > (attempt?.checkpoint?.version ?? -1)
  return isNew ? { checkpoint: { json, version, at: draft.now } } : {}
}

/** What the end of an attempt changes in where the task's next one goes on. */
export function checkpointAfter(
  attempt: AttemptRecord,
  end: AttemptEnd,
  isDisplaced: boolean,
  isOverdue: boolean,
): Pick<Patch<TaskRecord>, 'checkpoint'> {
  const { checkpoint, id, variant } = attempt
  const hasFailed = end === 'failed' || isOverdue
  // In one run with others it is how far all of them had come: another run may be with others.
  const canGoOn = hasFailed && !isOverdue && attempt.members === undefined
  if ((isDisplaced || canGoOn) && checkpoint) {
    const { json } = checkpoint
    return { checkpoint: { attemptId: id, json, ...(variant === undefined ? {} : { variant }) } }
  }
  // What it went on from may be what the run failed of, where it did not get beyond it: the next one begins from the beginning.
  return hasFailed ? { checkpoint: undefined } : {}
}

/** Where a new attempt goes on, if it does the same at an instrument that can go on. */
export function resumption(
  { checkpoint, activity }: TaskRecord,
  { activities }: KnownInstrument,
  variant: string | undefined,
): Pick<AttemptRecord, 'resumesFrom'> {
  const canGoOn = activities.get(activity)?.description.canCheckpoint === true
  return checkpoint && canGoOn && checkpoint.variant === variant ? { resumesFrom: checkpoint.attemptId } : {}
}

/** Writes down, for both sides, that a task was displaced. */
export function noteDisplaced(draft: Draft, task: TaskRecord, attempt: AttemptRecord): TaskRecord {
  const { instrumentId: instrument, displacement } = attempt
  const by = displacement?.by ?? 'unknown'
  const byJob = draft.state.tasks.get(by)?.jobId
  const kind = attempt.grant ? 'run' : 'offer'
  const once: Displaced = { by, byJob: byJob ?? 'unknown', instrument, kind, at: draft.now }
  const { times = 0, last = [] } = task.displaced ?? {}
  draft.audit('task.displaced', task.id, { by, instrument, kind }, task.jobId)
  draft.audit('task.displaces', by, { task: task.id, instrument, kind }, byJob)
  return draft.update('tasks', task, {
    displaced: { times: times + 1, last: [...last, once].slice(-TIMES_TOLD) },
  })
}
