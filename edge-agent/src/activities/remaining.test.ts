import { expect, it } from 'vitest'
import { RemainingEstimate } from './remaining.ts'

it('takes the pace since the run was first seen', () => {
  const estimate = new RemainingEstimate()
  expect(estimate.next(40, 1_000)).toBeUndefined()
  expect(estimate.next(40.5, 2_000)).toBeUndefined()
  expect(estimate.next(60, 21_000)).toBe(40_000)
  expect(estimate.next(100, 60_000)).toBe(0)
})

it('begins anew after a pause, and when the instrument corrects itself downwards', () => {
  const estimate = new RemainingEstimate()
  estimate.next(0, 0)
  expect(estimate.next(50, 1_000)).toBe(1_000)
  expect(estimate.next(20, 2_000)).toBeUndefined()
  expect(estimate.next(60, 4_000)).toBe(2_000)
  estimate.pause()
  expect(estimate.next(70, 100_000)).toBeUndefined()
})
