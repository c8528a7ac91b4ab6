import { holderOf, inTurn, rivalsOf } from '../../model/job-keys.ts'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isUndoing } from '../../model/steps.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'

/** The job after whose end a held one begins: the last that goes before it, or the one that has the key. */
function jobBefore(state: Snapshot, job: JobRecord): JobRecord | undefined {
  const gives = job.definition.concurrency?.rule === 'newest-wins'
  const ahead = rivalsOf(state, job).filter(
    other => !gives && other.run?.isHeld && !other.run.isPaused && inTurn(other, job) < 0,
  )
  return ahead.toSorted(inTurn).at(-1) ?? holderOf(state, job)
}

/**
 * What has to have ended before anything of a held job begins; empty where no other job is before it, undefined where nobody can tell
 * by tasks when that ends, as it undoes what it did.
 */
export function tasksBefore(state: Snapshot, job: JobRecord): readonly TaskRecord[] | undefined {
  const before = jobBefore(state, job)
  if (!before) return []
  const open = state
    .tasksOf(before.id)
    .filter(({ step, state: at }) => !step.includes('.') && !isUndoing(step) && !isTaskEnd(at))
  if (open.length === 0 || before.state === 'undoing') return undefined
  const needed = new Set(open.flatMap(({ needs }) => needs))
  return open.filter(({ id }) => !needed.has(id))
}
