import type { Snapshot } from '../model/snapshot.ts'
import { unavailable } from './feasible.ts'
import { hasAhead, type Pool, type Unit } from './pool.ts'
import type { Pools } from './pools.ts'
import type { Reservations } from './reservations.ts'
import type { Waiting } from './waiting.ts'

/** The instruments that are free, kept up with what has changed since the last look. */
export class Units {
  readonly #state: Snapshot
  readonly #pools: Pools
  readonly #waiting: Waiting
  readonly #reservations: Reservations
  readonly dirtyAgents = new Set<string>()
  readonly dirtyUnits = new Set<string>()
  /** The only unit that has come free since the last look: as long as that will do, it stands in the one pool whose task goes first. */
  lone: Unit | undefined

  constructor(state: Snapshot, pools: Pools, waiting: Waiting, reservations: Reservations) {
    this.#state = state
    this.#pools = pools
    this.#waiting = waiting
    this.#reservations = reservations
  }

  /** Puts a unit into that of its pools whose first task goes before those of the others. Nearly always it is taken at once. */
  placeFirst(unit: Unit): void {
    let best: Pool | undefined
    do {
      best = undefined
      for (const pool of unit.pools.keys())
        if (pool.ready.size > 0 && (!best || hasAhead(pool, best))) best = pool
    } while (best && !this.#waiting.upToDate(best))
    if (!best) return
    this.#pools.placeIn(unit, best)
    this.#waiting.lookAt(best)
  }

  /** Puts the lone unit into all its pools. */
  placeLone(): void {
    const lone = this.lone
    this.lone = undefined
    if (!lone?.isFree || this.#pools.unit(lone.id) !== lone) return
    this.#putAmongFree(lone)
  }

  /** Takes over what has changed. */
  refresh(): void {
    for (const level of this.#waiting.ages.rise(this.#waiting.now)) {
      this.#waiting.hasNews = true
      this.#waiting.consider(level)
    }
    this.syncAgents()
    if (this.lone && !this.dirtyUnits.has(this.lone.id)) this.placeLone()
    this.lone = undefined
    if (this.dirtyUnits.size === 0) return
    let freed: Unit | undefined
    for (const id of this.dirtyUnits) {
      // One by one: to clear it costs more than these few.
      this.dirtyUnits.delete(id)
      const unit = this.#refreshUnit(id)
      if (unit && freed) this.#putAmongFree(unit)
      else freed ??= unit
    }
    this.lone = freed
  }

  #putAmongFree(unit: Unit): void {
    this.#pools.place(unit)
    for (const pool of unit.pools.keys()) this.#waiting.lookAt(pool)
  }

  /** Takes over what agents have by now. */
  syncAgents(): void {
    if (this.dirtyAgents.size === 0) return
    for (const agentId of this.dirtyAgents) {
      this.dirtyAgents.delete(agentId)
      if (!this.#waiting.hasNews) this.#waiting.hasNews = this.#mayMatter(agentId)
      for (const id of this.#pools.syncAgent(agentId)) this.dirtyUnits.add(id)
    }
    for (const activity of this.#pools.takeRegrouped()) this.#regroup(activity)
  }

  /** Whether what was heard of an agent may matter to what is left to others: it has other instruments, or its runs hold something. */
  #mayMatter(agentId: string): boolean {
    if (!this.#pools.isSynced(agentId)) return true
    for (const id of this.#state.openAttemptsByAgent.get(agentId) ?? [])
      if ((this.#state.attempts.get(id)?.holds?.length ?? 0) > 0) return true
    return false
  }

  /** Instruments differ in what they take as they did not before: tasks that were alike may not be any more. */
  #regroup(activity: string): void {
    const places = [...this.#waiting.places.values()].filter(({ entry }) => entry.task.activity === activity)
    this.#pools.forgetPoolsOf(activity)
    for (const place of places) this.#waiting.move(place)
    for (const pool of this.#pools.of(activity)) for (const unit of pool.units) this.dirtyUnits.add(unit.id)
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
    if (!unit.isFree) this.#reservations.instrumentLost(id, this.#waiting.now)
    if (wasFree === unit.isFree) {
      if (wasFree && (!unit.isScored || unit === this.lone)) this.#putAmongFree(unit)
      return undefined
    }
    this.#waiting.hasNews = true
    if (wasFree) {
      this.#putAmongFree(unit)
      return undefined
    }
    this.#reservations.instrumentFreed(this.#waiting.now)
    for (const group of this.#waiting.waitingForOthers) this.#waiting.wake(group)
    this.#waiting.wakeByPlace(unit)
    return unit
  }
}
