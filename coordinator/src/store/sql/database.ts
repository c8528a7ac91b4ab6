import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError, messageOf, MusterError } from '@muster/runtime'
import { StoreConflictError } from '../store.ts'
import { syncFolder } from './mark-file.ts'
import { migrate } from './migrations.ts'

export const IN_MEMORY = ':memory:'

/** Milliseconds to wait for a person's sqlite3 shell that holds the database; nothing else happens meanwhile. */
const BUSY_TIMEOUT = 2000
/** Pages of the write-ahead log (4 KiB each) before it is written back to the database. */
const CHECKPOINT_PAGES = 4000
const CACHE_KIB = 32_768

/** SQLite result codes (https://sqlite.org/rescode.html), the low byte of what node:sqlite calls `errcode`. */
const SQLITE = { busy: 5, locked: 6, corrupt: 11, cantOpen: 14, constraint: 19, notADatabase: 26 } as const

/**
 * Opens a database, creating it where there is none, and brings its schema up to date.
 * @throws ConfigurationError when it can't be used, with what to do.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    if (path !== IN_MEMORY) createPrivately(path)
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT })
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
       PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
    )
    migrate(database, path)
    if (path !== IN_MEMORY) syncFolder(dirname(path))
    return database
  } catch (error) {
    database?.close()
    throw openError(path, error)
  }
}

/**
 * Holds `path` for one process: the operating system drops the lock with it, however it ends.
 * @returns what gives it up.
 * @throws ConfigurationError when another process holds it.
 */
export function lockDatabase(path: string): () => void {
  const lockPath = `${path}.lock`
  let lock: DatabaseSync | undefined
  try {
    createPrivately(lockPath)
    lock = new DatabaseSync(lockPath, { timeout: 0 })
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (resultCode(error) !== SQLITE.busy && resultCode(error) !== SQLITE.locked)
      throw openError(lockPath, error)
    throw new ConfigurationError(
      `another coordinator uses ${path}; stop it first, or give this one a path of its own`,
    )
  }
  const held = lock
  return () => held.close()
}

/** What a caller of the store is told when the database refused or failed. What isn't of the database stays as it is. */
export function storeError(intent: string, error: unknown): unknown {
  if (resultCode(error) === undefined) return error
  const message = `${intent}: ${messageOf(error)}`
  switch (resultCode(error)) {
    case SQLITE.constraint:
      return new StoreConflictError(message, { intent })
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return new MusterError(
        'store-damaged',
        'unavailable',
        `${message}. Stop, keep the files, put back a backup.`,
        {
          cause: error,
        },
      )
    default:
      return new MusterError('store-failed', 'unavailable', message, { cause: error })
  }
}

/** What a person is told when a store can't be opened. */
export function openError(path: string, error: unknown): Error {
  if (error instanceof ConfigurationError) return error
  switch (resultCode(error)) {
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return damaged(path, messageOf(error), error)
    case SQLITE.busy:
    case SQLITE.locked:
      return new ConfigurationError(`another program holds ${path} (${messageOf(error)}); end it first`)
    default:
      return new ConfigurationError(`${path} can't be opened: ${messageOf(error)}`, [], { cause: error })
  }
}

export function damaged(path: string, how: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `${path} is damaged or is not a database of Muster (${how}). ` +
      `Keep it and the files beside it (${path}-wal), and put back a backup.`,
    [],
    { cause },
  )
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

/** SQLite gives the files beside a database the permissions that the database has. */
function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}
