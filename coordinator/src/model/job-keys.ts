import { mayHaveStarted } from '@muster/protocol'
import type { AttemptRecord, JobRecord, TaskRecord } from './records.ts'

/** Jobs by their key: those of one workflow with the same key are under way one after another. */
export interface JobKeysView {
  /** Ids of those at hand that have the same key as this one, itself included, whether they have ended or not. */
  like(job: Keyed): Iterable<string>
  /** Ids of those of them that have not ended and do not wait: one at the most, but for what a restored store has found. */
  holders(job: Keyed): Iterable<string>
}

type Keyed = Pick<JobRecord, 'key' | 'definition'>

export class JobKeys implements JobKeysView {
  readonly #jobs = new Map<string, Set<string>>()
  readonly #holders = new Map<string, Set<string>>()

  put(job: JobRecord): void {
    const name = nameOf(job)
    if (name === undefined) return
    add(this.#jobs, name, job.id)
    if (job.endedAt === undefined && !job.run?.isHeld) add(this.#holders, name, job.id)
    else remove(this.#holders, name, job.id)
  }

  forget(job: JobRecord | undefined): void {
    const name = job && nameOf(job)
    if (!job || name === undefined) return
    remove(this.#jobs, name, job.id)
    remove(this.#holders, name, job.id)
  }

  like(job: Keyed): Iterable<string> {
    return this.#jobs.get(nameOf(job) ?? '') ?? []
  }

  holders(job: Keyed): Iterable<string> {
    return this.#holders.get(nameOf(job) ?? '') ?? []
  }
}

function add(table: Map<string, Set<string>>, name: string, id: string): void {
  const ids = table.get(name)
  if (ids) ids.add(id)
  else table.set(name, new Set([id]))
}

function remove(table: Map<string, Set<string>>, name: string, id: string): void {
  const ids = table.get(name)
  ids?.delete(id)
  if (ids?.size === 0) table.delete(name)
}

const nameOf = ({ key, definition }: Keyed): string | undefined =>
  key === undefined ? undefined : `${definition.name} ${key}`

interface Jobs {
  readonly jobs: ReadonlyMap<string, JobRecord>
  readonly keys: JobKeysView
}

/** The others with the same key that have not ended. */
export function rivalsOf({ jobs, keys }: Jobs, job: Keyed & { readonly id?: string }): JobRecord[] {
  const rivals: JobRecord[] = []
  for (const id of keys.like(job)) {
    const other = jobs.get(id)
    if (other && other.id !== job.id && other.endedAt === undefined) rivals.push(other)
  }
  return rivals
}

/** The job that has the key of this one; undefined where none of the others has. */
export function holderOf({ jobs, keys }: Jobs, job: Keyed & { readonly id?: string }): JobRecord | undefined {
  for (const id of keys.holders(job)) if (id !== job.id) return jobs.get(id)
  return undefined
}

/** Order of those that wait for a key, the next one first: what is under way all the same, then by priority, then as they were submitted. */
export const inTurn = (a: JobRecord, b: JobRecord): number =>
  Number(b.state !== 'queued') - Number(a.state !== 'queued') ||
  b.priority - a.priority ||
  a.sequence - b.sequence

/** Whether something of a job has been begun, or may have been. */
export function hasBegun(
  state: {
    readonly attempts: ReadonlyMap<string, AttemptRecord>
    tasksOf(jobId: string): readonly TaskRecord[]
  },
  job: JobRecord,
): boolean {
  if (job.state !== 'queued') return true
  return state.tasksOf(job.id).some(task => {
    const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
    if (attempt?.endedAt === undefined && attempt && mayHaveStarted(attempt.state)) return true
    // What only holds other steps is open as soon as these could begin.
    return (task.kind === undefined || LEAVES.has(task.kind)) && BEGUN.has(task.state)
  })
}

const LEAVES: ReadonlySet<string> = new Set(['prompt', 'wait', 'call'])
const BEGUN: ReadonlySet<string> = new Set(['running', 'verifying', 'succeeded', 'failed'])
