import {
  compileExpression,
  compileTemplate,
  ID_PATTERN,
  JobSubmission,
  parseSubmission,
  splitUses,
} from '@muster/protocol'
import {
  compileSchema,
  type Duration,
  type Fault,
  hours,
  InvalidInputError,
  minutes,
  parseDuration,
  seconds,
  type Timestamp,
} from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { State } from '../model/state.ts'
import { parseTime } from '../scheduler/calendars/times.ts'
import { TIME_FORM } from '../scheduler/calendars/settings.ts'
import { lookupOf } from '../operations/check-submission.ts'
import { cronFault, nextTime } from './cron.ts'
import { parseFilePattern } from './file-names.ts'

/** Schedules and triggers as people write them: read at the edge, with every fault at once. */

const strict = { additionalProperties: false } as const
const Name = Type.String({ pattern: ID_PATTERN, description: 'Its name, such as nightly-xrd.' })
const Title = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))
const { uses, inputs, priority, labels } = JobSubmission.properties
const Uses = Type.String({
  pattern: uses.pattern ?? '',
  description:
    'A registered workflow, such as sinter-study@3; the latest version at each time where none is given.',
})

export const ScheduleBody = Type.Object(
  {
    name: Name,
    title: Title,
    cron: Type.String({
      minLength: 9,
      maxLength: 200,
      description: 'Minute, hour, day of the month, month, day of the week, such as "30 6 * * mon-fri".',
    }),
    timeZone: Type.Optional(
      Type.String({ maxLength: 100, default: 'UTC', description: 'Of IANA, such as Europe/Berlin.' }),
    ),
    uses: Uses,
    inputs,
    priority,
    labels,
    missed: Type.Optional(
      Type.Unsafe<'skip' | 'run-once'>({
        type: 'string',
        enum: ['skip', 'run-once'],
        default: 'skip',
        description: 'What becomes of times that passed: nothing, or one job for all of them.',
      }),
    ),
    graceTime: Type.Optional(
      Type.String({
        format: 'duration-text',
        maxLength: 40,
        default: '1 min',
        description: 'Later than this is missed; from 1 s to 24 h.',
      }),
    ),
    overlap: Type.Optional(
      Type.Unsafe<'allow' | 'skip'>({
        type: 'string',
        enum: ['allow', 'skip'],
        default: 'allow',
        description: 'Whether a job is begun while one of it goes on.',
      }),
    ),
    until: Type.Optional(
      Type.String({
        pattern: TIME_FORM,
        description: 'The last time at which it may begin one; with its offset.',
      }),
    ),
  },
  strict,
)
type ScheduleBody = Static<typeof ScheduleBody>

const TOPIC = '^(\\+|[^+#/$\\u0000-\\u001f]+)(/(\\+|[^+#/\\u0000-\\u001f]+))*(/#)?$|^#$'

export const TriggerBody = Type.Object(
  {
    name: Name,
    title: Title,
    on: Type.Object(
      {
        mqtt: Type.Optional(
          Type.Object(
            {
              topic: Type.String({
                maxLength: 200,
                pattern: TOPIC,
                description: 'A filter below muster/v1/{site}/triggers/, such as samples/+/arrived.',
              }),
              deliveryId: Type.Optional(
                Type.String({
                  maxLength: 2_000,
                  description:
                    'What tells one message from another, such as ${ payload.id }: the same begins one job.',
                }),
              ),
            },
            strict,
          ),
        ),
        webhook: Type.Optional(
          Type.Object(
            {
              secret: Type.String({
                maxLength: 63,
                description: 'The name of a secret in the settings of the coordinator.',
              }),
            },
            { ...strict, description: 'POST /v1/hooks/{name}, signed.' },
          ),
        ),
        file: Type.Optional(
          Type.Object(
            {
              name: Type.String({
                maxLength: 400,
                description: 'FOLDER/NAME, such as xrd/*.xrdml; `*` stands for any part of a name.',
              }),
              existing: Type.Optional(
                Type.Unsafe<'skip' | 'begin'>({
                  type: 'string',
                  enum: ['skip', 'begin'],
                  default: 'skip',
                  description: 'Whether files that are there already begin jobs.',
                }),
              ),
            },
            strict,
          ),
        ),
      },
      { ...strict, minProperties: 1, maxProperties: 1, description: 'One of mqtt, webhook, file.' },
    ),
    when: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'A condition in CEL on payload and delivery; without it whatever comes begins a job.',
      }),
    ),
    uses: Uses,
    inputs: Type.Optional({
      ...Type.Record(Type.String(), Type.Unknown(), { maxProperties: 200 }),
      description: 'Inputs of the workflow; strings may hold ${ … } with payload and delivery.',
    }),
    priority,
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 2_000 }), {
        maxProperties: 50,
        description: 'May hold ${ … } with payload and delivery.',
      }),
    ),
  },
  strict,
)
type TriggerBody = Static<typeof TriggerBody>

const parseScheduleForm = compileSchema<ScheduleBody>(ScheduleBody, { defaults: true })
const parseTriggerForm = compileSchema<TriggerBody>(TriggerBody)

const SHORTEST_GRACE = seconds(1)
const LONGEST_GRACE: Duration = hours(24)

/** A schedule that can be kept: what it says, with its defaults. */
export interface CheckedSchedule {
  readonly name: string
  readonly title?: string
  readonly cron: string
  readonly timeZone: string
  readonly uses: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly priority?: number | string
  readonly labels?: Readonly<Record<string, string>>
  readonly missed: 'skip' | 'run-once'
  readonly grace: number
  readonly overlap: 'allow' | 'skip'
  readonly until?: Timestamp
}

/** @throws InvalidInputError with every fault */
export function checkSchedule(state: State, value: unknown, now: Timestamp): CheckedSchedule {
  const form = parseScheduleForm(value)
  if (!form.ok) throw wrong('schedule', form.faults)
  const {
    graceTime,
    until: untilText,
    timeZone = 'UTC',
    missed = 'skip',
    overlap = 'allow',
    ...rest
  } = form.value
  const grace = parseDuration(graceTime ?? '1 min') ?? minutes(1)
  const until = untilText === undefined ? undefined : parseTime(untilText)
  const faults: Fault[] = [...workFaults(state, rest)]
  const times = { cron: rest.cron, timeZone }
  const cron = cronFault(times)
  if (cron) faults.push(cron)
  else if (nextTime(times, now) === undefined)
    faults.push({ field: 'cron', message: 'names a time that never comes' })
  if (grace < SHORTEST_GRACE || grace > LONGEST_GRACE)
    faults.push({ field: 'graceTime', message: 'must be from 1 s to 24 h' })
  if (untilText !== undefined && until === undefined)
    faults.push({ field: 'until', message: 'is no time that there is' })
  if (until !== undefined && until <= now) faults.push({ field: 'until', message: 'has passed already' })
  if (faults.length > 0) throw wrong('schedule', faults)
  return { ...rest, timeZone, missed, overlap, grace, ...(until === undefined ? {} : { until }) }
}

/** What is wrong with the job that is to be begun, as far as that can be told before. */
function workFaults(
  state: State,
  work: Pick<ScheduleBody, 'uses' | 'inputs' | 'priority' | 'labels'>,
): Fault[] {
  const submission = {
    uses: work.uses,
    ...(work.inputs === undefined ? {} : { inputs: work.inputs }),
    ...(work.priority === undefined ? {} : { priority: work.priority }),
    ...(work.labels === undefined ? {} : { labels: work.labels }),
  }
  const parsed = parseSubmission(submission, { workflow: lookupOf(state) })
  return parsed.ok ? [] : [...parsed.faults]
}

/** @throws InvalidInputError with every fault */
export function checkTrigger(state: State, value: unknown): TriggerBody {
  const form = parseTriggerForm(value)
  if (!form.ok) throw wrong('trigger', form.faults)
  const trigger = form.value
  const faults = [
    ...sourceFaults(state, trigger),
    ...conditionFaults(trigger.when),
    ...(['inputs', 'labels'] as const).flatMap(field =>
      Object.entries(trigger[field] ?? {}).flatMap(([name, template]) =>
        templateFaults(`${field}.${name}`, template),
      ),
    ),
    ...inputFaults(state, trigger),
  ]
  if (faults.length > 0) throw wrong('trigger', faults)
  return trigger
}

function sourceFaults(state: State, { on }: TriggerBody): Fault[] {
  const faults: Fault[] = []
  const { mqtt, webhook, file } = on
  if (mqtt?.deliveryId !== undefined) faults.push(...templateFaults('on.mqtt.deliveryId', mqtt.deliveryId))
  const { secrets } = state.calls
  if (webhook && !secrets.has(webhook.secret)) {
    const known = [...secrets.keys()].join(', ') || 'none'
    const message = `there is no secret "${webhook.secret}" in the settings of the coordinator; there are: ${known}`
    faults.push({ field: 'on.webhook.secret', message })
  }
  const pattern = file && parseFilePattern(file.name, state.folders)
  if (typeof pattern === 'string') faults.push({ field: 'on.file.name', message: pattern })
  else if (pattern && pattern.folder === undefined) {
    const known = [...state.folders.keys()].join(', ')
    faults.push({
      field: 'on.file.name',
      message: `must say which folder, as FOLDER/NAME; there are: ${known}`,
    })
  }
  return faults
}

const ROOTS = ['payload', 'delivery']

const rootFaults = (field: string, roots: ReadonlySet<string>): Fault[] =>
  [...roots]
    .filter(root => !ROOTS.includes(root))
    .map(root => ({ field, message: `"${root}" is not known here: there are ${ROOTS.join(' and ')}` }))

function conditionFaults(when: string | undefined): Fault[] {
  if (when === undefined) return []
  const parsed = compileExpression(when)
  if (!parsed.ok) return parsed.faults.map(fault => ({ ...fault, field: 'when' }))
  return rootFaults('when', parsed.value.roots)
}

function templateFaults(field: string, value: unknown): Fault[] {
  const parsed = compileTemplate(value)
  const below = (place: string) => (place === '' ? field : `${field}.${place}`)
  if (!parsed.ok) return parsed.faults.map(fault => ({ ...fault, field: below(fault.field) }))
  return parsed.value.expressions.flatMap(({ place, expression }) =>
    rootFaults(below(place), expression.roots),
  )
}

/** Values are known once something comes; names, and the workflow, before. */
function inputFaults(state: State, { uses: reference, inputs: given = {} }: TriggerBody): Fault[] {
  const { name, version } = splitUses(reference)
  const definition = lookupOf(state)(name, version)
  if (!definition) return [{ field: 'uses', message: `there is no workflow "${reference}"` }]
  const known = Object.keys(definition.inputs ?? {})
  return Object.keys(given)
    .filter(input => !known.includes(input))
    .map(input => ({
      field: `inputs.${input}`,
      message: `${reference} has no such input; it has: ${known.join(', ') || 'none'}`,
    }))
}

const wrong = (what: string, faults: readonly Fault[]) =>
  new InvalidInputError(`the ${what} is not right`, faults)
