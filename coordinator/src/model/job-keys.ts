import { mayHaveStarted } from '@muster/protocol'
import type { AttemptRecord, JobRecord, TaskRecord } from './records.ts'

/** Jobs by their key: those of one workflow with the same key are under way one after another. */
export interface JobKeysView {
  /** Ids of those at hand that have the same key as this one, itself included, whether they have ended or not. */
  like(job: Pick<JobRecord, 'key' | 'definition'>): Iterable<string>
}

export class JobKeys implements JobKeysView {
  readonly #jobs = new Map<string, Set<string>>()

  put(job: JobRecord): void {
    const name = nameOf(job)
    if (name === undefined) return
    const jobs = this.#jobs.get(name)
    if (jobs) jobs.add(job.id)
    else this.#jobs.set(name, new Set([job.id]))
  }

  forget(job: JobRecord | undefined): void {
    const name = job && nameOf(job)
    if (name === undefined) return
    const jobs = this.#jobs.get(name)
    jobs?.delete(job?.id ?? '')
    if (jobs?.size === 0) this.#jobs.delete(name)
  }

  like(job: Pick<JobRecord, 'key' | 'definition'>): Iterable<string> {
    return this.#jobs.get(nameOf(job) ?? '') ?? []
  }
}

const nameOf = ({ key, definition }: Pick<JobRecord, 'key' | 'definition'>): string | undefined =>
  key === undefined ? undefined : `${definition.name} ${key}`

interface Jobs {
  readonly jobs: ReadonlyMap<string, JobRecord>
  readonly keys: JobKeysView
}

/** The others with the same key that have not ended. */
export function rivalsOf(
  { jobs, keys }: Jobs,
  job: Pick<JobRecord, 'key' | 'definition'> & { readonly id?: string },
): JobRecord[] {
  const rivals: JobRecord[] = []
  for (const id of keys.like(job)) {
    const other = jobs.get(id)
    if (other && other.id !== job.id && other.endedAt === undefined) rivals.push(other)
  }
  return rivals
}

/** The job that has the key of this one; undefined where none of the others has. */
export const holderOf = (
  state: Jobs,
  job: Pick<JobRecord, 'key' | 'definition'> & { readonly id?: string },
): JobRecord | undefined => rivalsOf(state, job).find(({ run }) => !run?.isHeld)

/** Those that wait for a key, the next one first: what is under way all the same, then by priority, then as they were submitted. */
export const inLine = (rivals: readonly JobRecord[]): JobRecord[] =>
  rivals
    .filter(({ run }) => run?.isHeld)
    .sort(
      (a, b) =>
        Number(b.state !== 'queued') - Number(a.state !== 'queued') ||
        b.priority - a.priority ||
        a.sequence - b.sequence,
    )

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
