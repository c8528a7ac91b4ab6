import { systemClock } from '@muster/runtime'

/** What the instruments of the benchmarks do. */
export const ACTIVITY = 'bench'

/** When something happened to an attempt. */
export interface Note {
  readonly attempt: string
  readonly what: 'offer' | 'claim' | 'grant' | 'start'
  /** Milliseconds, comparable between the processes of one machine. */
  readonly at: number
}

const origin = systemClock.wall() - systemClock.monotonic()

/** The wall clock as it was when this process began, carried on by the monotonic one: a step of the wall clock changes nothing. */
export function now(): number {
  return origin + systemClock.monotonic()
}

/** The value below which the share `p` (0 to 1) of the samples lies; NaN of none. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN
}
