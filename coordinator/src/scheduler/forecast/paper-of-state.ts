import { idOf } from '@muster/protocol'
import { parseDuration, type Timestamp } from '@muster/runtime'
import type { BatchRule, JobRecord, TaskRecord } from '../../model/records.ts'
import { JOB_PAUSED } from '../../model/known.ts'
import { prefixOf, stepOf } from '../../model/steps.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { holdOver, keyOfBatch } from '../batches.ts'
import { activityStopped, withheld } from '../feasible.ts'
import { heldReason, wouldBeHeld } from '../held-job.ts'
import { AT_MIDDLEWARE, type Obstacle } from '../obstacle.ts'
import type {
  PaperBatch,
  PaperCandidate,
  PaperNeed,
  PaperProblem,
  PaperSchedule,
  PaperTask,
} from '../paper/index.ts'
import { HIGHEST_BY_AGE } from '../ranking.ts'
import { endOfTask, untilOf } from '../until.ts'
import { CRITICAL } from '../urgent.ts'
import { isSatisfied } from '../../workflow/task-ends.ts'
import { tasksBefore } from './after-holder.ts'
import { Candidates } from './candidates.ts'
import { ControlPaper, innerOf } from './control-paper.ts'
import { Holdings } from './holdings.ts'
import { type Imagined, Order, type Waiting } from './order.ts'
import { tasksUnderWay } from './under-way.ts'

/** So many waiting tasks are put on paper, the first in order; the rest is reckoned from how fast these go. */
const TASKS_ON_PAPER = 20_000

/** Today's queue on paper. */
export interface PaperOfState {
  readonly problem: PaperProblem
  /** All that has not begun, in order. */
  readonly order: Order
  /** Of these those that are on paper. */
  readonly onPaper: ReadonlySet<string>
  /** By task: why nobody knows when it begins, whatever is on the paper. */
  readonly untold: ReadonlyMap<string, Obstacle>
  /** By instrument: why nobody knows when it can be had. */
  readonly unknown: ReadonlyMap<string, Obstacle>
  /** Those for which there was no room. */
  readonly beyond: readonly Waiting[]
  /** By task: it ends then, however early it begins. */
  readonly dates: ReadonlyMap<string, Timestamp>
  /** By task: why nobody knows how long it takes. What needs it never begins on paper. */
  readonly endless: ReadonlyMap<string, Obstacle>
  /** By task that waits for the end of another job: which. */
  readonly held: ReadonlyMap<string, Obstacle>
}

/** The same in the order that there is where tasks begin when this says so. */
export const reordered = (paper: PaperOfState, { runs }: Pick<PaperSchedule, 'runs'>): PaperOfState => ({
  ...paper,
  order: paper.order.after(id => runs.get(id)?.start),
})

const rankIn = ({ places }: Order, taskId: string): readonly number[] => [places.get(taskId) ?? -1]

/** A task to be put on paper. */
interface Sheet {
  readonly waiting: Waiting
  readonly candidates: readonly PaperCandidate[]
  readonly job: JobRecord | undefined
  readonly earliest: Timestamp
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
  readonly #imaginedInner: ReturnType<typeof innerOf>
  readonly #heldImagined: Obstacle | undefined
  readonly #candidates: Candidates
  readonly #holdings: Holdings
  readonly #control: ControlPaper
  readonly #held = new Map<string, Obstacle>()
  /** By held job: what has to have ended before. */
  readonly #before = new Map<string, readonly TaskRecord[] | undefined>()
  readonly #untold = new Map<string, Obstacle>()
  readonly #onPaper = new Set<string>()
  readonly #ended = new Map<string, number>()
  /** What is under way, and on the paper all the same. */
  #underWay: ReadonlySet<string> = new Set()
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
    this.#imaginedInner = innerOf(imagined?.tasks ?? [])
    this.#heldImagined = imagined && wouldBeHeld(state, imagined.job)
    this.#candidates = new Candidates(state, now)
    this.#holdings = new Holdings(state, now)
    this.#control = new ControlPaper(state, now)
  }

  put(most: number): PaperOfState {
    const order = Order.of(this.#state, this.#now, this.#imagined)
    const { chosen, beyond } = this.#choose(order.waiting, most)
    let sheets = chosen.flatMap(waiting => this.#sheetOf(waiting) ?? [])
    for (const { waiting } of sheets) this.#onPaper.add(waiting.task.id)
    sheets = sheets.filter(({ waiting }) => !this.#misses(waiting.task))
    const { isOn, displacedOncePer } = this.#state.board.rules.preemption
    const mayDisplace = isOn && sheets.some(({ waiting }) => waiting.task.priority >= CRITICAL)
    const underWay = mayDisplace
      ? tasksUnderWay(this.#state, this.#now, this.#candidates, this.#holdings)
      : []
    this.#underWay = new Set(underWay.map(({ id }) => id))
    const isOnPaper = (id: string) => this.#onPaper.has(id) || this.#underWay.has(id)
    const steps = this.#control.underWay(isOnPaper, task => this.#noteEnd(task))
    this.#underWay = new Set([...this.#underWay, ...steps.map(({ id }) => id)])
    const tasks = sheets.map(sheet => this.#write(sheet, order))
    return {
      problem: {
        tasks: [...tasks, ...underWay, ...steps],
        instruments: [...this.#candidates.instruments, ...this.#control.places],
        resources: [...this.#holdings.resources, ...this.#candidates.places],
        ended: this.#ended,
        shares: this.#sharesIn(order),
        ageing: { each: this.#state.board.rules.rank.ageing, highest: HIGHEST_BY_AGE },
        ...(mayDisplace ? { displacing: { oncePer: displacedOncePer } } : {}),
      },
      order,
      onPaper: this.#onPaper,
      untold: this.#untold,
      unknown: this.#candidates.unknown,
      beyond,
      dates: this.#control.dates,
      endless: this.#control.endless,
      held: this.#held,
    }
  }

  #sharesIn({ uses }: Order): ReadonlyMap<string, { readonly use: number; readonly weight: number }> {
    const { weights } = this.#state.board.rules.shares
    return new Map([...uses].map(([name, use]) => [name, { use, weight: weights[name] ?? 1 }]))
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

  /** Undefined where nobody knows when it may begin. */
  #sheetOf(waiting: Waiting): Sheet | undefined {
    const { task, pool } = waiting
    const obstacle = this.#obstacle(task)
    if (obstacle) {
      this.#untold.set(task.id, obstacle)
      return undefined
    }
    const job = this.#jobOf(task)
    if (task.kind) {
      const earliest = Math.max(this.#now, task.notBefore ?? 0)
      return { waiting, candidates: this.#control.candidates(task, job), job, earliest }
    }
    const candidates = this.#candidates.of(this.#placed(task), pool)
    const earliest = this.#earliest(task, candidates)
    if (earliest === undefined) {
      const message = `${task.activity} is not begun at these hours, and there is no time at which it may be`
      this.#untold.set(task.id, { code: 'out-of-hours', message })
      return undefined
    }
    return { waiting, candidates, job, earliest }
  }

  #jobOf(task: TaskRecord): JobRecord | undefined {
    return this.#imaginedTasks.has(task.id) ? this.#imagined?.job : this.#state.jobs.get(task.jobId)
  }

  /** Whether one that it is to begin with is not on paper: then nobody knows when it begins either. */
  #misses(task: TaskRecord): boolean {
    if (task.together === undefined) return false
    const isMissing = ({ id, together, state }: TaskRecord): boolean =>
      together === task.together && (state === 'queued' || state === 'pending') && !this.#onPaper.has(id)
    const missing = this.#tasksOf(task.jobId).find(isMissing)
    if (!missing) return false
    this.#onPaper.delete(task.id)
    this.#untold.set(task.id, {
      code: 'not-together',
      message: `nobody knows when ${missing.id} can begin, and it begins together with that`,
      waitsFor: { kind: 'task', id: missing.id },
    })
    return true
  }

  #tasksOf(jobId: string): readonly TaskRecord[] {
    return jobId === this.#imagined?.job.id ? this.#imagined.tasks : this.#state.tasksOf(jobId)
  }

  /** Why nobody knows when it may begin. */
  #obstacle(task: TaskRecord): Obstacle | undefined {
    if (task.heldBy === JOB_PAUSED || this.#isPaused(task))
      return { code: 'job-paused', message: 'its job is paused, until somebody resumes it' }
    const held = this.#isHeld(task)
    if (held && !this.#isTimed(task, held)) return held
    if (task.heldBy !== undefined)
      return {
        code: 'waits-for-person',
        message: 'it begins when a person has answered how to go on',
        waitsFor: { kind: 'person', id: task.heldBy },
      }
    if (task.atMiddleware) return AT_MIDDLEWARE
    if (task.kind) return undefined
    const stopped = this.#stop(task.activity)
    if (stopped && stopped.until === undefined) return stopped.obstacle
    return withheld(this.#state, task)
  }

  /** Whether that other job is on paper, so that it can be told when it ends. */
  #isTimed(task: TaskRecord, held: Obstacle): boolean {
    const job = this.#jobOf(task)
    if (!job || held.code === 'key-taken') return false
    if (!this.#before.has(job.id)) this.#before.set(job.id, tasksBefore(this.#state, job))
    this.#held.set(task.id, held)
    return this.#before.get(job.id) !== undefined
  }

  /** What begins only when another job has ended. */
  #isHeld(task: TaskRecord): Obstacle | undefined {
    if (this.#imaginedTasks.has(task.id)) return this.#heldImagined
    const job = this.#state.jobs.get(task.jobId)
    return job && heldReason(this.#state, job)
  }

  #isPaused(task: TaskRecord): boolean {
    return this.#state.jobs.get(task.jobId)?.run?.isPaused === true
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
    const step = stepOf(this.#jobOf(task), task)
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

  #write({ waiting, candidates, job, earliest: ownEarliest }: Sheet, order: Order): PaperTask {
    const { task, level, share } = waiting
    const needs = [...this.#needsOf(task, job), ...this.#needsOfHeld(task)]
    const earliest = Math.max(ownEarliest, this.#control.notBefore(needs))
    const written = { id: task.id, jobId: task.jobId, needs, candidates, earliest, deadline: job?.deadline }
    if (task.kind)
      return { ...written, rank: [-1], level: { ...level, kind: `step ${task.id}` }, stays: true }
    const uses = this.#holdings.of(task, candidates)
    const isBound = task.startBy !== undefined || needs.some(({ maxWait }) => maxWait !== undefined)
    const stays = isBound || job?.definition.steps[task.step]?.preemptible === false
    return {
      ...written,
      ...(uses ? { uses } : {}),
      rank: rankIn(order, task.id),
      level,
      ...(share === undefined ? {} : { share }),
      ...(task.batch ? { batch: batchOnPaper(task, task.batch) } : {}),
      ...(task.together === undefined ? {} : { together: `${task.jobId} ${task.together}` }),
      ...(task.priority >= CRITICAL ? { isUrgent: true } : {}),
      ...(stays ? { stays } : {}),
    }
  }

  #needsOf(task: TaskRecord, job: JobRecord | undefined): PaperNeed[] {
    // Of a job that is only imagined, what holds steps is open from the beginning.
    const inner = task.kind && this.#imaginedInner.get(`${task.jobId} ${task.step}`)
    if (inner && task.state !== 'pending') return this.#control.needsOfInner(task, inner)
    if (task.state !== 'pending') return []
    const { waits = {} } = stepOf(job, task) ?? {}
    return task.needs.flatMap((id): PaperNeed[] => {
      const needed = this.#find(id)
      if (!needed) return []
      if (!this.#onPaper.has(id) && !this.#underWay.has(id)) this.#noteEnd(needed)
      const { atLeast, atMost } = waits[idOf(needed.step)] ?? {}
      return [{ taskId: this.#control.needOf(id), minWait: time(atLeast), maxWait: time(atMost) }]
    })
  }

  #needsOfHeld(task: TaskRecord): PaperNeed[] {
    const before = this.#held.has(task.id) ? (this.#before.get(task.jobId) ?? []) : []
    return before.map(needed => {
      if (!this.#onPaper.has(needed.id) && !this.#underWay.has(needed.id)) this.#noteEnd(needed)
      return { taskId: this.#control.needOf(needed.id) }
    })
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

function batchOnPaper(task: TaskRecord, rule: BatchRule): PaperBatch {
  const { size, atLeast, hold } = rule
  const since = task.state === 'queued' ? { since: holdOver([task], rule) - hold } : {}
  return { key: keyOfBatch(task), size, atLeast, hold, ...since }
}
