import { formatDuration, type Timestamp } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { State } from '../model/state.ts'
import {
  type ScheduleRecord,
  SCHEDULE_OUTCOMES,
  type StartedBy,
  TRIGGER_KINDS,
  TRIGGER_STATES,
  type TriggerRecord,
} from '../model/trigger-records.ts'
import { ScheduleBody, TriggerBody } from '../triggers/definitions.ts'
import { timesToCome } from '../triggers/due.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { given, time } from './view-parts.ts'

/** Schedules and triggers as the API shows them. */

const { name: _schedule, ...scheduleFields } = ScheduleBody.properties
const { name: _trigger, ...triggerFields } = TriggerBody.properties
const OldName = Type.Optional(Type.String({ description: 'May be left out; not another than in the path.' }))
export const ScheduleChange = Type.Object({ name: OldName, ...scheduleFields }, strict)
export const TriggerChange = Type.Object({ name: OldName, ...triggerFields }, strict)

const Paused = Type.Object({ by: Type.String(), reason: Type.String(), at: Time }, strict)
const Priority = Type.Union([Type.Integer(), Type.String()])
const Json = Type.Record(Type.String(), Type.Unknown())
const kept = {
  name: Type.String(),
  title: optional(Type.String()),
  state: words(TRIGGER_STATES),
  by: Type.String({ description: 'The person whose jobs these are.' }),
  createdAt: Time,
  paused: optional(Paused),
  uses: Type.String(),
  inputs: optional(Json),
  priority: optional(Priority),
  labels: optional(Type.Record(Type.String(), Type.String())),
}

export const ScheduleView = Type.Object(
  {
    ...kept,
    cron: Type.String(),
    timeZone: Type.String(),
    missed: words(['skip', 'run-once'] as const),
    graceTime: Type.String(),
    overlap: words(['allow', 'skip'] as const),
    until: optional(Time),
    nextTimes: Type.Array(Time, { description: 'The next five; none while it is paused.' }),
    lastTime: optional({ ...Time, description: 'The last nominal time that began a job.' }),
    last: optional(
      Type.Object(
        {
          time: Time,
          at: Time,
          outcome: words(SCHEDULE_OUTCOMES),
          job: optional(Type.String()),
          reason: optional(Type.String()),
        },
        { ...strict, description: 'What became of the last time that came.' },
      ),
    ),
  },
  strict,
)

export const TriggerView = Type.Object(
  {
    ...kept,
    on: TriggerBody.properties.on,
    when: optional(Type.String()),
    begun: Type.Integer({ description: 'Jobs that it began.' }),
    refused: Type.Integer({ description: 'What came and was not right.' }),
    last: optional(
      Type.Object(
        {
          at: Time,
          outcome: words(['begun', 'refused'] as const),
          delivery: optional(Type.String()),
          job: optional(Type.String()),
          reason: optional(Type.String()),
        },
        strict,
      ),
    ),
    trouble: optional(Type.String({ description: 'Why nothing can come: its folder can not be read.' })),
  },
  strict,
)

export const DeliveryView = Type.Object(
  {
    outcome: words(['begun', 'repeated', 'passed'] as const),
    job: optional(Type.String()),
  },
  { ...strict, description: '`repeated`: the job was begun before; `passed`: the condition does not hold.' },
)

export const StartedByView = Type.Object(
  {
    kind: words(['schedule', 'trigger', 'job'] as const),
    job: optional(Type.String({ description: 'At whose end it was begun.' })),
    place: optional(Type.Integer({ description: 'In the `then` of that job, from 0.' })),
    name: optional(Type.String()),
    time: optional({ ...Time, description: 'Of a schedule: the nominal time.' }),
    on: optional(words(TRIGGER_KINDS)),
    delivery: optional(Type.String({ description: 'Of a trigger: what it was begun for.' })),
  },
  { description: 'What began it, where that was no person.' },
)

export function startedByView(by: StartedBy): Static<typeof StartedByView> {
  if (by.kind === 'job') return { kind: by.kind, job: by.jobId, place: by.place }
  return by.kind === 'schedule' ? { ...by, time: time(by.time) } : { ...by }
}

function keptView(row: ScheduleRecord | TriggerRecord) {
  return {
    name: row.id,
    state: row.state,
    by: row.by,
    createdAt: time(row.createdAt),
    uses: row.uses,
    ...given(row, ['title', 'priority']),
    ...(row.inputs ? { inputs: { ...row.inputs } } : {}),
    ...(row.labels ? { labels: { ...row.labels } } : {}),
    ...(row.paused ? { paused: { ...row.paused, at: time(row.paused.at) } } : {}),
  }
}

export function scheduleView(row: ScheduleRecord, now: Timestamp): Static<typeof ScheduleView> {
  const { last, lastTime, until } = row
  return {
    ...keptView(row),
    cron: row.cron,
    timeZone: row.timeZone,
    missed: row.missed,
    graceTime: formatDuration(row.grace),
    overlap: row.overlap,
    ...(until === undefined ? {} : { until: time(until) }),
    nextTimes: row.state === 'active' ? timesToCome(row, now, 5).map(time) : [],
    ...(lastTime === undefined ? {} : { lastTime: time(lastTime) }),
    ...(last ? { last: { ...last, time: time(last.time), at: time(last.at) } } : {}),
  }
}

export function triggerView(row: TriggerRecord, state: State): Static<typeof TriggerView> {
  const [folder = ''] = (row.on.file?.name ?? '').split('/')
  const trouble = row.on.file && state.folderTrouble.get(folder)
  return {
    ...keptView(row),
    on: row.on,
    ...given(row, ['when']),
    begun: row.begun,
    refused: row.refused,
    ...(row.last ? { last: { ...row.last, at: time(row.last.at) } } : {}),
    ...(trouble === undefined ? {} : { trouble }),
  }
}
