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
import { createAgent, type WorkTurn } from './agent.ts'
import type { AgentSettings } from './config.ts'
import { sampleHostLoad } from './host-load.ts'
import { PROCESS_LIMITS, type ProcessLimits } from './instruments/isolation/process-limits.ts'
import { localRoutes } from './local/routes.ts'
import { serveLocal } from './local/server.ts'
import { limitsOf } from './results/index.ts'

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
  /** The journal can't be written; the process should end. */
  readonly onFatal: (error: unknown) => void
  /** Told on each turn of the work loop. */
  readonly onTurn?: (turn: WorkTurn) => void
}

/** A whole agent over its configuration, with the machine's load. @throws ConfigurationError */
export async function startAgent(settings: AgentSettings, ports: AgentProcessPorts): Promise<Running> {
  const { clock, random, logger, fileSystem, mqtt } = ports
  const { id, site, data, broker, labels, roles, resources, coordinator } = settings
  await using started = new AsyncDisposableStack()
  const load = started.use(sampleHostLoad(clock, logger, data))
  const agent = started.use(
    await createAgent(
      {
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
      },
      {
        clock,
        random,
        logger,
        fileSystem,
        mqtt,
        ...(ports.tracer ? { tracer: ports.tracer } : {}),
        hostLoad: load.current,
        ...(ports.onTurn ? { onTurn: ports.onTurn } : {}),
      },
    ),
  )
  started.use(await serveLocal(data, localRoutes(agent), logger))
  const all = started.move()
  return running(() => all.disposeAsync())
}

function processLimitsOf({
  memoryMb,
  silence,
}: AgentSettings['instruments'][number]['process']): ProcessLimits {
  const given = parseDuration(silence) ?? PROCESS_LIMITS.silence
  return { memoryMb, silence: millis(Math.max(seconds(1), given)) }
}
