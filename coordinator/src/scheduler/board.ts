import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { isHeld } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { breakerId } from '../supervisor/breaker.ts'
import { Charges } from './charges.ts'
import type { Assignment } from './assignment.ts'
import type { Entry } from './line.ts'
import { Matching } from './matching.ts'
import type { Pool, TaskClass } from './pool.ts'
import { Pools } from './pools.ts'
import { Reservations } from './reservations.ts'
import type { SchedulerRules } from './rules.ts'
import { Shares } from './shares.ts'
import { Units } from './units.ts'
import { Waiting } from './waiting.ts'

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
  readonly #waiting: Waiting
  readonly #units: Units
  readonly #matching: Matching
  readonly #charges: Charges
  /** The `notBefore` that has come, by task; a task whose own has not is left out. */
  readonly #released = new Map<string, number>()
  readonly reservations: Reservations

  constructor(state: Snapshot, rules: SchedulerRules, shares: Shares = new Shares(rules.shares)) {
    this.#state = state
    this.rules = rules
    this.shares = shares
    this.#pools = new Pools(state, rules)
    this.#waiting = new Waiting(state, rules, shares, this.#pools)
    this.reservations = new Reservations(state, () => this.#waiting.timesChanged())
    this.#units = new Units(state, this.#pools, this.#waiting, this.reservations)
    this.#matching = new Matching(state, this.#pools, this.#waiting, this.#units, this.reservations)
    this.#charges = new Charges(state, rules, shares, this.#pools, this.#waiting, this.reservations)
  }

  /** Wall time at the last look. */
  get now(): Timestamp {
    return this.#waiting.now
  }

  /** When, by the wall clock, something that was passed over may be possible; whoever keeps time asks for `next` then. */
  get wakeAt(): Timestamp | undefined {
    return this.#waiting.wakeAt
  }

  /** Tasks that wait for an instrument only. */
  get size(): number {
    return this.#waiting.places.size
  }

  /** Tasks that wait for an instrument only, in no order. */
  *tasks(): Iterable<TaskRecord> {
    for (const { entry } of this.#waiting.places.values()) yield entry.task
  }

  /** Where a task stands; undefined where it does not wait for an instrument. */
  placeOf(taskId: string): { readonly entry: Entry; readonly group: TaskClass } | undefined {
    return this.#waiting.places.get(taskId)
  }

  /** Tasks that wait and stand in no line just now: they may be offered to nobody. */
  *leftOut(): Iterable<{ readonly entry: Entry; readonly group: TaskClass }> {
    for (const [entry, group] of this.#waiting.withheld) yield { entry, group }
  }

  /** The task that goes first, and for which a resource is kept that this one could have; undefined where there is none. */
  keptFor(taskId: string): TaskRecord | undefined {
    const place = this.#waiting.places.get(taskId)
    return place && this.#matching.keptFor(place.group, place.entry.task)
  }

  get pools(): Iterable<Pool> {
    return this.#pools
  }

  /** The same made anew from the state, with what shares and instruments have had so far: it leads to the same assignments. */
  rebuilt(): Board {
    const board = new Board(this.#state, this.rules, this.shares.copy())
    board.#waiting.now = this.#waiting.now
    board.#waiting.ages.rise(this.#waiting.now)
    for (const [taskId, at] of this.#released) board.#released.set(taskId, at)
    for (const [attemptId, charged] of this.#charges.charged) board.#charges.charged.set(attemptId, charged)
    for (const agentId of this.#state.agents.keys()) board.#units.dirtyAgents.add(agentId)
    board.#units.syncAgents()
    board.#pools.takeUse(this.#pools)
    board.reservations.groups.takeOver(this.reservations.groups)
    for (const { entry, group } of this.#waiting.places.values()) {
      board.#waiting.insert(entry.task, group.level.since)
      // It was counted in the shares that were taken over.
      board.shares.end(board.shares.of(entry.share.name), this.#waiting.now)
    }
    return board
  }

  // What has changed

  /** Takes note of a task's new state. */
  update(task: TaskRecord): void {
    // Which tasks are alike depends on what there is to do them.
    if (task.state === 'queued') this.#units.syncAgents()
    const before = this.#waiting.places.get(task.id)
    if (before?.entry.task === task) return
    this.reservations.taskChanged(task)
    if (task.state !== 'queued') this.#released.delete(task.id)
    // In this order, so that a share, or a level, of which nothing else waits does not begin anew.
    if (task.state === 'queued' && !isHeld(task) && this.isReleased(task))
      this.#waiting.insert(task, before?.group.level.since)
    else this.#waiting.places.delete(task.id)
    if (before) this.#waiting.remove(before)
    // Those that were to be started with it need not wait for it any more.
    if (task.together === undefined) return
    this.#waiting.hasNews = true
    if (task.state !== 'queued' && task.state !== 'pending')
      for (const group of [...this.#waiting.waitingForOthers]) this.#waiting.wake(group)
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
    this.#waiting.hasNews = true
    this.#units.dirtyUnits.add(attempt.instrumentId)
    this.#units.dirtyAgents.add(attempt.agentId)
    const charged = this.#charges.charged.get(attempt.id)
    if (attempt.endedAt === undefined) {
      if (!charged) this.#charges.charge(attempt)
    } else if (charged) this.#charges.settle(attempt, charged)
    // A trial of an activity's breaker is made alone: its end lets the next one through.
    const breaker = this.#state.breakers.get(breakerId('activity', attempt.activity))
    if (breaker?.state === 'half-open') this.activityChanged(attempt.activity)
  }

  /** Something was heard of an agent, or what it has is another. */
  agentChanged(agentId: string): void {
    this.#units.dirtyAgents.add(agentId)
  }

  instrumentChanged(instrumentId: string): void {
    this.#waiting.hasNews = true
    this.#units.dirtyUnits.add(instrumentId)
  }

  /** What keeps an activity back wherever it is done may have gone. */
  activityChanged(activity: string): void {
    this.#waiting.hasNews = true
    for (const pool of this.#pools.of(activity)) this.#waiting.lookAt(pool)
  }

  /** There is more of these resources than before; of none, where something else of resources has changed. */
  resourcesFreed(ids: Iterable<string>): void {
    this.#waiting.hasNews = true
    this.#waiting.blocked.freed(ids)
  }

  /** Anything may be otherwise: all is looked at again. */
  everythingChanged(): void {
    this.#waiting.hasNews = true
    for (const id of this.#state.agents.keys()) this.#units.dirtyAgents.add(id)
    this.#waiting.timesChanged()
    for (const [entry, group] of this.#waiting.withheld) {
      group.line.add(entry)
      if (group.first === entry) this.#waiting.headChanged(group)
    }
    this.#waiting.withheld.clear()
    for (const pool of this.#pools) this.#waiting.lookAt(pool)
  }

  /** As `Waiting.setAside`. */
  setAside(taskId: string, until?: Timestamp): void {
    this.#waiting.setAside(taskId, until)
  }

  /** Times have come on: what could not be started may be now. */
  timesChanged(): void {
    this.#waiting.timesChanged()
  }

  // What follows

  /** The next assignment, on the state as it is; undefined where nothing can be started. Looking changes nothing that matters. */
  next(now: Timestamp): Assignment | undefined {
    this.#waiting.now = now
    this.reservations.groups.look(now)
    if (this.#waiting.wakeAt !== undefined && now >= this.#waiting.wakeAt) this.#waiting.timesChanged()
    this.#units.refresh()
    this.#matching.wakeLeft()
    for (;;) {
      this.#waiting.blocked.wakeFirst()
      if (this.#units.lone) this.#units.placeFirst(this.#units.lone)
      const group = this.#waiting.firstClass()
      const assignment = group && this.#matching.match(group)
      if (assignment) return assignment
      if (group || this.#waiting.blocked.isWaking) continue
      this.#units.placeLone()
      return undefined
    }
  }
}
