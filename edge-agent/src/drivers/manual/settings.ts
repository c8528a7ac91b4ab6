import { compileForeignSchema, type Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'

const strict = { additionalProperties: false } as const

const Field = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$', description: 'Its name in the result.' }),
    title: Type.Optional(
      Type.String({ maxLength: 200, description: 'For people; the name where left out.' }),
    ),
    type: Type.Unsafe<'text' | 'number' | 'integer' | 'yes-no'>({
      type: 'string',
      enum: ['text', 'number', 'integer', 'yes-no'],
      default: 'text',
    }),
    unit: Type.Optional(
      Type.String({ maxLength: 40, description: 'Stands beside a number, also in the result.' }),
    ),
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    pattern: Type.Optional(
      Type.String({ description: 'Of a text: a regular expression (RE2) that all of it has to fit.' }),
    ),
    required: Type.Boolean({ default: true }),
  },
  strict,
)
export type FieldSettings = Static<typeof Field>

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    instructions: Type.String({
      default: '',
      maxLength: 20_000,
      description: 'What to do, in Markdown; `{name}` becomes the parameter of that name.',
    }),
    checklist: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
      default: [],
      description: 'Each has to be ticked off.',
    }),
    fields: Type.Array(Field, { default: [], description: 'What is to be entered or scanned.' }),
    photo: Type.Unsafe<'none' | 'optional' | 'required'>({
      type: 'string',
      enum: ['none', 'optional', 'required'],
      default: 'none',
      description: 'Whether a photo belongs to it.',
    }),
  },
  strict,
)
export type ManualActivity = Static<typeof Activity>

export const ManualSettings = Type.Object(
  {
    page: Type.Optional(
      Type.String({
        pattern: '^(127\\.0\\.0\\.1|localhost|\\[::1\\]):\\d{1,5}$',
        description: 'Serves a page for this machine only, such as 127.0.0.1:8430.',
      }),
    ),
    checkEvery: durationSetting('How often it is looked whether the folder can still be used.', '5 s'),
    activities: Type.Array(Activity, { minItems: 1, description: 'What a person can be asked to do here.' }),
  },
  strict,
)
export type ManualSettings = Static<typeof ManualSettings>

/** Names that the driver gives in a result. */
const OWN_NAMES = ['doneBy', 'doneAt', 'photos', 'comment']

/** What is wrong beyond the form: names that come twice, patterns that are none, limits that leave nothing, unknown parameters. */
export function checkManualSettings({ activities }: ManualSettings): Fault[] {
  return [
    ...checkActivities(activities),
    ...activities.flatMap((activity, index) => [
      ...placeholderFaults(activity, `activities.${index}.instructions`),
      ...activity.fields.flatMap((field, at) =>
        fieldFaults(field, activity.fields.slice(0, at), `activities.${index}.fields.${at}`),
      ),
    ]),
  ]
}

function placeholderFaults(activity: ManualActivity, field: string): Fault[] {
  const known = parameterNames(activity)
  return [...activity.instructions.matchAll(PLACEHOLDER)].flatMap(([, name = '']) =>
    known.has(name) ? [] : [{ field, message: `names {${name}}, which is no parameter of ${activity.name}` }],
  )
}

function fieldFaults(field: FieldSettings, before: readonly FieldSettings[], place: string): Fault[] {
  const { name, type, minimum, maximum, pattern, unit } = field
  const isNumber = type === 'number' || type === 'integer'
  const wrong: (Fault | false)[] = [
    before.some(other => other.name === name) && { field: `${place}.name`, message: 'comes twice' },
    OWN_NAMES.includes(name) && { field: `${place}.name`, message: 'stands in each result already' },
    !isNumber &&
      (minimum ?? maximum ?? unit) !== undefined && {
        field: `${place}.type`,
        message: 'must be number or integer where it has limits or a unit',
      },
    (minimum ?? -Infinity) > (maximum ?? Infinity) && {
      field: `${place}.maximum`,
      message: 'is below minimum',
    },
    pattern !== undefined && type !== 'text' && { field: `${place}.pattern`, message: 'is for a text only' },
    pattern !== undefined &&
      !isPattern(pattern) && { field: `${place}.pattern`, message: 'is no regular expression' },
  ]
  return wrong.filter(fault => fault !== false)
}

export const PLACEHOLDER = /\{([A-Za-z][\w-]*)\}/g

const isPattern = (pattern: string): boolean => compileForeignSchema(textOf(pattern)).ok

/** The schema of a text that fits a pattern as a whole. */
export const textOf = (pattern: string) => ({ type: 'string', pattern: `^(?:${pattern})$` })
