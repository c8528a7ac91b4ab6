import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { parseNodeAddress, prefixesOf } from '../shared/opcua/node-address.ts'
import { SCALAR_TYPES, type ScalarType } from '../shared/opcua/scalar-types.ts'
import { checkOpcUaServer, OPCUA_SERVER } from '../shared/opcua/server-settings.ts'

const strict = { additionalProperties: false } as const
const Scalar = Type.Union([Type.Number(), Type.Boolean(), Type.String()])
export type Scalar = Static<typeof Scalar>

const node = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 500,
    description: `${description} A path from Objects (/F:Furnace/F:State) or an id (F;s=Furnace.State); each prefix is one of \`namespaces\`.`,
  })
const states = (description: string) =>
  Type.Optional(Type.Array(Scalar, { minItems: 1, description: `${description} Any of these values.` }))

/** Where a value is read, and what of it is believed. */
const POINT = {
  node: node('The variable.'),
  index: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Which element, where it is a list; from 0.' }),
  ),
  scale: Type.Optional(Type.Number({ description: 'What the number is multiplied with.' })),
  minimum: Type.Optional(Type.Number({ description: 'What is below is not believed.' })),
  maximum: Type.Optional(Type.Number({ description: 'What is above is not believed.' })),
}
const PointSchema = Type.Object(POINT, strict)
export type Point = Static<typeof PointSchema>

const Reading = Type.Object(
  {
    ...POINT,
    name: Type.String({ minLength: 1, description: 'Name of the value in the result or the progress.' }),
    unit: Type.Optional(Type.String({ minLength: 1, description: 'Given with the value in the result.' })),
    type: Type.Optional(
      Type.Unsafe<'number' | 'text' | 'boolean'>({
        type: 'string',
        enum: ['number', 'text', 'boolean'],
        description: 'What it must be; anything where left out.',
      }),
    ),
  },
  strict,
)
export type Reading = Static<typeof Reading>

/** Something that is handed over: a parameter of the activity, or always the same. */
const SENT = {
  parameter: Type.Optional(Type.String({ minLength: 1, description: 'The parameter, or attemptId.' })),
  value: Type.Optional({ ...Scalar, description: 'Always this, without parameter.' }),
  choices: Type.Optional(
    Type.Record(Type.String(), Scalar, { description: 'What is sent for which value of the parameter.' }),
  ),
  type: Type.Optional(
    Type.Unsafe<ScalarType>({
      type: 'string',
      enum: [...SCALAR_TYPES],
      description: 'As what. Unless told: Boolean, String, Int32 for whole numbers, Double.',
    }),
  ),
}
const Sent = Type.Object(SENT, strict)
export type Sent = Static<typeof Sent>
const Written = Type.Object({ ...SENT, node: node('The variable that is written.') }, strict)
export type Written = Static<typeof Written>

const ACT = {
  call: Type.Optional(
    Type.Object(
      {
        object: node('The object that has the method.'),
        method: node('The method.'),
        arguments: Type.Array(Sent, { default: [], description: 'In the order of the method.' }),
      },
      { ...strict, description: 'A method that is called; or else `write`.' },
    ),
  ),
  write: Type.Optional({ ...Written, description: 'A variable that is written; or else `call`.' }),
}
const Act = Type.Object(ACT, strict)
export type Act = Static<typeof Act>

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    before: Type.Array(Written, {
      default: [],
      description: 'Written before the start, in one request; none of it may start anything.',
    }),
    start: { ...Act, description: 'The one request that starts: a method or a variable.' },
    confirm: Type.Optional({
      ...PointSchema,
      description:
        'Changes with each start (a counter, a run number). A start after which it stays is unsure.',
    }),
    state: Type.Object(
      {
        node: node('Tells how the run stands.'),
        index: POINT.index,
        running: Type.Array(Scalar, { minItems: 1, description: 'The run goes on. Any of these values.' }),
        paused: states('The run waits.'),
        succeeded: Type.Array(Scalar, { minItems: 1, description: 'The run has ended well.' }),
        failed: states('The run has failed.'),
        cancelled: states('The run was stopped by us.'),
        stoppedLocally: states('The run was stopped by a person at the instrument.'),
        stopped: states('The run was stopped, by us if we have asked for it, else at the instrument.'),
        none: states('The instrument knows of no run.'),
      },
      strict,
    ),
    percent: Type.Optional({ ...PointSchema, description: 'Percentage of the run, 0 to 100 after `scale`.' }),
    phase: Type.Optional(
      Type.Object(
        {
          node: node('The phase.'),
          index: POINT.index,
          names: Type.Record(Type.String(), Type.String(), {
            default: {},
            description: 'The name of each value; the value itself where there is none.',
          }),
        },
        strict,
      ),
    ),
    message: Type.Optional({ ...PointSchema, description: 'Says why a run has failed.' }),
    values: Type.Array(Reading, { default: [], description: 'Live numbers during the run.' }),
    result: Type.Array(Reading, { default: [], description: 'Read once when the run has succeeded.' }),
    stop: Type.Optional({ ...Act, description: 'Stops the run.' }),
    pause: Type.Optional({ ...Act, description: 'Has the run wait; with `resume`.' }),
    resume: Type.Optional({ ...Act, description: 'Lets it go on; with `pause`.' }),
  },
  strict,
)
export type NodesActivity = Static<typeof Activity>

export const NodesSettings = Type.Object(
  {
    ...OPCUA_SERVER,
    namespaces: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_]+$' }), Type.String({ minLength: 1 }), {
      default: {},
      description: 'URIs by the prefixes that nodes name them with. `0` (OPC UA) is there already.',
    }),
    confirmLimit: durationSetting('How long a start may take to show at the instrument.', '5 s'),
    busy: Type.Object(
      {
        node: node('Tells what the instrument does, also what we did not ask for.'),
        index: POINT.index,
        values: Type.Array(Scalar, { minItems: 1, description: 'It does something. Any of these values.' }),
      },
      strict,
    ),
    boot: Type.Optional({
      ...PointSchema,
      description:
        'Differs after each boot of the instrument. The start time of the server where left out, which is another thing for a gateway.',
    }),
    serial: Type.Optional(node('The serial number.')),
    model: Type.Optional(node('The model.')),
    ids: Type.Optional(
      Type.Object(
        {
          node: node(
            'A text, or a list of texts with the newest first: the attempt ids of the runs that the instrument has started.',
          ),
          keeps: Type.Integer({
            minimum: 1,
            maximum: 10_000,
            default: 1,
            description: 'How many it keeps before it drops the oldest.',
          }),
          neverCleared: Type.Boolean({
            default: false,
            description: 'Nothing but a boot and want of room makes it drop one.',
          }),
        },
        {
          ...strict,
          description:
            'Only where the instrument takes the id over at the start. A variable that we write and that merely stays says nothing of a start.',
        },
      ),
    ),
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type NodesSettings = Static<typeof NodesSettings>

/** The prefixes that need no declaration. */
export const KNOWN_NAMESPACES: Readonly<Record<string, string>> = { 0: 'http://opcfoundation.org/UA/' }

/** The nodes that settings name, each with its field. */
export function namedNodes(settings: NodesSettings): readonly (readonly [field: string, node: string])[] {
  return nodesIn(settings, '')
}

const NODE_FIELDS = new Set(['node', 'object', 'method', 'serial', 'model'])

function nodesIn(value: object, at: string): (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const field = at === '' ? key : `${at}.${key}`
    if (typeof part === 'string') return NODE_FIELDS.has(key) ? [[field, part] as const] : []
    // What a schema or a choice is called is no node.
    const isOther = ['parameters', 'choices', 'names', 'namespaces', 'user'].includes(key)
    return typeof part === 'object' && part !== null && !isOther ? nodesIn(part, field) : []
  })
}

/** What the schema can't say. */
export function checkNodesSettings(settings: NodesSettings): Fault[] {
  const faults = [
    ...checkOpcUaServer(settings),
    ...checkActivities(settings.activities),
    ...nodeFaults(settings),
  ]
  if (Object.hasOwn(settings.namespaces, '0'))
    faults.push({ field: 'namespaces.0', message: 'is there already' })
  if (settings.ids && settings.activities.length > 1)
    faults.push({
      field: 'ids',
      message: 'can be used with one activity only: an id does not tell which it was',
    })
  for (const [index, activity] of settings.activities.entries())
    faults.push(...activityFaults(activity, settings, `activities.${index}`))
  return faults
}

function nodeFaults(settings: NodesSettings): Fault[] {
  const known = new Set([...Object.keys(KNOWN_NAMESPACES), ...Object.keys(settings.namespaces)])
  return namedNodes(settings).flatMap(([field, text]): Fault[] => {
    const address = parseNodeAddress(text)
    if (!address)
      return [{ field, message: 'is neither a path (/prefix:Name/prefix:Name) nor an id (prefix;s=Name)' }]
    const unknown = prefixesOf(address).find(prefix => !known.has(prefix))
    if (unknown === undefined) return []
    return [{ field, message: `has the prefix ${unknown}, which is not among \`namespaces\`` }]
  })
}

function activityFaults(activity: NodesActivity, { ids }: NodesSettings, at: string): Fault[] {
  const atStart = new Set([...parameterNames(activity), 'attemptId'])
  const later = new Set(['attemptId'])
  const acts = (['start', 'stop', 'pause', 'resume'] as const).flatMap(name => {
    const act = activity[name]
    return act ? [[`${at}.${name}`, act] as const] : []
  })
  const faults = acts.flatMap(([field, act]): Fault[] =>
    (act.call === undefined) === (act.write === undefined)
      ? [{ field, message: 'must have either call or write' }]
      : [],
  )
  const sent = [
    ...activity.before.map((written, index) => [`${at}.before.${index}`, written] as const),
    ...acts.flatMap(([field, act]) => sentIn(act, field)),
  ]
  for (const [field, one] of sent) {
    const isStart = field.startsWith(`${at}.start`) || field.startsWith(`${at}.before`)
    faults.push(...sentFaults(one, field, isStart ? atStart : later))
  }
  if ((activity.pause === undefined) !== (activity.resume === undefined))
    faults.push({ field: `${at}.pause`, message: 'and resume must both be there, or neither' })
  const handsOver = sent.some(([, { parameter }]) => parameter === 'attemptId')
  if (ids && !handsOver)
    faults.push({
      field: `${at}.start`,
      message: 'must hand over attemptId for ids to have something to hold',
    })
  if (ids && activity.before.some(({ node: written }) => written === ids.node))
    faults.push({ field: 'ids.node', message: 'is what we write ourselves, and says nothing of a start' })
  return faults
}

function sentIn({ call, write }: Act, field: string): (readonly [string, Sent])[] {
  return [
    ...(write ? [[`${field}.write`, write] as const] : []),
    ...(call?.arguments ?? []).map((one, index) => [`${field}.call.arguments.${index}`, one] as const),
  ]
}

function sentFaults({ parameter, value }: Sent, field: string, known: ReadonlySet<string>): Fault[] {
  if ((parameter === undefined) === (value === undefined))
    return [{ field, message: 'must have parameter or value, and not both' }]
  if (parameter === undefined || known.has(parameter)) return []
  return [{ field: `${field}.parameter`, message: `${parameter} is none of ${[...known].join(', ')}` }]
}
