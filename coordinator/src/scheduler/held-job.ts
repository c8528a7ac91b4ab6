import { hasBegun, holderOf, inTurn, rivalsOf } from '../model/job-keys.ts'
import type { JobRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Obstacle } from './obstacle.ts'

/** The job that another waits for, since it has the key of both; undefined where it does not wait for one. */
export const waitsForJob = (state: Pick<Snapshot, 'jobs' | 'keys'>, job: JobRecord): JobRecord | undefined =>
  job.run?.isHeld ? holderOf(state, job) : undefined

/** Why nothing of a job begins, though it was accepted: another has its key. */
export function heldReason(state: Pick<Snapshot, 'jobs' | 'keys'>, job: JobRecord): Obstacle | undefined {
  if (!job.run?.isHeld) return undefined
  const holder = holderOf(state, job)
  const key = `"${job.key ?? ''}"`
  if (!holder) return { code: 'waits-for-job', message: `its job is the next to get the key ${key}` }
  return {
    code: 'waits-for-job',
    message: `job ${holder.id} has the key ${key} of its job until it has ended`,
    waitsFor: { kind: 'job', id: holder.id },
  }
}

/** How many others that wait for the same key go before it. */
export const aheadOf = (state: Pick<Snapshot, 'jobs' | 'keys'>, job: JobRecord): number =>
  rivalsOf(state, job).filter(other => other.run?.isHeld && inTurn(other, job) < 0).length

/** Why a job that was not submitted would not begin: as `heldReason`. */
export function wouldBeHeld(state: Snapshot, job: JobRecord): Obstacle | undefined {
  const { rule } = job.definition.concurrency ?? {}
  const holder = holderOf(state, job)
  // What has not begun would give way.
  if (!holder || (rule === 'newest-wins' && !hasBegun(state, holder))) return undefined
  const waitsFor = { kind: 'job', id: holder.id } as const
  const has = `job ${holder.id} has the key "${job.key ?? ''}"`
  return rule === 'refuse'
    ? { code: 'key-taken', message: `it would be refused: ${has}`, waitsFor }
    : { code: 'waits-for-job', message: `it would wait: ${has} until it has ended`, waitsFor }
}
