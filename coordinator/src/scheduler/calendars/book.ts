import { InvariantError, type Timestamp } from '@muster/runtime'
import { type Hours, hoursOf, outside } from './hours.ts'
import type { AllCalendarSettings, Keeping } from './settings.ts'
import { parseTime } from './times.ts'

/** When something may be begun. */
export interface Rule {
  /** The name of its calendar. */
  readonly calendar: string
  readonly isQuiet: boolean
  readonly hours: Hours
  /** What is begun has to be expected to end before they close. */
  readonly fits: boolean
}

/** When nothing is to be begun, nor to go on from before. */
export interface Window {
  readonly from: Timestamp
  readonly to: Timestamp
  readonly reason: string
}

/** The settings made ready for asking. */
export interface Book {
  readonly instruments: ReadonlyMap<string, readonly Rule[]>
  readonly activities: ReadonlyMap<string, readonly Rule[]>
  readonly maintenance: ReadonlyMap<string, readonly Window[]>
}

const books = new WeakMap<AllCalendarSettings, Book>()

/** @param settings without faults */
export function bookOf(settings: AllCalendarSettings): Book {
  let book = books.get(settings)
  if (!book) {
    const calendars = new Map(settings.calendars.map(calendar => [calendar.name, hoursOf(calendar)]))
    const rules = (all: Readonly<Record<string, Keeping>>) =>
      new Map(Object.entries(all).map(([id, keeping]) => [id, rulesOf(keeping, calendars)]))
    book = {
      instruments: rules(settings.instruments),
      activities: rules(settings.activities),
      maintenance: Map.groupBy(settings.maintenance.map(windowOf), ({ instrument }) => instrument),
    }
    books.set(settings, book)
  }
  return book
}

function rulesOf({ calendar, quiet, fits }: Keeping, calendars: ReadonlyMap<string, Hours>): Rule[] {
  const named = (name: string): Hours => {
    const hours = calendars.get(name)
    if (!hours) throw new InvariantError(`there is no calendar ${name}`)
    return hours
  }
  return [
    ...(calendar === undefined ? [] : [{ calendar, isQuiet: false, hours: named(calendar), fits }]),
    ...(quiet === undefined ? [] : [{ calendar: quiet, isQuiet: true, hours: outside(named(quiet)), fits }]),
  ]
}

function windowOf({ instrument, from, to, reason }: AllCalendarSettings['maintenance'][number]) {
  const window = { from: parseTime(from), to: parseTime(to) }
  if (window.from === undefined || window.to === undefined)
    throw new InvariantError('a maintenance window has a time that is none')
  return { instrument, from: window.from, to: window.to, reason }
}
