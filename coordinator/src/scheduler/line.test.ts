import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aJob, aTask } from '../testing/store-fixtures.ts'
import { type Entry, goesBefore, Line, rankOf } from './line.ts'
import type { Share } from './shares.ts'

const shareOf = (name: string): Share => ({ name, weight: 1, use: 0, credit: 0, waiting: 0, idleSince: 0 })

function entryOf(number: number, share: Share, key: number, onTop: boolean): Entry {
  return { at: -1, task: aTask(aJob(number)), share, band: 50, key, tie: number % 3, onTop }
}

const anAct = fc.record({
  what: fc.constantFrom('add', 'add', 'remove', 'use'),
  which: fc.nat(50),
  share: fc.nat(2),
  key: fc.nat(3),
  onTop: fc.boolean(),
})

test('the first is the one that all others go after: on top, who had least, due soonest, first come', () => {
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 60 }), acts => {
      const shares = ['anna', 'ben', 'cora'].map(shareOf)
      const line = new Line()
      const inside: Entry[] = []
      acts.forEach(({ what, which, share: at, key, onTop }, number) => {
        const share = shares[at] ?? shareOf('')
        if (what === 'use') share.use += which
        else if (what === 'add') {
          const entry = entryOf(number, share, key, onTop)
          inside.push(entry)
          line.add(entry)
        } else for (const entry of inside.splice(which % (inside.length + 1), 1)) line.remove(entry)
        const [first] = inside.toSorted((a, b) => (goesBefore(rankOf(a), rankOf(b)) ? -1 : 1))
        expect(line.first?.task.id).toBe(first?.task.id)
        expect(line.size).toBe(inside.length)
        expect(new Set(line)).toEqual(new Set(inside))
      })
    }),
  )
})

test('one of two always goes before the other, and none before itself', () => {
  const share = shareOf('anna')
  const a = rankOf(entryOf(1, share, 1, false))
  const b = rankOf(entryOf(4, share, 1, false))
  expect([goesBefore(a, b), goesBefore(b, a), goesBefore(a, a)]).toEqual([true, false, false])
})

test('what is taken out that does not stand in it changes nothing', () => {
  const line = new Line()
  const entry = entryOf(1, shareOf('anna'), 1, false)
  line.add(entry)
  line.remove(entryOf(2, shareOf('ben'), 1, false))
  line.remove(entryOf(2, shareOf('ben'), 1, true))
  expect([line.size, line.first]).toEqual([1, entry])
})
