import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageOfList } from './lists.ts'

test('pages of a list have each of its rows once, in the order of their keys', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 5 }), (keys, most) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = pageOfList(keys, key => key, { cursor, limit: `${most}` })
        expect(page.rows.length).toBeLessThanOrEqual(most)
        seen.push(...page.rows)
        cursor = page.nextCursor
      } while (cursor !== undefined)
      expect(seen).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)))
    }),
  )
})

test('what comes or goes between two pages puts no other on both, or on none', () => {
  const first = pageOfList(['a', 'b', 'c', 'd', 'e'], key => key, { limit: '2' })
  expect(first).toEqual({ rows: ['a', 'b'], nextCursor: 'b' })
  const { nextCursor: cursor } = first
  expect(pageOfList(['aa', 'c', 'd', 'e'], key => key, { cursor, limit: '2' }).rows).toEqual(['c', 'd'])
})

test('a list is not paged through where it is short, and a limit is from 1 to 500', () => {
  expect(pageOfList(['b', 'a'], key => key, {})).toEqual({ rows: ['a', 'b'] })
  for (const limit of ['0', '501'])
    expect(() => pageOfList(['a'], key => key, { limit })).toThrow('the query is not right')
})
