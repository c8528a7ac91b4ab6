import { dirname, resolve } from 'node:path'
import { AGENT_RESOURCE_PATTERN, ID_PATTERN } from '@muster/protocol'
import {
  compileSchema,
  ConfigurationError,
  type Fault,
  InvalidInputError,
  LOG_LEVELS,
  parseYaml,
} from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { ConfiguredDriver, Isolation } from './instruments/configured-driver.ts'
import { PROCESS_LIMITS } from './instruments/isolation/process-limits.ts'
import type { DriverRegistry } from './instruments/registry.ts'

const strict = { additionalProperties: false } as const
const Resources = Type.Record(
  Type.String({ pattern: AGENT_RESOURCE_PATTERN }),
  Type.Number({ minimum: 0, maximum: 1_000_000_000 }),
  strict,
)
const Labels = Type.Record(Type.String(), Type.String({ maxLength: 200 }))

const durationText = (description: string, defaultText: string) =>
  Type.String({ format: 'duration-text', description, default: defaultText })

const InstrumentSettings = Type.Object(
  {
    id: Type.String({ pattern: ID_PATTERN, description: 'Names the instrument in the whole site.' }),
    driver: Type.String({
      description:
        'What it speaks; `muster-agent drivers` lists them. Or a driver of your own: a path, or the name of a package.',
    }),
    isolation: Type.Optional(
      Type.Unsafe<Isolation>({
        type: 'string',
        enum: ['process', 'inline'],
        description:
          "Whether its driver runs in a process of its own; the driver's own choice where left out.",
      }),
    ),
    process: Type.Object(
      {
        memoryMb: Type.Integer({
          minimum: 64,
          maximum: 65_536,
          default: PROCESS_LIMITS.memoryMb,
          description: 'A process that takes more, resident, is ended and started again.',
        }),
        silence: durationText('So is one that gives no sign of life for so long.', '20 s'),
      },
      { ...strict, default: {}, description: "Limits of the driver's process, where it has one." },
    ),
    location: Type.Optional(Type.String({ maxLength: 200 })),
    labels: Type.Optional(Labels),
    settings: Type.Unknown({ description: "The driver's own; each driver's README has them.", default: {} }),
  },
  strict,
)

/** Every setting of an agent: what it is, its default. */
const AgentFile = Type.Object(
  {
    id: Type.String({
      pattern: ID_PATTERN,
      description: 'Names this agent; also its user name and client id at the broker.',
    }),
    site: Type.String({ pattern: ID_PATTERN, default: 'lab' }),
    data: Type.String({ default: '.muster/agent', description: 'Folder of the journal; one agent only.' }),
    broker: Type.Object(
      {
        url: Type.String({ pattern: '^mqtts?://', default: 'mqtt://127.0.0.1:1883' }),
        password: Type.Optional(Type.String()),
        keepaliveSeconds: Type.Integer({ minimum: 1, maximum: 600, default: 10 }),
      },
      { ...strict, default: {} },
    ),
    coordinator: Type.Object(
      {
        url: Type.Optional(
          Type.String({
            pattern: '^https?://[^/]+',
            description:
              "Address of the coordinator's API, for result files. With the id of this agent and the broker's password.",
          }),
        ),
        kilobytesPerSecond: Type.Number({
          minimum: 0,
          maximum: 10_000_000,
          default: 4096,
          description: 'So quickly are files uploaded at the most; 0 for as quickly as it goes.',
        }),
      },
      { ...strict, default: {} },
    ),
    resultFiles: Type.Object(
      {
        settleSeconds: Type.Number({
          minimum: 0,
          maximum: 600,
          default: 2,
          description: 'A file is taken once it has not changed for so long.',
        }),
        waitSeconds: Type.Number({
          minimum: 0,
          maximum: 3600,
          default: 30,
          description: 'How long that, and files that are not there yet, are waited for after a run.',
        }),
        maxFiles: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Of one run.' }),
        maxMegabytes: Type.Number({
          minimum: 0.001,
          maximum: 1_000_000,
          default: 2048,
          description: 'Of one file.',
        }),
      },
      { ...strict, default: {}, description: 'Files that runs leave behind.' },
    ),
    heartbeatSeconds: Type.Number({ minimum: 0.1, maximum: 3600, default: 5 }),
    healthSeconds: Type.Number({
      minimum: 0.1,
      maximum: 3600,
      default: 30,
      description: 'How often the health of each instrument is looked at.',
    }),
    telemetry: Type.Object(
      {
        everySeconds: Type.Number({
          minimum: 0.1,
          maximum: 3600,
          default: 1,
          description: 'The shortest time between two points that are kept of a run.',
        }),
        maxMegabytes: Type.Number({
          minimum: 1,
          maximum: 100_000,
          default: 64,
          description: 'What may lie on disk of it while the coordinator is away.',
        }),
      },
      { ...strict, default: {} },
    ),
    maxConcurrentTasks: Type.Optional(
      Type.Integer({ minimum: 1, description: 'As many as there are instruments, unless told.' }),
    ),
    roles: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { default: [] }),
    labels: { ...Labels, default: {} },
    resources: {
      ...Resources,
      default: {},
      description: 'What this machine has for tasks that compute here, such as `{ cpu: 4, gpu: 1 }`.',
    },
    log: Type.Unsafe<(typeof LOG_LEVELS)[number]>({ type: 'string', enum: [...LOG_LEVELS], default: 'info' }),
    instruments: Type.Array(InstrumentSettings, { minItems: 1 }),
  },
  strict,
)
type AgentFile = Static<typeof AgentFile>

/** A configuration in which everything was found right, the drivers' own settings too. */
export interface AgentSettings extends Omit<AgentFile, 'instruments'> {
  readonly instruments: readonly (Omit<Static<typeof InstrumentSettings>, 'settings' | 'driver'> & {
    readonly driver: ConfiguredDriver
    /** The driver's settings as they were written, for telling whether they have changed. */
    readonly driverSettings: string
  })[]
}

const parseFile = compileSchema<AgentFile>(AgentFile, { defaults: true })

/**
 * Reads an agent's configuration, and lets each driver read its part.
 * @throws ConfigurationError with every fault and its place.
 */
export async function readAgentSettings(
  text: string,
  source: string,
  registry: DriverRegistry,
): Promise<AgentSettings> {
  const yaml = readYaml(text, source)
  const file = parseFile(yaml.value ?? {})
  if (!file.ok) throw faulty(source, yaml.locate(file.faults))
  const faults: Fault[] = twice(file.value.instruments.map(({ id }) => id))
  const instruments: AgentSettings['instruments'][number][] = []
  // The agent's own drivers folder, too: a package can be installed there that outlives an update of the configuration.
  const folders = [dirname(resolve(source)), resolve(file.value.data, 'drivers')]
  for (const [index, { settings, driver, ...rest }] of file.value.instruments.entries()) {
    const { isolation } = rest
    const configured = await registry.configure(driver, settings, {
      folders,
      ...(isolation && { isolation }),
    })
    const driverSettings = JSON.stringify([settings, isolation, rest.process])
    if (configured.ok) instruments.push({ ...rest, driver: configured.value, driverSettings })
    else faults.push(...configured.faults.map(fault => ({ ...fault, field: fieldOf(index, fault.field) })))
  }
  if (faults.length > 0) throw faulty(source, yaml.locate(faults))
  return { ...file.value, instruments }
}

const parseFolder = compileSchema<{ readonly data: string }>(
  { ...Type.Object({ data: AgentFile.properties.data }), additionalProperties: true },
  { defaults: true },
)

/**
 * The folder of an agent, for those who speak to one that runs: of a configuration that has faults elsewhere as well.
 * @throws ConfigurationError
 */
export function readDataFolder(text: string, source: string): string {
  const yaml = readYaml(text, source)
  const file = parseFolder(yaml.value ?? {})
  if (!file.ok) throw faulty(source, yaml.locate(file.faults))
  return file.value.data
}

/** @throws ConfigurationError where it is no YAML */
export function readYaml(text: string, source: string) {
  try {
    return parseYaml(text, source)
  } catch (error) {
    if (error instanceof InvalidInputError) throw new ConfigurationError(error.message, error.faults)
    throw error
  }
}

/** A driver names its own settings; an unknown driver is a fault of the field `driver` itself. */
function fieldOf(index: number, field: string): string {
  return field === 'driver'
    ? `instruments.${index}.driver`
    : `instruments.${index}.settings${field === '' ? '' : `.${field}`}`
}

function twice(ids: readonly string[]): Fault[] {
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [{ field: `instruments.${index}.id`, message: `"${id}" is there twice` }],
  )
}

function faulty(source: string, faults: readonly Fault[]): ConfigurationError {
  return new ConfigurationError(
    `${source} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}`,
    faults,
  )
}
