import type { TaskRecord } from '../model/records.ts'
import type { KnownInstrument, OfferedActivity, State } from '../model/state.ts'
import { expectedOf } from './expected.ts'
import { mismatchInKind } from './feasible.ts'
import { Pool, TaskClass, type Unit } from './pool.ts'
import { type SchedulerRules, strategyOf } from './rules.ts'

/** Pools for which nothing waits are kept up to so many: the next task of their kind finds its instruments at once. */
const IDLE_POOLS_KEPT = 2_000

type Parse = OfferedActivity['parse']

/** Which instruments suit which tasks, worked out once for all tasks that ask for the same. */
export class Pools {
  readonly #state: State
  readonly #rules: SchedulerRules
  readonly #pools = new Map<string, Pool>()
  readonly #byActivity = new Map<string, Set<Pool>>()
  readonly #units = new Map<string, Unit>()
  readonly #unitsByAgent = new Map<string, Set<string>>()
  readonly #unitsByActivity = new Map<string, Set<Unit>>()
  /** By activity: the schemas of its parameters that there are, by their text. */
  readonly #schemas = new Map<string, Map<string, Parse>>()
  readonly #regrouped = new Set<string>()
  #given = 0

  constructor(state: State, rules: SchedulerRules) {
    this.#state = state
    this.#rules = rules
  }

  [Symbol.iterator](): Iterator<Pool> {
    return this.#pools.values()
  }

  of(activity: string): Iterable<Pool> {
    return this.#byActivity.get(activity) ?? []
  }

  unit(id: string): Unit | undefined {
    return this.#units.get(id)
  }

  /** The class that a task belongs to, made where it is the first of its kind. */
  classOf(task: TaskRecord): TaskClass {
    const pool = this.#poolOf(task)
    const key = ''
    let group = pool.classes.get(key)
    if (!group) {
      group = new TaskClass(key, pool)
      pool.classes.set(key, group)
    }
    return group
  }

  /** Nothing of this class waits any more. */
  drop(group: TaskClass): void {
    if (group.pool.classes.get(group.key) === group) group.pool.classes.delete(group.key)
  }

  /** Takes over what an agent has by now. @returns the ids of its instruments, of those that it had as well */
  syncAgent(agentId: string): string[] {
    const before = this.#unitsByAgent.get(agentId) ?? new Set<string>()
    const named = this.#state.agents.get(agentId)?.instruments ?? []
    const ids = new Set([...before, ...named.map(({ id }) => id)])
    for (const id of ids) this.#syncUnit(id)
    return [...ids]
  }

  /** Activities whose tasks belong to other pools by now; those that they had are forgotten. */
  takeRegrouped(): string[] {
    const activities = [...this.#regrouped]
    this.#regrouped.clear()
    return activities
  }

  forgetPoolsOf(activity: string): void {
    for (const pool of [...this.of(activity)]) this.#forget(pool)
  }

  /** Puts a unit among the free ones where it suits, or takes it away. */
  place(unit: Unit): void {
    for (const [pool, place] of unit.pools) {
      if (!unit.isFree) {
        pool.free.remove(place)
        continue
      }
      place.score = pool.strategy.score(unit, pool.activity, id => this.#expected(pool, id))
      if (pool.free.has(place)) pool.free.moved(place)
      else pool.free.add(place)
    }
  }

  given(instrumentId: string, expected: number): void {
    const unit = this.#units.get(instrumentId)
    if (!unit) return
    this.#given += 1
    unit.lastGiven = this.#given
    unit.busyMs += expected
  }

  busy(instrumentId: string, more: number): void {
    const unit = this.#units.get(instrumentId)
    if (unit) unit.busyMs = Math.max(0, unit.busyMs + more)
  }

  #poolOf(task: TaskRecord): Pool {
    const key = this.#keyOf(task)
    const known = this.#pools.get(key)
    if (known) return known
    if (this.#pools.size >= IDLE_POOLS_KEPT) this.#forgetIdle()
    const pool = new Pool(key, task, strategyOf(task, this.#rules))
    this.#pools.set(key, pool)
    const siblings = this.#byActivity.get(task.activity) ?? new Set()
    this.#byActivity.set(task.activity, siblings.add(pool))
    for (const unit of this.#unitsByActivity.get(task.activity) ?? []) this.#join(unit, pool)
    return pool
  }

  /** What decides which instruments suit, and nothing else: of its parameters only which of the schemas take them. */
  #keyOf(task: TaskRecord): string {
    const labels = task.requires
      ? JSON.stringify(Object.entries(task.requires).sort(([a], [b]) => (a < b ? -1 : 1)))
      : ''
    const { activity, instrument = '', role = '', avoids = [], strategy = '' } = task
    return [activity, instrument, role, avoids.join(), strategy, labels, this.#accepting(task)].join('\0')
  }

  /** Where instruments differ in the parameters that they take: which of their schemas take these. */
  #accepting(task: TaskRecord): string {
    const schemas = this.#schemas.get(task.activity)
    if (!schemas || schemas.size < 2) return ''
    const parameters: unknown = JSON.parse(task.parametersJson)
    return [...schemas.values()].map(parse => (parse(parameters).ok ? '1' : '0')).join('')
  }

  #syncUnit(id: string): void {
    const known = this.#state.known.get(id)
    const before = this.#units.get(id)
    if (before?.known === known) return
    if (before) this.#removeUnit(before)
    if (known) this.#addUnit(known, before)
  }

  #addUnit(known: KnownInstrument, before: Unit | undefined): void {
    const { id } = known.description
    const unit: Unit = {
      id,
      known,
      record: this.#state.instruments.get(id),
      isFree: false,
      openAtAgent: 0,
      busyMs: before?.busyMs ?? 0,
      lastGiven: before?.lastGiven ?? 0,
      pools: new Map(),
    }
    this.#units.set(id, unit)
    addTo(this.#unitsByAgent, known.agentId, id)
    for (const [activity, { description, parse }] of known.activities) {
      addTo(this.#unitsByActivity, activity, unit)
      this.#noteSchema(activity, description.parametersSchemaJson, parse)
      for (const pool of this.of(activity)) this.#join(unit, pool)
    }
  }

  #removeUnit(unit: Unit): void {
    this.#units.delete(unit.id)
    this.#unitsByAgent.get(unit.known.agentId)?.delete(unit.id)
    for (const activity of unit.known.activities.keys()) this.#unitsByActivity.get(activity)?.delete(unit)
    for (const [pool, place] of unit.pools) {
      pool.free.remove(place)
      pool.units.delete(unit)
    }
  }

  #noteSchema(activity: string, text: string, parse: Parse): void {
    const schemas = this.#schemas.get(activity) ?? new Map<string, Parse>()
    if (schemas.has(text)) return
    this.#schemas.set(activity, schemas.set(text, parse))
    // What tasks of it have in common is another from now on.
    if (schemas.size > 1) this.#regrouped.add(activity)
  }

  #join(unit: Unit, pool: Pool): void {
    if (!this.#suits(unit.known, pool)) return
    pool.units.add(unit)
    const place = { at: -1, unit, score: 0 }
    unit.pools.set(pool, place)
    if (unit.isFree) this.place(unit)
  }

  #suits(known: KnownInstrument, pool: Pool): boolean {
    const { example } = pool
    if (mismatchInKind(example, known)) return false
    const offered = known.activities.get(example.activity)
    if (!offered) return false
    const text = offered.description.parametersSchemaJson
    let takes = pool.accepts.get(text)
    if (takes === undefined) {
      takes = offered.parse(JSON.parse(example.parametersJson)).ok
      pool.accepts.set(text, takes)
    }
    return takes
  }

  #forgetIdle(): void {
    for (const pool of this.#pools.values()) if (pool.classes.size === 0) this.#forget(pool)
  }

  #forget(pool: Pool): void {
    this.#pools.delete(pool.key)
    this.#byActivity.get(pool.activity)?.delete(pool)
    for (const unit of pool.units) unit.pools.delete(pool)
  }

  #expected(pool: Pool, instrumentId: string): number {
    return expectedOf(this.#state, pool.example, instrumentId)
  }
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}
