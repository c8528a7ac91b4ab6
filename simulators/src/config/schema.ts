import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'

const DurationText = (value: string, description: string) =>
  Type.String({ format: 'duration-text', default: value, description })

const Port = Type.Integer({ minimum: 0, maximum: 65_535, description: '0: any free port' })
const Host = Type.String({ minLength: 1, default: '127.0.0.1', description: 'The address to listen on' })

/** An object that may be left out altogether, as all its settings have defaults. */
const optional = <T extends TObject>(schema: T): T => ({ ...schema, default: {} })
const strict = { additionalProperties: false }

const OPCUA_MODES = ['None', 'Sign', 'SignAndEncrypt'] as const
const OPCUA_POLICIES = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const

const OpcuaSecurity = optional(
  Type.Object(
    {
      modes: Type.Array(
        Type.Unsafe<(typeof OPCUA_MODES)[number]>({ type: 'string', enum: [...OPCUA_MODES] }),
        { minItems: 1, default: ['None'], description: 'How messages may be protected' },
      ),
      policies: Type.Array(
        Type.Unsafe<(typeof OPCUA_POLICIES)[number]>({ type: 'string', enum: [...OPCUA_POLICIES] }),
        { minItems: 1, default: ['Basic256Sha256'], description: 'With which algorithms, where they are' },
      ),
      anonymous: Type.Boolean({ default: true, description: 'Whether one may be nobody' }),
      users: Type.Record(Type.String({ minLength: 1 }), Type.String(), {
        default: {},
        description: 'Passwords by user name',
      }),
      userCertificates: Type.Array(Type.String({ minLength: 1 }), {
        default: [],
        description: 'Files (PEM) of the certificates that users may prove to be them with',
      }),
      acceptsClients: Type.Boolean({
        default: true,
        description: 'Whether it takes the certificate of any client; otherwise those in its folder alone',
      }),
      certificate: Type.Optional(
        Type.Object(
          {
            validFrom: Type.String({ format: 'date-time' }),
            days: Type.Integer({ minimum: 1, maximum: 36_500, default: 365 }),
          },
          { ...strict, description: 'When its certificate is valid; ten years from now unless given' },
        ),
      ),
    },
    strict,
  ),
)

/** What every simulator has that is an OPC UA server. */
const OPCUA_SERVER = {
  host: Host,
  port: Port,
  security: OpcuaSecurity,
  pki: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The folder of its certificate; a temporary one unless given',
    }),
  ),
}

const Isa95Protocol = Type.Object(
  {
    type: Type.Literal('isa95-opcua'),
    ...OPCUA_SERVER,
    dialect: Type.Union([Type.Literal('spec'), Type.Literal('numbered')], {
      default: 'spec',
      description: 'How ReturnStatus says what came of a call; see the README',
    }),
    storeAndStart: Type.Boolean({
      default: true,
      description: 'Whether there is a StoreAndStart, which is optional; without it, Store and then Start',
    }),
    maxJobOrders: Type.Integer({ minimum: 1, maximum: 65_535, default: 100 }),
    additive: Type.Boolean({
      default: false,
      description: 'Printer: whether its responses tell layers and material (OPC 40540)',
    }),
  },
  strict,
)

const NodesProtocol = Type.Object(
  {
    type: Type.Literal('opcua-nodes'),
    ...OPCUA_SERVER,
    keptIds: Type.Integer({
      minimum: 0,
      maximum: 1_000,
      default: 0,
      description: 'How many ids of runs it keeps; with one or more, a start needs an id',
    }),
  },
  strict,
)

const ScpiProtocol = Type.Object(
  {
    type: Type.Literal('scpi'),
    host: Host,
    port: Port,
    keepsIds: Type.Boolean({
      default: false,
      description: 'Whether a start takes an id that can be asked for',
    }),
  },
  strict,
)

const ModbusProtocol = Type.Object(
  {
    type: Type.Literal('modbus'),
    host: Host,
    port: Port,
    keepsIds: Type.Boolean({
      default: false,
      description: 'Whether a start takes an id, and the last eight can be read',
    }),
  },
  strict,
)

/** Parts of OPC 30500-1 that a server may have or not. */
export const OPTIONAL_LADS_PARTS = [
  'stop',
  'abort',
  'pause',
  'progress',
  'run-ids',
  'functions',
  'times',
  'variables',
  'files',
  'program-manager',
] as const
export type OptionalLadsPart = (typeof OPTIONAL_LADS_PARTS)[number]

const LadsProtocol = Type.Object(
  {
    type: Type.Literal('lads'),
    ...OPCUA_SERVER,
    leaveOut: Type.Array(Type.Unsafe<OptionalLadsPart>({ type: 'string', enum: [...OPTIONAL_LADS_PARTS] }), {
      uniqueItems: true,
      default: [],
      description: 'Optional parts of the specification that it does not have; see the README',
    }),
    maxResults: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 100,
      description: 'How many results it keeps; the oldest is removed for a new one',
    }),
    nonsense: Type.Boolean({
      default: false,
      description: 'It shows progress that is no number, and never says when a result was complete',
    }),
  },
  strict,
)

/** What every simulator's file has, whatever its kind. */
function simulatorSchema<K extends string, P extends TSchema, A extends TSchema>(
  kind: K,
  protocol: P,
  activities: A,
) {
  return {
    kind: Type.Literal(kind),
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      description: 'Lower-case letters, digits and hyphens',
    }),
    serial: Type.String({ minLength: 1, maxLength: 64 }),
    protocol,
    timeScale: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1_000_000,
      default: 1,
      description: 'Instrument seconds per real second',
    }),
    seed: Type.Integer({ minimum: 0, default: 1, description: 'The same seed gives the same instrument' }),
    ledger: Type.String({ minLength: 1, description: 'The file of physical starts; relative to this file' }),
    control: Type.Optional(Type.Object({ port: Port }, strict)),
    activities,
    // Each is checked by its own kind's schema; see parseFault.
    faults: Type.Array(Type.Object({ kind: Type.String() }), { default: [] }),
  }
}

const Print = optional(
  Type.Object(
    {
      heatUp: DurationText('2 min', 'Before the first layer'),
      layer: DurationText('20 s', 'Per layer'),
      coolDown: DurationText('5 min', 'After the last layer'),
      temperature: Type.Number({ minimum: 20, maximum: 120, default: 60, 'x-unit': '°C' }),
    },
    strict,
  ),
)

const Firing = Type.Object(
  {
    programmes: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      description: 'Which programmes it may run; the first is taken when none is named',
    }),
  },
  strict,
)

const Segment = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    target: Type.Number({ minimum: 0, maximum: 2_000, 'x-unit': '°C' }),
    ramp: Type.Number({ exclusiveMinimum: 0, maximum: 1_000, 'x-unit': '°C/min' }),
    hold: Type.Number({ minimum: 0, maximum: 100_000, default: 0, 'x-unit': 'min' }),
  },
  strict,
)

const Weigh = optional(
  Type.Object(
    {
      tare: DurationText('2 s', 'Setting the display to zero'),
      load: DurationText('3 s', 'Laying the sample on the pan'),
      settle: DurationText('5 s', 'Until the display stands still'),
      mass: Type.Number({ minimum: 0, maximum: 220, default: 12.5, 'x-unit': 'g' }),
      spread: Type.Number({ minimum: 0, maximum: 220, default: 0.5, 'x-unit': 'g' }),
    },
    strict,
  ),
)

const Read = optional(
  Type.Object(
    {
      warmUp: DurationText('30 s', 'Until the chamber is as warm as asked for'),
      shake: DurationText('10 s', 'Shaking the plate, where asked for'),
      well: DurationText('500 ms', 'Per well'),
      absorbance: Type.Number({ minimum: 0, maximum: 4, default: 0.8, description: 'About the mean' }),
    },
    strict,
  ),
)

const Programmes = Type.Record(
  Type.String({ minLength: 1, maxLength: 64 }),
  Type.Array(Segment, { minItems: 1 }),
  {
    minProperties: 1,
  },
)

const PrinterFile = Type.Object(
  simulatorSchema('binder-jet-printer', Isa95Protocol, optional(Type.Object({ print: Print }, strict))),
  strict,
)
const FurnaceFile = Type.Object(
  {
    ...simulatorSchema(
      'furnace',
      Isa95Protocol,
      Type.Object(
        { cure: Type.Optional(Firing), sinter: Type.Optional(Firing) },
        { ...strict, minProperties: 1 },
      ),
    ),
    programmes: Programmes,
  },
  strict,
)
const BalanceFile = Type.Object(
  simulatorSchema('balance', ScpiProtocol, optional(Type.Object({ weigh: Weigh }, strict))),
  strict,
)

const KilnFile = Type.Object(
  {
    // It has one activity, of which all is said by its programmes.
    ...simulatorSchema('kiln', ModbusProtocol, optional(Type.Object({}, strict))),
    programmes: Programmes,
  },
  strict,
)

const PlateReaderFile = Type.Object(
  simulatorSchema('plate-reader', LadsProtocol, optional(Type.Object({ read: Read }, strict))),
  strict,
)

const MuffleFile = Type.Object(
  {
    // As with the kiln.
    ...simulatorSchema('muffle-furnace', NodesProtocol, optional(Type.Object({}, strict))),
    programmes: Programmes,
  },
  strict,
)

/** One schema per kind, so that a fault is said in the terms of the kind that was meant. */
export const SIMULATOR_SCHEMAS = {
  'binder-jet-printer': PrinterFile,
  furnace: FurnaceFile,
  balance: BalanceFile,
  kiln: KilnFile,
  'plate-reader': PlateReaderFile,
  'muffle-furnace': MuffleFile,
} satisfies Record<string, TObject>

export type PrinterFile = Static<typeof PrinterFile>
export type FurnaceFile = Static<typeof FurnaceFile>
export type BalanceFile = Static<typeof BalanceFile>
export type KilnFile = Static<typeof KilnFile>
export type MuffleFile = Static<typeof MuffleFile>
export type PlateReaderFile = Static<typeof PlateReaderFile>
/** A file as its schema lets it through, defaults filled in. */
export type SimulatorFile = PrinterFile | FurnaceFile | BalanceFile | KilnFile | MuffleFile | PlateReaderFile

export type OpcuaSecurity = Static<typeof OpcuaSecurity>
export type Isa95Protocol = Static<typeof Isa95Protocol>
export type LadsProtocol = Static<typeof LadsProtocol>
export type NodesProtocol = Static<typeof NodesProtocol>
export type ScpiProtocol = Static<typeof ScpiProtocol>
export type ModbusProtocol = Static<typeof ModbusProtocol>
/** How clients reach a simulator. */
export type SimulatorProtocol = Isa95Protocol | LadsProtocol | NodesProtocol | ScpiProtocol | ModbusProtocol
