import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { isBit, isWritable, POINT, type Point, registersOf } from './point.ts'

const strict = { additionalProperties: false }
const order = (description: string) =>
  Type.Unsafe<'big' | 'little'>({ type: 'string', enum: ['big', 'little'], default: 'big', description })

const PointSchema = Type.Object(POINT, strict)

const Port = Type.Object(
  {
    host: Type.String({ minLength: 1, description: 'Host name or address.' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 502, description: 'TCP port.' }),
    framing: Type.Unsafe<'tcp' | 'rtu'>({
      type: 'string',
      enum: ['tcp', 'rtu'],
      default: 'tcp',
      description:
        'tcp: Modbus TCP. rtu: RTU frames through a TCP connection, as simple serial servers want them.',
    }),
  },
  { ...strict, description: 'An instrument, or a gateway, on the network.' },
)

const Serial = Type.Object(
  {
    device: Type.String({ minLength: 1, description: 'Such as /dev/ttyUSB0, /dev/serial/by-id/… or COM3.' }),
    baudRate: Type.Integer({
      minimum: 300,
      maximum: 4_000_000,
      default: 19_200,
      description: 'Bits per second.',
    }),
    dataBits: Type.Unsafe<7 | 8>({
      type: 'integer',
      enum: [7, 8],
      default: 8,
      description: 'Bits of a byte.',
    }),
    parity: Type.Unsafe<'none' | 'even' | 'odd'>({
      type: 'string',
      enum: ['none', 'even', 'odd'],
      default: 'even',
      description: 'Parity bit.',
    }),
    stopBits: Type.Unsafe<1 | 2>({ type: 'integer', enum: [1, 2], default: 1, description: 'Stop bits.' }),
  },
  { ...strict, description: 'A serial line (Modbus RTU), which is ours alone.' },
)

export type SerialTransport = { readonly type: 'rtu' } & Static<typeof Serial>
/** How an instrument is reached. */
export type Transport =
  | SerialTransport
  | { readonly type: 'tcp' | 'rtu-over-tcp'; readonly host: string; readonly port: number }

const State = Type.Object(
  {
    is: Type.Optional(
      Type.Array(Type.Union([Type.Number(), Type.Boolean()]), {
        minItems: 1,
        description: 'Any of these values.',
      }),
    ),
    anyBit: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 31 }), {
        minItems: 1,
        description: 'Any of these bits is set; 0 is the least.',
      }),
    ),
  },
  { ...strict, minProperties: 1 },
)
export type State = Static<typeof State>
const state = (description: string) => ({ ...State, description })

const Reading = Type.Object(
  {
    ...POINT,
    name: Type.String({ minLength: 1, description: 'Name of the value in the result or the progress.' }),
    unit: Type.Optional(Type.String({ minLength: 1, description: 'Given with the value in the result.' })),
    minimum: Type.Optional(Type.Number({ description: 'What is below is not believed.' })),
    maximum: Type.Optional(Type.Number({ description: 'What is above is not believed.' })),
  },
  strict,
)
export type Reading = Static<typeof Reading>

const Written = Type.Object(
  {
    ...POINT,
    parameter: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The parameter that is written, or attemptId. One that is not given is not written.',
      }),
    ),
    value: Type.Optional(
      Type.Union([Type.Number(), Type.String(), Type.Boolean()], {
        description: 'Always this, without parameter.',
      }),
    ),
    choices: Type.Optional(
      Type.Record(Type.String(), Type.Number(), { description: 'What is written for which text.' }),
    ),
    minimum: Type.Optional(Type.Number({ description: 'A lower value is refused.' })),
    maximum: Type.Optional(Type.Number({ description: 'A higher value is refused.' })),
  },
  strict,
)
export type Written = Static<typeof Written>

const Trigger = Type.Object(
  {
    ...POINT,
    value: Type.Union([Type.Number(), Type.Boolean()], { default: true, description: 'What is written.' }),
    pulse: Type.Optional(
      Type.String({
        format: 'duration-text',
        description:
          'How long it stands; then `rest` is written. Left out: it is a level that is left, or falls back by itself.',
      }),
    ),
    rest: Type.Union([Type.Number(), Type.Boolean()], {
      default: false,
      description: 'With pulse: written before, so that there is an edge, and after.',
    }),
  },
  strict,
)
export type Trigger = Static<typeof Trigger>

const Status = Type.Object(
  {
    ...POINT,
    busy: state('The run goes on.'),
    done: state('The run has ended well.'),
    failed: Type.Optional(state('The run has failed.')),
    cancelled: Type.Optional(state('The run was stopped by us.')),
    stoppedLocally: Type.Optional(state('The run was stopped by a person at the instrument.')),
    unknown: Type.Optional(state('The instrument knows of no run.')),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    start: Type.Object(
      {
        write: Type.Array(Written, {
          default: [],
          description: 'Written before the start, neighbours in one request; none of it may start anything.',
        }),
        trigger: Trigger,
        confirm: Type.Optional({
          ...PointSchema,
          description:
            'Changes with each start (a counter, a run number). A start after which it stays is unsure.',
        }),
      },
      strict,
    ),
    status: Status,
    percent: Type.Optional(PointSchema),
    phase: Type.Optional(
      Type.Object(
        {
          ...POINT,
          names: Type.Record(Type.String(), Type.String(), {
            default: {},
            description: 'The name of each number; the number itself where there is none.',
          }),
        },
        strict,
      ),
    ),
    failure: Type.Optional({ ...PointSchema, description: 'Where a code or text of the failure stands.' }),
    values: Type.Array(Reading, { default: [], description: 'Live values during the run.' }),
    result: Type.Array(Reading, { default: [], description: 'Read once when the run is done.' }),
    cancel: Type.Optional(Trigger),
  },
  strict,
)
export type ModbusActivity = Static<typeof Activity>

export const ModbusSettings = Type.Object(
  {
    network: Type.Optional(Port),
    serial: Type.Optional(Serial),
    unit: Type.Integer({
      minimum: 0,
      maximum: 255,
      default: 1,
      description: 'Unit identifier (slave address).',
    }),
    wordOrder: order(
      'Which word of a number of several registers comes first: the most significant with big.',
    ),
    byteOrder: order('The order of the two bytes of a register; little is against the standard, and met.'),
    connectLimit: durationSetting('How long a connection may take.', '5 s'),
    responseLimit: durationSetting('How long an answer may take; after it the connection is dropped.', '2 s'),
    confirmLimit: durationSetting('How long a start may take to show at the instrument.', '5 s'),
    pollEvery: durationSetting('How often a run is looked at.', '500 ms'),
    checkEvery: durationSetting('How often a quiet instrument is asked whether it is there.', '5 s'),
    busy: Type.Object({ ...POINT, when: state('It does something.') }, strict),
    boot: Type.Optional({ ...PointSchema, description: 'Differs after each boot.' }),
    serialNumber: Type.Optional({ ...PointSchema, description: 'Where the serial number stands.' }),
    ids: Type.Optional(
      Type.Array(PointSchema, {
        minItems: 1,
        maxItems: 64,
        description:
          'Where the instrument keeps, as text, the attempt ids of the runs it has started: that of the run that status tells of first, then earlier ones. Naming it declares that the instrument keeps ids and loses none but by boot or for want of room.',
      }),
    ),
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type ModbusSettings = Static<typeof ModbusSettings>

/** How the instrument is reached; of settings that were checked. */
export function transportOf({ network, serial }: ModbusSettings): Transport {
  if (serial) return { type: 'rtu', ...serial }
  const { host = '', port = 502, framing } = network ?? {}
  return { type: framing === 'rtu' ? 'rtu-over-tcp' : 'tcp', host, port }
}

/** What the schema can't say. */
export function checkModbusSettings(settings: ModbusSettings): Fault[] {
  const faults: Fault[] = []
  if ((settings.network === undefined) === (settings.serial === undefined))
    faults.push({ field: 'network', message: 'or serial must be there, and not both' })
  faults.push(...checkActivities(settings.activities), ...pointFaults(settings, ''))
  if (settings.ids && settings.activities.length > 1)
    faults.push({
      field: 'ids',
      message: 'can be used with one activity only: an id does not tell which it was',
    })
  for (const [index, id] of (settings.ids ?? []).entries())
    if (id.type !== 'string') faults.push({ field: `ids.${index}.type`, message: 'must be string' })
  for (const [index, activity] of settings.activities.entries())
    faults.push(...startFaults(activity, `activities.${index}.start`, settings.ids !== undefined))
  return faults
}

function startFaults(activity: ModbusActivity, field: string, keepsIds: boolean): Fault[] {
  const known = new Set([...parameterNames(activity), 'attemptId'])
  const { write, trigger } = activity.start
  const faults = write.flatMap((written, index): Fault[] => {
    const at = `${field}.write.${index}`
    const wrong = writeFaults(written, at)
    if ((written.parameter === undefined) === (written.value === undefined))
      wrong.push({ field: at, message: 'must have parameter or value, and not both' })
    if (written.parameter !== undefined && !known.has(written.parameter))
      wrong.push({
        field: `${at}.parameter`,
        message: `${written.parameter} is no parameter of the activity`,
      })
    return wrong
  })
  faults.push(...writeFaults(trigger, `${field}.trigger`))
  if (activity.cancel) faults.push(...writeFaults(activity.cancel, field.replace(/start$/, 'cancel')))
  if (keepsIds && !write.some(written => written.parameter === 'attemptId'))
    faults.push({ field, message: 'must write attemptId for ids to have something to hold' })
  return faults
}

function writeFaults(point: Point, field: string): Fault[] {
  if (!isWritable(point))
    return [{ field: `${field}.table`, message: 'must be coil or holding to be written' }]
  if (point.table === 'holding' && (point.type === 'bool' || point.type === 'bits'))
    return [{ field: `${field}.type`, message: 'can not be written: other bits share the register' }]
  return []
}

/** Faults of every point, wherever it stands. */
function pointFaults(value: object, at: string): Fault[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]): Fault[] => {
    if (typeof part !== 'object' || part === null || key === 'parameters') return []
    const field = at === '' ? key : `${at}.${key}`
    const own = 'table' in part && 'address' in part ? onePointFaults(part as Point, field) : []
    return [...own, ...pointFaults(part, field)]
  })
}

function onePointFaults(point: Point, field: string): Fault[] {
  const faults: Fault[] = []
  if (isBit(point) && point.type !== undefined && point.type !== 'bool')
    faults.push({ field: `${field}.type`, message: `must be bool in the table ${point.table}` })
  if (point.type === 'string' && point.registers === undefined)
    faults.push({ field: `${field}.registers`, message: 'must say how many registers the text has' })
  if (point.scale === 0) faults.push({ field: `${field}.scale`, message: 'must not be 0' })
  if ((point.bit ?? 0) + (point.width ?? 1) > 16)
    faults.push({ field: `${field}.width`, message: 'reaches beyond the 16 bits of the register' })
  if (point.address + registersOf(point) > 65_536)
    faults.push({ field: `${field}.address`, message: 'reaches beyond the last address, 65535' })
  return faults
}
