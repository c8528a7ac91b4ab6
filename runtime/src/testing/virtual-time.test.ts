import { expect, test } from 'vitest'
import { millis } from '../duration.ts'
import { settle, VirtualTime } from './virtual-time.ts'

test('time stands still while something happens outside, also what began meanwhile', async () => {
  const time = new VirtualTime()
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const seen: number[] = []
  time.at(10, () => time.hold(first.promise))
  time.at(20, () => seen.push(time.now))
  const advanced = time.advance(millis(30))
  await settle()
  await settle()
  expect(time.now).toBe(10)
  time.hold(second.promise)
  first.reject(new Error('no answer'))
  await settle()
  await settle()
  expect(time.now).toBe(10)
  second.resolve()
  await advanced
  expect(seen).toEqual([20])
  expect(time.now).toBe(30)
})
