import { formatDuration, type Timestamp } from '@muster/runtime'
import type { KnownInstrument } from '../../model/known.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { estimate } from '../estimate.ts'
import { bookOf, type Rule, type Window } from './book.ts'
import { nextOpening, openUntil } from './hours.ts'

/** Starts that are looked at for one that suits all rules. */
const STARTS_LOOKED_AT = 200

/** Why something may not be begun at this hour: an `Obstacle`. */
export interface HoursObstacle {
  readonly code: 'out-of-hours' | 'maintenance'
  readonly message: string
  /** The first moment at which it may, ISO 8601; left out where none was found. */
  readonly waitsFor?: { readonly kind: 'time'; readonly id: string }
}

/** How long something takes, milliseconds. */
interface Need {
  readonly expected: number
  /** As long as it may well take. */
  readonly longest: number
}

/**
 * Why this may not be begun at this instrument now, by calendars and maintenance. Undefined where it may. What runs is not asked
 * about: nothing is ever broken off by a calendar.
 */
export function closedFor(
  state: Snapshot,
  activity: string,
  parametersJson: string,
  instrument: KnownInstrument,
  now: Timestamp,
): HoursObstacle | undefined {
  const { id } = instrument.description
  const rules = rulesAt(state, id, activity)
  const windows = maintenanceAt(state, id)
  if (rules.length === 0 && windows.length === 0) return undefined
  const time = estimate(state, { activity, parametersJson }, id)
  const need = { expected: time.expected, longest: time.source === 'unknown' ? time.expected : time.high }
  const window = windows.find(overlaps(now, need))
  const rule = rules.find(found => !allows(found, now, need))
  if (!window && !rule) return undefined
  const start = nextStart(rules, windows, now, need)
  const message = window
    ? maintenanceMessage(id, activity, window, now, need)
    : hoursMessage(id, activity, rule, now, need)
  return {
    code: window ? 'maintenance' : 'out-of-hours',
    message: start === undefined ? `${message}; there is no time for it to come` : message,
    ...(start === undefined ? {} : { waitsFor: { kind: 'time', id: iso(start) } }),
  }
}

/** What was configured, and what people have added. */
export function maintenanceAt(state: Snapshot, id: string): readonly Window[] {
  const configured = bookOf(state.schedulerSettings).maintenance.get(id)
  const added = state.instruments.get(id)?.maintenance
  if (!configured || !added) return configured ?? added ?? []
  return [...configured, ...added]
}

/** Of an instrument, of an activity, or of both. */
export function rulesAt(state: Snapshot, id: string | undefined, activity?: string): readonly Rule[] {
  const book = bookOf(state.schedulerSettings)
  const ofInstrument = id === undefined ? undefined : book.instruments.get(id)
  const ofActivity = activity === undefined ? undefined : book.activities.get(activity)
  if (!ofInstrument || !ofActivity) return ofInstrument ?? ofActivity ?? []
  return [...ofInstrument, ...ofActivity]
}

const overlaps =
  (start: Timestamp, { longest }: Need) =>
  ({ from, to }: Window): boolean =>
    start < to && start + longest > from

function allows({ hours, fits }: Rule, at: Timestamp, { expected }: Need): boolean {
  const until = openUntil(hours, at)
  return until !== undefined && (!fits || until - at >= expected)
}

/** The first moment from `at` on that the rule allows. */
const startBy = ({ hours, fits }: Rule, at: Timestamp, { expected }: Need): Timestamp | undefined =>
  nextOpening(hours, at, fits ? expected : 0)

/** The first moment from `from` on that suits all. */
function nextStart(
  rules: readonly Rule[],
  windows: readonly Window[],
  from: Timestamp,
  need: Need,
): Timestamp | undefined {
  let at = from
  for (let looked = 0; looked < STARTS_LOOKED_AT; looked++) {
    const before: Timestamp = at
    for (const rule of rules) {
      const start = startBy(rule, at, need)
      if (start === undefined) return undefined
      at = start
    }
    at = windows.find(overlaps(at, need))?.to ?? at
    if (at === before) return at
  }
  return undefined
}

const iso = (at: Timestamp): string => new Date(at).toISOString()

function maintenanceMessage(
  id: string,
  activity: string,
  { from, to, reason }: Window,
  now: Timestamp,
  { longest }: Need,
): string {
  if (from <= now) return `${id} is in maintenance until ${iso(to)}: ${reason}`
  return `${id} has maintenance from ${iso(from)} (${reason}), and ${activity} may take ${formatDuration(longest)}`
}

function hoursMessage(
  id: string,
  activity: string,
  rule: Rule | undefined,
  now: Timestamp,
  { expected }: Need,
): string {
  if (!rule) return ''
  const until = openUntil(rule.hours, now)
  const what = rule.isQuiet
    ? `${activity} is not begun at ${id} in quiet hours`
    : `${activity} is not begun at ${id} out of hours`
  if (until === undefined) return `${what} (${rule.calendar})`
  const ends = rule.isQuiet ? 'quiet hours begin' : 'it closes'
  return `${activity} takes about ${formatDuration(expected)} at ${id}, and ${ends} at ${iso(until)} (${rule.calendar})`
}
