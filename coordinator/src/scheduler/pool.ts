import type { InstrumentRecord, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/state.ts'
import { Heap, type Placed } from './heap.ts'
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
  /** Those that it suits. */
  readonly pools: Map<Pool, FreePlace>
}

/** A unit's place among the free ones of a pool. */
export interface FreePlace extends Placed {
  readonly unit: Unit
  score: number
}

/** Tasks that suit the same instruments, and these. */
export class Pool {
  readonly key: string
  /** Any task of it: all ask for the same. */
  readonly example: TaskRecord
  readonly strategy: Strategy
  readonly units = new Set<Unit>()
  readonly free = new Heap<FreePlace>((a, b) =>
    a.score === b.score ? a.unit.id < b.unit.id : a.score < b.score,
  )
  readonly classes = new Map<string, TaskClass>()
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

/** Tasks of a pool that need the same resources besides: what keeps the first back keeps all back. */
export class TaskClass implements Placed {
  at = -1
  readonly key: string
  readonly pool: Pool
  readonly line = new Line()
  /** Where its first task stands, as of the last look. */
  rank: Rank | undefined
  /** Resources that its first task waits for. */
  blockedBy: readonly string[] = []

  constructor(key: string, pool: Pool) {
    this.key = key
    this.pool = pool
  }

  get first(): Entry | undefined {
    return this.line.first
  }

  /** Looks again. @returns whether it stands elsewhere than at the last look */
  look(): boolean {
    const { first } = this
    const before = this.rank
    this.rank = first && rankOf(first)
    if (!before || !this.rank) return before !== this.rank
    return before.id !== this.rank.id || before.use !== this.rank.use || before.band !== this.rank.band
  }
}

export const isAhead = (a: TaskClass, b: TaskClass): boolean =>
  a.rank !== undefined && (b.rank === undefined || goesBefore(a.rank, b.rank))
