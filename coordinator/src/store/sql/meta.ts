import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { InvariantError, type Random } from '@muster/runtime'
import { CHAIN_START, linkHash } from '../audit-chain.ts'
import type { Mark } from '../mark.ts'
import type { Term } from '../store.ts'
import { damaged } from './database.ts'
import { all, first, Statements } from './rows.ts'
import type { ChainEnd } from './writer.ts'

/** What the database says of itself, in one row. */
export interface Meta extends Mark, Term {
  /** The last event. */
  readonly end: ChainEnd
}

export class MetaRow {
  readonly #read: StatementSync
  readonly #write: StatementSync

  constructor(database: DatabaseSync) {
    const statements = new Statements(database)
    this.#read = statements.prepare('SELECT store_id, writes, epoch, lead_id, events, last_hash FROM meta')
    this.#write = statements.prepare(
      'UPDATE meta SET writes = ?, epoch = ?, lead_id = ?, events = ?, last_hash = ?',
    )
  }

  /** Reads the database, each time: another process may have written. */
  read(): Meta {
    const row = first(this.#read)
    if (!row) throw new InvariantError('the database has no meta row')
    const [storeId, writes, epoch, leadId, events, lastHash] = row
    return {
      storeId: String(storeId),
      writes: Number(writes),
      epoch: Number(epoch),
      leadId: String(leadId),
      end: { number: Number(events), hash: String(lastHash) },
    }
  }

  write({ writes, epoch, leadId, end }: Meta): void {
    this.#write.run(writes, epoch, leadId, end.number, end.hash)
  }
}

/** Gives a new database its id. One that has an id is left as it is. */
export function nameStore(database: DatabaseSync, random: Random): void {
  if (database.prepare('SELECT 1 FROM meta').get() !== undefined) return
  database
    .prepare(
      `INSERT INTO meta (one, store_id, writes, epoch, lead_id, events, last_hash) VALUES (1, ?, 0, 0, '', 0, ?)`,
    )
    .run(random.id(), CHAIN_START)
}

/** @throws ConfigurationError when the last event is not the one that the database says is the last. */
export function checkChainEnd(database: DatabaseSync, path: string, { end }: Meta): void {
  const statements = new Statements(database)
  const newest = all(
    statements.prepare('SELECT number, content, hash FROM events ORDER BY number DESC LIMIT 2'),
  )
  const [last, previous] = newest
  if (end.number === 0 && last === undefined) return
  const isLast = last !== undefined && last[0] === end.number && last[2] === end.hash
  if (
    !isLast ||
    linkHash(previous === undefined ? CHAIN_START : String(previous[2]), String(last[1])) !== end.hash
  ) {
    throw damaged(path, `event ${end.number} is not the last of its audit`)
  }
}
