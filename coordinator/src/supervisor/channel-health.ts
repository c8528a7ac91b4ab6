import { hours, minutes } from '@muster/runtime'
import type { ChannelHealth, State } from '../model/state.ts'

/** Tries in a row that a channel may fail before it counts as down. */
const TRIES = 3
/** A channel that is down is tried again with the first message after this, doubled each time that fails, up to an hour. */
const FIRST_REST = minutes(5)
const LONGEST_REST = hours(1)

/** A channel after a try. @param now monotonic milliseconds */
export function afterTry(
  before: ChannelHealth | undefined,
  failed: { readonly error: string; readonly isHopeless: boolean } | undefined,
  now: number,
): ChannelHealth {
  if (!failed) return { failures: 0, isHopeless: false, error: '', retryAt: now }
  const failures = (before?.failures ?? 0) + 1
  const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.min(10, Math.max(0, failures - TRIES)))
  return { ...failed, failures, retryAt: now + rest }
}

/** It refuses again and again, or can't work as it is configured. */
export const isBroken = ({ failures, isHopeless }: ChannelHealth): boolean => failures >= TRIES || isHopeless

/** Whether another is to stand in for it now. One that nothing is known of is tried. */
export function isDown({ channels }: State, name: string, now: number): boolean {
  const health = channels.get(name)
  return health !== undefined && isBroken(health) && now < health.retryAt
}
