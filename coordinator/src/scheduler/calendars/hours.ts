import { InvariantError, type Timestamp } from '@muster/runtime'
import { type ClockWindow, localTime, minutesLeft } from '../../supervisor/calendar.ts'
import { type CalendarSettings, closedFrom, closedTo } from './settings.ts'
import { DAY_MINUTES, MINUTE, mod, offsetAt, transition } from './times.ts'

/** A pattern of weeks that does not change within so many days never does: an hour that is left out once comes back by then. */
const DAYS_LOOKED_AT = 16
/** Openings that are looked at for one that is long enough: three months of days. */
const OPENINGS_LOOKED_AT = 100
/** Changes that are remembered of a calendar, and how far beyond the last one it is worth finding all between, milliseconds. */
const CHANGES_KEPT = 4_000
const FARTHEST = 60 * DAY_MINUTES * MINUTE

/** Times at which something is open. */
export interface Hours {
  isOpen(at: Timestamp): boolean
  /** When it opens or closes next after `at`; undefined where it stays as it is for ever. */
  nextChange(at: Timestamp): Timestamp | undefined
}

export const ALWAYS: Hours = { isOpen: () => true, nextChange: () => undefined }

interface Closed {
  readonly from: Timestamp
  readonly to: Timestamp
}

/** @param calendar without faults */
export function hoursOf({ timeZone, open, closed }: CalendarSettings): Hours {
  const windows = open.map(
    ({ days, from = '00:00', to = '00:00' }): ClockWindow => ({
      days,
      from: minuteOf(from),
      to: minuteOf(to),
    }),
  )
  const spans = closed.map((span): Closed => {
    const from = closedFrom(span, timeZone)
    const to = closedTo(span, timeZone)
    if (from === undefined || to === undefined) throw new InvariantError('a calendar has a time that is none')
    return { from, to }
  })
  const week = weekOf(windows, timeZone)
  return remembered({
    isOpen: at => week.isOpen(at) && spanAt(spans, at) === undefined,
    nextChange: at => {
      if (spanAt(spans, at) || !week.isOpen(at)) return nextOpen(week, spans, at)
      const closings = spans.map(({ from }) => from).filter(from => from > at)
      return earliest([...closings, week.nextChange(at)])
    },
  })
}

function nextOpen(week: Hours, spans: readonly Closed[], from: Timestamp): Timestamp | undefined {
  let at: Timestamp | undefined = from
  while (at !== undefined) {
    const span = spanAt(spans, at)
    if (!span && week.isOpen(at)) return at
    at = span ? span.to : week.nextChange(at)
  }
  return undefined
}

const spanAt = (spans: readonly Closed[], at: Timestamp): Closed | undefined =>
  spans.find(({ from, to }) => from <= at && at < to)

function minuteOf(text: string): number {
  const [hours, minutes] = text.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** Hours that are the same each week; always where there are none. */
function weekOf(windows: readonly ClockWindow[], timeZone: string): Hours {
  if (windows.length === 0) return ALWAYS
  const isOpen = (at: Timestamp): boolean => {
    const now = localTime(at, timeZone)
    return windows.some(window => minutesLeft(window, now) !== undefined)
  }
  const marks = [...new Set(windows.flatMap(({ from, to }) => [from, to]))]
  const nextChange = (at: Timestamp): Timestamp | undefined => {
    const was = isOpen(at)
    const first = Math.floor(at / MINUTE) * MINUTE
    for (let day = 0; day < DAYS_LOOKED_AT; day++) {
      const start = first + day * DAY_MINUTES * MINUTE
      const change = marksAfter(start, marks, timeZone).find(mark => mark > at && isOpen(mark) !== was)
      if (change !== undefined) return change
    }
    return undefined
  }
  return { isOpen, nextChange }
}

/**
 * When clocks show one of these minutes within 24 h of `start`, in order. Where they are set otherwise meanwhile: by both ways,
 * and that moment too, which opens or closes what they leave out.
 */
function marksAfter(start: Timestamp, marks: readonly number[], timeZone: string): Timestamp[] {
  const end = start + DAY_MINUTES * MINUTE
  const before = offsetAt(start, timeZone)
  const after = offsetAt(end, timeZone)
  const offsets = before === after ? [before] : [before, after]
  const times = offsets.flatMap(offset => {
    const minute = mod(start / MINUTE + offset, DAY_MINUTES)
    return marks.map(mark => start + mod(mark - minute, DAY_MINUTES) * MINUTE)
  })
  if (before !== after) times.push(transition(start, end, timeZone))
  return times.sort((a, b) => a - b)
}

/** Open while the other is closed. */
export const outside = (hours: Hours): Hours => ({
  isOpen: at => !hours.isOpen(at),
  nextChange: at => hours.nextChange(at),
})

/** Remembers when it changes: it is asked again and again about the same weeks. */
function remembered(hours: Hours): Hours {
  let start = Number.POSITIVE_INFINITY
  let isOpenAtStart = false
  /** In order, without a gap after `start`. */
  let changes: number[] = []
  let hasNoMore = false
  const begin = (at: Timestamp): void => {
    start = at
    isOpenAtStart = hours.isOpen(at)
    changes = []
    hasNoMore = false
  }
  /** How many changes there are after `start` and up to `at`; the next one is known as well. */
  const placeOf = (at: Timestamp): number => {
    const last = changes.at(-1) ?? start
    if (at < start || (!hasNoMore && at > last + FARTHEST) || changes.length > CHANGES_KEPT) begin(at)
    for (let known = changes.at(-1) ?? start; !hasNoMore && known <= at; ) {
      const next = hours.nextChange(known)
      if (next === undefined) hasNoMore = true
      else changes.push((known = next))
    }
    let from = 0
    let to = changes.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((changes[middle] ?? 0) <= at) from = middle + 1
      else to = middle
    }
    return from
  }
  return {
    isOpen: at => placeOf(at) % 2 === (isOpenAtStart ? 0 : 1),
    nextChange: at => {
      const place = placeOf(at)
      return changes[place]
    },
  }
}

const earliest = (times: readonly (Timestamp | undefined)[]): Timestamp | undefined => {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** Until when it is open, infinite where for ever; undefined where it is closed at `at`. */
export const openUntil = (hours: Hours, at: Timestamp): Timestamp | undefined =>
  hours.isOpen(at) ? (hours.nextChange(at) ?? Number.POSITIVE_INFINITY) : undefined

/**
 * The first moment from `from` on at which it is open, and stays so for `duration` milliseconds. Undefined where there is none, as far
 * as was looked.
 */
export function nextOpening(hours: Hours, from: Timestamp, duration = 0): Timestamp | undefined {
  let at: Timestamp | undefined = from
  for (let looked = 0; looked < 2 * OPENINGS_LOOKED_AT && at !== undefined; looked++) {
    const until = openUntil(hours, at)
    if (until !== undefined && until - at >= duration) return at
    at = hours.nextChange(at)
  }
  return undefined
}
