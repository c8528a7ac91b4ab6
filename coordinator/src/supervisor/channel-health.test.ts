import { hours, minutes } from '@muster/runtime'
import { expect, test } from 'vitest'
import { type ChannelHealth, State } from '../model/state.ts'
import { afterTry, isBroken, isDown } from './channel-health.ts'

const refused = { error: 'the server refused', isHopeless: false }

function afterFailures(times: number): ChannelHealth {
  let health = afterTry(undefined, refused, 0)
  for (let failed = 1; failed < times; failed++) health = afterTry(health, refused, 0)
  return health
}

test('a channel is broken after three refusals in a row, or at once where another try does not help', () => {
  expect([1, 2, 3].map(times => isBroken(afterFailures(times)))).toEqual([false, false, true])
  expect(isBroken(afterTry(undefined, { ...refused, isHopeless: true }, 0))).toBe(true)
  expect(isBroken(afterTry(afterFailures(9), undefined, 0))).toBe(false)
})

test.each([
  [3, minutes(5)],
  [4, minutes(10)],
  [5, minutes(20)],
  [30, hours(1)],
])('after %d refusals another stands in for it for %d ms; then it is tried again', (times, rest) => {
  const state = new State()
  state.channels.set('mail', afterFailures(times))
  expect([isDown(state, 'mail', rest - 1), isDown(state, 'mail', rest)]).toEqual([true, false])
})

test('a channel of which nothing is known is tried', () => {
  expect(isDown(new State(), 'mail', 0)).toBe(false)
})
