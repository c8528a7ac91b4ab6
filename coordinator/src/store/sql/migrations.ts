import type { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from '@muster/runtime'
import {
  SCHEMA_1,
  SCHEMA_2,
  SCHEMA_3,
  SCHEMA_4,
  SCHEMA_5,
  SCHEMA_6,
  SCHEMA_7,
  SCHEMA_RESULT_FILES,
} from './schema.ts'

/** One step from a schema to the next. Once released it never changes; what comes later is a step of its own. */
export interface Migration {
  /** The version of the schema after it. */
  readonly version: number
  readonly sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: SCHEMA_1 },
  { version: 2, sql: SCHEMA_2 },
  { version: 3, sql: SCHEMA_3 },
  { version: 4, sql: SCHEMA_4 },
  { version: 5, sql: SCHEMA_5 },
  { version: 6, sql: SCHEMA_6 },
  { version: 7, sql: SCHEMA_7 },
  { version: 8, sql: SCHEMA_RESULT_FILES },
]

/** `Mstr`: what the header of a Muster database says that it is (PRAGMA application_id). */
const APPLICATION_ID = 0x4d737472

/**
 * Brings a database to the newest schema, each step in a transaction of its own.
 * @throws ConfigurationError when the database belongs to something else or to a newer Muster; nothing was changed.
 */
export function migrate(
  database: DatabaseSync,
  path: string,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const version = pragma(database, 'user_version')
  const application = pragma(database, 'application_id')
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (application !== APPLICATION_ID && !(isEmpty && version === 0 && application === 0)) {
    throw new ConfigurationError(`${path} is a database of another program; give Muster a path of its own`)
  }
  const newest = migrations.at(-1)?.version ?? 0
  if (version > newest) {
    throw new ConfigurationError(
      `${path} was written by a newer Muster (schema ${version}, this one knows ${newest}). ` +
        'Start the newer version again, or put back the backup made before the upgrade.',
    )
  }
  for (const migration of migrations) {
    if (migration.version > version) apply(database, migration)
  }
}

function apply(database: DatabaseSync, { version, sql }: Migration): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(sql)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
