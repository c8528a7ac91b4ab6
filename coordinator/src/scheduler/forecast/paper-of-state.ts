import { idOf } from '@muster/protocol'
import { parseDuration, type Timestamp } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import { prefixOf, stepOf } from '../../model/steps.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { asOne, holdOver, keyOfBatch } from '../batches.ts'
import { activityStopped, withheld } from '../feasible.ts'
import type { Obstacle } from '../obstacle.ts'
import type { PaperCandidate, PaperNeed, PaperProblem, PaperSchedule, PaperTask } from '../paper/index.ts'
import { endOfTask, untilOf } from '../until.ts'
import { isSatisfied } from '../../workflow/engine.ts'
import { Candidates } from './candidates.ts'
import { Holdings } from './holdings.ts'
import { type Imagined, Order, type Waiting } from './order.ts'

/** So many waiting tasks are put on paper, the first in order; the rest is reckoned from how fast these go. */
const TASKS_ON_PAPER = 20_000

/** Today's queue on paper. */
export interface PaperOfState {
  readonly problem: PaperProblem
  /** All that has not begun, in order. */
  readonly order: Order
  /** By task on paper: under which name. Tasks that are done in one run have one. */
  readonly nameOf: ReadonlyMap<string, string>
  /** By task: why nobody knows when it begins, whatever is on the paper. */
  readonly untold: ReadonlyMap<string, Obstacle>
  /** By instrument: why nobody knows when it can be had. */
  readonly unknown: ReadonlyMap<string, Obstacle>
  /** Those for which there was no room. */
  readonly beyond: readonly Waiting[]
}

/** The same in the order that there is where tasks begin when this says so. */
export function reordered(paper: PaperOfState, { runs }: Pick<PaperSchedule, 'runs'>): PaperOfState {
  const order = paper.order.after(id => runs.get(paper.nameOf.get(id) ?? '')?.start)
  const ranks = new Map<string, number>()
  for (const { task } of order.waiting) {
    const name = paper.nameOf.get(task.id)
    if (name !== undefined && !ranks.has(name)) ranks.set(name, ranks.size)
  }
  const tasks = paper.problem.tasks.map(task => ({ ...task, rank: [ranks.get(task.id) ?? ranks.size] }))
  return { ...paper, order, problem: { ...paper.problem, tasks } }
}

/** A task to be put on paper, or several in one run. */
interface Sheet {
  readonly tasks: TaskRecord[]
  readonly candidates: readonly PaperCandidate[]
  readonly job: JobRecord | undefined
  earliest: Timestamp
}

/** @param imagined a job that was not submitted, to be scheduled with the others */
export function paperOfState(
  state: Snapshot,
  now: Timestamp,
  { imagined, most = TASKS_ON_PAPER }: { readonly imagined?: Imagined; readonly most?: number } = {},
): PaperOfState {
  return new Paper(state, now, imagined).put(most)
}

class Paper {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #imagined: Imagined | undefined
  readonly #imaginedTasks: ReadonlyMap<string, TaskRecord>
  readonly #candidates: Candidates
  readonly #holdings: Holdings
  readonly #untold = new Map<string, Obstacle>()
  readonly #nameOf = new Map<string, string>()
  readonly #ended = new Map<string, number>()
  /** Runs of batches that have room, by what their tasks have in common. */
  readonly #open = new Map<readonly PaperCandidate[], Map<string, Sheet>>()
  /** Activities that are stopped: by what, and until when. */
  readonly #stopped = new Map<
    string,
    { readonly obstacle: Obstacle; readonly until: Timestamp | undefined } | undefined
  >()

  constructor(state: Snapshot, now: Timestamp, imagined: Imagined | undefined) {
    this.#state = state
    this.#now = now
    this.#imagined = imagined
    this.#imaginedTasks = new Map(imagined?.tasks.map(task => [task.id, task]))
    this.#candidates = new Candidates(state, now)
    this.#holdings = new Holdings(state, now)
  }

  put(most: number): PaperOfState {
    const order = Order.of(this.#state, this.#now, this.#imagined)
    const { chosen, beyond } = this.#choose(order.waiting, most)
    const sheets = chosen.flatMap(waiting => this.#sheetOf(waiting) ?? [])
    for (const { tasks } of sheets) for (const { id } of tasks) this.#nameOf.set(id, tasks[0]?.id ?? id)
    this.#checkGathering()
    const written = sheets.filter(({ tasks }) => this.#nameOf.has(tasks[0]?.id ?? ''))
    const tasks = written.map((sheet, index) => this.#write(sheet, index))
    return {
      problem: {
        tasks,
        instruments: this.#candidates.instruments,
        resources: this.#holdings.resources,
        ended: this.#ended,
      },
      order,
      nameOf: this.#nameOf,
      untold: this.#untold,
      unknown: this.#candidates.unknown,
      beyond,
    }
  }

  /** The first in order, and nothing without what it needs. */
  #choose(order: readonly Waiting[], most: number) {
    if (order.length <= most) return { chosen: order, beyond: [] }
    const fits = new Set<string>()
    // What is imagined takes no room from others: so what is on paper is the same with it and without.
    let room = most
    for (const { task } of order) {
      if (this.#imaginedTasks.has(task.id)) fits.add(task.id)
      else if (room-- > 0) fits.add(task.id)
    }
    const isComplete = (task: TaskRecord): boolean =>
      task.needs.every(id => {
        const needed = this.#find(id)
        if (needed?.state !== 'queued' && needed?.state !== 'pending') return true
        return fits.has(id) && isComplete(needed)
      })
    const chosen: Waiting[] = []
    const beyond: Waiting[] = []
    for (const waiting of order)
      (fits.has(waiting.task.id) && isComplete(waiting.task) ? chosen : beyond).push(waiting)
    return { chosen, beyond }
  }

  #find(id: string): TaskRecord | undefined {
    return this.#imaginedTasks.get(id) ?? this.#state.tasks.get(id)
  }

  /** Undefined where it goes into a run that is there already, or where nobody knows when it may begin. */
  #sheetOf({ task, pool }: Waiting): Sheet | undefined {
    const obstacle = this.#obstacle(task)
    if (obstacle) {
      this.#untold.set(task.id, obstacle)
      return undefined
    }
    const candidates = this.#candidates.of(this.#placed(task), pool)
    const earliest = this.#earliest(task, candidates)
    if (earliest === undefined) {
      const message = `${task.activity} is not begun at these hours, and there is no time at which it may be`
      this.#untold.set(task.id, { code: 'out-of-hours', message })
      return undefined
    }
    const job = this.#imaginedTasks.has(task.id) ? this.#imagined?.job : this.#state.jobs.get(task.jobId)
    const sheet = { tasks: [task], candidates, job, earliest }
    return task.batch ? this.#gather(sheet, task) : sheet
  }

  /** Why nobody knows when it may begin. */
  #obstacle(task: TaskRecord): Obstacle | undefined {
    if (task.heldBy !== undefined)
      return {
        code: 'waits-for-person',
        message: 'it begins when a person has answered how to go on',
        waitsFor: { kind: 'person', id: task.heldBy },
      }
    const stopped = this.#stop(task.activity)
    if (stopped && stopped.until === undefined) return stopped.obstacle
    return withheld(this.#state, task)
  }

  #stop(activity: string) {
    const known = this.#stopped.get(activity)
    if (known || this.#stopped.has(activity)) return known
    const obstacle = activityStopped(this.#state, activity)
    const until = obstacle && untilOf(this.#state, obstacle, { activity }, this.#now)?.expected
    const stopped = obstacle && { obstacle, until }
    this.#stopped.set(activity, stopped)
    return stopped
  }

  /** With the instrument that its step binds it to, where that is known by now. */
  #placed(task: TaskRecord): TaskRecord {
    if (task.state !== 'pending') return task
    const job = this.#imaginedTasks.has(task.id) ? this.#imagined?.job : this.#state.jobs.get(task.jobId)
    const step = stepOf(job, task)
    const whereIs = (other: string): string | undefined => {
      const found = this.#find(`${task.jobId}-${prefixOf(task.step)}${other}`)
      return found?.doneOn ?? this.#state.attempts.get(found?.attemptId ?? '')?.instrumentId
    }
    const same = step?.sameInstrumentAs === undefined ? undefined : whereIs(step.sameInstrumentAs)
    const avoids = (step?.otherInstrumentThan ?? []).flatMap(other => whereIs(other) ?? [])
    if (same === undefined && avoids.length === 0) return task
    return {
      ...task,
      ...(same === undefined ? {} : { instrument: same }),
      ...(avoids.length > 0 ? { avoids } : {}),
    }
  }

  #earliest(task: TaskRecord, candidates: readonly PaperCandidate[]): Timestamp | undefined {
    const opens = this.#candidates.closed.opening(task.activity, candidates[0]?.duration ?? 0)
    if (opens === undefined) return undefined
    return Math.max(this.#now, opens, task.notBefore ?? 0, this.#stop(task.activity)?.until ?? 0)
  }

  /** Tasks that may be in one run are put into one in order, those that wait for others apart. */
  #gather(sheet: Sheet, task: TaskRecord): Sheet | undefined {
    const size = task.batch?.size ?? 1
    const key = `${task.state} ${keyOfBatch(task)}`
    const runs = this.#open.get(sheet.candidates) ?? new Map<string, Sheet>()
    this.#open.set(sheet.candidates, runs)
    const run = runs.get(key)
    if (!run) {
      runs.set(key, sheet)
      return sheet
    }
    run.tasks.push(task)
    run.earliest = Math.max(run.earliest, sheet.earliest)
    if (run.tasks.length >= size) runs.delete(key)
    return undefined
  }

  /** Runs that are not full wait as long as they may, and are not begun with too few. */
  #checkGathering(): void {
    for (const runs of this.#open.values())
      for (const run of runs.values()) {
        const { tasks } = run
        const rule = tasks[0]?.batch
        if (!rule || tasks[0]?.state !== 'queued') continue
        if (tasks.length >= rule.atLeast) run.earliest = Math.max(run.earliest, holdOver(tasks, rule))
        else
          for (const { id } of tasks) {
            this.#nameOf.delete(id)
            const missing = rule.atLeast - tasks.length
            const message = `it begins when ${missing} more of its batch of ${rule.size} are there`
            this.#untold.set(id, { code: 'batch-too-few', message })
          }
      }
  }

  #write({ tasks, candidates, job, earliest }: Sheet, rank: number): PaperTask {
    const one = asOne(tasks)
    const uses = this.#holdings.of(one, candidates)
    return {
      id: one.id,
      jobId: one.jobId,
      needs: this.#needsOf(tasks, job),
      candidates,
      ...(uses ? { uses } : {}),
      earliest,
      rank: [rank],
      deadline: job?.deadline,
    }
  }

  #needsOf(tasks: readonly TaskRecord[], job: JobRecord | undefined): PaperNeed[] {
    const needs = new Map<string, PaperNeed>()
    for (const task of tasks) {
      if (task.state !== 'pending') continue
      const { waits = {} } = stepOf(job, task) ?? {}
      for (const id of task.needs) {
        const needed = this.#find(id)
        if (!needed) continue
        const name = this.#nameOf.get(id) ?? id
        if (!this.#nameOf.has(id)) this.#noteEnd(needed)
        const { atLeast, atMost } = waits[idOf(needed.step)] ?? {}
        needs.set(name, {
          taskId: name,
          minWait: time(atLeast),
          maxWait: tasks.length > 1 ? undefined : time(atMost),
        })
      }
    }
    return [...needs.values()]
  }

  /** When a task that is not on the paper ends, or ended; nothing where nobody knows. */
  #noteEnd(task: TaskRecord): void {
    const end = isSatisfied(task)
      ? (task.endedAt ?? this.#now)
      : endOfTask(this.#state, task.id, this.#now)?.expected
    if (end !== undefined) this.#ended.set(task.id, end)
  }
}

const time = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseDuration(text)
