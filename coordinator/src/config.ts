import { ID_PATTERN } from '@muster/protocol'
import {
  compileSchema,
  ConfigurationError,
  type Fault,
  LOG_LEVELS,
  parseConfiguration,
} from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { SecretSettings } from './calls/index.ts'
import { ChannelSettings } from './channels/index.ts'
import { EXTENSION_SETTINGS } from './extensions/settings.ts'
import { FileSettings } from './files/index.ts'
import { ResourceSettings, settingsFaults } from './scheduler/resources/definition.ts'
import { schedulerFaults, SchedulerSettings } from './scheduler/settings.ts'
import { ESCALATION_RULES, escalationFaults } from './supervisor/escalation-settings.ts'
import { SupervisorSettings } from './supervisor/settings.ts'
import { folderFaults, FolderSettings } from './triggers/index.ts'

const strict = { additionalProperties: false } as const
const Secret = Type.String({
  minLength: 16,
  description: 'At least 16 characters; make it with `openssl rand -hex 24`.',
})

/** Every setting of a coordinator: what it is, its default, an example. */
export const CoordinatorSettings = Type.Object(
  {
    site: Type.String({
      pattern: ID_PATTERN,
      default: 'lab',
      description: 'Names this site in topics: muster/v1/{site}/…',
    }),
    data: Type.String({ default: '.muster/coordinator', description: 'Folder of the database.' }),
    api: Type.Object(
      {
        host: Type.String({ default: '127.0.0.1', description: 'Any other than loopback needs a token.' }),
        port: Type.Integer({
          minimum: 0,
          maximum: 65535,
          default: 8420,
          description: '0 takes any free port.',
        }),
        token: Type.Optional(
          Type.String({
            minLength: 16,
            description: 'Asked for as `Authorization: Bearer …` on every request.',
          }),
        ),
        bodyLimit: Type.Integer({
          minimum: 1024,
          maximum: 64 * 1024 * 1024,
          default: 1024 * 1024,
          description: 'Longest request body, bytes.',
        }),
      },
      { ...strict, default: {} },
    ),
    broker: Type.Object(
      {
        url: Type.Optional(
          Type.String({
            pattern: '^mqtts?://',
            description: 'A broker of your own; without it one is embedded.',
          }),
        ),
        username: Type.Optional(Type.String()),
        password: Type.Optional(Type.String()),
        host: Type.String({
          default: '127.0.0.1',
          description: 'Of the embedded broker; any other than loopback needs agents with passwords.',
        }),
        port: Type.Integer({ minimum: 0, maximum: 65535, default: 1883 }),
      },
      { ...strict, default: {} },
    ),
    agents: Type.Array(Type.Object({ id: Type.String({ pattern: ID_PATTERN }), password: Secret }, strict), {
      default: [],
      description:
        'One credential per agent, for the embedded broker and for uploads of result files. With none, anybody on this machine may connect.',
    }),
    publishers: Type.Array(
      Type.Object({ id: Type.String({ pattern: ID_PATTERN }), password: Secret }, strict),
      {
        default: [],
        description:
          'Credentials for the embedded broker of those who may do nothing but publish below muster/v1/{site}/triggers/.',
      },
    ),
    heartbeatSeconds: Type.Number({
      minimum: 0.1,
      maximum: 3600,
      default: 5,
      description: 'How often agents are expected to be heard; contact is lost after three missed.',
    }),
    telemetry: Type.Object(
      {
        maxPoints: Type.Integer({
          minimum: 1_000,
          maximum: 1_000_000_000,
          default: 5_000_000,
          description:
            'Points of what is measured that are kept, of all runs together; about 100 bytes each.',
        }),
      },
      { ...strict, default: {} },
    ),
    supervisor: SupervisorSettings,
    scheduler: SchedulerSettings,
    resources: ResourceSettings,
    secrets: SecretSettings,
    folders: FolderSettings,
    files: FileSettings,
    ...EXTENSION_SETTINGS,
    escalation: Type.Object(
      {
        channels: Type.Array(ChannelSettings, {
          default: [],
          description: 'Ways to people, in the order in which one stands in for another that is down.',
        }),
        ...ESCALATION_RULES,
      },
      { ...strict, default: {}, description: 'Who is told, by which way, and after how long.' },
    ),
    log: Type.Unsafe<(typeof LOG_LEVELS)[number]>({ type: 'string', enum: [...LOG_LEVELS], default: 'info' }),
  },
  strict,
)
export type CoordinatorSettings = Static<typeof CoordinatorSettings>

const parse = compileSchema<CoordinatorSettings>(CoordinatorSettings, { defaults: true })

/**
 * Reads a coordinator's configuration.
 * @param strategies names of those that the program adds to the standard ones
 * @throws ConfigurationError with every fault and its place.
 */
export function readCoordinatorSettings(
  text: string,
  source: string,
  strategies: readonly string[] = [],
): CoordinatorSettings {
  return parseConfiguration(text, source, value => {
    const parsed = parse(value)
    if (!parsed.ok) return parsed
    const faults = crossFaults(parsed.value, strategies)
    return faults.length > 0 ? { ok: false, faults } : parsed
  })
}

/** Settings made in code, with defaults filled in; `strategies` as above. @throws ConfigurationError */
export function coordinatorSettings(
  value: unknown = {},
  strategies: readonly string[] = [],
): CoordinatorSettings {
  const parsed = parse(value)
  const faults = parsed.ok ? crossFaults(parsed.value, strategies) : parsed.faults
  if (!parsed.ok || faults.length > 0)
    throw new ConfigurationError('the coordinator can not start with these settings', faults)
  return parsed.value
}

/** What one field alone does not show. */
function crossFaults(settings: CoordinatorSettings, strategies: readonly string[]): Fault[] {
  const faults: Fault[] = []
  if (!isLoopback(settings.api.host) && settings.api.token === undefined) {
    faults.push({
      field: 'api.token',
      message: `is needed where the API listens on ${settings.api.host}; only loopback goes without`,
    })
  }
  if (
    settings.broker.url === undefined &&
    !isLoopback(settings.broker.host) &&
    settings.agents.length === 0
  ) {
    faults.push({
      field: 'agents',
      message: `are needed where the embedded broker listens on ${settings.broker.host}; only loopback goes without`,
    })
  }
  const channels = settings.escalation.channels.map(channel => channel.name)
  faults.push(
    ...escalationFaults(settings.escalation, channels),
    // What modules bring is known once they are loaded; it is looked at then.
    ...schedulerFaults(
      settings.scheduler,
      settings.strategies.length > 0 ? [...strategies, settings.scheduler.strategy] : strategies,
    ),
    ...settingsFaults(settings.resources),
    ...folderFaults(settings.folders),
  )
  for (const [index, name] of channels.entries()) {
    if (channels.indexOf(name) !== index)
      faults.push({ field: `escalation.channels.${index}.name`, message: `"${name}" is there twice` })
  }
  return [...faults, ...loginFaults(settings)]
}

function loginFaults({ agents, publishers }: CoordinatorSettings): Fault[] {
  const logins = [
    ...agents.map(({ id }, index) => ({ id, field: `agents.${index}.id` })),
    ...publishers.map(({ id }, index) => ({ id, field: `publishers.${index}.id` })),
  ]
  const faults: Fault[] = []
  for (const [index, { id, field }] of logins.entries()) {
    if (logins.findIndex(other => other.id === id) !== index)
      faults.push({ field, message: `"${id}" is there twice` })
    if (id === 'coordinator')
      faults.push({ field, message: '"coordinator" is the name of the coordinator itself' })
  }
  if (publishers.length > 0 && agents.length === 0)
    faults.push({ field: 'publishers', message: 'are of no use without agents: anybody may connect then' })
  return faults
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
