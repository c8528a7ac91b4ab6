import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { InvariantError } from '@muster/runtime'
import type { JobRecord } from '../../model/records.ts'
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
  schedules: 'schedules',
  triggers: 'triggers',
  seenFiles: 'seen_files',
  resultFiles: 'result_files',
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

/** The columns that a record is made of, where its body is not all. */
const COLUMNS: { readonly [T in TableName]?: string } = { jobs: 'body, plan', agents: 'body, instruments' }

export const columnsOf = (table: TableName): string => COLUMNS[table] ?? 'body'

/** What a job goes by: kept beside its body, since it is long and seldom changes. */
export function partsOf({ definition, uses, added, inputs, ...body }: JobRecord) {
  return { body, plan: { definition, uses, added, inputs } }
}

export const hasSamePlan = (a: JobRecord, b: JobRecord): boolean =>
  a.definition === b.definition && a.uses === b.uses && a.added === b.added && a.inputs === b.inputs

/**
 * A record from its row, with the columns of `columnsOf`. Only the store writes bodies, so they have the record's form.
 */
export function record<T extends TableName>(table: T, row: readonly unknown[]): Tables[T] {
  const body = JSON.parse(String(row[0])) as Tables[T]
  if (table === 'agents') return { ...body, instruments: JSON.parse(String(row[1])) as unknown }
  return table === 'jobs' ? { ...body, ...(JSON.parse(String(row[1])) as Partial<Tables[T]>) } : body
}

function columns(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new InvariantError('a statement of the store gave a row that is no array')
  return row
}
