import { isAttemptEnd } from '@muster/protocol'
import type { AttemptRecord, IdempotencyRecord, InstrumentRecord } from '../model/records.ts'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import { checkChange, placesOf, type StoredRows } from './change-rules.ts'
import {
  type Change,
  perTable,
  StoreConflictError,
  TABLE_NAMES,
  type TableName,
  type Tables,
} from './store.ts'

export type RowMaps = { readonly [T in TableName]: Map<string, Tables[T]> }
export type OpenAttemptKey = 'task' | 'instrument'

export function emptyRowMaps(): RowMaps {
  return perTable<RowMaps>(() => new Map())
}

/** What has been committed, as an implementation looks it up. */
export interface CommittedRows {
  row<T extends TableName>(table: T, id: string): Tables[T] | undefined
  openAttempt(by: OpenAttemptKey, id: string): string | undefined
  idempotency(key: string): IdempotencyRecord | undefined
}

/**
 * The changes of one transaction, laid over what is committed: each is checked against the ones before it, and a row
 * that several of them write is written once.
 */
export class StagedRows implements StoredRows {
  readonly rows: RowMaps = emptyRowMaps()
  readonly idempotency = new Map<string, IdempotencyRecord>()
  /** The open attempt of each task and instrument that changed; undefined where there is none any more. */
  readonly open: { readonly [By in OpenAttemptKey]: Map<string, string | undefined> } = {
    task: new Map(),
    instrument: new Map(),
  }
  readonly #committed: CommittedRows

  constructor(committed: CommittedRows) {
    this.#committed = committed
  }

  /** @throws StoreConflictError when the change breaks a rule; what was staged is of no use then. */
  stage(change: Change): void {
    checkChange(change, this)
    // Who is in a run that is taken over after a restore may be others than was known.
    for (const { id } of change.rows.attempts) {
      const before = this.attempt(id)
      if (before?.members) this.#closeAttempt(before)
    }
    for (const table of TABLE_NAMES) this.#put(table, change.rows[table])
    this.#moveOpenAttempts(change)
    if (change.idempotency) this.#putIdempotency(change, change.idempotency)
  }

  version(table: TableName, id: string): number {
    return this.#row(table, id)?.version ?? 0
  }

  attempt(id: string): AttemptRecord | undefined {
    return this.#row('attempts', id)
  }

  instrument(id: string): InstrumentRecord | undefined {
    return this.#row('instruments', id)
  }

  workflow(id: string): WorkflowRecord | undefined {
    return this.#row('workflows', id)
  }

  openAttempt(by: OpenAttemptKey, id: string, exceptId: string): string | undefined {
    const open = this.#openAttempt(by, id)
    return open === exceptId ? undefined : open
  }

  #row<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.rows[table].get(id) ?? this.#committed.row(table, id)
  }

  #openAttempt(by: OpenAttemptKey, id: string): string | undefined {
    const staged = this.open[by]
    return staged.has(id) ? staged.get(id) : this.#committed.openAttempt(by, id)
  }

  #put<T extends TableName>(table: T, rows: readonly Tables[T][]): void {
    const staged: Map<string, Tables[T]> = this.rows[table]
    for (const row of rows) staged.set(row.id, row)
  }

  /** Ends first: a change may end one attempt and open the next. */
  #moveOpenAttempts(change: Change): void {
    for (const attempt of change.rows.attempts) {
      if (isAttemptEnd(attempt.state)) this.#closeAttempt(attempt)
    }
    for (const attempt of change.rows.attempts) {
      if (!isAttemptEnd(attempt.state)) this.#openAttemptOf(change, attempt)
    }
  }

  #closeAttempt(attempt: AttemptRecord): void {
    for (const [by, id] of placesOf(attempt))
      if (this.#openAttempt(by, id) === attempt.id) this.open[by].set(id, undefined)
  }

  /** The rules look at what was there before the change; that a change doesn't open two is seen here. */
  #openAttemptOf(change: Change, attempt: AttemptRecord): void {
    for (const [by, id] of placesOf(attempt)) {
      const other = this.openAttempt(by, id, attempt.id)
      if (other !== undefined) {
        const message = `${change.intent}: ${by} ${id} would have two open attempts, ${other} and ${attempt.id}`
        throw new StoreConflictError(message, { intent: change.intent })
      }
      this.open[by].set(id, attempt.id)
    }
  }

  #putIdempotency(change: Change, record: IdempotencyRecord): void {
    const before = this.idempotency.get(record.key) ?? this.#committed.idempotency(record.key)
    if (before) {
      const message = `${change.intent}: the idempotency key ${record.key} was given to job ${before.jobId}`
      throw new StoreConflictError(message, { intent: change.intent })
    }
    this.idempotency.set(record.key, record)
  }
}
