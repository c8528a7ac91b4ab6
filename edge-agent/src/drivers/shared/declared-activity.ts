import { REPEATABILITIES } from '@muster/protocol'
import {
  compileForeignSchema,
  type Duration,
  type Fault,
  InvariantError,
  parseDuration,
} from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  AFTER_RUNS,
  type DriverActivity,
  ENDS_OF_RUNS,
  type ReadinessAfter,
} from '../../instruments/driver.ts'

/** A length of time as text, such as "500 ms" or "18 h". */
export const durationSetting = (description: string, defaultText: string) =>
  Type.String({ format: 'duration-text', description, default: defaultText })

/** The length of time that a setting of the schema above says. */
export function durationOf(text: string): Duration {
  const duration = parseDuration(text)
  if (duration === undefined) throw new InvariantError(`${text} is not a duration`)
  return duration
}

const AfterRun = Type.Unsafe<(typeof AFTER_RUNS)[number]>({ enum: [...AFTER_RUNS] })
const AfterEachEnd = Type.Object(
  {
    succeeded: Type.Optional(AfterRun),
    failed: Type.Optional(AfterRun),
    cancelled: Type.Optional(AfterRun),
    'stopped-locally': Type.Optional(AfterRun),
  },
  { additionalProperties: false },
)

/** What the settings of a driver say of an activity that the instrument does not describe by itself. */
export const DECLARED_ACTIVITY = {
  name: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Name of the activity, as workflows use it.',
  }),
  version: Type.String({
    default: '1',
    description: 'To be raised when the meaning of the parameters changes.',
  }),
  title: Type.Optional(Type.String({ maxLength: 200, description: 'For people; the name where left out.' })),
  repeatability: Type.Unsafe<(typeof REPEATABILITIES)[number]>({
    type: 'string',
    enum: [...REPEATABILITIES],
    default: 'safe-until-started',
    description: 'Whether the activity may be done again.',
  }),
  expectedDuration: Type.Optional(
    Type.String({ format: 'duration-text', description: 'How long it usually takes.' }),
  ),
  staleAfter: Type.Optional(
    Type.String({
      format: 'duration-text',
      description:
        'How long it may show no progress before somebody is told; learned from what succeeded where left out.',
    }),
  ),
  lostAfter: Type.Optional(
    Type.String({
      format: 'duration-text',
      description: 'How long it may be out of contact before somebody is told.',
    }),
  ),
  givesResult: Type.Optional(
    Type.Boolean({ description: 'A run that succeeds without a result is then reported.' }),
  ),
  readinessAfter: Type.Optional(
    // As a condition and not as a union: what is wrong with one form is then not told of the other too.
    Type.Unsafe<Static<typeof AfterRun> | Static<typeof AfterEachEnd>>({
      if: { type: 'object' },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: AfterEachEnd,
      else: AfterRun,
      description:
        'What the instrument needs after a run before the next: one word for all ends, or one by end (`{ succeeded: needs-unload, failed: needs-clean }`). A person clears it.',
    }),
  ),
  resultFiles: Type.Optional(
    Type.Array(
      Type.Object(
        {
          folder: Type.String({
            minLength: 1,
            maxLength: 1_000,
            description:
              'Folder on this machine, absolute. `{attemptId}`, `{runReference}` and `{parameter}` stand for what they are.',
          }),
          match: Type.String({
            pattern: '^[^/\\\\]+$',
            maxLength: 200,
            description:
              'Name of the file, or of several: `*` for any part; what stands in {} as in the folder.',
          }),
          mayBeMissing: Type.Optional(
            Type.Boolean({ description: 'A run that succeeds without such a file is as it should be.' }),
          ),
        },
        { additionalProperties: false },
      ),
      {
        minItems: 1,
        maxItems: 20,
        description:
          'Files that a run leaves behind: those of them that changed since its start are kept and uploaded.',
      },
    ),
  ),
  phases: Type.Array(Type.String({ minLength: 1 }), { default: [], description: 'Its phases, in order.' }),
  parameters: Type.Record(Type.String(), Type.Unknown(), {
    default: { type: 'object', additionalProperties: false },
    description: 'JSON Schema of the parameters.',
  }),
}

const DeclaredActivity = Type.Object(DECLARED_ACTIVITY)
export type DeclaredActivity = Static<typeof DeclaredActivity>

export function describeActivity(activity: DeclaredActivity, canPause = false): DriverActivity {
  const { expectedDuration, staleAfter, lostAfter, givesResult, readinessAfter, resultFiles } = activity
  return {
    name: activity.name,
    version: activity.version,
    title: activity.title ?? activity.name,
    parametersSchemaJson: JSON.stringify(activity.parameters),
    repeatability: activity.repeatability,
    ...(expectedDuration === undefined ? {} : { expectedDurationMs: durationOf(expectedDuration) }),
    ...(staleAfter === undefined ? {} : { staleAfterMs: durationOf(staleAfter) }),
    ...(lostAfter === undefined ? {} : { lostAfterMs: durationOf(lostAfter) }),
    ...(givesResult === undefined ? {} : { givesResult }),
    ...(resultFiles ? { resultFiles } : {}),
    phases: [...activity.phases],
    canPause,
    canCheckpoint: false,
    ...(readinessAfter === undefined ? {} : { readinessAfter: afterEachEnd(readinessAfter) }),
  }
}

function afterEachEnd(setting: NonNullable<DeclaredActivity['readinessAfter']>): ReadinessAfter {
  if (typeof setting !== 'string') return setting
  return Object.fromEntries(ENDS_OF_RUNS.map(end => [end, setting]))
}

/** The names of the parameters that the activity's schema declares. */
export function parameterNames(activity: DeclaredActivity): ReadonlySet<string> {
  const { properties } = activity.parameters
  return new Set(typeof properties === 'object' && properties !== null ? Object.keys(properties) : [])
}

/** What is wrong with declared activities beyond their form: schemas that are none, names that come twice. */
export function checkActivities(activities: readonly DeclaredActivity[]): Fault[] {
  const faults: Fault[] = []
  const seen = new Set<string>()
  for (const [index, activity] of activities.entries()) {
    const field = `activities.${index}`
    if (seen.has(activity.name)) faults.push({ field: `${field}.name`, message: 'comes twice' })
    seen.add(activity.name)
    const schema = compileForeignSchema(activity.parameters)
    faults.push(...resultFileFaults(activity, field))
    if (!schema.ok) faults.push(...schema.faults.map(fault => ({ ...fault, field: `${field}.parameters` })))
  }
  return faults
}

/** Places that no run could fill in. */
function resultFileFaults(activity: DeclaredActivity, field: string): Fault[] {
  const known = new Set(['attemptId', 'runReference', ...parameterNames(activity)])
  return (activity.resultFiles ?? []).flatMap((rule, index) =>
    (['folder', 'match'] as const).flatMap(part => {
      const faults = [...rule[part].matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) =>
        known.has(name) ? [] : [`has {${name}}, which is neither a parameter nor attemptId or runReference`],
      )
      if (part === 'folder' && !/^(\/|[A-Za-z]:[\\/])/.test(rule.folder))
        faults.push('must be an absolute path')
      return faults.map(message => ({ field: `${field}.resultFiles.${index}.${part}`, message }))
    }),
  )
}
