import type { Timestamp } from '@muster/runtime'
import { DAYS, localTime } from '../../supervisor/calendar.ts'

export const MINUTE = 60_000
export const DAY_MINUTES = 1_440

/** Minutes after midnight in UTC. */
const minuteInUtc = (at: Timestamp): number => mod(Math.floor(at / MINUTE), DAY_MINUTES)

/** The day of the week in UTC, 0 for a Monday: the first of 1970 was a Thursday. */
const dayInUtc = (at: Timestamp): number => mod(Math.floor(at / MINUTE / DAY_MINUTES) + 3, 7)

export const mod = (n: number, by: number): number => ((n % by) + by) % by

/** Minutes by which the clocks of a time zone are ahead of UTC. */
export function offsetAt(at: Timestamp, timeZone: string): number {
  const { day, minute } = localTime(at, timeZone)
  // No zone is a whole week ahead: the other day is the next one or the one before.
  const dayAhead = mod(DAYS.indexOf(day) - dayInUtc(at) + 1, 7) - 1
  return dayAhead * DAY_MINUTES + minute - minuteInUtc(at)
}

/** A time that says its offset, such as 2026-12-01T08:00Z. @returns undefined where it does not, or is none */
export function parseTime(text: string): Timestamp | undefined {
  const [, local, offset] = /^(.*?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const wall = local === undefined ? undefined : parseLocal(local)
  if (wall === undefined || offset === undefined) return undefined
  if (offset === 'Z') return wall
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  if (hours > 14 || minutes > 59) return undefined
  return wall - (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE
}

/** What clocks show, such as 2026-12-24T00:00, as if they were set to UTC. @returns undefined where no day has it */
export function parseLocal(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text)) return undefined
  const wall = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`)
  // The 30th of February would be a day in March.
  return Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 16) !== text.slice(0, 16)
    ? undefined
    : wall
}

/**
 * When clocks show this. What they show twice, as they are set back, is the first time or the last; what they never show, as they are
 * set forward, is the moment at which they are.
 * @param wall of `parseLocal`
 */
export function instantOf(
  wall: number | undefined,
  timeZone: string,
  which: 'first' | 'last',
): Timestamp | undefined {
  if (wall === undefined) return undefined
  const day = DAY_MINUTES * MINUTE
  const offsets = [offsetAt(wall - day, timeZone), offsetAt(wall + day, timeZone)]
  const found = offsets
    .map(offset => wall - offset * MINUTE)
    .filter(at => at + offsetAt(at, timeZone) * MINUTE === wall)
  if (found.length > 0) return which === 'first' ? Math.min(...found) : Math.max(...found)
  return transition(wall - day, wall + day, timeZone)
}

/** The first minute after `from` at which clocks are set otherwise than at `from`; `to` where that is not before it. */
export function transition(from: Timestamp, to: Timestamp, timeZone: string): Timestamp {
  const before = offsetAt(from, timeZone)
  let low = Math.floor(from / MINUTE)
  let high = Math.ceil(to / MINUTE)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * MINUTE, timeZone) === before) low = middle
    else high = middle
  }
  return high * MINUTE
}
