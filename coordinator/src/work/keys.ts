import type { CheckedSubmission } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import { hasBegun, holderOf, inTurn, rivalsOf } from '../model/job-keys.ts'
import type { JobRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { tell } from './runs/tell.ts'

/**
 * Jobs of a workflow with the same key are under way one after another. Who has a key follows from the jobs themselves: every one that
 * has not ended and is not held. A job holds its key from its submission, or its release, until it has really ended: paused, being
 * cancelled or being undone it has it still.
 */

/** Who cancels what gives way to a newer job. */
export const NEWEST_WINS = 'rule:newest-wins'

/** @throws MusterError `key-taken` naming the job that is in the way, where the workflow says that a new one is refused */
export function refuseTaken(state: State, { definition, key }: CheckedSubmission): void {
  if (definition.concurrency?.rule !== 'refuse' || key === undefined) return
  const [other] = rivalsOf(state, { definition, key })
  if (!other) return
  const message = `${other.id} (${other.state}) is a job of ${definition.name} with the same key, "${key}": wait for its end, or cancel it`
  throw new MusterError('key-taken', 'conflict', message, { details: { jobId: other.id } })
}

/** Others that a new job takes the place of, those first that wait: none of them has begun. */
export function replacedBy(state: State, job: JobRecord): JobRecord[] {
  if (job.definition.concurrency?.rule !== 'newest-wins' || job.key === undefined) return []
  const unbegun = rivalsOf(state, job).filter(other => !other.cancelRequested && !hasBegun(state, other))
  return unbegun.sort((a, b) => Number(b.run?.isHeld ?? false) - Number(a.run?.isHeld ?? false))
}

/** Where nobody has the key of a job, the next one in line gets it. What is paused is passed over. */
export function giveKey(draft: Draft, job: JobRecord): void {
  const { state } = draft
  if (job.key === undefined) return
  if (holderOf(state, { key: job.key, definition: job.definition })) return
  const all = [...rivalsOf(state, job), ...(job.endedAt === undefined ? [job] : [])]
  const [next] = all.filter(({ run }) => run?.isHeld && !run.isPaused).sort(inTurn)
  if (!next) return
  draft.audit('job.key-given', next.id, { key: job.key, after: job.id }, next.id)
  tell(draft, next.id, { kind: 'release' })
}

/** What has ended can't go on while another has its key. @param refuse with a sentence */
export function refuseWithoutKey(state: State, job: JobRecord, refuse: (why: string) => never): void {
  const other = job.endedAt === undefined ? undefined : holderOf(state, job)
  if (other)
    refuse(
      `${other.id} is under way with the key of this job, "${job.key ?? ''}": wait for its end, or cancel it.`,
    )
}
