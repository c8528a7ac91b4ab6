import { MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { ScheduleRecord, TriggerRecord } from '../model/trigger-records.ts'
import { checkSchedule, checkTrigger } from './definitions.ts'
import { nextDue } from './due.ts'

/** What people do about schedules and triggers. Each looks first and changes then. */

/** Each is looked at whenever something comes, and kept at hand. */
const KEPT_AT_MOST = 1_000

/** Who does it: the name of a person. */
export interface Deed {
  readonly by: string
  readonly reason: string
}

const notFound = (what: string, name: string): MusterError =>
  new MusterError('not-found', 'input', `there is no ${what} ${name}`)

function taken(what: string, name: string): MusterError {
  return new MusterError(
    'name-taken',
    'conflict',
    `there is a ${what} ${name} already: change it, or take another name`,
  )
}

function checkRoom(what: string, all: ReadonlyMap<string, { readonly state: string }>): void {
  const kept = [...all.values()].filter(({ state }) => state !== 'deleted').length
  if (kept < KEPT_AT_MOST) return
  throw new MusterError('too-many', 'conflict', `there are ${kept} ${what}s already, and no more are kept`)
}

/** @throws MusterError `not-found` */
export function scheduleOf(state: Draft['state'], name: string): ScheduleRecord {
  const known = state.schedules.get(name)
  if (!known || known.state === 'deleted') throw notFound('schedule', name)
  return known
}

/** @throws MusterError `not-found` */
export function triggerOf(state: Draft['state'], name: string): TriggerRecord {
  const known = state.triggers.get(name)
  if (!known || known.state === 'deleted') throw notFound('trigger', name)
  return known
}

/** Begins with the first time that is yet to come. @throws InvalidInputError; MusterError `name-taken`, `too-many` */
export function addSchedule(draft: Draft, value: unknown, by: string): ScheduleRecord {
  const { name, ...checked } = checkSchedule(draft.state, value, draft.now)
  const before = draft.state.schedules.get(name)
  if (before && before.state !== 'deleted') throw taken('schedule', name)
  checkRoom('schedule', draft.state.schedules)
  draft.audit('schedule.created', name, {
    cron: checked.cron,
    timeZone: checked.timeZone,
    uses: checked.uses,
  })
  return draft.insert('schedules', {
    ...checked,
    id: name,
    version: (before?.version ?? 0) + 1,
    state: 'active',
    by,
    createdAt: draft.now,
    // Where the same name had times that are yet to come by this clock, as it was set back, they stay done.
    passedTo: Math.max(draft.now, before?.passedTo ?? 0),
  })
}

/** What it says anew. Times that are dealt with stay so. @throws InvalidInputError; MusterError `not-found` */
export function changeSchedule(draft: Draft, name: string, value: unknown, by: string): ScheduleRecord {
  const before = scheduleOf(draft.state, name)
  const { name: _, ...checked } = checkSchedule(draft.state, named(value, name), draft.now)
  const isOtherTime = before.cron !== checked.cron || before.timeZone !== checked.timeZone
  const isAgain = before.state === 'ended'
  draft.audit('schedule.changed', name, {
    cron: checked.cron,
    timeZone: checked.timeZone,
    uses: checked.uses,
  })
  const { id, createdAt, last, lastTime, paused } = before
  return draft.insert('schedules', {
    ...checked,
    id,
    version: before.version + 1,
    state: isAgain ? 'active' : before.state,
    by,
    createdAt,
    passedTo: isOtherTime || isAgain ? Math.max(draft.now, before.passedTo) : before.passedTo,
    ...(last ? { last } : {}),
    ...(lastTime === undefined ? {} : { lastTime }),
    ...(paused ? { paused } : {}),
  })
}

/** The name in the path is the name. */
const named = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('name' in value)
    ? { ...value, name }
    : value

/** @throws MusterError `not-found` */
export function pauseSchedule(draft: Draft, name: string, { by, reason }: Deed): ScheduleRecord {
  const schedule = scheduleOf(draft.state, name)
  if (schedule.state !== 'active') return schedule
  draft.audit('schedule.paused', name, { reason })
  return draft.update('schedules', schedule, { state: 'paused', paused: { by, reason, at: draft.now } })
}

/** What passed meanwhile is not made good. @throws MusterError `not-found` */
export function resumeSchedule(draft: Draft, name: string): ScheduleRecord {
  const schedule = scheduleOf(draft.state, name)
  if (schedule.state !== 'paused') return schedule
  const passedTo = Math.max(schedule.passedTo, draft.now)
  const isOver = nextDue({ ...schedule, passedTo }) === undefined
  draft.audit('schedule.resumed', name)
  return draft.update('schedules', schedule, {
    state: isOver ? 'ended' : 'active',
    paused: undefined,
    passedTo,
  })
}

/** Jobs that it began go on. @throws MusterError `not-found` */
export function deleteSchedule(draft: Draft, name: string, { reason }: Deed): ScheduleRecord {
  const schedule = scheduleOf(draft.state, name)
  draft.audit('schedule.deleted', name, { reason })
  return draft.update('schedules', schedule, { state: 'deleted' })
}

/** @throws InvalidInputError; MusterError `name-taken`, `too-many` */
export function addTrigger(draft: Draft, value: unknown, by: string): TriggerRecord {
  const { name, ...checked } = checkTrigger(draft.state, value)
  const before = draft.state.triggers.get(name)
  if (before && before.state !== 'deleted') throw taken('trigger', name)
  checkRoom('trigger', draft.state.triggers)
  draft.audit('trigger.created', name, { on: checked.on, uses: checked.uses })
  return draft.insert('triggers', {
    ...checked,
    id: name,
    version: (before?.version ?? 0) + 1,
    state: 'active',
    by,
    // Never that of one of the same name: files that this one has seen are known by it.
    createdAt: Math.max(draft.now, (before?.createdAt ?? 0) + 1),
    begun: 0,
    refused: 0,
    ...isNewOf(checked.on),
  })
}

const isNewOf = ({ file }: TriggerRecord['on']) => (file && file.existing !== 'begin' ? { isNew: true } : {})

/** @throws InvalidInputError; MusterError `not-found` */
export function changeTrigger(draft: Draft, name: string, value: unknown, by: string): TriggerRecord {
  const before = triggerOf(draft.state, name)
  const { name: _, ...checked } = checkTrigger(draft.state, named(value, name))
  const isOtherFile = checked.on.file?.name !== before.on.file?.name
  draft.audit('trigger.changed', name, { on: checked.on, uses: checked.uses })
  const { id, state, createdAt, begun, refused, last, paused, isNew } = before
  return draft.insert('triggers', {
    ...checked,
    id,
    version: before.version + 1,
    state,
    by,
    createdAt,
    begun,
    refused,
    ...(last ? { last } : {}),
    ...(paused ? { paused } : {}),
    ...(isOtherFile ? isNewOf(checked.on) : isNew ? { isNew } : {}),
  })
}

/** Calls are refused meanwhile, messages dropped; files wait. @throws MusterError `not-found` */
export function pauseTrigger(draft: Draft, name: string, { by, reason }: Deed): TriggerRecord {
  const trigger = triggerOf(draft.state, name)
  if (trigger.state !== 'active') return trigger
  draft.audit('trigger.paused', name, { reason })
  return draft.update('triggers', trigger, { state: 'paused', paused: { by, reason, at: draft.now } })
}

/** @throws MusterError `not-found` */
export function resumeTrigger(draft: Draft, name: string): TriggerRecord {
  const trigger = triggerOf(draft.state, name)
  if (trigger.state !== 'paused') return trigger
  draft.audit('trigger.resumed', name)
  return draft.update('triggers', trigger, { state: 'active', paused: undefined })
}

/** @throws MusterError `not-found` */
export function deleteTrigger(draft: Draft, name: string, { reason }: Deed): TriggerRecord {
  const trigger = triggerOf(draft.state, name)
  draft.audit('trigger.deleted', name, { reason })
  return draft.update('triggers', trigger, { state: 'deleted' })
}
