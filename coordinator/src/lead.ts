import { type Clock, type Logger, type Random, type Running, running, type Tracer } from '@muster/runtime'
import type { MqttConnectOptions, MqttPort } from '@muster/protocol'
import { Gateway } from './gateway/gateway.ts'
import { State } from './model/state.ts'
import { Transactor } from './model/transactor.ts'
import { createOperations, type Operations } from './operations/index.ts'
import type { ResourceSettings } from './scheduler/resources/definition.ts'
import type { SchedulerRules } from './scheduler/rules.ts'
import type { SchedulerSettings } from './scheduler/settings.ts'
import type { CallKind } from './calls/index.ts'
import type { MiddlewareChain } from './middleware/index.ts'
import type { Channel } from './channels/index.ts'
import type { Change, Store, StoreIdentity, Term } from './store/store.ts'
import type { LadderRules } from './supervisor/ladder.ts'
import type { Limits } from './supervisor/settings.ts'
import type { TelemetryStore } from './telemetry/index.ts'
import { CheckpointTimes } from './work/checkpoint-times.ts'
import { Deadlines } from './work/deadlines.ts'
import { Notifier } from './work/notifier.ts'
import { ResourceTimes } from './work/resource-times.ts'
import { seedResources } from './work/resources.ts'
import { Dispatcher } from './work/dispatcher.ts'
import { settleEnds } from './work/chains.ts'
import { Calls } from './work/runs/calls.ts'
import { recallReuse } from './work/runs/take-over.ts'
import { ForgetKeys } from './work/forget-keys.ts'
import { ChainGate } from './work/chain-gate.ts'
import { Gates } from './work/runs/gates.ts'
import { RunTimes } from './work/runs/run-times.ts'
import { Supervision } from './work/supervision.ts'
import { noticeRestore, resumeRecovery } from './work/recovery.ts'
import type { WatchedFolder } from './model/watched-folder.ts'
import { Deliveries, type FolderReader, FolderWatch, passOver, Schedules } from './triggers/index.ts'

export interface LeadOptions {
  readonly store: Store
  readonly telemetry: TelemetryStore
  readonly mqtt: MqttPort
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly site: string
  readonly heartbeatMs: number
  readonly limits: Limits
  readonly schedulerSettings: SchedulerSettings
  /** How it decides who goes next: of the same settings. */
  readonly schedulerRules: SchedulerRules
  readonly resources: ResourceSettings
  readonly escalation: EscalationOptions
  readonly channels: ReadonlyMap<string, Channel>
  /** What steps can call, by name. */
  readonly callKinds: ReadonlyMap<string, CallKind>
  readonly secrets: ReadonlyMap<string, string>
  /** Folders in which files are waited for, by name. */
  readonly folders: ReadonlyMap<string, WatchedFolder>
  readonly folderReader: FolderReader
  /** What stands around steps and submissions. */
  readonly middleware: MiddlewareChain
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly tracer: Tracer
  /** The highest epoch that was heard of elsewhere. */
  readonly heardEpoch: number
  readonly onCommitted: (change: Change) => void
  readonly onLive: (agentId: string) => void
  /** This lead is over: somebody has a higher epoch, or the store refused. */
  readonly over: (why: { readonly heardEpoch: number } | { readonly error: Error }) => void
}

/** Who is told of escalations, and where people find more. */
export interface EscalationOptions {
  readonly rules: LadderRules
  readonly link?: string
  readonly runbooks?: string
}

/** A time of leading: from taking the lead to its end. Everything that decides belongs to one. */
export interface Lead extends Running {
  readonly term: Term
  readonly storeId: string
  readonly state: State
  readonly operations: Operations
  readonly gateway: Gateway
  readonly transactor: Transactor
  readonly supervision: Supervision
  readonly notifier: Notifier
  /** What is delivered to triggers. */
  readonly deliveries: Deliveries
}

export async function lead(options: LeadOptions): Promise<Lead> {
  const { store, random, logger } = options
  const identity = await store.identity()
  const term = await store.takeLead(random.id(), options.heardEpoch)
  const state = State.from(await store.loadOpenWork(), options.schedulerRules)
  state.limits = options.limits
  state.schedulerSettings = options.schedulerSettings
  state.heartbeatMs = options.heartbeatMs
  state.calls = { kinds: options.callKinds, secrets: options.secrets }
  state.folders = options.folders
  state.middleware = options.middleware
  resumeRecovery(state)
  await recallReuse(state, store)
  const log = logger.child({ epoch: term.epoch })
  log.info('leads', { store: identity.storeId, jobs: state.jobs.size, attempts: state.attempts.size })
  const { writes } = await store.identity()
  return start({ ...options, logger: log }, identity, { term, state, writes })
}

interface TakenOver {
  readonly term: Term
  readonly state: State
  readonly writes: number
}

/** A part of a lead that acts by itself: on what is committed, or when its time has come. */
interface Performer {
  /** Takes up what was open before. */
  readonly start?: () => void
  readonly committed?: (change: Change) => void
  readonly stop: () => void | Promise<void>
}

/** Makes the parts of a lead over what was taken over, and starts them. */
function start(options: LeadOptions, identity: StoreIdentity, { term, state, writes }: TakenOver): Lead {
  const { store, clock, random, logger } = options
  const transactor: Transactor = new Transactor(
    {
      state,
      store,
      term,
      clock,
      random,
      logger,
      settle: settleEnds,
      beforeCommit: () => dispatcher.look(),
      committed: (change, messages) => {
        for (const performer of performers) performer.committed?.(change)
        for (const message of messages) gateway.send(message)
        options.onCommitted(change)
      },
      failed: error => options.over({ error }),
    },
    writes,
  )
  const dispatcher = new Dispatcher({ state, transactor, clock, logger })
  const deliveries = new Deliveries({ ...options, state, transactor })
  const supervision = new Supervision({ clock, state, transactor, rules: options.escalation.rules })
  const notifier = new Notifier({
    ...options.escalation,
    ...options,
    state,
    transactor,
    channelChanged: name => supervision.channel(name),
  })
  const gateway = new Gateway({
    ...options,
    state,
    term,
    transactor,
    storeId: identity.storeId,
    outranked: heardEpoch => options.over({ heardEpoch }),
    liveChanged: agentId => {
      supervision.live(agentId)
      options.onLive(agentId)
    },
    brokerChanged: () => supervision.broker(),
    heardTrigger: (topic, payload, isRetained) => deliveries.message(topic, payload, isRetained),
  })
  // They are started, told and stopped in this order. What still decides while it stops comes before those who act on its decisions:
  // dispatcher, supervision, notifier.
  const performers: readonly Performer[] = [
    ...workers(options, state, transactor),
    dispatcher,
    supervision,
    notifier,
  ]
  takeNoteOfStart(transactor, options, identity)
  const connection = gateway.start()
  for (const performer of performers) performer.start?.()
  const stop = async () => {
    for (const performer of performers) await performer.stop()
    // Last, so that what was decided until now is still sent and committed.
    await connection.stop()
    transactor.stop(new Error('the coordinator stops'))
  }
  const { tracer } = options
  return {
    term,
    storeId: identity.storeId,
    state,
    operations: createOperations({ state, store, transactor, clock, tracer, logger, supervision, notifier }),
    gateway,
    transactor,
    supervision,
    notifier,
    deliveries,
    ...running(stop),
  }
}

/** Who waits for times and files, and who asks others: calls and middleware. */
function workers(options: LeadOptions, state: State, transactor: Transactor): readonly Performer[] {
  const { clock, store, logger } = options
  return [
    new Deadlines(clock, state, transactor),
    new ResourceTimes(clock, state, transactor),
    new RunTimes(clock, state, transactor),
    new CheckpointTimes(clock, state, transactor),
    new Schedules(clock, state, transactor),
    new FolderWatch({ ...options, state, transactor, reader: options.folderReader }),
    new Calls({ state, transactor, ...state.calls }),
    new Gates(state, transactor),
    new ChainGate(clock, state, transactor),
    new ForgetKeys(clock, store, logger),
  ]
}

/** What the store and the configuration change before anything else is decided. */
function takeNoteOfStart(
  transactor: Transactor,
  { resources }: LeadOptions,
  { restored }: StoreIdentity,
): void {
  if (restored) {
    transactor.decideAndGoOn('restored', 'rule:store-restored', draft => {
      noticeRestore(draft, 'the store is older than what was written to it before')
      passOver(draft)
    })
  }
  transactor.decideAndGoOn('configured resources', 'rule:configuration', draft =>
    seedResources(draft, resources),
  )
}
