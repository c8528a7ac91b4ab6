import type { Timestamp } from '@muster/runtime'

/** Bounds of all histograms, seconds: from a lost heartbeat to a print that takes days. */
export const SPANS = [
  1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200, 604_800,
]

/** The time between, in seconds; none where the wall clock was set back meanwhile. */
export function secondsBetween(from: Timestamp, to: Timestamp): number {
  return Math.max(0, to - from) / 1_000
}
