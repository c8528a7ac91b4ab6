import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { InvariantError } from '@muster/runtime'
import type { TableName, Tables } from '../store.ts'

/** What the tables are called in the database. */
export const SQL_NAMES: { readonly [T in TableName]: string } = {
  jobs: 'jobs',
  tasks: 'tasks',
  attempts: 'attempts',
  agents: 'agents',
  instruments: 'instruments',
  prompts: 'prompts',
  escalations: 'escalations',
  breakers: 'breakers',
  deadLetters: 'dead_letters',
  resources: 'resources',
  samples: 'samples',
  pauses: 'pauses',
  workflows: 'workflows',
}

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
export function first(
  statement: StatementSync,
  ...parameters: SQLInputValue[]
): readonly unknown[] | undefined {
  const row: unknown = statement.get(...parameters)
  return row === undefined ? undefined : columns(row)
}

export function all(statement: StatementSync, ...parameters: SQLInputValue[]): (readonly unknown[])[] {
  return statement.all(...parameters).map(columns)
}

/**
 * A record from its row: its body, and for an agent its instruments. Only the store writes bodies, so they have the
 * record's form.
 */
export function record<T extends TableName>(table: T, row: readonly unknown[]): Tables[T] {
  const body = JSON.parse(String(row[0])) as Tables[T]
  return table === 'agents' ? { ...body, instruments: JSON.parse(String(row[1])) as unknown } : body
}

function columns(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new InvariantError('a statement of the store gave a row that is no array')
  return row
}
