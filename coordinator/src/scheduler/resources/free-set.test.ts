import { assert, integer, array, property, tuple, boolean } from 'fast-check'
import { expect, it } from 'vitest'
import { FreeSet } from './free-set.ts'

it('finds the lowest member at or above a number, as a plain set does', () => {
  const size = 40_000
  const step = tuple(boolean(), integer({ min: 0, max: size - 1 }))
  assert(
    property(
      array(step, { maxLength: 60 }),
      array(integer({ min: 0, max: size }), { maxLength: 10 }),
      (steps, asked) => {
        const set = new FreeSet(size)
        const plain = new Set<number>()
        for (const [isIn, member] of steps) {
          if (isIn) set.add(member)
          else set.delete(member)
          if (isIn) plain.add(member)
          else plain.delete(member)
        }
        expect(set.size).toBe(plain.size)
        for (const from of [0, ...asked, ...steps.map(([, member]) => member)]) {
          const above = [...plain].filter(member => member >= from)
          expect(set.next(from)).toBe(above.length === 0 ? undefined : Math.min(...above))
        }
      },
    ),
  )
})

it('is empty without places, and full to the last one', () => {
  expect(new FreeSet(0).next(0)).toBeUndefined()
  const set = new FreeSet(33)
  for (let at = 0; at < 33; at += 1) set.add(at)
  expect([set.size, set.next(31), set.next(32), set.next(33)]).toEqual([33, 31, 32, undefined])
})
