import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heap, type Placed } from './heap.ts'

interface Item extends Placed {
  rank: number
}

const anAct = fc.record({
  what: fc.constantFrom('add', 'move', 'remove', 'pop', 'put'),
  which: fc.nat(15),
  rank: fc.nat(9),
})

test('the first is always one that none goes before, whatever is added, moved and taken out', () => {
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 80 }), acts => {
      const heap = new Heap<Item>((a, b) => a.rank < b.rank)
      const items = Array.from({ length: 16 }, (): Item => ({ at: -1, rank: 0 }))
      const inside = new Set<Item>()
      for (const { what, which, rank } of acts) {
        const item = items[which] ?? { at: -1, rank: 0 }
        if (what === 'remove') expect(heap.remove(item)).toBe(inside.delete(item))
        else if (what === 'pop') {
          const first = heap.pop()
          if (first) inside.delete(first)
        } else if (what !== 'move' || inside.has(item)) {
          item.rank = rank
          if (what === 'put') heap.put(item, true)
          else if (inside.has(item)) heap.moved(item)
          else heap.add(item)
          inside.add(item)
        }
        const ranks = [...inside].map(one => one.rank)
        expect(heap.first?.rank).toBe(ranks.length === 0 ? undefined : Math.min(...ranks))
        expect(heap.size).toBe(inside.size)
        expect(new Set(heap)).toEqual(inside)
        for (const one of items) expect(heap.has(one)).toBe(inside.has(one))
      }
    }),
  )
})

test('what is not to stand in it is taken out', () => {
  const heap = new Heap<Item>((a, b) => a.rank < b.rank)
  const item = { at: -1, rank: 1 }
  heap.put(item, false)
  heap.put(item, true)
  heap.put(item, false)
  expect([heap.size, item.at]).toEqual([0, -1])
  heap.add(item)
  heap.clear()
  expect([heap.size, heap.has(item)]).toEqual([0, false])
})
