import type { Clock } from '@muster/runtime'

/** A moment, by all three clocks of this machine. */
export interface Moment {
  readonly monotonic: number
  readonly uptime: number
  readonly wall: number
}

export function momentOf(clock: Clock): Moment {
  return { monotonic: clock.monotonic(), uptime: clock.uptime(), wall: clock.wall() }
}

/**
 * Whether more than `ttlMs` has passed since `then` by any clock: the monotonic one does not count a sleep of
 * the machine, uptime does, and the wall clock tells of a machine that was frozen as a whole and put back.
 */
export function isLate(clock: Clock, then: Moment, ttlMs: number): boolean {
  const now = momentOf(clock)
  return (
    now.monotonic - then.monotonic > ttlMs || now.uptime - then.uptime > ttlMs || now.wall - then.wall > ttlMs
  )
}
