import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isId, type MqttPort } from '@muster/protocol'
import {
  type Clock,
  type Logger,
  nodeFileSystem,
  type Random,
  type Running,
  running,
  seconds,
  type Tracer,
} from '@muster/runtime'
import { startApi } from './api/server.ts'
import { type Broker, type Credential, startBroker } from './broker/index.ts'
import { type Channel, createChannels, type Publish } from './channels/index.ts'
import { type CoordinatorSettings, isLoopback } from './config.ts'
import { readSecrets } from './calls/index.ts'
import { loadExtensions } from './extensions/load.ts'
import { startResultFiles } from './files/index.ts'
import { authenticator } from './broker/credentials.ts'
import { createCoordinator } from './coordinator.ts'
import type { Store } from './store/store.ts'
import { ladderRules } from './supervisor/escalation-settings.ts'
import { limitsOf } from './supervisor/settings.ts'
import { openTelemetryStore } from './telemetry/index.ts'
import { foldersOf } from './triggers/index.ts'

export interface CoordinatorProcess extends Running {
  readonly url: string
  readonly brokerUrl: string
}

export interface CoordinatorProcessPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly mqtt: MqttPort
  /** Traces nothing where left out. */
  readonly tracer?: Tracer
  /** Where paths of modules in the settings begin; the working folder where left out. */
  readonly folder?: string
  /** Opens the database in this file, and makes one where there is none. */
  readonly openStore: (path: string) => Store
  /** It can't go on by itself; the process should end. */
  readonly onFatal: (error: Error) => void
}

/**
 * A whole coordinator: store, embedded broker (unless a URL is given), lead and API, in this order, and stopped
 * in the other.
 * @throws ConfigurationError
 */
export async function startCoordinator(
  settings: CoordinatorSettings,
  ports: CoordinatorProcessPorts,
): Promise<CoordinatorProcess> {
  const { clock, random, logger, mqtt } = ports
  const extensions = await loadExtensions(settings, { ...ports, folder: ports.folder ?? process.cwd() })
  const secrets = readSecrets(settings.secrets, process.env)
  await using started = new AsyncDisposableStack()
  await mkdir(settings.data, { recursive: true, mode: 0o700 })
  const store = ports.openStore(join(settings.data, 'muster.db'))
  const telemetry = openTelemetryStore({
    path: join(settings.data, 'telemetry.db'),
    maxPoints: settings.telemetry.maxPoints,
  })
  started.defer(() => telemetry.close())
  const own = Buffer.from(random.bytes(24)).toString('hex')
  const broker =
    settings.broker.url === undefined ? started.use(await embeddedBroker(settings, own, ports)) : undefined
  const brokerUrl = settings.broker.url ?? broker?.url ?? ''
  const coordinator = started.use(
    await createCoordinator(
      {
        site: settings.site,
        connect: { url: brokerUrl, clientId: 'coordinator', keepaliveSeconds: 10, ...login(settings, own) },
        heartbeatMs: seconds(settings.heartbeatSeconds),
        limits: limitsOf(settings.supervisor),
        schedulerSettings: settings.scheduler,
        resources: settings.resources,
        secrets,
        folders: foldersOf(settings.folders),
        strategies: extensions.strategies,
        callKinds: extensions.callKinds,
        middleware: extensions.middleware,
        escalation: escalationOf(settings, clock, extensions.channels),
        onFatal: ports.onFatal,
      },
      { clock, random, logger, mqtt, store, telemetry, ...(ports.tracer ? { tracer: ports.tracer } : {}) },
    ),
  )
  const files = started.use(
    startResultFiles(settings.files, settings.data, {
      clock,
      logger,
      store,
      fileSystem: nodeFileSystem,
      transactor: () => coordinator.lead().transactor,
    }),
  )
  const api = started.use(
    await startApi({
      coordinator,
      settings: settings.api,
      clock,
      logger,
      files: { store: files, login: agentLogin(settings) },
    }),
  )
  const all = started.move()
  return { url: api.url, brokerUrl, ...running(() => all.disposeAsync()) }
}

function escalationOf({ escalation }: CoordinatorSettings, clock: Clock, own: ReadonlyMap<string, Channel>) {
  const { channels, link, runbooks } = escalation
  return {
    rules: ladderRules(
      escalation,
      channels.map(({ name }) => name),
    ),
    channels: (publish: Publish) => createChannels(channels, { clock, publish, own }),
    ...(link === undefined ? {} : { link }),
    ...(runbooks === undefined ? {} : { runbooks }),
  }
}

function embeddedBroker(
  settings: CoordinatorSettings,
  password: string,
  { clock, logger }: CoordinatorProcessPorts,
): Promise<Broker> {
  const { site, agents, publishers } = settings
  const { host, port } = settings.broker
  const credentials: Credential[] = [
    ...agents,
    ...publishers.map(publisher => ({ ...publisher, role: 'publisher' as const })),
    { id: 'coordinator', password },
  ]
  return startBroker({ host, port, site, logger, clock, ...(agents.length === 0 ? {} : { credentials }) })
}

/** Who uploads: an agent with its password at the broker; anybody on this machine where agents have none. */
function agentLogin({
  agents,
  api,
}: CoordinatorSettings): (name: string, password: string) => string | undefined {
  if (agents.length === 0) return name => (isLoopback(api.host) && isId(name) ? name : undefined)
  const whoIs = authenticator(agents)
  return (name, password) => {
    const principal = whoIs(name, Buffer.from(password))
    return principal?.role === 'agent' ? principal.agentId : undefined
  }
}

function login(settings: CoordinatorSettings, password: string): { username?: string; password?: string } {
  const { broker, agents } = settings
  if (broker.url === undefined) return agents.length === 0 ? {} : { username: 'coordinator', password }
  return {
    ...(broker.username === undefined ? {} : { username: broker.username }),
    ...(broker.password === undefined ? {} : { password: broker.password }),
  }
}
