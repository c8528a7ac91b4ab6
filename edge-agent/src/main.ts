import { join } from 'node:path'
import type { MqttPort } from '@muster/protocol'
import {
  type Clock,
  type FileSystem,
  type Logger,
  millis,
  parseDuration,
  type Random,
  type Running,
  running,
  seconds,
  type Tracer,
} from '@muster/runtime'
import { createAgent } from './agent.ts'
import type { AgentOptions, WorkTurn } from './agent-options.ts'
import type { AgentSettings } from './config.ts'
import { sampleHostLoad } from './host-load.ts'
import { PROCESS_LIMITS, type ProcessLimits } from './instruments/isolation/process-limits.ts'
import { localRoutes } from './local/routes.ts'
import { serveLocal } from './local/server.ts'
import { limitsOf } from './results/index.ts'
import type { ReloadOutcome } from './reload.ts'

export interface AgentProcessPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly fileSystem: FileSystem
  readonly mqtt: MqttPort
  /** Traces nothing where left out. */
  readonly tracer?: Tracer
  /** Obey a coordinator with another store than the one this agent has belonged to. */
  readonly acceptNewStore: boolean
  /** The journal can't be written, and not because of the disk; the process should end. */
  readonly onFatal: (error: unknown) => void
  /** Told on each turn of the work loop. */
  readonly onTurn?: (turn: WorkTurn) => void
}

/** A whole agent. */
export interface AgentProcess extends Running {
  /** Goes over to another configuration, or to nothing of it. What runs is not touched. */
  reload(settings: AgentSettings): Promise<ReloadOutcome>
  /** Tells whoever asks later what came of reading the configuration again. */
  readonly noteReload: (outcome: ReloadOutcome) => void
}

/** A whole agent over its configuration, with the machine's load. @throws ConfigurationError */
export async function startAgent(settings: AgentSettings, ports: AgentProcessPorts): Promise<AgentProcess> {
  const { clock, random, logger, fileSystem, mqtt } = ports
  await using started = new AsyncDisposableStack()
  const load = started.use(sampleHostLoad(clock, logger, settings.data))
  const agent = started.use(
    await createAgent(optionsOf(settings, ports), {
      clock,
      random,
      logger,
      fileSystem,
      mqtt,
      ...(ports.tracer ? { tracer: ports.tracer } : {}),
      hostLoad: load.current,
      ...(ports.onTurn ? { onTurn: ports.onTurn } : {}),
    }),
  )
  started.use(await serveLocal(settings.data, localRoutes(agent), logger))
  const all = started.move()
  return {
    reload: next => agent.reload(optionsOf(next, ports)),
    noteReload: agent.noteReload,
    ...running(() => all.disposeAsync()),
  }
}

function optionsOf(settings: AgentSettings, ports: AgentProcessPorts): AgentOptions {
  const { clock, random, logger } = ports
  const { id, site, data, broker, labels, roles, resources, coordinator } = settings
  return {
    agentId: id,
    site,
    folder: data,
    connect: {
      url: broker.url,
      clientId: id,
      keepaliveSeconds: broker.keepaliveSeconds,
      ...(broker.password === undefined ? {} : { username: id, password: broker.password }),
    },
    heartbeat: seconds(settings.heartbeatSeconds),
    healthEvery: seconds(settings.healthSeconds),
    maxConcurrentTasks: settings.maxConcurrentTasks ?? settings.instruments.length,
    roles,
    labels,
    resources,
    telemetry: {
      maxBytes: settings.telemetry.maxMegabytes * 1024 * 1024,
      every: seconds(settings.telemetry.everySeconds),
    },
    ...(coordinator.url === undefined
      ? {}
      : {
          resultFiles: {
            ...limitsOf(settings.resultFiles),
            url: coordinator.url,
            bytesPerSecond: coordinator.kilobytesPerSecond * 1024,
            ...(broker.password === undefined ? {} : { password: broker.password }),
          },
        }),
    acceptNewStore: ports.acceptNewStore,
    onFatal: ports.onFatal,
    instruments: settings.instruments.map(instrument => ({
      id: instrument.id,
      driverName: instrument.driver.name,
      driverSettings: instrument.driverSettings,
      labels: instrument.labels ?? {},
      ...(instrument.location === undefined ? {} : { location: instrument.location }),
      createDriver: () =>
        instrument.driver.create({
          instrumentId: instrument.id,
          clock,
          random,
          logger: logger.child({ instrument: instrument.id }),
          folder: join(data, 'drivers', instrument.id),
          processLimits: processLimitsOf(instrument.process),
        }),
    })),
  }
}

function processLimitsOf({
  memoryMb,
  silence,
}: AgentSettings['instruments'][number]['process']): ProcessLimits {
  const given = parseDuration(silence) ?? PROCESS_LIMITS.silence
  return { memoryMb, silence: millis(Math.max(seconds(1), given)) }
}
