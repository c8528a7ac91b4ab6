import type { Timestamp } from '@muster/runtime'
import { type KnownInstrument, lastKey } from '../model/known.ts'
import type { TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type BatchGroup, fit, type Found } from './batch-group.ts'
import { holdOver } from './batches.ts'
import type { Assignment } from './assignment.ts'
import type { LeftFor } from './blocked.ts'
import { activityStopped, obstacleAt, withheld } from './feasible.ts'
import type { Entry } from './line.ts'
import type { Obstacle } from './obstacle.ts'
import { goesAhead, type Pool, type TaskClass, type Unit } from './pool.ts'
import type { Pools } from './pools.ts'
import type { Reservations } from './reservations.ts'
import { isBackInTime, lacks } from './resources/enough.ts'
import { nextVariantAt, resourcesOf } from './resources/shortage.ts'
import { groupOf, placeTogether } from './together.ts'
import type { Units } from './units.ts'
import { PASSED_OVER, type Waiting } from './waiting.ts'

/** Other instruments that are looked at where the best one can't take the first task just now. */
const OTHERS_LOOKED_AT = 64
/** What is left to others is looked at again after so many milliseconds at the latest, where nothing happens but that time passes. */
const LEFT_LOOK = 60_000
/** And after so many where something happens that does not touch it. */
const LEFT_LOOK_BESIDE = 10_000

const isTogether = (a: TaskRecord, b: TaskRecord): boolean =>
  a.together !== undefined && a.together === b.together && a.jobId === b.jobId

/** What of times keeps a task back, wall milliseconds. */
const timeOf = ({ waitsFor }: Obstacle): Timestamp | undefined =>
  waitsFor?.kind === 'time' ? Date.parse(waitsFor.id) : undefined

/** Finds for the first task of a class an instrument, with all that it needs; or says in the queue why it has to wait. */
export class Matching {
  readonly #state: Snapshot
  readonly #pools: Pools
  readonly #waiting: Waiting
  readonly #units: Units
  readonly #reservations: Reservations
  /** When what is left to others was looked at last. */
  #leftSeenAt: Timestamp = 0
  /** Who might not be offered anything then. */
  #recovering: Snapshot['recovering']

  constructor(state: Snapshot, pools: Pools, waiting: Waiting, units: Units, reservations: Reservations) {
    this.#state = state
    this.#pools = pools
    this.#waiting = waiting
    this.#units = units
    this.#reservations = reservations
  }

  /** The first task of the best class, and an instrument for it; where there is none the class, or the task, is left out. */
  match(group: TaskClass): Assignment | undefined {
    const { first, pool } = group
    if (!first || pool.free.size === 0 || activityStopped(this.#state, pool.activity)) {
      // It is not looked at again for the sake of a unit that may be good for others.
      this.#units.placeLone()
      this.#waiting.candidates.remove(pool)
      return undefined
    }
    if (withheld(this.#state, first.task)) {
      this.#waiting.withhold(first, group)
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
    for (const entry of withheldOnes)
      this.#waiting.withhold(entry, this.#waiting.places.get(entry.task.id)?.group ?? group)
    if (withheldOnes.length > 0) return undefined
    const over = holdOver(
      entries.map(({ task }) => task),
      batch.rule,
    )
    if (entries.length < (over <= this.#waiting.now ? atLeast : size)) {
      this.#waiting.gather(batch, over)
      return undefined
    }
    const fitting = fit(entries, size, task => this.#findUnit(group, task))
    // What one waited for that can't be in any run now is no reason for the others.
    const until = fitting.able.length > 0 ? holdOver(fitting.able, batch.rule) : over
    if (fitting.unit && fitting.tasks.length >= (until <= this.#waiting.now ? atLeast : size)) {
      const [task, ...members] = fitting.tasks
      const { id, known } = fitting.unit
      const others = members.length > 0 ? { members } : {}
      if (task) return { task, instrumentId: id, agentId: known.agentId, ...others }
    }
    if (until > this.#waiting.now) this.#waiting.wakeBy(until)
    if (fitting.short) for (const one of batch.classes) this.#waiting.block(one, fitting.short)
    else for (const { task } of entries) this.#waiting.setAside(task.id, fitting.soonest)
    return undefined
  }

  /** All that are to be started together, or none of them. @param tasks the first is that of the class */
  #matchTogether(group: TaskClass, tasks: readonly TaskRecord[]): Assignment | undefined {
    const [first] = tasks
    if (!first) return undefined
    // Another of them comes into the queue later, and is looked at then.
    if (tasks.some(({ id }) => !this.#waiting.places.has(id))) return this.#leaveOut(first)
    for (const task of tasks) {
      const leftFor = this.#leftFor(group, task)
      if (leftFor) return this.#leaveOut(first, () => this.#leave(group, task, leftFor))
    }
    this.#units.placeLone()
    const placed = placeTogether(this.#state, tasks, task => this.#freeFor(task), this.#waiting.now)
    if (placed.ok) {
      const [made, ...together] = placed.places.map(({ task, known, taking }) => ({
        task,
        instrumentId: known.description.id,
        agentId: known.agentId,
        taking,
      }))
      return made && { ...made, together }
    }
    const again = this.#reservations.keepForGroup(tasks, this.#waiting.now)
    this.#waiting.wakeBy(again)
    const { short } = placed
    return this.#leaveOut(first, short && (() => this.#waiting.block(group, short)))
  }

  #leaveOut({ id }: TaskRecord, block?: () => void): undefined {
    if (block) block()
    else this.#waiting.setAside(id)
    return undefined
  }

  *#freeFor({ id }: TaskRecord): Iterable<KnownInstrument> {
    for (const { unit } of this.#waiting.places.get(id)?.group.pool.free ?? []) yield unit.known
  }

  #unitFor(group: TaskClass, { task }: Entry): Unit | undefined {
    const { unit, short, soonest, leftFor } = this.#findUnit(group, task)
    if (unit) return unit
    if (leftFor) this.#leave(group, task, leftFor)
    else if (short) {
      this.#waiting.wakeBy(nextVariantAt(task, this.#waiting.now))
      this.#waiting.wakeBy(soonest)
      this.#waiting.block(group, short)
    } else this.#waiting.setAside(task.id, soonest)
    return undefined
  }

  #findUnit(group: TaskClass, task: TaskRecord): Found<Unit> & { readonly leftFor?: LeftFor } {
    const { free } = group.pool
    if (lacks(this.#state, task)) return { unit: undefined, short: resourcesOf(task), soonest: undefined }
    const leftFor = this.#leftFor(group, task)
    if (leftFor) return { unit: undefined, short: resourcesOf(task), soonest: undefined, leftFor }
    const passed = []
    let unit: Unit | undefined
    let short: readonly string[] | undefined
    let soonest: Timestamp | undefined
    for (let place = this.#preferred(group, task) ?? free.first; place; place = free.first) {
      const obstacle = obstacleAt(this.#state, task, place.unit.known, this.#waiting.now)
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

  /** The task that goes before one, or before those that are begun with it, and for which a resource is kept from them. */
  keptFor(group: TaskClass, task: TaskRecord): TaskRecord | undefined {
    return this.#leftForBy(group, task)?.other.first?.task
  }

  /** What was left to others and need not be any more may be had. Where nothing has happened that touches it, this costs nothing. */
  wakeLeft(): void {
    const { blocked, now } = this.#waiting
    if (blocked.left.size === 0) return
    const { recovering } = this.#state
    const isSoon = Math.abs(now - this.#leftSeenAt) < LEFT_LOOK_BESIDE
    if (!this.#waiting.hasNews && isSoon && recovering === this.#recovering) return
    this.#waiting.hasNews = false
    this.#leftSeenAt = now
    this.#recovering = recovering
    for (const [group, { other, resource }] of blocked.left) {
      const { first, pool } = group
      if (!first || !this.#hasFree(pool)) continue
      group.look()
      // Nearly always it is still for the same.
      const isLeft =
        !group.batch &&
        other.blockedBy.includes(resource) &&
        groupOf(this.#state, first.task).some(each => this.#isLeft(group, each, other, resource))
      if (!isLeft && (group.batch || !this.#leftForBy(group, first.task))) this.#waiting.unblock(group)
    }
  }

  #leave(group: TaskClass, task: TaskRecord, leftFor: LeftFor): void {
    // Time alone may end it where something takes longer than it should, and nothing tells of that.
    this.#waiting.wakeBy(this.#waiting.now + LEFT_LOOK)
    this.#waiting.block(group, resourcesOf(task), leftFor)
  }

  /** As `#leftFor`, for a task or any of those that are begun with it. */
  #leftForBy(group: TaskClass, task: TaskRecord): LeftFor | undefined {
    for (const each of groupOf(this.#state, task)) {
      const found = this.#leftFor(group, each)
      if (found) return found
    }
    return undefined
  }

  /** A resource for which others wait that go first, and would wait longer if this task took it now. */
  #leftFor(group: TaskClass, task: TaskRecord): LeftFor | undefined {
    if (!task.resources || this.#waiting.blocked.size === 0) return undefined
    for (const resource of resourcesOf(task))
      for (const other of this.#waiting.blocked.by(resource))
        if (this.#isLeft(group, task, other, resource)) return { other, resource }
    return undefined
  }

  #isLeft(group: TaskClass, task: TaskRecord, other: TaskClass, resource: string): boolean {
    const waiting = other === group ? undefined : other.first?.task
    if (!waiting || isTogether(waiting, task) || (group.batch && other.batch === group.batch)) return false
    // What it was charged since then counts.
    other.look()
    if (!goesAhead(other, group) || !this.#isLookedAt(other.pool, waiting)) return false
    return !isBackInTime(this.#state, task, this.#party(other, waiting), resource, this.#waiting.now)
  }

  /** All that is begun with the first task of a class. */
  #party(group: TaskClass, task: TaskRecord): readonly TaskRecord[] {
    if (!group.batch) return groupOf(this.#state, task)
    const { size, atLeast } = group.batch.rule
    const tasks = group.batch.first(size, group).map(entry => entry.task)
    return holdOver(tasks, group.batch.rule) <= this.#waiting.now ? tasks.slice(0, atLeast) : tasks
  }

  /** Whether it is the resource only that keeps a first task back: an instrument may have just come free, and not be in all its pools yet. */
  #isLookedAt(pool: Pool, task: TaskRecord): boolean {
    return (
      this.#hasFree(pool) && !(withheld(this.#state, task) ?? activityStopped(this.#state, pool.activity))
    )
  }

  #hasFree(pool: Pool): boolean {
    return pool.free.size > 0 || this.#units.lone?.pools.has(pool) === true
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
}
