import { isAttemptEnd } from '@muster/protocol'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import type { AttemptRecord, IdempotencyRecord, StoredEvent } from '../model/records.ts'
import { placesOf } from './change-rules.ts'
import type { Mark } from './mark.ts'
import {
  type CommittedRows,
  emptyRowMaps,
  type OpenAttemptKey,
  type RowMaps,
  type StagedRows,
} from './staged-rows.ts'
import { TABLE_NAMES, type TableName, type Tables, type Term } from './store.ts'

/** The database of a memory store: what is in it was committed. */
export class MemoryDatabase implements CommittedRows {
  readonly storeId: string
  readonly rows: RowMaps = emptyRowMaps()
  readonly events: StoredEvent[] = []
  readonly idempotencyRecords = new Map<string, IdempotencyRecord>()
  readonly tasksOfJob = new Map<string, Set<string>>()
  readonly attemptsOfTask = new Map<string, Set<string>>()
  readonly #open = { task: new Map<string, string>(), instrument: new Map<string, string>() }
  writes = 0
  term: Term = { epoch: 0, leadId: '' }

  constructor(storeId: string) {
    this.storeId = storeId
  }

  row<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.rows[table].get(id)
  }

  openAttempt(by: OpenAttemptKey, id: string): string | undefined {
    return this.#open[by].get(id)
  }

  idempotency(key: string): IdempotencyRecord | undefined {
    return this.idempotencyRecords.get(key)
  }

  /** Takes in what was staged over this database. */
  apply(staged: StagedRows, events: readonly StoredEvent[]): void {
    for (const table of TABLE_NAMES) this.#put(table, staged.rows[table])
    for (const event of events) this.events.push(event)
    for (const [key, record] of staged.idempotency) this.idempotencyRecords.set(key, record)
    this.writes += 1
  }

  mark(): Mark {
    return { storeId: this.storeId, writes: this.writes, epoch: this.term.epoch }
  }

  copy(): MemoryDatabase {
    const copy = new MemoryDatabase(this.storeId)
    for (const table of TABLE_NAMES) copy.#put(table, this.rows[table])
    for (const event of this.events) copy.events.push(event)
    for (const [key, record] of this.idempotencyRecords) copy.idempotencyRecords.set(key, record)
    copy.writes = this.writes
    copy.term = this.term
    return copy
  }

  #put<T extends TableName>(table: T, rows: ReadonlyMap<string, Tables[T]>): void {
    const stored: Map<string, Tables[T]> = this.rows[table]
    for (const [id, row] of rows) {
      const before = stored.get(id)
      if (before && 'taskId' in before && 'fence' in before) this.#close(before)
      stored.set(id, row)
    }
    if (table === 'tasks' || table === 'attempts')
      this.#index(rows as ReadonlyMap<string, Tables['tasks' | 'attempts']>)
  }

  #index(rows: ReadonlyMap<string, Tables['tasks' | 'attempts']>): void {
    // Ends first, as one may make room for the next.
    const opened = []
    for (const row of rows.values()) {
      if (!('taskId' in row)) {
        addTo(this.tasksOfJob, row.jobId, row.id)
        continue
      }
      for (const taskId of taskIdsOf(row)) addTo(this.attemptsOfTask, taskId, row.id)
      if (!isAttemptEnd(row.state)) opened.push(row)
    }
    for (const row of opened) for (const [by, id] of placesOf(row)) this.#open[by].set(id, row.id)
  }

  #close(attempt: AttemptRecord): void {
    for (const [by, id] of placesOf(attempt))
      if (this.#open[by].get(id) === attempt.id) this.#open[by].delete(id)
  }
}

export interface MemoryBackup {
  readonly database: MemoryDatabase | undefined
  readonly mark: Mark | undefined
}

/** What outlives the process of a memory store: its database, and beside that the mark of the last commit. */
export class MemoryDisk {
  database: MemoryDatabase | undefined
  mark: Mark | undefined

  /** What a backup of the database made now would hold. */
  backup(): MemoryBackup {
    return { database: this.database?.copy(), mark: this.mark }
  }

  /**
   * Puts a backup in the place of the database, while no process uses it. With `marked: false` the whole folder is put
   * back: then nothing on this machine knows that more had been written.
   */
  restore(backup: MemoryBackup, { marked = true }: { readonly marked?: boolean } = {}): void {
    this.database = backup.database?.copy()
    if (!marked) this.mark = backup.mark
  }
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key)
  if (ids) ids.add(id)
  else index.set(key, new Set([id]))
}
