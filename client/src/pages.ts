import type { Parser } from './answers.ts'
import type { ListPage } from './api-types.ts'

type Get = <T>(path: string, parse: Parser<T>) => Promise<T>

/** As many as the coordinator gives at once. */
const MOST = '500'

/**
 * Page after page, as they are wanted.
 * @param query besides `limit` and `cursor`
 */
export async function* pagesOf<P extends ListPage>(
  get: Get,
  path: string,
  query: Readonly<Record<string, string>>,
  parse: Parser<P>,
): AsyncGenerator<P, void, void> {
  let cursor: string | undefined
  do {
    const asked = new URLSearchParams({
      ...query,
      limit: MOST,
      ...(cursor === undefined ? {} : { cursor }),
    })
    const page: P = await get(`${path}?${asked.toString()}`, parse)
    yield page
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

/** A whole list, however many pages it has. */
export async function wholeList<P extends ListPage, T>(
  get: Get,
  path: string,
  query: Readonly<Record<string, string>>,
  parse: Parser<P>,
  rowsOf: (page: P) => readonly T[],
): Promise<readonly T[]> {
  const rows: T[] = []
  for await (const page of pagesOf(get, path, query, parse)) rows.push(...rowsOf(page))
  return rows
}
