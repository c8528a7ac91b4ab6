import type { DatabaseSync } from 'node:sqlite'
import { MusterError, type Random } from '@muster/runtime'
import { checkTerm } from '../change-rules.ts'
import { type Mark, nextEpoch, wasRestored } from '../mark.ts'
import { StagedRows } from '../staged-rows.ts'
import {
  type Change,
  type ListCursor,
  type ListedTable,
  type Store,
  StoreConflictError,
  type Tables,
  type Term,
} from '../store.ts'
import { IN_MEMORY, lockDatabase, openDatabase, openError, storeError } from './database.ts'
import { type MarkKeeper, markFile, markInMemory } from './mark-file.ts'
import { checkChainEnd, type Meta, MetaRow, nameStore } from './meta.ts'
import { Queries } from './queries.ts'
import { RowCache } from './row-cache.ts'
import { RowWriter } from './writer.ts'

export interface SqliteStoreOptions {
  /** The database's file, in a folder that exists; `:memory:` for one that is gone with the process. */
  readonly path: string
  readonly random: Random
  /**
   * Refuse to open what another process has open; true where it isn't said. Without it two coordinators may be told to
   * use one database, and each that takes the lead ends the one before.
   */
  readonly exclusive?: boolean
}

/**
 * A store in one SQLite file. Beside the file stand its write-ahead log, a mark of the last commit (see store/mark.ts)
 * and a lock. Every commit is on disk when it resolves.
 * @throws ConfigurationError when the file can't be used, with what to do.
 */
export function openSqliteStore({ path, random, exclusive = true }: SqliteStoreOptions): Store {
  const unlock = exclusive && path !== IN_MEMORY ? lockDatabase(path) : () => {}
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(path)
    nameStore(database, random)
    const meta = new MetaRow(database)
    const held = meta.read()
    checkChainEnd(database, path, held)
    const mark = path === IN_MEMORY ? markInMemory() : markFile(`${path}.mark`)
    const marked = mark.read()
    // The first mark is made before the first commit, so that a missing one says something.
    if (marked === undefined && held.writes === 0) mark.write(markOf(held))
    return new SqliteStore(database, meta, mark, marked, unlock)
  } catch (error) {
    database?.close()
    unlock()
    throw openError(path, error)
  }
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #meta: MetaRow
  readonly #mark: MarkKeeper
  readonly #marked: Mark | undefined
  readonly #unlock: () => void
  readonly #cache: RowCache
  readonly #writer: RowWriter
  readonly #queries: Queries
  #restored: boolean
  #isOpen = true

  constructor(
    database: DatabaseSync,
    meta: MetaRow,
    mark: MarkKeeper,
    marked: Mark | undefined,
    unlock: () => void,
  ) {
    this.#database = database
    this.#meta = meta
    this.#mark = mark
    this.#marked = marked
    this.#unlock = unlock
    this.#cache = new RowCache(database)
    this.#writer = new RowWriter(database, this.#cache)
    this.#queries = new Queries(database)
    this.#restored = wasRestored(meta.read(), marked)
  }

  identity() {
    return this.#run('identity', () => ({ ...markOf(this.#meta.read()), restored: this.#restored }))
  }

  takeLead(leadId: string, heardEpoch: number) {
    return this.#run('take lead', (): Term => {
      const taken = this.#transact(() => {
        const held = this.#meta.read()
        const after = { ...held, epoch: nextEpoch(held, this.#marked, heardEpoch), leadId }
        this.#meta.write(after)
        return after
      })
      // Until what follows from a restore is committed, it has to be seen again after a crash.
      if (!this.#restored) this.#mark.write(markOf(taken))
      return { epoch: taken.epoch, leadId }
    })
  }

  commit(term: Term, changes: readonly Change[]) {
    return this.#run('commit', () => {
      const staged = new StagedRows(this.#cache)
      const after = this.#transact(() => this.#writeChanges(term, changes, staged))
      this.#cache.apply(staged)
      this.#mark.write(markOf(after))
      this.#restored = false
      return after.writes
    })
  }

  loadOpenWork() {
    return this.#run('load open work', () => this.#queries.openWork())
  }

  job(id: string) {
    return this.#run('read job', () => this.#queries.one('jobs', id))
  }

  jobs(filter: Parameters<Store['jobs']>[0]) {
    return this.#run('find jobs', () => this.#queries.jobs(filter))
  }

  task(id: string) {
    return this.#run('read task', () => this.#queries.one('tasks', id))
  }

  tasksOfJob(jobId: string) {
    return this.#run('read tasks', () => this.#queries.tasksOfJob(jobId))
  }

  attempt(id: string) {
    return this.#run('read attempt', () => this.#queries.one('attempts', id))
  }

  attemptsOfTask(taskId: string) {
    return this.#run('read attempts', () => this.#queries.attemptsOfTask(taskId))
  }

  listed<T extends ListedTable>(table: T, id: string) {
    return this.#run(`read of ${table}`, () => this.#queries.one(table, id))
  }

  list<T extends ListedTable>(
    table: T,
    state: Tables[T]['state'] | 'all',
    limit: number,
    after?: ListCursor,
  ) {
    return this.#run(`find ${table}`, () => this.#queries.list(table, state, limit, after))
  }

  events({ after = 0, jobId, limit }: Parameters<Store['events']>[0]) {
    return this.#run('read events', () => this.#queries.events(after, jobId, limit))
  }

  idempotency(key: string) {
    return this.#run('read idempotency key', () => this.#cache.idempotency(key))
  }

  forgetIdempotency(before: number) {
    return this.#run('forget idempotency keys', () => {
      this.#database.prepare('DELETE FROM idempotency WHERE at < ?').run(before)
    })
  }

  counts() {
    return this.#run('count', () => this.#queries.counts())
  }

  close() {
    if (!this.#isOpen) return Promise.resolve()
    return this.#run('close', () => {
      this.#isOpen = false
      this.#database.close()
      this.#mark.close()
      this.#unlock()
    })
  }

  #writeChanges(term: Term, changes: readonly Change[], staged: StagedRows): Meta {
    const held = this.#meta.read()
    checkTerm(term, held)
    this.#cache.revalidate()
    for (const change of changes) staged.stage(change)
    this.#writer.writeRows(staged)
    const after = { ...held, writes: held.writes + 1, end: this.#writer.writeEvents(changes, held.end) }
    this.#meta.write(after)
    return after
  }

  /** All that `work` writes is on disk when this returns, or nothing of it is stored when it throws. */
  #transact<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      if (!(error instanceof StoreConflictError)) this.#cache.forget()
      throw error
    }
  }

  /** Within the call: SQLite does not wait, and so no two of these are ever under way at once. */
  async #run<T>(intent: string, work: () => T): Promise<T> {
    if (!this.#isOpen) throw new MusterError('store-closed', 'unavailable', `${intent}: the store was closed`)
    try {
      return work()
    } catch (error) {
      throw storeError(intent, error)
    }
  }
}

function markOf({ storeId, writes, epoch }: Mark): Mark {
  return { storeId, writes, epoch }
}
