import { messageOf, type Timestamp } from '@muster/runtime'
import { Cron } from 'croner'

/** Cron expressions of five fields, in a time zone: which times they name. Times are nominal: whole minutes, as instants. */

export interface CronTimes {
  readonly cron: string
  readonly timeZone: string
}

/** Compiled ones: a site has some tens of schedules, and each is asked again and again. */
const COMPILED_AT_MOST = 1_000
const compiled = new Map<string, Cron>()

function compile({ cron, timeZone }: CronTimes): Cron {
  const key = `${timeZone} ${cron}`
  const known = compiled.get(key)
  if (known) return known
  if (compiled.size >= COMPILED_AT_MOST) compiled.clear()
  // Paused: it never sets a timer of its own.
  const made = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
  compiled.set(key, made)
  return made
}

/** What is wrong with an expression or a time zone; undefined where nothing is. */
export function cronFault({ cron, timeZone }: CronTimes): { field: string; message: string } | undefined {
  if (!isZone(timeZone))
    return { field: 'timeZone', message: `"${timeZone}" is no time zone, such as Europe/Berlin` }
  if (cron.trim().split(/\s+/).length !== 5)
    return {
      field: 'cron',
      message:
        'has five fields: minute, hour, day of the month, month, day of the week, such as "30 6 * * mon-fri"',
    }
  try {
    compile({ cron, timeZone })
    return undefined
  } catch (error) {
    return {
      field: 'cron',
      message: `is no cron expression: ${messageOf(error).replace(/^CronPattern: /, '')}`,
    }
  }
}

/** A name, and not an offset: those know no daylight saving. */
function isZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

/** The first time after `after`; undefined where there is none. */
export const nextTime = (times: CronTimes, after: Timestamp): Timestamp | undefined =>
  nextTimes(times, after, 1)[0]

/** So many times after `after`, in order. */
export function nextTimes(times: CronTimes, after: Timestamp, count: number): Timestamp[] {
  // Croner counts in seconds, and looks from the second after.
  const from = new Date(Math.floor(after / 1_000) * 1_000)
  return compile(times)
    .nextRuns(count, from)
    .map(at => at.getTime())
}

/** The last time at or before `at`; undefined where there is none. */
export function lastTime(times: CronTimes, at: Timestamp): Timestamp | undefined {
  const from = new Date((Math.floor(at / 1_000) + 1) * 1_000)
  return compile(times).previousRuns(1, from)[0]?.getTime()
}
