import { millis, seconds } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { isLate, momentOf } from './lateness.ts'

const TTL = 10_000

test('time that passes makes late, and not before the time to live is over', async () => {
  const clock = new ManualClock()
  const then = momentOf(clock)
  await clock.advance(seconds(10))
  expect(isLate(clock, then, TTL)).toBe(false)
  await clock.advance(millis(1))
  expect(isLate(clock, then, TTL)).toBe(true)
})

test('a machine that slept is late, though its monotonic clock stood still', async () => {
  const clock = new ManualClock()
  const then = momentOf(clock)
  clock.suspend(seconds(60))
  await clock.advance(seconds(60))
  expect(clock.monotonic() - then.monotonic).toBe(0)
  expect(isLate(clock, then, TTL)).toBe(true)
})

test('a wall clock that went ahead says late; one that went back does not hide the others', async () => {
  const ahead = new ManualClock()
  const before = momentOf(ahead)
  ahead.jump(seconds(11))
  expect(isLate(ahead, before, TTL)).toBe(true)
  const back = new ManualClock()
  const then = momentOf(back)
  back.jump(seconds(-3600))
  await back.advance(seconds(11))
  expect(isLate(back, then, TTL)).toBe(true)
})
