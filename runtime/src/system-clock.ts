import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Clock } from './clock.ts'

/** setTimeout takes no more than this; longer waits are made of several. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

/**
 * The machine's own clocks. `uptime` is CLOCK_BOOTTIME through libuv, and so counts suspend;
 * `monotonic` is CLOCK_MONOTONIC and does not.
 */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1_000,
  after(delay, action) {
    let handle: NodeJS.Timeout
    const arm = (left: number) => {
      handle = setTimeout(
        () => (left > LONGEST_TIMEOUT ? arm(left - LONGEST_TIMEOUT) : action()),
        Math.min(left, LONGEST_TIMEOUT),
      )
    }
    arm(Math.max(0, delay))
    return { cancel: () => clearTimeout(handle) }
  },
  endOfTurn: action => void setImmediate(action),
}
