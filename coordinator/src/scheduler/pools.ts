import type { AgentRecord, BatchRule, TaskRecord } from '../model/records.ts'
import type { KnownInstrument, OfferedActivity } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { expectedOf } from './expected.ts'
import { BatchGroup } from './batch-group.ts'
import { keyOfBatch } from './batches.ts'
import { mismatchInKind } from './feasible.ts'
import { type FreePlace, Level, Pool, TaskClass, type Unit } from './pool.ts'
import { keyOfRequests } from './resources/shortage.ts'
import { type SchedulerRules, strategyOf } from './rules.ts'

/** Pools for which nothing waits are kept up to so many: the next task of their kind finds its instruments at once. */
const IDLE_POOLS_KEPT = 2_000
/** Parameters of an activity of which it is remembered who takes them. */
const ANSWERS_KEPT = 500

const NONE: ReadonlySet<string> = new Set()

/** What parameters some instruments take. */
interface Schema {
  readonly parse: OfferedActivity['parse']
  instruments: number
}

/** Which instruments suit which tasks, worked out once for all tasks that ask for the same. */
export class Pools {
  readonly #state: Snapshot
  readonly #rules: SchedulerRules
  readonly #pools = new Map<string, Pool>()
  readonly #byActivity = new Map<string, Set<Pool>>()
  /** By activity: those of tasks that name no instrument. */
  readonly #open = new Map<string, Set<Pool>>()
  /** By instrument: those of tasks that name it. */
  readonly #naming = new Map<string, Set<Pool>>()
  readonly #units = new Map<string, Unit>()
  readonly #unitsByAgent = new Map<string, Set<string>>()
  /** By agent: what was taken over from it last. */
  readonly #synced = new Map<string, AgentRecord>()
  readonly #unitsByActivity = new Map<string, Set<Unit>>()
  /** By activity: the schemas of its parameters that there are, by their text. */
  readonly #schemas = new Map<string, Map<string, Schema>>()
  /** By activity, and by the text of parameters: which of these take them. */
  readonly #accepted = new Map<string, Map<string, string>>()
  readonly #regrouped = new Set<string>()
  #poolsKept = IDLE_POOLS_KEPT
  #given = 0

  constructor(state: Snapshot, rules: SchedulerRules) {
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
    const priority = task.order?.band ?? task.priority
    const common = task.batch ? keyOfBatch(task) : keyOfRequests(task) + keyOfGroup(task)
    const key = `${priority} ${common}`
    let group = pool.classes.get(key)
    if (!group) {
      group = new TaskClass(key, levelOf(pool, priority), task.batch && batchOf(pool, common, task.batch))
      pool.classes.set(key, group)
    }
    return group
  }

  /** Nothing of this class waits any more. */
  drop(group: TaskClass): void {
    if (group.pool.classes.get(group.key) === group) group.pool.classes.delete(group.key)
    const { batch, pool } = group
    batch?.classes.delete(group)
    if (batch?.classes.size === 0 && pool.batches.get(batch.key) === batch) pool.batches.delete(batch.key)
  }

  /** Whether an agent has what was taken over from it last. */
  isSynced(agentId: string): boolean {
    return this.#synced.get(agentId) === this.#state.agents.get(agentId)
  }

  /** Takes over what an agent has by now. @returns the ids of its instruments, of those that it had as well */
  syncAgent(agentId: string): Iterable<string> {
    const record = this.#state.agents.get(agentId)
    const before = this.#unitsByAgent.get(agentId) ?? NONE
    // Nearly always it has what it had.
    if (record && this.#synced.get(agentId) === record) return before
    if (record) this.#synced.set(agentId, record)
    else this.#synced.delete(agentId)
    const ids = new Set([...before, ...(record?.instruments ?? []).map(({ id }) => id)])
    for (const id of ids) this.#syncUnit(id)
    return ids
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

  /** Puts a free unit among those of one of its pools. */
  placeIn(unit: Unit, pool: Pool): void {
    const place = unit.pools.get(pool)
    if (place) this.#placeIn(pool, place)
  }

  /** Puts a unit among the free ones where it suits, or takes it away. */
  place(unit: Unit): void {
    let last: FreePlace | undefined
    let like: Pool | undefined
    for (const [pool, place] of unit.pools) {
      if (!unit.isFree) pool.free.remove(place)
      else if (last && like?.strategy === pool.strategy && like.activity === pool.activity) {
        place.score = last.score
        pool.free.put(place, true)
      } else this.#placeIn(pool, place)
      like = pool
      last = place
    }
    unit.isScored = unit.isFree
  }

  #placeIn(pool: Pool, place: FreePlace): void {
    const { unit } = place
    place.score = pool.strategy.score(unit, pool.activity, id => this.#expected(pool, id))
    pool.free.put(place, true)
  }

  given(instrumentId: string, expected: number): void {
    const unit = this.#units.get(instrumentId)
    if (!unit) return
    this.#given += 1
    unit.lastGiven = this.#given
    unit.busyMs += expected
    unit.isScored = false
  }

  busy(instrumentId: string, more: number): void {
    const unit = this.#units.get(instrumentId)
    if (!unit) return
    unit.busyMs = Math.max(0, unit.busyMs + more)
    unit.isScored = false
  }

  /** Takes over what instruments have had. */
  takeUse(from: Pools): void {
    this.#given = from.#given
    for (const [id, { busyMs, lastGiven }] of from.#units) {
      const unit = this.#units.get(id)
      if (unit) Object.assign(unit, { busyMs, lastGiven, isScored: false })
    }
  }

  #poolOf(task: TaskRecord): Pool {
    const key = this.#keyOf(task)
    const known = this.#pools.get(key)
    if (known) return known
    if (this.#pools.size >= this.#poolsKept) this.#forgetIdle()
    const pool = new Pool(key, task, strategyOf(task, this.#rules))
    this.#pools.set(key, pool)
    const siblings = this.#byActivity.get(task.activity) ?? new Set()
    this.#byActivity.set(task.activity, siblings.add(pool))
    if (task.instrument === undefined) addTo(this.#open, task.activity, pool)
    else addTo(this.#naming, task.instrument, pool)
    for (const unit of this.#unitsFor(task)) this.#join(unit, pool)
    return pool
  }

  #unitsFor({ activity, instrument }: TaskRecord): Iterable<Unit> {
    if (instrument === undefined) return this.#unitsByActivity.get(activity) ?? []
    const unit = this.#units.get(instrument)
    return unit ? [unit] : []
  }

  /** What decides which instruments suit, and nothing else: of its parameters only which of the schemas take them. */
  #keyOf(task: TaskRecord): string {
    const labels = task.requires
      ? JSON.stringify(Object.entries(task.requires).sort(([a], [b]) => (a < b ? -1 : 1)))
      : ''
    const { activity, instrument = '', role = '', avoids = [], strategy = '' } = task
    const batch = task.batch ? 'batch' : ''
    const key = [activity, instrument, role, avoids.join(), strategy, labels, batch, this.#accepting(task)]
    return key.join('\0')
  }

  /** Where instruments differ in the parameters that they take: which of their schemas take these. */
  #accepting(task: TaskRecord): string {
    const schemas = this.#schemas.get(task.activity)
    if (!schemas) return ''
    const { activity, parametersJson } = task
    const known = this.#accepted.get(activity)?.get(parametersJson)
    if (known !== undefined) return known
    const parameters: unknown = JSON.parse(parametersJson)
    const accepting = [...schemas.values()].map(({ parse }) => (parse(parameters).ok ? '1' : '0')).join('')
    const answers = this.#accepted.get(activity) ?? new Map<string, string>()
    if (answers.size >= ANSWERS_KEPT) answers.clear()
    this.#accepted.set(activity, answers.set(parametersJson, accepting))
    return accepting
  }

  #syncUnit(id: string): void {
    const known = this.#state.known.get(id)
    const before = this.#units.get(id)
    if (before?.known === known) return
    if (before) this.#removeUnit(before)
    if (known) this.#addUnit(known, before)
    // At the end, so that what an instrument has as before does not count as new.
    if (before) this.#dropSchemas(before.known)
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
      isScored: false,
      pools: new Map(),
    }
    this.#units.set(id, unit)
    addTo(this.#unitsByAgent, known.agentId, id)
    for (const [activity, offered] of known.activities) {
      addTo(this.#unitsByActivity, activity, unit)
      this.#noteSchema(activity, offered)
      for (const pool of this.#open.get(activity) ?? []) this.#join(unit, pool)
    }
    for (const pool of this.#naming.get(id) ?? []) this.#join(unit, pool)
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

  #noteSchema(activity: string, { description, parse }: OfferedActivity): void {
    const schemas = this.#schemas.get(activity) ?? new Map<string, Schema>()
    this.#schemas.set(activity, schemas)
    const text = description.parametersSchemaJson
    const known = schemas.get(text)
    if (known) {
      known.instruments += 1
      return
    }
    schemas.set(text, { parse, instruments: 1 })
    this.#accepted.delete(activity)
    // What tasks of it have in common is another from now on.
    this.#regrouped.add(activity)
  }

  #dropSchemas({ activities }: KnownInstrument): void {
    for (const [activity, { description }] of activities) {
      const schemas = this.#schemas.get(activity)
      const schema = schemas?.get(description.parametersSchemaJson)
      if (!schema) continue
      schema.instruments -= 1
      if (schema.instruments > 0) continue
      schemas?.delete(description.parametersSchemaJson)
      this.#accepted.delete(activity)
    }
  }

  #join(unit: Unit, pool: Pool): void {
    if (!this.#suits(unit.known, pool)) return
    pool.units.add(unit)
    const place = { at: -1, unit, score: 0 }
    unit.pools.set(pool, place)
    if (unit.isFree) this.#placeIn(pool, place)
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
    this.#poolsKept = 2 * this.#pools.size + IDLE_POOLS_KEPT
  }

  #forget(pool: Pool): void {
    this.#pools.delete(pool.key)
    this.#byActivity.get(pool.activity)?.delete(pool)
    const { instrument } = pool.example
    if (instrument === undefined) this.#open.get(pool.activity)?.delete(pool)
    else this.#naming.get(instrument)?.delete(pool)
    for (const unit of pool.units) unit.pools.delete(pool)
  }

  #expected(pool: Pool, instrumentId: string): number {
    return expectedOf(this.#state, pool.example, instrumentId)
  }
}

/** What is started with others is never alike to anything else: it may have to wait while that goes on. */
const keyOfGroup = ({ jobId, together }: TaskRecord): string =>
  together === undefined ? '' : ` ${jobId} ${together}`

function levelOf(pool: Pool, priority: number): Level {
  let level = pool.levels.get(priority)
  if (!level) {
    level = new Level(pool, priority)
    pool.levels.set(priority, level)
  }
  return level
}

function batchOf(pool: Pool, key: string, rule: BatchRule): BatchGroup<TaskClass> {
  const known = pool.batches.get(key)
  if (known) return known
  const batch = new BatchGroup<TaskClass>(key, rule)
  pool.batches.set(key, batch)
  return batch
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}
