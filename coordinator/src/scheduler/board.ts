import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { Ages } from './ages.ts'
import { aheadOf, expectedOf } from './expected.ts'
import { obstacleAt, unavailable, withheld, activityStopped } from './feasible.ts'
import { Heap } from './heap.ts'
import type { Entry } from './line.ts'
import { isAhead, type Pool, type TaskClass, type Unit } from './pool.ts'
import { Pools } from './pools.ts'
import { bandOf, latestStart } from './ranking.ts'
import { type SchedulerRules, shareOf } from './rules.ts'
import { Shares } from './shares.ts'

/** A task and the instrument it should go to. */
export interface Assignment {
  readonly task: TaskRecord
  readonly instrumentId: string
  readonly agentId: string
}

/** Other instruments that are looked at where the best one can't take the first task just now. */
const OTHERS_LOOKED_AT = 16

interface Place {
  readonly entry: Entry
  readonly group: TaskClass
  /** Set aside: it can't be started anywhere now, though instruments are free. */
  isAside: boolean
}

/**
 * What waits and what is free, indexed so that a change costs little however much waits. Tasks that suit the same instruments are a
 * pool, in it those that need the same resources a class, and in it they stand in order. After each change only
 * the classes that it touches are looked at: `next` gives the same as if all were.
 */
export class Board {
  readonly shares: Shares
  readonly rules: SchedulerRules
  readonly #state: State
  readonly #pools: Pools
  readonly #places = new Map<string, Place>()
  /** The `notBefore` that has come, by task; a task whose own has not is left out. */
  readonly #released = new Map<string, number>()
  readonly #ages: Ages
  /** Classes that may have an instrument for their first task. */
  readonly #candidates = new Heap<TaskClass>(isAhead)
  /** Classes whose first task waits for a resource. */
  readonly #blocked = new Map<string, Set<TaskClass>>()
  readonly #aside = new Set<string>()
  readonly #dirtyAgents = new Set<string>()
  readonly #dirtyUnits = new Set<string>()
  /** Wall time at the last look. */
  #now: Timestamp = 0
  readonly #charged = new Map<string, { readonly share: string; readonly expected: number }>()

  constructor(state: State, rules: SchedulerRules) {
    this.#state = state
    this.rules = rules
    this.shares = new Shares(rules.shares)
    this.#ages = new Ages(rules.rank)
    this.#pools = new Pools(state, rules)
  }

  /** Tasks that wait for an instrument only. */
  get size(): number {
    return this.#places.size
  }

  /** Tasks that wait for an instrument only, in no order. */
  *tasks(): Iterable<TaskRecord> {
    for (const { entry } of this.#places.values()) yield entry.task
  }

  /** Where a task stands; undefined where it does not wait for an instrument. */
  placeOf(taskId: string): { readonly entry: Entry; readonly group: TaskClass } | undefined {
    return this.#places.get(taskId)
  }

  get pools(): Iterable<Pool> {
    return this.#pools
  }

  // What has changed

  /** Takes note of a task's new state. */
  update(task: TaskRecord): void {
    const before = this.#places.get(task.id)
    if (before?.entry.task === task) return
    if (before) this.#remove(before)
    const isWanted = task.state === 'queued' && task.heldBy === undefined && !this.#isLater(task)
    if (isWanted) this.#insert(task)
  }

  /** The task's `notBefore` has come. Whoever keeps time calls this; the board has no clock. */
  release(task: TaskRecord): void {
    if (task.notBefore !== undefined) this.#released.set(task.id, task.notBefore)
    this.update(task)
  }

  /** Whether the time from which on a task may be offered has come. */
  isReleased(task: TaskRecord): boolean {
    return task.notBefore === undefined || this.#released.get(task.id) === task.notBefore
  }

  /** An attempt is new, or has moved. */
  attemptChanged(attempt: AttemptRecord): void {
    this.#dirtyUnits.add(attempt.instrumentId)
    this.#dirtyAgents.add(attempt.agentId)
    const charged = this.#charged.get(attempt.id)
    if (attempt.endedAt === undefined) {
      if (!charged) this.#charge(attempt)
    } else if (charged) this.#settle(attempt, charged)
    // A trial of an activity's breaker is made alone: its end lets the next one through.
    if (attempt.endedAt !== undefined) this.activityChanged(attempt.activity)
  }

  /** Something was heard of an agent, or what it has is another. */
  agentChanged(agentId: string): void {
    this.#dirtyAgents.add(agentId)
  }

  instrumentChanged(instrumentId: string): void {
    this.#dirtyUnits.add(instrumentId)
  }

  /** What keeps an activity back wherever it is done may have gone. */
  activityChanged(activity: string): void {
    for (const pool of this.#pools.of(activity)) this.#lookAt(pool)
  }

  /** There is more of these resources than before. */
  resourcesFreed(ids: Iterable<string>): void {
    for (const id of ids) {
      const waiting = this.#blocked.get(id)
      if (!waiting) continue
      this.#blocked.delete(id)
      for (const group of waiting) this.#unblock(group)
    }
  }

  /** Anything may be otherwise: all is looked at again. */
  everythingChanged(): void {
    for (const id of this.#state.agents.keys()) this.#dirtyAgents.add(id)
    this.#backFromAside()
    for (const group of [...this.#blocked.values()].flatMap(groups => [...groups])) this.#unblock(group)
    this.#blocked.clear()
    for (const pool of this.#pools) this.#lookAt(pool)
  }

  /** A task can't be started now though an instrument is free: it is left out until something about instruments or times changes. */
  setAside(taskId: string): void {
    const place = this.#places.get(taskId)
    if (!place || place.isAside) return
    place.isAside = true
    this.#aside.add(taskId)
    place.group.line.remove(place.entry)
    this.#headChanged(place.group)
  }

  // What follows

  /** The next assignment, on the state as it is; undefined where nothing can be started. Looking changes nothing that matters. */
  next(now: Timestamp): Assignment | undefined {
    this.#now = now
    this.#refresh()
    for (let group = this.#candidates.first; group; group = this.#candidates.first) {
      if (group.look()) {
        this.#candidates.moved(group)
        continue
      }
      const assignment = this.#match(group)
      if (assignment) return assignment
    }
    return undefined
  }

  /** The first task of the best class, and an instrument for it; where there is none the class, or the task, is left out. */
  #match(group: TaskClass): Assignment | undefined {
    const { first, pool } = group
    if (!first || pool.free.size === 0 || activityStopped(this.#state, pool.activity)) {
      this.#candidates.remove(group)
      return undefined
    }
    if (withheld(this.#state, first.task)) {
      this.setAside(first.task.id)
      return undefined
    }
    const unit = this.#unitFor(group, first)
    if (!unit) return undefined
    return { task: first.task, instrumentId: unit.id, agentId: unit.known.agentId }
  }

  #unitFor(group: TaskClass, { task }: Entry): Unit | undefined {
    const { free } = group.pool
    const passed = []
    let found: Unit | undefined
    let short: readonly string[] | undefined
    for (let place = this.#preferred(group, task) ?? free.first; place; place = free.first) {
      const obstacle = obstacleAt(this.#state, task, place.unit.known, this.#now)
      if (!obstacle) {
        found = place.unit
        break
      }
      free.remove(place)
      passed.push(place)
      if (obstacle.resources) short = obstacle.resources
      if (passed.length > OTHERS_LOOKED_AT) break
    }
    for (const place of passed) free.add(place)
    if (found) return found
    if (short) this.#block(group, short)
    else this.setAside(task.id)
    return undefined
  }

  #preferred(group: TaskClass, task: TaskRecord) {
    if (task.prefers === undefined) return undefined
    const unit = this.#pools.unit(task.prefers)
    const place = unit?.pools.get(group.pool)
    return place && group.pool.free.has(place) ? place : undefined
  }

  #block(group: TaskClass, resources: readonly string[]): void {
    this.#candidates.remove(group)
    group.blockedBy = resources
    for (const id of resources) {
      const waiting = this.#blocked.get(id) ?? new Set()
      this.#blocked.set(id, waiting.add(group))
    }
  }

  #unblock(group: TaskClass): void {
    for (const id of group.blockedBy) this.#blocked.get(id)?.delete(group)
    group.blockedBy = []
    this.#consider(group)
  }

  #insert(task: TaskRecord): void {
    const job = this.#state.jobs.get(task.jobId)
    const share = this.shares.of(task.order?.share ?? shareOf(job, this.rules))
    this.shares.begin(share, this.#now)
    const band = task.order?.band ?? bandOf(task, this.rules.rank, this.#now)
    const ahead = job?.deadline === undefined ? 0 : aheadOf(this.#state, task, job)
    const entry: Entry = {
      at: -1,
      task,
      share,
      band,
      key: task.order?.key ?? latestStart(task, job?.deadline, ahead, this.rules.rank),
      tie: task.order?.tie ?? task.sequence,
      onTop: task.order?.onTop ?? false,
    }
    const group = this.#pools.classOf(task)
    this.#places.set(task.id, { entry, group, isAside: false })
    if (task.order === undefined) this.#ages.watch(entry)
    group.line.add(entry)
    if (group.first === entry) this.#headChanged(group)
  }

  #remove({ entry, group, isAside }: Place): void {
    this.#places.delete(entry.task.id)
    this.#ages.forget(entry)
    this.shares.end(entry.share, this.#now)
    if (isAside) this.#aside.delete(entry.task.id)
    else group.line.remove(entry)
    if (group.rank?.id === entry.task.id) this.#headChanged(group)
    if (group.line.size === 0 && !isAside) this.#pools.drop(group)
  }

  /** Another task is first: what kept the one before back need not keep this one. */
  #headChanged(group: TaskClass): void {
    if (group.blockedBy.length > 0) this.#unblock(group)
    else this.#consider(group)
  }

  /** Puts a class where its first task stands among those that may have an instrument. */
  #consider(group: TaskClass): void {
    group.look()
    const isCandidate = group.rank !== undefined && group.blockedBy.length === 0 && group.pool.free.size > 0
    if (!isCandidate) this.#candidates.remove(group)
    else if (this.#candidates.has(group)) this.#candidates.moved(group)
    else this.#candidates.add(group)
  }

  #lookAt(pool: Pool): void {
    for (const group of pool.classes.values()) this.#consider(group)
  }

  #refresh(): void {
    for (const entry of this.#ages.rise(this.#now)) this.#rise(entry)
    if (this.#dirtyAgents.size === 0 && this.#dirtyUnits.size === 0) return
    for (const agentId of this.#dirtyAgents)
      for (const id of this.#pools.syncAgent(agentId)) this.#dirtyUnits.add(id)
    this.#dirtyAgents.clear()
    for (const activity of this.#pools.takeRegrouped()) this.#regroup(activity)
    for (const id of this.#dirtyUnits) this.#refreshUnit(id)
    this.#dirtyUnits.clear()
  }

  /** Instruments differ in what they take as they did not before: tasks that were alike may not be any more. */
  #regroup(activity: string): void {
    const places = [...this.#places.values()].filter(({ entry }) => entry.task.activity === activity)
    for (const place of places) this.#remove(place)
    this.#pools.forgetPoolsOf(activity)
    for (const { entry } of places) this.#insert(entry.task)
    for (const pool of this.#pools.of(activity)) for (const unit of pool.units) this.#dirtyUnits.add(unit.id)
  }

  #refreshUnit(id: string): void {
    const unit = this.#pools.unit(id)
    if (!unit) return
    const wasFree = unit.isFree
    unit.isFree = unavailable(this.#state, unit.known) === undefined
    unit.record = this.#state.instruments.get(id)
    unit.openAtAgent = this.#state.openAttemptsByAgent.get(unit.known.agentId)?.size ?? 0
    if (!wasFree && !unit.isFree) return
    this.#pools.place(unit)
    if (!unit.isFree || wasFree) return
    this.#backFromAside()
    for (const pool of unit.pools.keys()) this.#lookAt(pool)
  }

  #rise(entry: Entry): void {
    const place = this.#places.get(entry.task.id)
    if (!place) return
    if (!place.isAside) place.group.line.remove(entry)
    entry.band = bandOf(entry.task, this.rules.rank, this.#now)
    this.#ages.watch(entry)
    if (place.isAside) return
    place.group.line.add(entry)
    if (place.group.first === entry) this.#headChanged(place.group)
  }

  #backFromAside(): void {
    for (const id of this.#aside) {
      const place = this.#places.get(id)
      if (!place) continue
      place.isAside = false
      place.group.line.add(place.entry)
      if (place.group.first === place.entry) this.#headChanged(place.group)
    }
    this.#aside.clear()
  }

  /** Times have come on: what could not be started because of the hour may be now. */
  timesChanged(): void {
    this.#backFromAside()
  }

  #charge(attempt: AttemptRecord): void {
    const task = this.#state.tasks.get(attempt.taskId)
    const share = this.shares.of(shareOf(this.#state.jobs.get(attempt.jobId), this.rules))
    const expected = task ? expectedOf(this.#state, task, attempt.instrumentId) : 0
    this.#charged.set(attempt.id, { share: share.name, expected })
    this.shares.charge(share, expected)
    this.#pools.given(attempt.instrumentId, expected)
  }

  #settle(attempt: AttemptRecord, charged: { readonly share: string; readonly expected: number }): void {
    this.#charged.delete(attempt.id)
    const { startedAt, endedAt = 0 } = attempt
    const took = startedAt === undefined ? 0 : Math.max(0, endedAt - startedAt)
    this.shares.correct(this.shares.of(charged.share), took - charged.expected)
    this.#pools.busy(attempt.instrumentId, took - charged.expected)
  }

  #isLater(task: TaskRecord): boolean {
    if (task.state !== 'queued') this.#released.delete(task.id)
    return !this.isReleased(task)
  }
}
