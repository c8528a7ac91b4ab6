import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { checkActivities, DECLARED_ACTIVITY, parameterNames } from '../shared/declared-activity.ts'
import { parsePath } from '../shared/opcua/browse-path.ts'
import { SCALAR_TYPES, type ScalarType } from '../shared/opcua/scalar-types.ts'
import { checkOpcUaServer, OPCUA_SERVER } from '../shared/opcua/server-settings.ts'

const strict = { additionalProperties: false }
const path = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 500,
    description: `${description} A path from Objects, such as /S:Instrument/S:Phase; each prefix is one of \`namespaces\`.`,
  })
const pattern = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })

/** Fields of the job response, each with a pattern; all must fit. */
const Match = Type.Record(Type.String(), pattern('What the field must fit.'))
export type Match = Static<typeof Match>

const Reading = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Name of the value in the progress.' }),
    path: path('A number.'),
  },
  strict,
)

const Result = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Name of the value in the result.' }),
    id: Type.String({ minLength: 1, description: 'ID of the field in JobResponseData.' }),
    unit: Type.Optional(Type.String({ description: 'Unit of a number, where the response gives none.' })),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    workMaster: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The WorkMasterID; the name of the activity where left out.',
      }),
    ),
    canPause: Type.Boolean({ default: false, description: 'The instrument takes Pause and Resume in it.' }),
    parameterTypes: Type.Record(Type.String(), Type.Unsafe<ScalarType>({ enum: [...SCALAR_TYPES] }), {
      default: {},
      description:
        'How parameters are sent. Unless told: Boolean, String, Int32 for whole numbers (Int64 for great ones), Double.',
    }),
    result: Type.Array(Result, {
      default: [],
      description: 'What of the response is the result; all fields that `ends` does not use, where left out.',
    }),
  },
  strict,
)
export type Isa95Activity = Static<typeof Activity>

const Ends = Type.Object(
  {
    succeeded: {
      ...Match,
      description:
        'Which responses mean success. {} is any of an order that has Ended, also one that was stopped: OPC 10031-4 does not tell them apart.',
    },
    stoppedLocally: Type.Optional({ ...Match, description: 'Stopped by a person at the instrument.' }),
    cancelled: Type.Optional({ ...Match, description: 'Stopped because we asked for it.' }),
    message: Type.Optional(
      Type.String({ minLength: 1, description: 'ID of the field that says why a run failed.' }),
    ),
  },
  strict,
)

export const Isa95Settings = Type.Object(
  {
    ...OPCUA_SERVER,
    namespaces: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_]+$' }), Type.String({ minLength: 1 }), {
      default: {},
      description: 'Prefixes for paths. `0` (OPC UA) and `J` (ISA-95 Job Control V2) are there already.',
    }),
    jobOrderControl: path('The ISA95JobOrderReceiverObject.'),
    jobResponses: path('The ISA95JobResponseProviderObject.'),
    dialect: Type.Unsafe<'spec' | 'numbered'>({
      type: 'string',
      enum: ['spec', 'numbered'],
      default: 'spec',
      description: 'What ReturnStatus says when done: spec has 1 (OPC 10031-4, B.2), numbered has 0.',
    }),
    keepsOrders: Type.Boolean({
      default: false,
      description:
        'The server forgets no job order between two of its boots unless Clear is called. Only then can "it is not in the list" mean that it was never started.',
    }),
    busy: Type.Optional(
      Type.Object(
        {
          path: path('Tells what the instrument does, also what it was not asked to do by a job order.'),
          pattern: pattern('It does something.'),
        },
        strict,
      ),
    ),
    serial: Type.Optional(path('The serial number.')),
    model: Type.Optional(path('The model.')),
    progress: Type.Object(
      {
        percent: Type.Optional(path('Percentage of the run, 0 to 100.')),
        phase: Type.Optional(path('The phase.')),
        values: Type.Array(Reading, { default: [], description: 'Live values during a run.' }),
      },
      { ...strict, default: {} },
    ),
    ends: Ends,
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type Isa95Settings = Static<typeof Isa95Settings>

/** The prefixes that need no declaration. */
export const KNOWN_NAMESPACES: Readonly<Record<string, string>> = {
  0: 'http://opcfoundation.org/UA/',
  J: 'http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/',
}

/** What the schema can't say: paths and patterns that are none, types of parameters that don't exist. */
export function checkIsa95Settings(settings: Isa95Settings): Fault[] {
  const faults = [
    ...checkOpcUaServer(settings),
    ...checkActivities(settings.activities),
    ...pathFaults(settings),
    ...patternFaults(settings),
  ]
  for (const prefix of Object.keys(KNOWN_NAMESPACES)) {
    if (Object.hasOwn(settings.namespaces, prefix))
      faults.push({ field: `namespaces.${prefix}`, message: 'is there already' })
  }
  for (const [index, activity] of settings.activities.entries()) {
    const known = parameterNames(activity)
    for (const name of Object.keys(activity.parameterTypes)) {
      if (known.has(name)) continue
      const field = `activities.${index}.parameterTypes.${name}`
      faults.push({ field, message: 'is no parameter of the activity' })
    }
  }
  return faults
}

function pathFaults(settings: Isa95Settings): Fault[] {
  const { jobOrderControl, jobResponses, busy, serial, model, progress } = settings
  const paths: [string, string | undefined][] = [
    ['jobOrderControl', jobOrderControl],
    ['jobResponses', jobResponses],
    ['busy.path', busy?.path],
    ['serial', serial],
    ['model', model],
    ['progress.percent', progress.percent],
    ['progress.phase', progress.phase],
    ...progress.values.map((value, index): [string, string] => [`progress.values.${index}.path`, value.path]),
  ]
  const prefixes = new Set([...Object.keys(KNOWN_NAMESPACES), ...Object.keys(settings.namespaces)])
  return paths.flatMap(([field, text]): Fault[] => {
    if (text === undefined) return []
    const parsed = parsePath(text)
    if (!parsed) return [{ field, message: 'is no path: /prefix:Name/prefix:Name' }]
    const unknown = parsed.find(({ prefix }) => !prefixes.has(prefix))
    if (!unknown) return []
    return [{ field, message: `has the prefix ${unknown.prefix}, which is not among \`namespaces\`` }]
  })
}

function patternFaults({ busy, ends }: Isa95Settings): Fault[] {
  const patterns: [string, string][] = [
    ...(busy ? [['busy.pattern', busy.pattern] as [string, string]] : []),
    ...(['succeeded', 'stoppedLocally', 'cancelled'] as const).flatMap(end =>
      Object.entries(ends[end] ?? {}).map(([id, text]): [string, string] => [`ends.${end}.${id}`, text]),
    ),
  ]
  return patterns.flatMap(([field, text]) =>
    isPattern(text) ? [] : [{ field, message: 'is not a regular expression' }],
  )
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
