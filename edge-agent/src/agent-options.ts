import type { HostLoad, MqttConnectOptions, MqttPort } from '@muster/protocol'
import type { Clock, Duration, FileSystem, Logger, Random, Tracer } from '@muster/runtime'
import type { Driver } from './instruments/driver.ts'
import type { ResultFileOptions } from './results/index.ts'
import type { TelemetrySettings } from './telemetry/telemetry.ts'

/** One instrument as the agent is told to serve it. */
export interface AgentInstrument {
  readonly id: string
  readonly driverName: string
  /** What its driver is told, as text: another text means another set-up. */
  readonly driverSettings?: string
  readonly location?: string
  readonly labels: Readonly<Record<string, string>>
  /** A new driver each time. */
  readonly createDriver: () => Driver
}

export interface AgentOptions {
  readonly agentId: string
  readonly site: string
  readonly connect: Omit<MqttConnectOptions, 'will'>
  /** Folder of the journal; one process only uses it. */
  readonly folder: string
  readonly heartbeat: Duration
  /** How often the health of instruments is looked at. */
  readonly healthEvery: Duration
  readonly maxConcurrentTasks: number
  readonly roles: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** What its machine has for tasks that compute there, such as `cpu` and `gpu`. */
  readonly resources?: Readonly<Record<string, number>>
  readonly instruments: readonly AgentInstrument[]
  /** Where the files go that runs leave behind; nowhere where left out. */
  readonly resultFiles?: ResultFileOptions
  /** How much is kept of what is measured, and how closely; as the configuration has it where left out. */
  readonly telemetry?: TelemetrySettings
  /** Obey a coordinator with another store than the one this agent has belonged to. */
  readonly acceptNewStore: boolean
  /** The journal can't be written, and not because of the disk: the process should end. */
  readonly onFatal: (error: unknown) => void
}

export interface AgentPorts {
  readonly clock: Clock
  readonly random: Random
  readonly fileSystem: FileSystem
  readonly mqtt: MqttPort
  readonly logger: Logger
  /** Traces nothing where left out. */
  readonly tracer?: Tracer
  /** undefined while nothing is measured yet. */
  readonly hostLoad: () => HostLoad | undefined
  /** Told on each turn of the work loop, which comes with each heartbeat. */
  readonly onTurn?: (turn: WorkTurn) => void
}

/** How the agent does. */
export interface WorkTurn {
  /** Whether the coordinator is in contact, and both sides agree on what is running. */
  readonly synced: boolean
  readonly instruments: number
  /** How many of them have answered. */
  readonly answering: number
  readonly running: number
}
