import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { Ages } from './ages.ts'
import type { BatchGroup } from './batch-group.ts'
import { Blocked, type LeftFor } from './blocked.ts'
import { aheadOf } from './expected.ts'
import { Heap } from './heap.ts'
import type { Entry } from './line.ts'
import { hasAhead, type Level, type Pool, type TaskClass, type Unit } from './pool.ts'
import type { Pools } from './pools.ts'
import { latestStart } from './ranking.ts'
import { hasFollowers } from './followers.ts'
import { isByPlace, lacks } from './resources/enough.ts'
import { resourcesOf } from './resources/shortage.ts'
import { type SchedulerRules, shareOf } from './rules.ts'
import type { Shares } from './shares.ts'
import { tieOf } from './ties.ts'

/** Tasks of a class that are passed over for one behind them, where they can't be started just now. */
export const PASSED_OVER = 64

/** A task that waits, where it stands. */
export interface Place {
  readonly entry: Entry
  readonly group: TaskClass
  /** Set aside: it can't be started anywhere now, though instruments are free. */
  isAside: boolean
}

/** The tasks that wait for instruments: where each stands, and which are left out just now. */
export class Waiting {
  readonly #state: Snapshot
  readonly #rules: SchedulerRules
  readonly #shares: Shares
  readonly #pools: Pools
  /** Where each task stands. */
  readonly places = new Map<string, Place>()
  readonly ages: Ages<Level>
  /** Pools that have a free instrument, and a task that may have it. */
  readonly candidates = new Heap<Pool>(hasAhead)
  /** Classes whose first task waits for a resource. */
  readonly blocked = new Blocked({
    lacks: ({ first }) => first !== undefined && lacks(this.#state, first.task),
    isByPlace: ({ first }) => first !== undefined && isByPlace(this.#state, first.task),
    wake: group => this.unblock(group),
  })
  /** Classes of which tasks were passed over. */
  readonly #passedOver = new Set<TaskClass>()
  /** Those among them whose tasks wait for more than an instrument of their own. */
  readonly waitingForOthers = new Set<TaskClass>()
  /** Tasks that may be offered to nobody. */
  readonly withheld = new Map<Entry, TaskClass>()
  /** Batches that wait for more tasks, or for a time. */
  readonly #gathering = new Set<BatchGroup<TaskClass>>()
  /** Whether anything has happened that may matter to what is left to others, since that was looked at last. */
  hasNews = true
  /** When, by the wall clock, something that was passed over may be possible. */
  wakeAt: Timestamp | undefined
  /** Wall time at the last look. */
  now: Timestamp = 0

  constructor(state: Snapshot, rules: SchedulerRules, shares: Shares, pools: Pools) {
    this.#state = state
    this.#rules = rules
    this.#shares = shares
    this.#pools = pools
    this.ages = new Ages(rules.rank)
  }

  /**
   * A task can't be started now though an instrument is free: it is passed over until one of its instruments becomes free again,
   * or times change.
   * @param until wall time from which on it may be possible
   */
  setAside(taskId: string, until?: Timestamp): void {
    const place = this.places.get(taskId)
    if (!place || place.isAside) return
    const { group, entry } = place
    place.isAside = true
    group.aside.add(entry)
    this.#passedOver.add(group)
    group.pool.waiting.add(group)
    if (entry.task.together !== undefined || hasFollowers(this.#state, entry.task))
      this.waitingForOthers.add(group)
    this.wakeBy(until)
    group.line.remove(entry)
    this.#passOver(entry)
    this.headChanged(group)
  }

  /** Nothing is left to it any more. */
  #passOver({ task }: Entry): void {
    if (this.blocked.left.size > 0) this.blocked.freed(resourcesOf(task))
  }

  wakeBy(at: Timestamp | undefined): void {
    if (at !== undefined) this.wakeAt = Math.max(this.now + 1, Math.min(at, this.wakeAt ?? at))
  }

  /** The class whose first task goes before all others, of those for which an instrument is free. */
  firstClass(): TaskClass | undefined {
    for (let pool = this.candidates.first; pool; pool = this.candidates.first) {
      const group = this.upToDate(pool)
      if (group) return group
      if (pool.ready.size === 0) this.candidates.remove(pool)
    }
    return undefined
  }

  /** The first class of a pool; undefined where, now that it was looked at, another may be. */
  upToDate({ ready }: Pool): TaskClass | undefined {
    const group = ready.first?.ready.first
    if (group?.look() !== true) return group
    group.level.ready.moved(group)
    this.consider(group.level)
    return undefined
  }

  /** Nothing of a batch is begun until another comes, or then. */
  gather(batch: BatchGroup<TaskClass>, until: Timestamp): void {
    batch.isGathering = true
    this.#gathering.add(batch)
    if (until > this.now) this.wakeBy(until)
    for (const group of batch.classes) this.#place(group)
  }

  /** There may be enough of a batch by now. */
  #lookAtBatch(batch: BatchGroup<TaskClass>): void {
    batch.isGathering = false
    this.#gathering.delete(batch)
    for (const group of batch.classes) this.headChanged(group)
  }

  /** Leaves a task out until everything has changed: which instruments are free makes no difference to it. */
  withhold(entry: Entry, group: TaskClass): void {
    this.withheld.set(entry, group)
    group.line.remove(entry)
    this.#passOver(entry)
    this.headChanged(group)
  }

  block(group: TaskClass, resources: readonly string[], leftFor?: LeftFor): void {
    this.blocked.add(group, resources, leftFor)
    this.#place(group)
  }

  /** One more instrument is free: what was passed over may be possible there, and whether there is enough may depend on where it is. */
  wakeByPlace({ pools }: Unit): void {
    if (this.#passedOver.size > 0)
      for (const pool of pools.keys()) for (const group of pool.waiting) this.wake(group)
    for (const group of this.blocked.byPlace) if (pools.has(group.pool)) this.unblock(group)
  }

  unblock(group: TaskClass): void {
    this.blocked.remove(group)
    this.#place(group)
  }

  /** @param since since when it waits, with those that it stands with; as it says itself where left out */
  insert(task: TaskRecord, since?: Timestamp): void {
    const job = this.#state.jobs.get(task.jobId)
    const share = this.#shares.of(task.order?.share ?? shareOf(job, this.#rules))
    this.#shares.begin(share, this.now)
    const ahead = job?.deadline === undefined ? 0 : aheadOf(this.#state, task, job)
    const entry: Entry = {
      at: -1,
      task,
      share,
      band: task.order?.band ?? task.priority,
      key: task.order?.key ?? latestStart(task, job?.deadline, ahead, this.#rules.rank),
      tie: task.order?.tie ?? tieOf(task, job),
      onTop: task.order?.onTop ?? false,
    }
    const group = this.#pools.classOf(task)
    this.places.set(task.id, { entry, group, isAside: false })
    group.size += 1
    group.line.add(entry)
    this.#enter(group.level, since ?? task.queuedAt ?? this.now)
    if (group.batch) this.#lookAtBatch(group.batch)
    else if (group.first === entry) this.headChanged(group)
  }

  /** @param since since when what comes in has waited: what comes back unstarted has all that time */
  #enter(level: Level, since: Timestamp): void {
    level.size += 1
    if (level.size > 1 && since >= level.since) return
    level.since = since
    this.ages.watch(level)
    this.consider(level)
  }

  /** How long nothing of it was started counts from then on. */
  countAnew(level: Level, at: Timestamp): void {
    level.since = Math.max(level.since, at)
    // Nearly always; that it rises later is seen when it is looked at next.
    if (level.band === level.priority) return
    this.ages.watch(level)
    this.consider(level)
  }

  remove({ entry, group }: Place): void {
    this.#shares.end(entry.share, this.now)
    const wasAside = group.aside.delete(entry)
    this.withheld.delete(entry)
    group.line.remove(entry)
    group.size -= 1
    this.#leave(group.level)
    if (group.batch) this.#lookAtBatch(group.batch)
    else if (wasAside || group.rank?.id === entry.task.id) this.headChanged(group)
    if (group.size > 0) return
    this.#noneAside(group)
    this.#pools.drop(group)
  }

  #leave(level: Level): void {
    level.size -= 1
    if (level.size > 0) return
    this.ages.forget(level)
    level.pool.levels.delete(level.priority)
    level.pool.ready.remove(level)
    this.lookAt(level.pool)
  }

  #noneAside(group: TaskClass): void {
    group.pool.waiting.delete(group)
    this.#passedOver.delete(group)
    this.waitingForOthers.delete(group)
  }

  /** Another task is first: what kept the one before back need not keep this one. */
  headChanged(group: TaskClass): void {
    if (group.blockedBy.length === 0) return this.#place(group)
    // What was kept for the one before need not be kept from others any more.
    this.blocked.freed(group.blockedBy)
    this.unblock(group)
  }

  /** Puts a class where its first task stands among those that may have an instrument. */
  #place(group: TaskClass): void {
    this.hasNews = true
    group.look()
    const { rank, blockedBy, level, aside } = group
    const isKept = blockedBy.length > 0 || aside.size > PASSED_OVER || group.batch?.isGathering === true
    level.ready.put(group, rank !== undefined && !isKept)
    this.consider(level)
  }

  /** Puts a level where its first task stands among those that may have an instrument. */
  consider(level: Level): void {
    level.pool.ready.put(level, level.ready.size > 0)
    this.lookAt(level.pool)
  }

  lookAt(pool: Pool): void {
    this.candidates.put(pool, pool.ready.size > 0 && pool.free.size > 0)
  }

  /** To the class that it belongs to by now. It waits as long as before. */
  move(place: Place): void {
    const { entry, group } = place
    this.insert(entry.task, group.level.since)
    this.remove(place)
  }

  /** What was passed over may be possible by now. */
  wake(group: TaskClass): void {
    if (group.aside.size === 0) return
    for (const entry of group.aside) {
      const place = this.places.get(entry.task.id)
      if (place) place.isAside = false
      group.line.add(entry)
    }
    group.aside.clear()
    this.#noneAside(group)
    if (group.batch) this.#lookAtBatch(group.batch)
    else this.headChanged(group)
  }

  /** Times have come on, or what is kept free has changed: what could not be started may be now. */
  timesChanged(): void {
    this.wakeAt = undefined
    for (const group of [...this.#passedOver]) this.wake(group)
    for (const group of this.blocked.all()) this.unblock(group)
    for (const batch of [...this.#gathering]) this.#lookAtBatch(batch)
  }
}
