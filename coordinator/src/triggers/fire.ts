import { formatDuration, type Timestamp } from '@muster/runtime'
import type { Draft, Patch } from '../model/draft.ts'
import type { ScheduleOutcome, ScheduleRecord } from '../model/trigger-records.ts'
import type { State } from '../model/state.ts'
import { type Asked, type Begin, passesByItself, prepare, type Refused, TO_BE_ASKED } from './begin.ts'
import { type Due, dueAt, nextDue } from './due.ts'

const iso = (at: Timestamp): string => new Date(at).toISOString()

/**
 * Deals with the times of a schedule that have come: the job that is begun and that its time is dealt with are one decision, so that
 * no crash begins it twice or leaves it out. Where middleware takes its time and was not asked, or not about this, nothing is dealt with.
 */
export function fireSchedule(draft: Draft, name: string, asked?: Asked): void {
  const schedule = draft.state.schedules.get(name)
  if (schedule?.state !== 'active') return
  // How late it is was told when it came: what middleware takes is not the schedule's.
  const due = dueAt(schedule, asked?.at ?? draft.now)
  const after = due ? dealWith(draft, schedule, due, asked) : schedule
  if (nextDue(after) !== undefined) return
  draft.update('schedules', after, { state: 'ended' })
  draft.audit('schedule.ended', name)
}

type Dealt = NonNullable<ScheduleRecord['last']>

/** Whether a job is to be begun for what is due of it now; what it overlaps with is looked at. */
export function wantsJob(state: State, schedule: ScheduleRecord, now: Timestamp): boolean {
  const due = schedule.state === 'active' ? dueAt(schedule, now) : undefined
  return due?.isBegun === true && (schedule.overlap !== 'skip' || openJobOf(state, schedule.id) === undefined)
}

function dealWith(draft: Draft, schedule: ScheduleRecord, due: Due, asked?: Asked): ScheduleRecord {
  const { id, grace } = schedule
  const told = (outcome: ScheduleOutcome, more: Partial<Dealt> = {}): Dealt => ({
    time: due.time,
    at: draft.now,
    outcome,
    ...more,
  })
  const put = (last: Dealt, more: Patch<Omit<ScheduleRecord, 'id' | 'version'>> = {}) =>
    draft.update('schedules', schedule, { passedTo: due.time, last, ...more })
  const earlier = schedule.overlap === 'skip' ? openJobOf(draft.state, id) : undefined
  const begin = due.isBegun && earlier === undefined ? prepared(draft, schedule, asked) : undefined
  if (begin === TO_BE_ASKED) return schedule
  if (due.missed > 0)
    draft.audit('schedule.missed', id, {
      first: iso(due.first),
      last: iso(due.time),
      times: due.missed,
      ...(due.isBegun ? { instead: 'one job for all of them' } : {}),
    })
  if (!due.isBegun) return put(told('missed', { reason: `it was more than ${formatDuration(grace)} late` }))
  if (earlier !== undefined) {
    const reason = `job ${earlier} of it goes on`
    draft.audit('schedule.overlapped', id, { time: iso(due.time), job: earlier })
    return put(told('overlapped', { job: earlier, reason }))
  }
  if (typeof begin !== 'function') {
    const { reason, faults } = begin ?? { reason: '', faults: [] }
    draft.audit('schedule.refused', id, { time: iso(due.time), reason, faults })
    return put(told('refused', { reason }), { refusedInRow: (schedule.refusedInRow ?? 0) + 1 })
  }
  const job = begin({ kind: 'schedule', name: id, time: due.time })
  draft.audit('schedule.begun', id, { time: iso(due.time), job: job.id }, job.id)
  return put(told('begun', { job: job.id }), { lastTime: due.time, refusedInRow: undefined })
}

/** That the queue is full passes, but this time of the schedule does too. */
function prepared(
  draft: Draft,
  schedule: ScheduleRecord,
  asked?: Asked,
): Begin | Refused | typeof TO_BE_ASKED {
  try {
    return prepare(draft, schedule, schedule.by, asked)
  } catch (error) {
    if (passesByItself(error)) return { reason: error.message, faults: [] }
    throw error
  }
}

/** The first job that the schedule began and that has not ended. */
function openJobOf(state: State, schedule: string): string | undefined {
  for (const { id, startedBy, endedAt } of state.jobs.values())
    if (startedBy?.kind === 'schedule' && startedBy.name === schedule && endedAt === undefined) return id
  return undefined
}

/**
 * The store was put back: what was done since its backup is not known, so nothing that may have been done is done again. Times up to now
 * are dealt with, and files that are there were there before.
 */
export function passOver(draft: Draft): void {
  const { schedules, triggers } = draft.state
  for (const schedule of [...schedules.values()]) {
    if (schedule.state !== 'active' && schedule.state !== 'paused') continue
    draft.update('schedules', schedule, { passedTo: Math.max(schedule.passedTo, draft.now) })
    draft.audit('schedule.passed-over', schedule.id, { to: iso(draft.now) })
  }
  for (const trigger of [...triggers.values()]) {
    if (!trigger.on.file || trigger.state === 'deleted') continue
    draft.update('triggers', trigger, { isNew: true })
    draft.audit('trigger.passed-over', trigger.id, { why: 'the store was put back' })
  }
}
