import type { Timestamp } from '@muster/runtime'
import type { InstrumentRecord, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import { Heap, type Placed } from './heap.ts'
import type { Ageing } from './ages.ts'
import type { BatchGroup } from './batch-group.ts'
import { type Entry, goesBefore, Line, type Rank, rankOf } from './line.ts'
import type { Candidate, Strategy } from './strategies.ts'

/** An instrument as the board keeps it. */
export interface Unit extends Candidate {
  readonly id: string
  readonly known: KnownInstrument
  record: InstrumentRecord | undefined
  isFree: boolean
  openAtAgent: number
  busyMs: number
  lastGiven: number
  /** Its scores are those of what it is by now. */
  isScored: boolean
  /** Those that it suits. */
  readonly pools: Map<Pool, FreePlace>
}

/** A unit's place among the free ones of a pool. */
export interface FreePlace extends Placed {
  readonly unit: Unit
  score: number
}

/** Tasks that suit the same instruments, and these. */
export class Pool implements Placed {
  at = -1
  readonly key: string
  /** Any task of it: all ask for the same. */
  readonly example: TaskRecord
  readonly strategy: Strategy
  readonly units = new Set<Unit>()
  readonly free = new Heap<FreePlace>((a, b) =>
    a.score === b.score ? a.unit.id < b.unit.id : a.score < b.score,
  )
  readonly classes = new Map<string, TaskClass>()
  /** By priority. */
  readonly levels = new Map<number, Level>()
  /** Levels with a task that waits for an instrument only. */
  readonly ready = new Heap<Level>(isAhead)
  /** By what tasks must have in common to be in one run. */
  readonly batches = new Map<string, BatchGroup<TaskClass>>()
  /** Classes of which tasks were passed over. */
  readonly waiting = new Set<TaskClass>()
  /** By the text of a schema of parameters: whether it takes those of these tasks. */
  readonly accepts = new Map<string, boolean>()

  constructor(key: string, example: TaskRecord, strategy: Strategy) {
    this.key = key
    this.example = example
    this.strategy = strategy
  }

  get activity(): string {
    return this.example.activity
  }
}

/**
 * The tasks of a pool that have one priority. They rise as one, and fall back when anything of that priority is started at one of
 * their instruments: within a priority shares decide, and were each task to grow older for itself, whoever put much into the
 * queue early would go before all who came later.
 */
export class Level implements Placed, Ageing {
  at = -1
  readonly pool: Pool
  readonly priority: number
  /** Since when nothing of it was started, though it waits. */
  since: Timestamp = 0
  band: number
  /** Tasks of it. */
  size = 0
  /** Classes whose first task waits for an instrument only. */
  readonly ready = new Heap<TaskClass>(goesFirst)

  constructor(pool: Pool, priority: number) {
    this.pool = pool
    this.priority = priority
    this.band = priority
  }
}

/** Tasks of a level that need the same resources besides: what keeps the first back keeps all back. */
export class TaskClass implements Placed {
  at = -1
  readonly key: string
  readonly pool: Pool
  readonly level: Level
  readonly line = new Line()
  /** With those that are set aside. */
  size = 0
  /** Where its first task stands, as of the last look. */
  rank: Rank | undefined
  /** That task: what it says of its place does not change, but for what its share has had. */
  #seen: Entry | undefined
  /** Tasks of it that can't be started just now, though instruments are free. */
  readonly aside = new Set<Entry>()
  /** Resources that its first task waits for. */
  blockedBy: readonly string[] = []
  /** Where its tasks are done in one run with others. */
  readonly batch: BatchGroup<TaskClass> | undefined

  constructor(key: string, level: Level, batch?: BatchGroup<TaskClass>) {
    this.key = key
    this.batch = batch
    batch?.classes.add(this)
    this.level = level
    this.pool = level.pool
  }

  get first(): Entry | undefined {
    return this.line.first
  }

  /** Looks again. @returns whether it stands elsewhere than at the last look */
  look(): boolean {
    const before = this.rank
    const { first } = this.line
    if (before && first === this.#seen && first?.share.use === before.use) return false
    this.#seen = first
    this.rank = first && rankOf(first)
    return before !== this.rank
  }
}

function goesFirst({ rank: a }: TaskClass, { rank: b }: TaskClass): boolean {
  return a !== undefined && (b === undefined || goesBefore(a, b))
}

/** Whether the first task of class `a` goes before that of class `b`, whatever else they are short of. */
export function goesAhead(a: TaskClass, b: TaskClass): boolean {
  return a.level.band === b.level.band ? goesFirst(a, b) : a.level.band > b.level.band
}

/** Whether the first task of `a` goes before that of `b`. */
export function hasAhead({ ready: { first: a } }: Pool, { ready: { first: b } }: Pool): boolean {
  return a !== undefined && (b === undefined || isAhead(a, b))
}

function isAhead(a: Level, b: Level): boolean {
  if (a.band !== b.band) return a.band > b.band
  const [first, second] = [a.ready.first, b.ready.first]
  return first !== undefined && (second === undefined || goesFirst(first, second))
}
