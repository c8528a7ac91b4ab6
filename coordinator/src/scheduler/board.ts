import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import { type KnownInstrument, lastKey } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { Ages } from './ages.ts'
import { Blocked } from './blocked.ts'
import { type BatchGroup, fit, type Found } from './batch-group.ts'
import { holdOver } from './batches.ts'
import { aheadOf, expectedOf } from './expected.ts'
import { obstacleAt, unavailable, withheld, activityStopped } from './feasible.ts'
import type { Obstacle } from './obstacle.ts'
import { Heap } from './heap.ts'
import type { Entry } from './line.ts'
import { goesAhead, hasAhead, type Level, type Pool, type TaskClass, type Unit } from './pool.ts'
import { Pools } from './pools.ts'
import { latestStart } from './ranking.ts'
import { hasFollowers, Reservations } from './reservations.ts'
import { amountOf, isBackInTime, lacks } from './resources/enough.ts'
import { nextVariantAt, resourcesOf, type Taking } from './resources/shortage.ts'
import { type SchedulerRules, shareOf } from './rules.ts'
import { Shares } from './shares.ts'
import { tieOf } from './ties.ts'
import { groupOf, placeTogether } from './together.ts'
import { breakerId } from '../supervisor/breaker.ts'

/** A task and the instrument it should go to. */
export interface Assignment {
  readonly task: TaskRecord
  readonly instrumentId: string
  readonly agentId: string
  /** Others of its job that are to be started with it, or none of them. */
  readonly together?: readonly Assignment[]
  /** What it is given, where that was worked out with others. */
  readonly taking?: Taking
  /** Others that are in the same run. */
  readonly members?: readonly TaskRecord[]
}

/** Other instruments that are looked at where the best one can't take the first task just now. */
const OTHERS_LOOKED_AT = 64
/** Tasks of a class that are passed over for one behind them, where they can't be started just now. */
const PASSED_OVER = 64

interface Place {
  readonly entry: Entry
  readonly group: TaskClass
  /** Set aside: it can't be started anywhere now, though instruments are free. */
  isAside: boolean
}

/** What an attempt counted for: once for each of its tasks. */
interface Charged {
  readonly shares: readonly string[]
  readonly expected: number
}

const isTogether = (a: TaskRecord, b: TaskRecord): boolean =>
  a.together !== undefined && a.together === b.together && a.jobId === b.jobId

/** What of times keeps a task back, wall milliseconds. */
const timeOf = ({ waitsFor }: Obstacle): Timestamp | undefined =>
  waitsFor?.kind === 'time' ? Date.parse(waitsFor.id) : undefined

/**
 * What waits and what is free, indexed so that a change costs little however much waits. Tasks that suit the same instruments are a
 * pool, in it those that need the same resources a class, and in it they stand in order. After each change only
 * the classes that it touches are looked at: `next` gives the same as if all were.
 */
export class Board {
  readonly shares: Shares
  readonly rules: SchedulerRules
  readonly #state: Snapshot
  readonly #pools: Pools
  readonly #places = new Map<string, Place>()
  /** The `notBefore` that has come, by task; a task whose own has not is left out. */
  readonly #released = new Map<string, number>()
  readonly #ages: Ages<Level>
  /** Pools that have a free instrument, and a task that may have it. */
  readonly #candidates = new Heap<Pool>(hasAhead)
  /** Classes whose first task waits for a resource. */
  readonly #blocked = new Blocked({
    lacks: ({ first }) => first !== undefined && lacks(this.#state, first.task),
    wake: group => this.#unblock(group),
  })
  /** The only unit that has come free since the last look: as long as that will do, it stands in the one pool whose task goes first. */
  #lone: Unit | undefined
  /** Classes of which tasks were passed over. */
  readonly #waiting = new Set<TaskClass>()
  /** Those among them whose tasks wait for more than an instrument of their own. */
  readonly #waitingForOthers = new Set<TaskClass>()
  /** Tasks that may be offered to nobody. */
  readonly #withheld = new Map<Entry, TaskClass>()
  /** Batches that wait for more tasks, or for a time. */
  readonly #gathering = new Set<BatchGroup<TaskClass>>()
  #wakeAt: Timestamp | undefined
  readonly #dirtyAgents = new Set<string>()
  readonly #dirtyUnits = new Set<string>()
  /** Wall time at the last look. */
  #now: Timestamp = 0
  readonly #charged = new Map<string, Charged>()
  readonly reservations: Reservations

  constructor(state: Snapshot, rules: SchedulerRules, shares: Shares = new Shares(rules.shares)) {
    this.#state = state
    this.rules = rules
    this.shares = shares
    this.#ages = new Ages(rules.rank)
    this.#pools = new Pools(state, rules)
    this.reservations = new Reservations(state, () => this.timesChanged())
  }

  /** Wall time at the last look. */
  get now(): Timestamp {
    return this.#now
  }

  /** When, by the wall clock, something that was passed over may be possible; whoever keeps time asks for `next` then. */
  get wakeAt(): Timestamp | undefined {
    return this.#wakeAt
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

  /** The same made anew from the state, with what shares and instruments have had so far: it leads to the same assignments. */
  rebuilt(): Board {
    const board = new Board(this.#state, this.rules, this.shares.copy())
    board.#now = this.#now
    board.#ages.rise(this.#now)
    for (const [taskId, at] of this.#released) board.#released.set(taskId, at)
    for (const [attemptId, charged] of this.#charged) board.#charged.set(attemptId, charged)
    for (const agentId of this.#state.agents.keys()) board.#dirtyAgents.add(agentId)
    board.#syncAgents()
    board.#pools.takeUse(this.#pools)
    board.reservations.groups.takeOver(this.reservations.groups)
    for (const { entry, group } of this.#places.values()) {
      board.#insert(entry.task, group.level.since)
      // It was counted in the shares that were taken over.
      board.shares.end(board.shares.of(entry.share.name), this.#now)
    }
    return board
  }

  // What has changed

  /** Takes note of a task's new state. */
  update(task: TaskRecord): void {
    const before = this.#places.get(task.id)
    if (before?.entry.task === task) return
    this.reservations.taskChanged(task)
    if (task.state !== 'queued') this.#released.delete(task.id)
    // In this order, so that a share, or a level, of which nothing else waits does not begin anew.
    if (task.state === 'queued' && task.heldBy === undefined && this.isReleased(task))
      this.#insert(task, before?.group.level.since)
    else this.#places.delete(task.id)
    if (before) this.#remove(before)
    // Those that were to be started with it need not wait for it any more.
    if (task.together !== undefined && task.state !== 'queued' && task.state !== 'pending')
      for (const group of [...this.#waitingForOthers]) this.#wake(group)
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
    const breaker = this.#state.breakers.get(breakerId('activity', attempt.activity))
    if (breaker?.state === 'half-open') this.activityChanged(attempt.activity)
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
    this.#blocked.noneFree()
  }

  /** There is more of these resources than before. */
  resourcesFreed(ids: Iterable<string>): void {
    this.#blocked.freed(ids)
  }

  /** Anything may be otherwise: all is looked at again. */
  everythingChanged(): void {
    for (const id of this.#state.agents.keys()) this.#dirtyAgents.add(id)
    this.timesChanged()
    for (const [entry, group] of this.#withheld) {
      group.line.add(entry)
      if (group.first === entry) this.#headChanged(group)
    }
    this.#withheld.clear()
    for (const pool of this.#pools) this.#lookAt(pool)
  }

  /**
   * A task can't be started now though an instrument is free: it is passed over until one of its instruments becomes free again,
   * or times change.
   * @param until wall time from which on it may be possible
   */
  setAside(taskId: string, until?: Timestamp): void {
    const place = this.#places.get(taskId)
    if (!place || place.isAside) return
    const { group, entry } = place
    place.isAside = true
    group.aside.add(entry)
    this.#waiting.add(group)
    group.pool.waiting.add(group)
    if (entry.task.together !== undefined || hasFollowers(this.#state, entry.task))
      this.#waitingForOthers.add(group)
    this.#wakeBy(until)
    group.line.remove(entry)
    this.#headChanged(group)
  }

  #wakeBy(at: Timestamp | undefined): void {
    if (at !== undefined) this.#wakeAt = Math.max(this.#now + 1, Math.min(at, this.#wakeAt ?? at))
  }

  // What follows

  /** The next assignment, on the state as it is; undefined where nothing can be started. Looking changes nothing that matters. */
  next(now: Timestamp): Assignment | undefined {
    this.#now = now
    this.reservations.groups.look(now)
    if (this.#wakeAt !== undefined && now >= this.#wakeAt) this.timesChanged()
    this.#refresh()
    for (;;) {
      this.#blocked.wakeFirst()
      if (this.#lone) this.#placeFirst(this.#lone)
      const group = this.#firstClass()
      const assignment = group && this.#match(group)
      if (assignment) return assignment
      if (!group) {
        this.#placeLone()
        return undefined
      }
    }
  }

  /** The class whose first task goes before all others, of those for which an instrument is free. */
  #firstClass(): TaskClass | undefined {
    for (let pool = this.#candidates.first; pool; pool = this.#candidates.first) {
      const group = this.#upToDate(pool)
      if (group) return group
      if (pool.ready.size === 0) this.#candidates.remove(pool)
    }
    return undefined
  }

  /** The first class of a pool; undefined where, now that it was looked at, another may be. */
  #upToDate({ ready }: Pool): TaskClass | undefined {
    const group = ready.first?.ready.first
    if (group?.look() !== true) return group
    group.level.ready.moved(group)
    this.#consider(group.level)
    return undefined
  }

  /** Puts a unit into that of its pools whose first task goes before those of the others. Nearly always it is taken at once. */
  #placeFirst(unit: Unit): void {
    let best: Pool | undefined
    do {
      best = undefined
      for (const pool of unit.pools.keys())
        if (pool.ready.size > 0 && (!best || hasAhead(pool, best))) best = pool
    } while (best && !this.#upToDate(best))
    if (!best) return
    this.#pools.placeIn(unit, best)
    this.#lookAt(best)
  }

  /** Puts the lone unit into all its pools. */
  #placeLone(): void {
    const lone = this.#lone
    this.#lone = undefined
    if (!lone?.isFree || this.#pools.unit(lone.id) !== lone) return
    this.#putAmongFree(lone)
  }

  /** The first task of the best class, and an instrument for it; where there is none the class, or the task, is left out. */
  #match(group: TaskClass): Assignment | undefined {
    const { first, pool } = group
    if (!first || pool.free.size === 0 || activityStopped(this.#state, pool.activity)) {
      // It is not looked at again for the sake of a unit that may be good for others.
      this.#placeLone()
      this.#candidates.remove(pool)
      return undefined
    }
    if (withheld(this.#state, first.task)) {
      this.#withhold(first, group)
      return undefined
    }
    if (group.batch) return this.#matchBatch(group, group.batch)
    const { task } = first
    if (task.together !== undefined) return this.#matchTogether(group, groupOf(this.#state, task))
    const unit = this.#unitFor(group, first)
    return unit && { task, instrumentId: unit.id, agentId: unit.known.agentId }
  }

  /** As many tasks as go into one run, once so many are there or the first has waited long enough. */
  #matchBatch(group: TaskClass, batch: BatchGroup<TaskClass>): Assignment | undefined {
    const { size, atLeast } = batch.rule
    const entries = batch.first(size + PASSED_OVER, group)
    const withheldOnes = entries.filter(({ task }) => withheld(this.#state, task))
    for (const entry of withheldOnes) this.#withhold(entry, this.#places.get(entry.task.id)?.group ?? group)
    if (withheldOnes.length > 0) return undefined
    const over = holdOver(
      entries.map(({ task }) => task),
      batch.rule,
    )
    if (entries.length < (over <= this.#now ? atLeast : size)) {
      this.#gather(batch, over)
      return undefined
    }
    const fitting = fit(entries, size, task => this.#findUnit(group, task))
    // What one waited for that can't be in any run now is no reason for the others.
    const until = fitting.able.length > 0 ? holdOver(fitting.able, batch.rule) : over
    if (fitting.unit && fitting.tasks.length >= (until <= this.#now ? atLeast : size)) {
      const [task, ...members] = fitting.tasks
      const { id, known } = fitting.unit
      const others = members.length > 0 ? { members } : {}
      if (task) return { task, instrumentId: id, agentId: known.agentId, ...others }
    }
    if (until > this.#now) this.#wakeBy(until)
    if (fitting.short) for (const one of batch.classes) this.#block(one, fitting.short)
    else for (const { task } of entries) this.setAside(task.id, fitting.soonest)
    return undefined
  }

  /** Nothing of a batch is begun until another comes, or then. */
  #gather(batch: BatchGroup<TaskClass>, until: Timestamp): void {
    batch.isGathering = true
    this.#gathering.add(batch)
    if (until > this.#now) this.#wakeBy(until)
    for (const group of batch.classes) this.#place(group)
  }

  /** There may be enough of a batch by now. */
  #lookAtBatch(batch: BatchGroup<TaskClass>): void {
    batch.isGathering = false
    this.#gathering.delete(batch)
    for (const group of batch.classes) this.#headChanged(group)
  }

  /** Leaves a task out until everything has changed: which instruments are free makes no difference to it. */
  #withhold(entry: Entry, group: TaskClass): void {
    this.#withheld.set(entry, group)
    group.line.remove(entry)
    this.#headChanged(group)
  }

  /** All that are to be started together, or none of them. @param tasks the first is that of the class */
  #matchTogether(group: TaskClass, tasks: readonly TaskRecord[]): Assignment | undefined {
    const [first] = tasks
    if (!first) return undefined
    // Another of them comes into the queue later, and is looked at then.
    if (tasks.some(({ id }) => !this.#places.has(id))) return this.#leaveOut(first)
    for (const task of tasks) {
      const kept = this.#keptForOthers(group, task)
      if (kept) return this.#leaveOut(first, () => this.#block(group, kept))
    }
    this.#placeLone()
    const placed = placeTogether(this.#state, tasks, task => this.#freeFor(task), this.#now)
    if (placed.ok) {
      const [made, ...together] = placed.places.map(({ task, known, taking }) => ({
        task,
        instrumentId: known.description.id,
        agentId: known.agentId,
        taking,
      }))
      return made && { ...made, together }
    }
    const again = this.reservations.keepForGroup(tasks, this.#now)
    this.#wakeBy(again)
    const { short } = placed
    return this.#leaveOut(first, short && (() => this.#block(group, short)))
  }

  #leaveOut({ id }: TaskRecord, block?: () => void): undefined {
    if (block) block()
    else this.setAside(id)
    return undefined
  }

  *#freeFor({ id }: TaskRecord): Iterable<KnownInstrument> {
    for (const { unit } of this.#places.get(id)?.group.pool.free ?? []) yield unit.known
  }

  #unitFor(group: TaskClass, { task }: Entry): Unit | undefined {
    const { unit, short, soonest } = this.#findUnit(group, task)
    if (unit) return unit
    if (short) {
      this.#wakeBy(nextVariantAt(task, this.#now))
      this.#block(group, short)
    } else this.setAside(task.id, soonest)
    return undefined
  }

  #findUnit(group: TaskClass, task: TaskRecord): Found<Unit> {
    const { free } = group.pool
    if (lacks(this.#state, task)) return { unit: undefined, short: resourcesOf(task), soonest: undefined }
    const kept = this.#keptForOthers(group, task)
    if (kept) return { unit: undefined, short: kept, soonest: undefined }
    const passed = []
    let unit: Unit | undefined
    let short: readonly string[] | undefined
    let soonest: Timestamp | undefined
    for (let place = this.#preferred(group, task) ?? free.first; place; place = free.first) {
      const obstacle = obstacleAt(this.#state, task, place.unit.known, this.#now)
      if (!obstacle) {
        unit = place.unit
        break
      }
      free.remove(place)
      passed.push(place)
      if (obstacle.resources) short = obstacle.resources
      const at = timeOf(obstacle)
      if (at !== undefined) soonest = Math.min(at, soonest ?? at)
      if (passed.length > OTHERS_LOOKED_AT) break
    }
    for (const place of passed) free.add(place)
    return { unit, short, soonest }
  }

  /** Resources for which others wait that go first, and would wait longer if this task took them now. */
  #keptForOthers(group: TaskClass, task: TaskRecord): readonly string[] | undefined {
    if (!task.resources || this.#blocked.size === 0) return undefined
    const ids = resourcesOf(task)
    for (const id of ids) {
      // Who needs as much as another or more can't go on before that one.
      let least = Number.POSITIVE_INFINITY
      for (const other of this.#blocked.by(id)) {
        const waiting = other === group ? undefined : other.first?.task
        if (!waiting || isTogether(waiting, task) || !this.#isLookedAt(other.pool, waiting)) continue
        const needed = amountOf(groupOf(this.#state, waiting), id)
        if (needed >= least || !goesAhead(other, group)) continue
        if (!isBackInTime(this.#state, task, needed, id, this.#now)) return ids
        least = needed
      }
    }
    return undefined
  }

  /** Whether it is the resource only that keeps a first task back: an instrument may have just come free, and not be in all its pools yet. */
  #isLookedAt(pool: Pool, task: TaskRecord): boolean {
    const hasFree = pool.free.size > 0 || this.#lone?.pools.has(pool) === true
    return hasFree && !(withheld(this.#state, task) ?? activityStopped(this.#state, pool.activity))
  }

  #preferred(group: TaskClass, task: TaskRecord) {
    const { preferLastOf: label, activity } = task
    if (label === undefined) return undefined
    const value = this.#state.jobs.get(task.jobId)?.labels[label]
    const last = value === undefined ? undefined : this.#state.lastDoneOn.get(lastKey(activity, label, value))
    const unit = last === undefined ? undefined : this.#pools.unit(last)
    const place = unit?.pools.get(group.pool)
    return place && group.pool.free.has(place) ? place : undefined
  }

  #block(group: TaskClass, resources: readonly string[]): void {
    this.#blocked.add(group, resources)
    this.#place(group)
  }

  #unblock(group: TaskClass): void {
    this.#blocked.remove(group)
    this.#place(group)
  }

  /** @param since since when it waits, with those that it stands with; as it says itself where left out */
  #insert(task: TaskRecord, since?: Timestamp): void {
    // Which tasks belong together depends on what there is to do them.
    this.#syncAgents()
    const job = this.#state.jobs.get(task.jobId)
    const share = this.shares.of(task.order?.share ?? shareOf(job, this.rules))
    this.shares.begin(share, this.#now)
    const ahead = job?.deadline === undefined ? 0 : aheadOf(this.#state, task, job)
    const entry: Entry = {
      at: -1,
      task,
      share,
      band: task.order?.band ?? task.priority,
      key: task.order?.key ?? latestStart(task, job?.deadline, ahead, this.rules.rank),
      tie: task.order?.tie ?? tieOf(task, job),
      onTop: task.order?.onTop ?? false,
    }
    const group = this.#pools.classOf(task)
    this.#places.set(task.id, { entry, group, isAside: false })
    group.size += 1
    group.line.add(entry)
    this.#enter(group.level, since ?? task.queuedAt ?? this.#now)
    if (group.batch) this.#lookAtBatch(group.batch)
    else if (group.first === entry) this.#headChanged(group)
  }

  /** @param since since when what comes in has waited: what comes back unstarted has all that time */
  #enter(level: Level, since: Timestamp): void {
    level.size += 1
    if (level.size > 1 && since >= level.since) return
    level.since = since
    this.#ages.watch(level)
    this.#consider(level)
  }

  /** How long nothing of it was started counts from now on. */
  #countAnew(level: Level): void {
    level.since = this.#now
    // Nearly always; that it rises later is seen when it is looked at next.
    if (level.band === level.priority) return
    this.#ages.watch(level)
    this.#consider(level)
  }

  #remove({ entry, group }: Place): void {
    this.shares.end(entry.share, this.#now)
    const wasAside = group.aside.delete(entry)
    this.#withheld.delete(entry)
    group.line.remove(entry)
    group.size -= 1
    this.#leave(group.level)
    if (group.batch) this.#lookAtBatch(group.batch)
    else if (wasAside || group.rank?.id === entry.task.id) this.#headChanged(group)
    if (group.size > 0) return
    this.#noneAside(group)
    this.#pools.drop(group)
  }

  #leave(level: Level): void {
    level.size -= 1
    if (level.size > 0) return
    this.#ages.forget(level)
    level.pool.levels.delete(level.priority)
    level.pool.ready.remove(level)
    this.#lookAt(level.pool)
  }

  #noneAside(group: TaskClass): void {
    group.pool.waiting.delete(group)
    this.#waiting.delete(group)
    this.#waitingForOthers.delete(group)
  }

  /** Another task is first: what kept the one before back need not keep this one. */
  #headChanged(group: TaskClass): void {
    if (group.blockedBy.length === 0) return this.#place(group)
    // What was kept for the one before need not be kept from others any more.
    this.#blocked.freed(group.blockedBy)
    this.#unblock(group)
  }

  /** Puts a class where its first task stands among those that may have an instrument. */
  #place(group: TaskClass): void {
    group.look()
    const { rank, blockedBy, level, aside } = group
    const isKept = blockedBy.length > 0 || aside.size > PASSED_OVER || group.batch?.isGathering === true
    level.ready.put(group, rank !== undefined && !isKept)
    this.#consider(level)
  }

  /** Puts a level where its first task stands among those that may have an instrument. */
  #consider(level: Level): void {
    level.pool.ready.put(level, level.ready.size > 0)
    this.#lookAt(level.pool)
  }

  #lookAt(pool: Pool): void {
    this.#candidates.put(pool, pool.ready.size > 0 && pool.free.size > 0)
  }

  #refresh(): void {
    for (const level of this.#ages.rise(this.#now)) this.#consider(level)
    this.#syncAgents()
    if (this.#lone && !this.#dirtyUnits.has(this.#lone.id)) this.#placeLone()
    this.#lone = undefined
    if (this.#dirtyUnits.size === 0) return
    let freed: Unit | undefined
    for (const id of this.#dirtyUnits) {
      const unit = this.#refreshUnit(id)
      if (unit && freed) this.#putAmongFree(unit)
      else freed ??= unit
    }
    this.#dirtyUnits.clear()
    this.#lone = freed
  }

  #putAmongFree(unit: Unit): void {
    this.#pools.place(unit)
    for (const pool of unit.pools.keys()) {
      this.#lookAt(pool)
      if (pool.blocked > 0 && pool.free.size === 0) this.#blocked.noneFree()
    }
  }

  #syncAgents(): void {
    if (this.#dirtyAgents.size === 0) return
    for (const agentId of this.#dirtyAgents)
      for (const id of this.#pools.syncAgent(agentId)) this.#dirtyUnits.add(id)
    this.#dirtyAgents.clear()
    if (this.#pools.takeRemoved()) this.#blocked.noneFree()
    for (const activity of this.#pools.takeRegrouped()) this.#regroup(activity)
  }

  /** Instruments differ in what they take as they did not before: tasks that were alike may not be any more. */
  #regroup(activity: string): void {
    const places = [...this.#places.values()].filter(({ entry }) => entry.task.activity === activity)
    this.#pools.forgetPoolsOf(activity)
    for (const place of places) this.#move(place)
    for (const pool of this.#pools.of(activity)) for (const unit of pool.units) this.#dirtyUnits.add(unit.id)
  }

  /** @returns it where it has come free, and is still to be put among the free ones */
  #refreshUnit(id: string): Unit | undefined {
    const unit = this.#pools.unit(id)
    if (!unit) return undefined
    const wasFree = unit.isFree
    // Most are busy, which is seen at once.
    unit.isFree =
      !this.#state.openAttemptByInstrument.has(id) && unavailable(this.#state, unit.known) === undefined
    const record = this.#state.instruments.get(id)
    const openAtAgent = this.#state.openAttemptsByAgent.get(unit.known.agentId)?.size ?? 0
    if (unit.record !== record || unit.openAtAgent !== openAtAgent) unit.isScored = false
    unit.record = record
    unit.openAtAgent = openAtAgent
    if (wasFree === unit.isFree) {
      if (wasFree && (!unit.isScored || unit === this.#lone)) this.#putAmongFree(unit)
      return undefined
    }
    if (wasFree) {
      this.#putAmongFree(unit)
      return undefined
    }
    this.reservations.instrumentFreed(this.#now)
    for (const group of this.#waitingForOthers) this.#wake(group)
    for (const pool of unit.pools.keys()) for (const group of pool.waiting) this.#wake(group)
    return unit
  }

  /** To the class that it belongs to by now. It waits as long as before. */
  #move(place: Place): void {
    const { entry, group } = place
    this.#insert(entry.task, group.level.since)
    this.#remove(place)
  }

  /** What was passed over may be possible by now. */
  #wake(group: TaskClass): void {
    if (group.aside.size === 0) return
    for (const entry of group.aside) {
      const place = this.#places.get(entry.task.id)
      if (place) place.isAside = false
      group.line.add(entry)
    }
    group.aside.clear()
    this.#noneAside(group)
    if (group.batch) this.#lookAtBatch(group.batch)
    else this.#headChanged(group)
  }

  /** Times have come on, or what is kept free has changed: what could not be started may be now. */
  timesChanged(): void {
    this.#wakeAt = undefined
    for (const group of [...this.#waiting]) this.#wake(group)
    for (const group of this.#blocked.all()) this.#unblock(group)
    for (const batch of [...this.#gathering]) this.#lookAtBatch(batch)
  }

  #charge(attempt: AttemptRecord): void {
    const tasks = tasksOfAttempt(this.#state, attempt)
    const [task] = tasks
    const jobs = tasks.length > 0 ? tasks.map(({ jobId }) => jobId) : [attempt.jobId]
    // Who is in one run with others has as much of it as each of them.
    const shares = jobs.map(id => this.shares.of(shareOf(this.#state.jobs.get(id), this.rules)))
    const expected = task ? expectedOf(this.#state, task, attempt.instrumentId) : 0
    this.#charged.set(attempt.id, { shares: shares.map(({ name }) => name), expected })
    for (const share of shares) this.shares.charge(share, expected / shares.length)
    this.#pools.given(attempt.instrumentId, expected)
    for (const each of tasks) this.#begun(each, attempt.instrumentId)
    this.reservations.attemptMade(attempt, this.#now)
  }

  /** Of this priority something is started: all of the same that could have had the instrument were in turn with it. */
  #begun(task: TaskRecord, instrumentId: string): void {
    const priority = task.order?.band ?? task.priority
    for (const pool of this.#pools.unit(instrumentId)?.pools.keys() ?? []) {
      const level = pool.levels.get(priority)
      if (level) this.#countAnew(level)
    }
  }

  #settle(attempt: AttemptRecord, { shares, expected }: Charged): void {
    this.#charged.delete(attempt.id)
    const { startedAt, endedAt = 0 } = attempt
    const took = startedAt === undefined ? 0 : Math.max(0, endedAt - startedAt)
    for (const share of shares) this.shares.correct(this.shares.of(share), (took - expected) / shares.length)
    this.#pools.busy(attempt.instrumentId, took - expected)
  }
}
