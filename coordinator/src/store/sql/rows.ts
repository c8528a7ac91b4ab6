import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { InvariantError } from '@muster/runtime'
import type { AgentRecord } from '../../model/records.ts'

/** Statements whose rows come as arrays of columns, each prepared once, however often it is asked for. */
export class Statements {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#prepared.set(sql, statement)
    return statement
  }
}

/** The columns of the first row; undefined where there is none. */
export function first(statement: StatementSync, ...parameters: SQLInputValue[]): readonly unknown[] | undefined {
  const row: unknown = statement.get(...parameters)
  return row === undefined ? undefined : columns(row)
}

export function all(statement: StatementSync, ...parameters: SQLInputValue[]): (readonly unknown[])[] {
  return statement.all(...parameters).map(columns)
}

/** A record from its body, the row's first column. Only the store writes bodies, so they have the record's form. */
export function record<T>(row: readonly unknown[]): T {
  return JSON.parse(String(row[0])) as T
}

/** An agent from its body and the list of its instruments. */
export function agentRecord(row: readonly unknown[]): AgentRecord {
  return { ...record<Omit<AgentRecord, 'instruments'>>(row), instruments: JSON.parse(String(row[1])) as AgentRecord['instruments'] }
}

function columns(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new InvariantError('a statement of the store gave a row that is no array')
  return row
}
