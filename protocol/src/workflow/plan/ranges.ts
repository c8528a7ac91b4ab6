import type { DurationRange, ExpectedDuration } from './types.ts'

/** Ranges of milliseconds. */

/** Longer than anything that is done: loops in loops multiply, and no number is to be infinite. */
const LONGEST = 1e15

export const NOTHING: DurationRange = { low: 0, expected: 0, high: 0 }

const whole = (time: number): number =>
  Math.min(LONGEST, Math.max(0, Math.round(Number.isNaN(time) ? 0 : time)))

/** In order, and whole. */
export function rangeOf({ expected, low = expected, high = expected }: ExpectedDuration): DurationRange {
  const middle = whole(expected)
  return { low: Math.min(middle, whole(low)), expected: middle, high: Math.max(middle, whole(high)) }
}

export function combined(
  ranges: readonly DurationRange[],
  by: (times: readonly number[], bound: keyof DurationRange) => number,
): DurationRange {
  const of = (bound: keyof DurationRange) =>
    by(
      ranges.map(range => range[bound]),
      bound,
    )
  return rangeOf({ low: of('low'), expected: of('expected'), high: of('high') })
}

export const longest = (times: readonly number[]): number =>
  times.reduce((most, time) => Math.max(most, time), 0)
export const sum = (times: readonly number[]): number => times.reduce((all, time) => all + time, 0)
export const mean = (times: readonly number[]): number => (times.length === 0 ? 0 : sum(times) / times.length)

/** Each bound so many times. */
export function scaled(range: DurationRange, low: number, expected = low, high = expected): DurationRange {
  return rangeOf({ low: range.low * low, expected: range.expected * expected, high: range.high * high })
}

export const added = (a: DurationRange, b: DurationRange): DurationRange => combined([a, b], sum)
