import type { Timestamp } from '@muster/runtime'

/** Hours of the day, as people keep them. */

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof DAYS)[number]

/** From one minute of the day to another; where `to` is not after `from` it ends the next day. */
export interface ClockWindow {
  /** On which it begins; every day where undefined. */
  readonly days: readonly Day[] | undefined
  /** Minutes after midnight, 0 to 1439. */
  readonly from: number
  readonly to: number
}

const DAY_MINUTES = 1_440

export interface LocalTime {
  readonly day: Day
  /** Minutes after midnight. */
  readonly minute: number
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function localTime(at: Timestamp, timeZone: string): LocalTime {
  let format = formats.get(timeZone)
  if (!format) {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts })
    formats.set(timeZone, format)
  }
  const all = format.formatToParts(at)
  const part = (type: string) => all.find(found => found.type === type)?.value ?? ''
  const day = DAYS.find(name => name === part('weekday').slice(0, 3).toLowerCase()) ?? 'mon'
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) }
}

/** Minutes until the window that is open now ends; undefined while it is not open. */
export function minutesLeft(window: ClockWindow, now: LocalTime): number | undefined {
  const length = window.to > window.from ? window.to - window.from : window.to - window.from + DAY_MINUTES
  const today = now.minute - window.from
  if (today >= 0 && today < length && begins(window, now.day)) return length - today
  const sinceYesterday = today + DAY_MINUTES
  return sinceYesterday < length && begins(window, dayBefore(now.day)) ? length - sinceYesterday : undefined
}

const begins = ({ days }: ClockWindow, day: Day): boolean => days === undefined || days.includes(day)

const dayBefore = (day: Day): Day => DAYS[(DAYS.indexOf(day) + DAYS.length - 1) % DAYS.length] ?? 'sun'
