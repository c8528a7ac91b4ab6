import type { Registry } from 'prom-client'
import type { MqttConnectOptions, MqttPort } from '@muster/protocol'
import {
  type Clock,
  type Logger,
  messageOf,
  MusterError,
  noTracer,
  type Random,
  type Running,
  running,
  type Tracer,
} from '@muster/runtime'
import { type CallKind, httpCall } from './calls/index.ts'
import type { Channel, Publish } from './channels/index.ts'
import { type EscalationOptions, type Lead, lead, type LeadOptions } from './lead.ts'
import type { EscalationRecord } from './model/records.ts'
import type { WatchedFolder } from './model/watched-folder.ts'
import type { Operations } from './operations/index.ts'
import { escalationObserver, Observers } from './observers.ts'
import { type BuiltIn, setUpMiddleware } from './middleware/set-up.ts'
import type { MiddlewareEntry } from './middleware/index.ts'
import { openTelemetryStore, type TelemetryStore } from './telemetry/index.ts'
import { traceObserver } from './tracing.ts'
import { type FolderReader, nodeFolderReader } from './triggers/index.ts'
import type { ResourceSettings } from './scheduler/resources/definition.ts'
import { schedulerRules } from './scheduler/rules.ts'
import { type SchedulerSettings, STANDARD_SCHEDULER } from './scheduler/settings.ts'
import type { Strategy } from './scheduler/strategies.ts'
import type { Store } from './store/store.ts'
import { NO_LADDER } from './supervisor/ladder.ts'
import { STANDARD_LIMITS, type Limits } from './supervisor/settings.ts'

export interface CoordinatorPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly mqtt: MqttPort
  readonly store: Store
  /** Keeps what is measured of runs; in memory, and little of it, where left out. */
  readonly telemetry?: TelemetryStore
  /** Looks into folders; those of this machine where left out. */
  readonly folderReader?: FolderReader
  /** Traces nothing where left out. */
  readonly tracer?: Tracer
}

export interface CoordinatorOptions {
  readonly site: string
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly heartbeatMs: number
  /** What is noticed, and how soon; the standard limits where left out. */
  readonly limits?: Limits
  /** Calendars, maintenance, shares and limits; the standard ones where left out. */
  readonly schedulerSettings?: SchedulerSettings
  /** Ways to choose an instrument, besides the standard ones; settings and steps name them. */
  readonly strategies?: readonly Strategy[]
  /** What there is at first, besides instruments; nothing where left out. */
  readonly resources?: ResourceSettings
  /** Who is told of it, by which ways; nobody where left out: escalations are on the API and its stream all the same. */
  readonly escalation?: EscalationOptions & {
    readonly channels: (publish: Publish) => ReadonlyMap<string, Channel>
  }
  /** What steps can call besides `http`. */
  readonly callKinds?: readonly CallKind[]
  /** Around steps and submissions, in this order; logging, validation and metrics where left out. */
  readonly middleware?: readonly (MiddlewareEntry | BuiltIn)[]
  /** Secrets that calls may use, by name. */
  readonly secrets?: ReadonlyMap<string, string>
  /** Folders in which steps and triggers may wait for files, by name. */
  readonly folders?: ReadonlyMap<string, WatchedFolder>
  /** Called when an escalation is raised (again) or resolved, once that is on disk. */
  readonly onEscalation?: (escalation: EscalationRecord) => void
  /** It can't go on by itself: the process should end, and be started again. */
  readonly onFatal: (error: Error) => void
}

export interface Coordinator extends Running {
  /** The lead that is held now. @throws MusterError `not-leading` between two. */
  lead(): Lead
  /** Those of the lead that is held now. @throws MusterError `not-leading` between two. */
  readonly operations: Operations
  readonly observers: Observers
  readonly store: Store
  readonly telemetry: TelemetryStore
  /** What the middleware `metrics` counts in. */
  readonly registry: Registry
}

/**
 * One coordinator over its ports: it takes the lead, and takes it again with a higher epoch where it hears of
 * one that its store does not know (a store put back from a backup). A lead that the store itself ends is
 * another coordinator's: then this one is done.
 * @throws ConfigurationError where the scheduler's settings name what there is not
 */
export async function createCoordinator(
  options: CoordinatorOptions,
  ports: CoordinatorPorts,
): Promise<Coordinator> {
  const observers = new Observers()
  let current: Lead | undefined
  let stopped = false
  const tracer = ports.tracer ?? noTracer
  const telemetry = ports.telemetry ?? openTelemetryStore({ path: ':memory:', maxPoints: 10_000 })
  const leading = (): Lead => {
    if (current) return current
    throw new MusterError('not-leading', 'unavailable', 'the coordinator is taking the lead; try again')
  }
  const schedulerSettings = options.schedulerSettings ?? STANDARD_SCHEDULER
  const rules = schedulerRules(schedulerSettings, options.strategies)
  const publish: Publish = async (topic, payload) => leading().gateway.publish(topic, payload)
  const middleware = setUpMiddleware(options.middleware, ports, id => current?.state.jobs.get(id))
  const channels = options.escalation?.channels(publish) ?? new Map<string, Channel>()

  const begin = async (heardEpoch: number): Promise<void> => {
    let isOver = false
    const held = await lead({
      ...options,
      ...ports,
      ...filledIn(options),
      tracer,
      telemetry,
      heardEpoch,
      schedulerSettings,
      schedulerRules: rules,
      channels,
      folderReader: ports.folderReader ?? nodeFolderReader,
      middleware: middleware.chain,
      onCommitted: change => observers.committed(change),
      onLive: agentId => observers.live(agentId),
      over: why => {
        if (isOver || stopped) return
        isOver = true
        if ('error' in why) return options.onFatal(why.error)
        ports.logger.warn('a higher epoch was heard of: taking the lead anew', why)
        const before = current
        current = undefined
        again(before, why.heardEpoch)
      },
    })
    if (stopped) return void (await held.stop())
    current = held
    observers.restarted()
  }

  const again = (before: Lead | undefined, heardEpoch: number): void => {
    const change = async () => {
      await before?.stop()
      if (!stopped) await begin(heardEpoch)
    }
    change().catch((error: unknown) =>
      options.onFatal(error instanceof Error ? error : new Error(messageOf(error))),
    )
  }

  if (options.onEscalation) observers.watch(escalationObserver(options.onEscalation, ports.logger))
  observers.watch(middleware.observer)
  observers.watch(traceObserver(tracer, () => current?.state))
  await begin(0)
  const stop = async () => {
    stopped = true
    await current?.stop()
    for (const channel of channels.values()) await channel.close()
    await ports.store.close()
  }
  return {
    lead: leading,
    get operations() {
      return leading().operations
    },
    observers,
    store: ports.store,
    telemetry,
    registry: middleware.registry,
    ...running(stop),
  }
}

/** What stands where options are left out. */
const filledIn = (
  options: CoordinatorOptions,
): Pick<LeadOptions, 'limits' | 'resources' | 'escalation' | 'callKinds' | 'secrets' | 'folders'> => ({
  limits: options.limits ?? STANDARD_LIMITS,
  resources: options.resources ?? [],
  escalation: options.escalation ?? { rules: NO_LADDER },
  callKinds: new Map([httpCall(), ...(options.callKinds ?? [])].map(kind => [kind.name, kind])),
  secrets: options.secrets ?? new Map<string, string>(),
  folders: options.folders ?? new Map<string, WatchedFolder>(),
})
