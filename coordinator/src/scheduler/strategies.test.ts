import { expect, test } from 'vitest'
import { STANDARD_RULES } from './rules.ts'
import { Floor } from './testing/floor.ts'

const MINUTE = 60_000

/** Three equal furnaces, of which the second is the quickest, at two agents; and what was given away, in order. */
function givenBy(strategy: string, count: number): string[] {
  const floor = new Floor({ ...STANDARD_RULES, strategy })
  const furnace = (id: string, minutes: number) => ({
    id,
    activities: [{ name: 'sinter', expectedMs: minutes * MINUTE }],
  })
  floor.agent({ id: 'hall-1', instruments: [furnace('a', 30), furnace('b', 20)] })
  floor.agent({ id: 'hall-2', instruments: [furnace('c', 30)] })
  const given: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    floor.submit({ activity: 'sinter' })
    for (const { instrumentId } of floor.dispatch()) given.push(instrumentId)
    for (const attempt of floor.open) floor.begin(attempt)
    floor.now += 30 * MINUTE
    for (const attempt of floor.open) floor.end(attempt, 'succeeded')
  }
  return given
}

test('least-busy levels the time that instruments are used', () => {
  expect(givenBy('least-busy', 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
})

test('round-robin goes around', () => {
  expect(givenBy('round-robin', 7)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a'])
})

test('random is the same each time, and uses all', () => {
  const given = givenBy('random', 30)
  expect(givenBy('random', 30)).toEqual(given)
  expect(new Set(given)).toEqual(new Set(['a', 'b', 'c']))
})

test('fastest takes the one that is expected to be done first', () => {
  expect(givenBy('fastest', 3)).toEqual(['b', 'b', 'b'])
})

test('pack fills the agent that has most to do already', () => {
  const floor = new Floor({ ...STANDARD_RULES, strategy: 'pack' })
  const instruments = (...ids: string[]) => ids.map(id => ({ id, activities: [{ name: 'sinter' }] }))
  floor.agent({ id: 'hall-1', instruments: instruments('a', 'b') })
  floor.agent({ id: 'hall-2', instruments: instruments('c', 'd') })
  for (let nth = 0; nth < 3; nth += 1) floor.submit({ activity: 'sinter' })
  expect(floor.dispatch().map(({ instrumentId }) => instrumentId)).toEqual(['a', 'b', 'c'])
})

test('a task may name its own, and one that is not known counts for nothing', () => {
  const floor = new Floor()
  const instruments = [
    { id: 'a', activities: [{ name: 'sinter', expectedMs: 30 * MINUTE }] },
    { id: 'b', activities: [{ name: 'sinter', expectedMs: 20 * MINUTE }] },
  ]
  floor.agent({ id: 'hall-1', instruments })
  floor.submit({ activity: 'sinter', strategy: 'fastest' })
  floor.submit({ activity: 'sinter', strategy: 'no-such' })
  expect(floor.dispatch().map(({ instrumentId }) => instrumentId)).toEqual(['b', 'a'])
})
