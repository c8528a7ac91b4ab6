import { expect, test } from 'vitest'
import { aJob, anAttempt, aResource, aTask } from '../../testing/store-fixtures.ts'
import { Ledger } from './ledger.ts'

test('what an attempt holds can be thought away, and all is as it was after', () => {
  const ledger = new Ledger()
  ledger.putRecord(aResource('crucibles', { capacity: 8 }))
  ledger.putRecord(aResource('tray', { kind: 'named', names: ['1', '2', '3'] }))
  for (const [at, id] of ['a', 'b', 'c'].entries()) {
    const names = [String(at + 1)]
    const holds = [
      { resource: 'crucibles', amount: at + 1 },
      { resource: 'tray', amount: 1, names },
    ]
    ledger.putAttempt(anAttempt(aTask(aJob(at)), 1, { id, holds }))
  }
  const look = () => [
    ledger.free('crucibles'),
    [...ledger.holders('crucibles')].map(({ id }) => id),
    [...(ledger.names('tray')?.freeFor([]) ?? [])],
  ]
  const before = look()
  expect(before).toEqual([2, ['a', 'b', 'c'], []])
  expect(ledger.without('b', look)).toEqual([4, ['a', 'c'], ['2']])
  expect(look()).toEqual(before)
  expect(ledger.without('nobody', look)).toEqual(before)
  expect(ledger.without(undefined, look)).toEqual(before)
  const fail = () => {
    throw new Error('it failed')
  }
  expect(() => ledger.without('a', fail)).toThrow('it failed')
  expect(look()).toEqual(before)
})
