import { parentOf } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { isUndoing } from '../../model/steps.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { Obstacle } from '../obstacle.ts'
import type { PaperCandidate, PaperInstrument, PaperNeed, PaperTask } from '../paper/index.ts'
import { openAttemptOf } from '../until.ts'
import { type StepTime, StepTimes } from './step-times.ts'

const ALONE = 'step '
const END = ' end'

/** On paper each step that no instrument does has a place of its own to be done at: it waits for nothing but what it needs. */
export const isOwnPlace = (instrumentId: string): boolean => instrumentId.startsWith(ALONE)

/** What stands for the end of a step of which nobody knows how long it takes: it never comes. */
const endOfUnknown = (taskId: string): string => `${taskId}${END}`

/** The task behind what is needed on paper. */
export const taskOfNeed = (id: string): string => (id.endsWith(END) ? id.slice(0, -END.length) : id)

/** Prompts, waits, calls and what holds other steps, as they stand on paper. */
export class ControlPaper {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #times: StepTimes
  readonly #places: PaperInstrument[] = []
  /** By task: it ends then, however early it begins. */
  readonly dates = new Map<string, Timestamp>()
  /** By task: why nobody knows how long it takes. */
  readonly endless = new Map<string, Obstacle>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
    this.#times = new StepTimes(state, now)
  }

  get places(): readonly PaperInstrument[] {
    return this.#places
  }

  /** Where and for how long a step is done: all of it, or what is left of one that is open. */
  candidates(task: TaskRecord, job: JobRecord | undefined): readonly PaperCandidate[] {
    const isOpen = task.state !== 'pending' && task.state !== 'queued'
    const time = isOpen ? this.#times.left(task, job) : this.#times.whole(task, job)
    if (time.unknown) this.endless.set(task.id, time.unknown)
    return this.#placed(task, time)
  }

  #placed({ id }: TaskRecord, { low, expected, high, until }: StepTime): readonly PaperCandidate[] {
    if (until !== undefined) this.dates.set(id, until)
    const instrumentId = `${ALONE}${id}`
    this.#places.push({ id: instrumentId, freeAt: this.#now })
    return [{ instrumentId, duration: expected, quick: low, slow: high }]
  }

  /** What needs a step needs this: the step, or its end that nobody knows. */
  needOf(taskId: string): string {
    return this.endless.has(taskId) ? endOfUnknown(taskId) : taskId
  }

  /** Before this nothing begins that needs these. */
  notBefore(needs: readonly PaperNeed[]): Timestamp {
    return needs.reduce(
      (latest, { taskId, minWait = 0 }) => Math.max(latest, (this.dates.get(taskId) ?? 0) + minWait),
      0,
    )
  }

  /**
   * Steps under way that no instrument does, for those that need them.
   * @param noteEnd told of what they hold and is not on paper
   */
  underWay(isOnPaper: (taskId: string) => boolean, noteEnd: (task: TaskRecord) => void): PaperTask[] {
    const open = [...this.#state.tasks.values()].filter(task => this.#isUnderWay(task))
    if (open.length === 0) return []
    const within = innerOf(this.#state.tasks.values())
    const placed = open.map(task => ({
      task,
      candidates: this.candidates(task, this.#state.jobs.get(task.jobId)),
    }))
    const ids = new Set(open.map(({ id }) => id))
    const made = placed.map(({ task, candidates }): PaperTask => {
      const inner = within.get(`${task.jobId} ${task.step}`) ?? []
      for (const each of inner) if (!ids.has(each.id) && !isOnPaper(each.id)) noteEnd(each)
      return {
        id: task.id,
        jobId: task.jobId,
        needs: this.needsOfInner(task, inner),
        candidates,
        earliest: this.#now,
        rank: [-1],
        level: { kind: `${ALONE}${task.id}`, priority: task.priority },
        stays: true,
      }
    })
    // What they hold may end at a date: only now all of these are known.
    return made.map(task => ({ ...task, earliest: Math.max(task.earliest, this.notBefore(task.needs)) }))
  }

  /** What holds steps ends when these have; or by its time limit, where nobody knows when one of them does. */
  needsOfInner({ id, node }: TaskRecord, inner: readonly TaskRecord[]): PaperNeed[] {
    if (node?.due !== undefined && inner.some(each => this.endless.has(each.id))) {
      this.dates.set(id, node.due)
      return []
    }
    return inner.map(each => ({ taskId: this.needOf(each.id) }))
  }

  #isUnderWay(task: TaskRecord): boolean {
    if (isTaskEnd(task.state) || task.state === 'pending' || task.state === 'queued') return false
    return (
      (task.kind !== undefined || task.node?.isInFallback === true) && !openAttemptOf(this.#state, task.id)
    )
  }
}

/** Of these what has not ended, by its job and the path of the step that it stands in. */
export function innerOf(tasks: Iterable<TaskRecord>): ReadonlyMap<string, readonly TaskRecord[]> {
  const found = new Map<string, TaskRecord[]>()
  for (const task of tasks) {
    const parent = parentOf(task.step)
    if (parent === undefined || isTaskEnd(task.state) || isUndoing(task.step)) continue
    const key = `${task.jobId} ${parent}`
    const inner = found.get(key)
    if (inner) inner.push(task)
    else found.set(key, [task])
  }
  return found
}
