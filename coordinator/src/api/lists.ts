import { type TSchema, Type } from '@sinclair/typebox'
import type { ListCursor, ListedTable, Store, Tables } from '../store/store.ts'
import { limitOf } from './parse.ts'
import { optional, strict } from './schema-parts.ts'

/** Lists, page for page: every list takes `limit` and `cursor`, and answers `nextCursor` where there is more. */

/** An answer that is a page of a list under a name. */
export const listOf = <T extends TSchema>(name: string, item: T) =>
  Type.Object(
    {
      [name]: Type.Array(item),
      nextCursor: optional(Type.String({ description: '`cursor` of the next page, where there is one.' })),
    },
    strict,
  )

/** Of lists that are mostly short: all of it, unless it is long. */
export const ListQuery = Type.Object(
  {
    cursor: optional(Type.String({ maxLength: 300, description: '`nextCursor` of the page before.' })),
    limit: optional(Type.String({ pattern: '^[0-9]{1,3}$', description: '1 to 500; 500 unless told.' })),
  },
  strict,
)

export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit?: string | undefined
}

export interface Page<T> {
  readonly rows: readonly T[]
  readonly nextCursor?: string
}

/**
 * A page of what is in memory, in the order of its keys.
 * @param keyOf unlike for all of them: what comes or goes meanwhile puts no other on two pages, or on none
 * @throws InvalidInputError
 */
export function pageOfList<T>(
  all: Iterable<T>,
  keyOf: (row: T) => string,
  { cursor, limit: text = '500' }: PageRequest,
): Page<T> {
  const limit = limitOf(text)
  const keyed = Array.from(all, row => ({ row, key: keyOf(row) }))
  const left = cursor === undefined ? keyed : keyed.filter(({ key }) => key > cursor)
  left.sort((a, b) => (a.key < b.key ? -1 : 1))
  const page = left.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map(({ row }) => row),
    ...(last && left.length > limit ? { nextCursor: last.key } : {}),
  }
}

/**
 * A page of what is stored, newest first.
 * @throws InvalidInputError
 */
export async function pageOfStored<T extends ListedTable>(
  store: Store,
  table: T,
  state: Tables[T]['state'] | 'all',
  { cursor, limit: text }: PageRequest,
): Promise<Page<Tables[T]>> {
  const limit = limitOf(text)
  const found = await store.list(table, state, limit + 1, cursor === undefined ? undefined : parsed(cursor))
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, ...(last && found.length > limit ? { nextCursor: `${last.raisedAt}~${last.id}` } : {}) }
}

function parsed(cursor: string): ListCursor {
  const at = cursor.indexOf('~')
  return { raisedAt: Number(cursor.slice(0, at)), id: cursor.slice(at + 1) }
}

/** As it is answered, under its name. */
export const answered = <T>(name: string, { rows, nextCursor }: Page<T>, view: (row: T) => unknown) => ({
  [name]: rows.map(view),
  ...(nextCursor === undefined ? {} : { nextCursor }),
})
