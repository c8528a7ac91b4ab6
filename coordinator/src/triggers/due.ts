import type { Timestamp } from '@muster/runtime'
import type { ScheduleRecord } from '../model/trigger-records.ts'
import { lastTime, nextTime, nextTimes } from './cron.ts'

/** Which times of a schedule have come, and what is to become of them. Nothing here looks at a clock. */

/** What is dealt with at once. At most one job is begun, however many times have passed. */
export interface Due {
  /** The last nominal time that has come: all up to it are dealt with. */
  readonly time: Timestamp
  /** Whether a job is begun for it. */
  readonly isBegun: boolean
  /** Times that nothing is begun for, `time` among them where it is not begun. */
  readonly missed: number
  /** The first of all that are dealt with. */
  readonly first: Timestamp
}

/** More times that have passed are not counted: each takes some 0.1 ms. */
const COUNTED_AT_MOST = 100

type Timed = Pick<ScheduleRecord, 'cron' | 'timeZone' | 'missed' | 'grace' | 'until' | 'passedTo'>

/**
 * What is due at `now`; undefined where nothing is. A time is on time while it is no later than `grace`. `skip` begins a job for the last
 * time if that is on time, `run-once` in any case; earlier ones are missed, or are what that one job stands for.
 */
export function dueAt(schedule: Timed, now: Timestamp): Due | undefined {
  const { passedTo, until = Number.POSITIVE_INFINITY } = schedule
  if (now <= passedTo) return undefined
  const time = lastTime(schedule, Math.min(now, until))
  if (time === undefined || time <= passedTo) return undefined
  const first = nextTime(schedule, passedTo) ?? time
  const isBegun = schedule.missed === 'run-once' || now - time <= schedule.grace
  return { time, isBegun, missed: countFrom(schedule, first, time) - (isBegun ? 1 : 0), first }
}

function countFrom(schedule: Timed, first: Timestamp, last: Timestamp): number {
  let count = 1
  for (let at: Timestamp | undefined = first; at !== undefined && at < last; count += 1) {
    if (count >= COUNTED_AT_MOST) return count
    at = nextTime(schedule, at)
  }
  return count
}

/** When it is to be looked at again; undefined where no time of it is left. */
export function nextDue(schedule: Timed): Timestamp | undefined {
  const next = nextTime(schedule, schedule.passedTo)
  return next === undefined || next > (schedule.until ?? Number.POSITIVE_INFINITY) ? undefined : next
}

/** The times that come next, as far as it is active. */
export function timesToCome(schedule: Timed, now: Timestamp, count: number): Timestamp[] {
  const until = schedule.until ?? Number.POSITIVE_INFINITY
  return nextTimes(schedule, Math.max(schedule.passedTo, now), count).filter(at => at <= until)
}
