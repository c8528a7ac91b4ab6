import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { isAttemptEnd } from '@muster/protocol'
import { type IdempotencyRecord, isOpenJob } from '../../model/records.ts'
import { type CommittedRows, emptyRowMaps, type OpenAttemptKey, type StagedRows } from '../staged-rows.ts'
import { perTable, TABLE_NAMES, type TableName, type Tables } from '../store.ts'
import { all, columnsOf, first, record, SQL_NAMES, Statements } from './rows.ts'

/**
 * The committed rows of work under way, so that checking a change seldom reads the database. Rows of ended work are
 * read again in the rare case that they change. What another connection commits empties it.
 */
export class RowCache implements CommittedRows {
  readonly #byId: { readonly [T in TableName]: StatementSync }
  readonly #openAttempts: StatementSync
  readonly #openMembers: StatementSync
  readonly #idempotency: StatementSync
  readonly #dataVersion: StatementSync
  readonly #rows = emptyRowMaps()
  readonly #open = { task: new Map<string, string>(), instrument: new Map<string, string>() }
  #validFor: unknown

  constructor(database: DatabaseSync) {
    const statements = new Statements(database)
    const body = (table: TableName) =>
      statements.prepare(`SELECT ${columnsOf(table)} FROM ${SQL_NAMES[table]} WHERE id = ?`)
    this.#byId = perTable<{ [T in TableName]: StatementSync }>(body)
    this.#openAttempts = statements.prepare('SELECT id, task_id, instrument_id FROM attempts WHERE ended = 0')
    this.#openMembers = statements.prepare('SELECT task_id, attempt_id FROM attempt_members WHERE ended = 0')
    this.#idempotency = statements.prepare('SELECT body_hash, job_id, at FROM idempotency WHERE key = ?')
    this.#dataVersion = statements.prepare('PRAGMA data_version')
  }

  /** To be called in each transaction, before rows are read: forgets what another connection may have changed. */
  revalidate(): void {
    // Changes whenever another connection has committed, and never by this one (https://sqlite.org/pragma.html).
    const version = first(this.#dataVersion)?.[0]
    if (version === this.#validFor) return
    this.forget()
    for (const [id, taskId, instrumentId] of all(this.#openAttempts)) {
      this.#open.task.set(String(taskId), String(id))
      this.#open.instrument.set(String(instrumentId), String(id))
    }
    for (const [taskId, attemptId] of all(this.#openMembers))
      this.#open.task.set(String(taskId), String(attemptId))
    this.#validFor = version
  }

  forget(): void {
    for (const table of TABLE_NAMES) this.#rows[table].clear()
    this.#open.task.clear()
    this.#open.instrument.clear()
    this.#validFor = undefined
  }

  row<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    const cached: Map<string, Tables[T]> = this.#rows[table]
    const known = cached.get(id)
    if (known) return known
    const found = first(this.#byId[table], id)
    if (!found) return undefined
    const row = record(table, found)
    cached.set(id, row)
    return row
  }

  openAttempt(by: OpenAttemptKey, id: string): string | undefined {
    return this.#open[by].get(id)
  }

  idempotency(key: string): IdempotencyRecord | undefined {
    const row = first(this.#idempotency, key)
    return row && { key, bodyHash: String(row[0]), jobId: String(row[1]), at: Number(row[2]) }
  }

  /** Takes in what was committed; what has ended is let go. */
  apply(staged: StagedRows): void {
    for (const table of TABLE_NAMES) this.#keep(table, staged.rows[table])
    for (const by of ['task', 'instrument'] as const) {
      for (const [id, attemptId] of staged.open[by]) {
        if (attemptId === undefined) this.#open[by].delete(id)
        else this.#open[by].set(id, attemptId)
      }
    }
  }

  #keep<T extends TableName>(table: T, rows: ReadonlyMap<string, Tables[T]>): void {
    const cached: Map<string, Tables[T]> = this.#rows[table]
    const isOver = IS_OVER[table]
    for (const [id, row] of rows) {
      if (isOver(row)) cached.delete(id)
      else cached.set(id, row)
    }
  }
}

const IS_OVER: { readonly [T in TableName]: (row: Tables[T]) => boolean } = {
  jobs: ({ state }) => !isOpenJob(state),
  tasks: ({ state }) =>
    state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'skipped',
  attempts: attempt => isAttemptEnd(attempt.state),
  agents: () => false,
  instruments: () => false,
  prompts: prompt => prompt.state !== 'open',
  escalations: escalation => escalation.state !== 'open',
  breakers: () => false,
  deadLetters: letter => letter.state !== 'open',
  resources: () => false,
  samples: () => false,
  pauses: () => false,
  // Definitions are long, and seldom asked for again.
  workflows: () => true,
  schedules: () => false,
  triggers: () => false,
  // There may be very many, and each is looked at once.
  seenFiles: () => true,
  resultFiles: ({ state }) => state !== 'expected',
}
