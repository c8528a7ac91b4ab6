import { parentOf, scopeOf, type Step } from '@muster/protocol'
import type { AttemptRecord, JobRecord, TaskRecord } from '../model/records.ts'
import { stepOf } from '../model/steps.ts'
import { hashOfBody } from '../store/body-hash.ts'
import type { ReusedFrom } from './run.ts'
import { isTaskEnd } from './task-ends.ts'

/**
 * What a job that is begun again may take over from the one before it. A result is known by a digest of what was done, with what, and of
 * all that came before it: of the same content, whatever its place. What is done anew is like nothing else, and so is all after it.
 */

/** A result that can be taken over. */
export interface Reusable {
  readonly from: ReusedFrom
  readonly resultJson?: string
  readonly instrument?: string
  /** Its activity might have been done again at any time. */
  readonly isSafe: boolean
}

/** A job's tasks, as they are looked up. */
export interface TaskRows {
  readonly job: JobRecord
  /** In the order in which they were made; only ever more. */
  ids(): readonly string[]
  get(id: string): TaskRecord | undefined
  /** Of an activity that succeeded: nothing but the work itself made it so, and for this job it is not new. */
  isKept(task: TaskRecord): boolean
}

/** Nothing is looked at that stands deeper in a chain of steps of which none was looked at before. */
const DEEPEST = 1_000

/** Digests of the tasks of a job. */
export class Digests {
  readonly #rows: TaskRows
  readonly #known = new WeakMap<TaskRecord, string>()
  readonly #within = new Map<string, string[]>()
  #indexed = 0

  constructor(rows: TaskRows) {
    this.#rows = rows
  }

  /** Of a task that has ended, with all before it. */
  of(task: TaskRecord, depth = 0): string {
    const known = this.#known.get(task)
    if (known !== undefined) return known
    const digest =
      depth > DEEPEST || !isTaskEnd(task.state) ? `alone ${task.id}` : this.#work(task, depth + 1)
    this.#known.set(task, digest)
    return digest
  }

  /** Of an activity that is about to begin, as if it had been done. */
  ofNext(task: TaskRecord): string {
    return hashOfBody([activityContent(task), this.#before(task, 0)])
  }

  #work(task: TaskRecord, depth: number): string {
    if (task.kind === undefined && task.state === 'succeeded')
      return this.#rows.isKept(task)
        ? hashOfBody([activityContent(task), this.#before(task, depth)])
        : `alone ${task.id}`
    if (task.state === 'skipped')
      return hashOfBody([{ skipped: task.node?.because ?? '' }, this.#before(task, depth)])
    if (task.state !== 'succeeded' || task.node?.isInFallback || task.node?.undo) return `alone ${task.id}`
    const inner = this.#inner(task.step).map(one => this.of(one, depth))
    return hashOfBody([
      contentOf(task, stepOf(this.#rows.job, task)),
      this.#before(task, depth),
      inner.sort(),
    ])
  }

  /** Of what has to be there before it begins. */
  #before(task: TaskRecord, depth: number): string[] {
    if (task.needs.length > 0)
      return task.needs
        .map(id => {
          const needed = this.#rows.get(id)
          return needed ? this.of(needed, depth) : `alone ${id}`
        })
        .sort()
    const around = parentOf(task.step)
    const owner = around === undefined ? undefined : this.#at(around)
    if (!owner) return []
    const time = Number(scopeOf(task.step))
    const earlier =
      owner.kind === 'repeat'
        ? this.#inner(owner.step).filter(one => Number(scopeOf(one.step)) === time - 1)
        : []
    return [...this.#before(owner, depth), ...earlier.map(one => this.of(one, depth)).sort()]
  }

  #at(path: string): TaskRecord | undefined {
    return this.#rows.get(`${this.#rows.job.id}-${path}`)
  }

  /** Those that stand in a step, not those within them in their turn. */
  #inner(path: string): TaskRecord[] {
    const ids = this.#rows.ids()
    for (; this.#indexed < ids.length; this.#indexed += 1) {
      const task = this.#rows.get(ids[this.#indexed] ?? '')
      const around = task && parentOf(task.step)
      if (!task || around === undefined) continue
      const inner = this.#within.get(around)
      if (inner) inner.push(task.id)
      else this.#within.set(around, [task.id])
    }
    return (this.#within.get(path) ?? []).flatMap(id => this.#rows.get(id) ?? [])
  }
}

/** What an activity does, with what: all that its instrument is told, and on what it is done. */
const activityContent = (task: TaskRecord) => ({
  activity: task.activity,
  parameters: JSON.parse(task.parametersJson) as unknown,
  instrument: task.instrument,
  requires: task.requires,
  role: task.role,
  avoids: task.avoids,
  samples: task.samples,
  resources: task.resources,
})

/** What any other step came to, as far as it could matter to those after it: no names of people, no times of day. */
function contentOf(task: TaskRecord, step: Step | undefined): unknown {
  const { input, since = 0, begun } = task.node ?? {}
  const result = (task.resultJson === undefined ? {} : JSON.parse(task.resultJson)) as Record<string, unknown>
  switch (task.kind) {
    case 'wait': {
      const { until } = (input ?? {}) as { readonly until?: number }
      const lasted = step?.wait?.for !== undefined && until !== undefined ? until - since : input
      return ['wait', lasted, result['payload'], result['file']]
    }
    case 'prompt':
      return ['prompt', input, result['answer'], result['fields']]
    case 'call':
      return ['call', result]
    default:
      return [task.kind, begun, input, step?.uses]
  }
}

/** What one job can take over from another. */
export class Reuse {
  readonly #offered = new Map<string, Offered>()
  readonly #taken = new Set<string>()
  readonly #digests: Digests

  /** @param rows of the job that takes over */
  constructor(rows: TaskRows, source: JobResults) {
    this.#digests = new Digests(rows)
    for (const [digest, reusable] of reusablesOf(source)) {
      const same: Offered = this.#offered.get(digest) ?? { byPath: new Map(), inOrder: [], next: 0 }
      same.byPath.set(reusable.from.path, reusable)
      same.inOrder.push(reusable)
      this.#offered.set(digest, same)
    }
    for (const id of rows.ids()) {
      const from = rows.get(id)?.node?.reusedFrom
      if (from) this.#taken.add(keyOf(from))
    }
  }

  /**
   * The result that an activity would come to, where nothing has changed: that of the same step before all others. Each is given once.
   * @param isAllowed whether it may be taken over, as far as that is not the result's own
   */
  take(task: TaskRecord, isAllowed: (reusable: Reusable) => boolean): Reusable | undefined {
    const same = this.#offered.get(this.#digests.ofNext(task))
    const own = same?.byPath.get(task.step)
    const found = own && this.#isFree(own) ? own : same && this.#firstFree(same)
    // Those of the same content are as good as each other.
    if (!found || !isAllowed(found)) return undefined
    this.#taken.add(keyOf(found.from))
    return found
  }

  /** Goes on where it stopped before: there may be thousands of the same. */
  #firstFree(same: Offered): Reusable | undefined {
    for (; same.next < same.inOrder.length; same.next += 1) {
      const one = same.inOrder[same.next]
      if (one && this.#isFree(one)) return one
    }
    return undefined
  }

  #isFree(one: Reusable): boolean {
    return !this.#taken.has(keyOf(one.from))
  }
}

/** Results of the same content. */
interface Offered {
  readonly byPath: Map<string, Reusable>
  readonly inOrder: Reusable[]
  /** All before it are taken. */
  next: number
}

const keyOf = ({ job, path }: ReusedFrom): string => `${job} ${path}`

/** A job that has ended, with the last attempt of each of its tasks. */
export interface JobResults {
  readonly job: JobRecord
  readonly tasks: readonly TaskRecord[]
  readonly attempts: readonly AttemptRecord[]
}

function* reusablesOf({ job, tasks, attempts }: JobResults): Generator<[string, Reusable]> {
  const byId = new Map(tasks.map(task => [task.id, task]))
  const made = new Map(attempts.map(attempt => [attempt.id, attempt]))
  const ids = [...byId.keys()]
  const digests = new Digests({
    job,
    ids: () => ids,
    get: id => byId.get(id),
    isKept: task => whatMade(task, made) !== undefined,
  })
  for (const task of tasks) {
    const from = task.kind === undefined && task.state === 'succeeded' ? whatMade(task, made) : undefined
    if (!from) continue
    const { resultJson, doneOn } = task
    yield [
      digests.of(task),
      {
        ...from,
        ...(resultJson === undefined ? {} : { resultJson }),
        ...(doneOn === undefined ? {} : { instrument: doneOn }),
      },
    ]
  }
}

/** Where a result came from: an attempt that went well by itself, and all of what was asked for. Undefined for any other. */
function whatMade(
  task: TaskRecord,
  attempts: ReadonlyMap<string, AttemptRecord>,
): Pick<Reusable, 'from' | 'isSafe'> | undefined {
  const { node, attemptId } = task
  // It could be taken over once, by the same definition: what spoke for that still does.
  if (node?.reusedFrom) return { from: node.reusedFrom, isSafe: true }
  const attempt = attemptId === undefined ? undefined : attempts.get(attemptId)
  const isOwn = attempt?.state === 'succeeded' && attempt.settledBy === undefined
  if (!isOwn || task.variant !== undefined || node?.undo !== undefined || node?.isInFallback) return undefined
  return {
    from: { job: task.jobId, path: task.step, attempt: attempt.id },
    isSafe: attempt.repeatability === 'safe',
  }
}
