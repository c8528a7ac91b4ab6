import {
  createCoordinator,
  type Coordinator,
  type CoordinatorOptions,
  type CoordinatorPorts,
  type Store,
} from '@muster/coordinator'
import { type Change, createMemoryStore, MemoryDisk } from '@muster/coordinator/testing'
import { createAgent, type Agent } from '@muster/edge-agent'
import {
  type Driver,
  type DriverContext,
  FAKE_ACTIVITY,
  FakeDriver,
  fakeDriver,
  FakeInstrument,
  guardDriver,
} from '@muster/edge-agent/testing'
import type { ActivityDescription, HostLoad, MqttMessage, MqttPort } from '@muster/protocol'
import { TestNetwork } from '@muster/protocol/testing'
import {
  type Duration,
  type Logger,
  messageOf,
  millis,
  MusterError,
  type Random,
  seconds,
  silentLogger,
} from '@muster/runtime'
import { CrashFileSystem, ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describeFile } from './describe-file.ts'
import { type CrashRule, ProcessGate } from './process-gate.ts'
import { storyLogger } from './story-logger.ts'

const SITE = 'lab'
const URL = 'mqtt://broker'
const HEARTBEAT = seconds(5)
const HEALTH_EVERY = seconds(30)

/** How an agent's instrument is, for the simulation. */
export interface SimulatedInstrument {
  readonly id: string
  readonly keepsIds: boolean
  readonly activities: readonly ActivityDescription[]
  /** Of an instrument that is simulated elsewhere: the fake one of this id is then never asked for anything. */
  readonly createDriver?: (context: DriverContext) => Driver
}

export interface SimulatedMachine {
  readonly agentId: string
  readonly clock: ManualClock
  readonly disk: CrashFileSystem
  readonly instruments: ReadonlyMap<string, FakeInstrument>
  /** Of instruments that are simulated elsewhere. */
  readonly otherDrivers: ReadonlyMap<string, (context: DriverContext) => Driver>
  readonly resources: Readonly<Record<string, number>>
  /** Of the process that lives now, by instrument. */
  readonly drivers: Map<string, FakeDriver>
  load: HostLoad | undefined
  gate: ProcessGate | undefined
  agent: Agent | undefined
  /** Hands a message to the process that lives now, as if it had come on its connection. */
  hear: (topic: string, payload: Uint8Array) => void
}

export interface WorldOptions {
  readonly seed: number
  readonly machines: readonly {
    readonly agentId: string
    readonly instruments: readonly SimulatedInstrument[]
    /** What its machine has for tasks that compute there. */
    readonly resources?: Readonly<Record<string, number>>
  }[]
  /** Tell what the parts log, too. */
  readonly verbose: boolean
  /** 5 s where left out. */
  readonly heartbeat?: Duration
  /** 30 s where left out. */
  readonly healthEvery?: Duration
  /** How often the network looks at keepalives; 1 s where left out. */
  readonly keepalivesEvery?: Duration
  readonly limits?: NonNullable<CoordinatorOptions['limits']>
  /** What there is besides instruments. */
  readonly resources?: NonNullable<CoordinatorOptions['resources']>
  /** What else one life of the coordinator is given. */
  readonly more?: (
    gate: ProcessGate,
  ) => Pick<CoordinatorOptions, 'callKinds' | 'secrets' | 'schedulerSettings'>
  readonly secrets?: NonNullable<CoordinatorOptions['secrets']>
  readonly folders?: NonNullable<CoordinatorOptions['folders']>
  readonly folderReader?: NonNullable<CoordinatorPorts['folderReader']>
  /** What modules bring, or could. */
  readonly extensions?: Pick<
    CoordinatorOptions,
    'middleware' | 'callKinds' | 'strategies' | 'schedulerSettings'
  >
  /** The ways to people of one life of the coordinator. */
  readonly escalation?: (gate: ProcessGate) => NonNullable<CoordinatorOptions['escalation']>
  /** Called with decisions that are about to be written. False: the coordinator has died, and they never are. */
  readonly beforeCommit?: (changes: readonly Change[]) => boolean
  /** Called with each decision that is on disk, whether or not the coordinator lives to see it. */
  readonly onCommit?: (change: Change) => void
  /** Called with each message that a process is about to take in: an agent, or `coordinator`. */
  readonly onHeard?: (process: string, topic: string, payload: Uint8Array) => void
  /** Called when the driver of an instrument is asked to start an attempt, before it does anything about it. */
  readonly onStart?: (agentId: string, attemptId: string) => void
}

/** The rules by which processes die; asked at every point that any of them passes. */
export interface Reaper {
  readonly agent: (agentId: string) => CrashRule
  readonly coordinator: () => CrashRule
}

export const activity = (
  name: string,
  repeatability: ActivityDescription['repeatability'],
  duration: Duration,
): ActivityDescription => ({
  ...FAKE_ACTIVITY,
  name,
  repeatability,
  expectedDurationMs: duration,
})

/**
 * The real coordinator and the real agents with simulated instruments, in one process: on virtual time, a test
 * network, disks that forget and a store in memory. Each part can be killed and started again.
 */
export class World {
  readonly time = new VirtualTime()
  readonly random: Random
  readonly network: TestNetwork
  readonly storeDisk = new MemoryDisk()
  readonly machines: ReadonlyMap<string, SimulatedMachine>
  readonly coordinatorClock = new ManualClock(this.time)
  readonly story: string[] = []
  /** Asked for each new life of a process. */
  reaper: Reaper = { agent: () => () => false, coordinator: () => () => false }
  /** What stopped a process that nobody killed: always a defect. */
  readonly defects: string[] = []
  coordinator: Coordinator | undefined
  coordinatorGate: ProcessGate | undefined
  /** All that live: one counts, and another may not have noticed yet that its lead is over. */
  readonly #coordinators = new Map<ProcessGate, Coordinator | undefined>()
  #term: Awaited<ReturnType<Store['takeLead']>> | undefined
  readonly #logger: Logger
  readonly #options: WorldOptions
  #lives = 0

  constructor(options: WorldOptions) {
    this.random = seededRandom(options.seed)
    this.#options = options
    this.#logger = options.verbose ? storyLogger(line => this.tell(line)) : silentLogger
    const { keepalivesEvery } = options
    this.network = new TestNetwork({
      time: this.time,
      random: this.#ownRandom(),
      ...(keepalivesEvery ? { keepalivesEvery } : {}),
    })
    this.machines = new Map(options.machines.map(machine => [machine.agentId, this.#machine(machine)]))
  }

  #ownRandom(): Random {
    return seededRandom(Math.floor(this.random.float() * 2 ** 32))
  }

  #machine({ agentId, instruments, resources = {} }: WorldOptions['machines'][number]): SimulatedMachine {
    const clock = new ManualClock(this.time)
    const made = instruments.map(({ id, keepsIds, activities }): [string, FakeInstrument] => [
      id,
      // Its clock is the timeline itself: an instrument does not sleep with the agent's machine.
      new FakeInstrument({
        clock: new ManualClock(this.time),
        keepsIds,
        activities,
        latency: millis(5),
        settlingTime: seconds(3),
      }),
    ])
    return {
      agentId,
      clock,
      disk: new CrashFileSystem(),
      instruments: new Map(made),
      otherDrivers: new Map(
        instruments.flatMap(({ id, createDriver }) => (createDriver ? [[id, createDriver] as const] : [])),
      ),
      resources,
      drivers: new Map(),
      load: undefined,
      gate: undefined,
      agent: undefined,
      hear: () => undefined,
    }
  }

  tell(line: string): void {
    this.story.push(`${(this.time.now / 1000).toFixed(3).padStart(10)} s  ${line}`)
  }

  get ledger(): {
    readonly instrument: string
    readonly attemptId: string
    readonly activity: string
    readonly at: number
  }[] {
    return [...this.machines.values()].flatMap(machine =>
      [...machine.instruments].flatMap(([instrument, { ledger }]) =>
        ledger.map(line => ({ ...line, instrument })),
      ),
    )
  }

  async startCoordinator(): Promise<void> {
    if (!this.coordinatorGate?.alive) await this.startAnotherCoordinator()
  }

  /** Also beside one that lives, as somebody does who takes it for dead: from then on the new one counts. */
  async startAnotherCoordinator(): Promise<void> {
    this.#lives += 1
    const name = `coordinator-${this.#lives}`
    const port = this.network.port('coordinator', { clock: this.coordinatorClock })
    const gate = new ProcessGate(name, this.reaper.coordinator(), point => {
      this.tell(`${name} dies ${point}`)
      port.kill(millis(1_000))
      this.#coordinators.delete(gate)
      if (this.coordinatorGate === gate) this.#goOnWith([...this.#coordinators.keys()].at(-1) ?? gate)
    })
    this.#coordinators.set(gate, undefined)
    this.#goOnWith(gate)
    const random = this.#ownRandom()
    const { limits, resources, escalation, more, onCommit, verbose, heartbeat = HEARTBEAT } = this.#options
    const { secrets, folders, folderReader, extensions } = this.#options
    const store = this.#watched(createMemoryStore({ random, disk: this.storeDisk }))
    this.tell(`${name} starts`)
    const coordinator = createCoordinator(
      {
        site: SITE,
        connect: { url: URL, clientId: name, keepaliveSeconds: 10 },
        heartbeatMs: heartbeat,
        ...(limits ? { limits } : {}),
        ...(resources ? { resources } : {}),
        ...(secrets ? { secrets } : {}),
        ...(folders ? { folders } : {}),
        ...extensions,
        ...(escalation ? { escalation: escalation(gate) } : {}),
        ...more?.(gate),
        onFatal: error => {
          // Whose lead the store has given to another is done, and says so.
          const isOusted =
            error instanceof MusterError && error.code === 'store-conflict' && this.#coordinators.size > 1
          if (!isOusted) this.defects.push(`coordinator: ${error.stack ?? error.message}`)
          gate.kill(`fatally: ${error.message}`)
        },
      },
      {
        clock: gate.clock(this.coordinatorClock),
        random,
        logger: this.#logger.child({ process: name }),
        mqtt: this.#heardBy('coordinator', gate.mqtt(port)),
        store: gate.store(store),
        ...(folderReader ? { folderReader } : {}),
      },
    )
    coordinator.then(
      started => {
        if (!gate.alive) return
        this.#coordinators.set(gate, started)
        if (this.coordinatorGate === gate) this.coordinator = started
        if (verbose && !onCommit) this.#tellCommits(started)
      },
      (error: unknown) => this.defects.push(`coordinator did not start: ${messageOf(error)}`),
    )
  }

  #goOnWith(gate: ProcessGate): void {
    this.coordinatorGate = gate
    this.coordinator = this.#coordinators.get(gate)
  }

  /** The store, with each of its decisions told as soon as it has taken effect; only those of the last lead may. */
  #watched(store: Store): Store {
    const { beforeCommit, onCommit } = this.#options
    const takeLead: Store['takeLead'] = async (leadId, heardEpoch) => {
      this.#term = await store.takeLead(leadId, heardEpoch)
      return this.#term
    }
    const commit: Store['commit'] = async (term, changes) => {
      if (beforeCommit?.(changes) === false) return new Promise<never>(() => undefined)
      const writes = await store.commit(term, changes)
      if (term.leadId !== this.#term?.leadId)
        this.defects.push(`a decision of epoch ${term.epoch} is on disk, and ${this.#term?.epoch} leads`)
      for (const change of changes) onCommit?.(change)
      return writes
    }
    return { ...store, takeLead, commit }
  }

  startAgent(agentId: string): void {
    const machine = this.#find(agentId)
    if (machine.gate?.alive) return
    this.#lives += 1
    const port = this.network.port(agentId, { clock: machine.clock })
    const gate = new ProcessGate(agentId, this.reaper.agent(agentId), point => {
      this.tell(`${agentId} dies ${point}`)
      port.kill(millis(this.random.float() < 0.5 ? 1 : 15_000))
      machine.disk.endProcess()
      machine.agent = undefined
    })
    machine.gate = gate
    this.tell(`${agentId} starts`)
    const random = this.#ownRandom()
    const logger = this.#logger.child({ process: agentId })
    const clock = gate.clock(machine.clock)
    const agent = createAgent(
      {
        agentId,
        site: SITE,
        connect: { url: URL, clientId: agentId, keepaliveSeconds: 10 },
        folder: '/agent',
        heartbeat: this.#options.heartbeat ?? HEARTBEAT,
        healthEvery: this.#options.healthEvery ?? HEALTH_EVERY,
        maxConcurrentTasks: 10,
        roles: [],
        labels: {},
        resources: machine.resources,
        acceptNewStore: false,
        instruments: [...machine.instruments].map(([id, instrument]) => ({
          id,
          driverName: 'fake',
          labels: {},
          createDriver: () => {
            const context = { instrumentId: id, clock, random, logger, folder: '/driver' }
            const driver = machine.otherDrivers.get(id)?.(context) ?? fakeDriver(instrument, context)
            if (driver instanceof FakeDriver) machine.drivers.set(id, driver)
            return gate.driver(guardDriver(driver, context), attemptId =>
              this.#options.onStart?.(agentId, attemptId),
            )
          },
        })),
        onFatal: error => {
          this.defects.push(`${agentId}: ${messageOf(error)}`)
          gate.kill(`fatally: ${messageOf(error)}`)
        },
      },
      {
        clock,
        random,
        logger,
        mqtt: this.#heardBy(agentId, gate.mqtt(port)),
        fileSystem: gate.fileSystem(machine.disk, describeFile),
        hostLoad: () => machine.load,
      },
    )
    agent.then(
      started => {
        if (gate.alive) machine.agent = started
      },
      (error: unknown) => this.defects.push(`${agentId} did not start: ${messageOf(error)}`),
    )
  }

  #heardBy(process: string, mqtt: MqttPort): MqttPort {
    return {
      connect: (options, onMessage) => {
        const hear = (message: MqttMessage) => {
          this.#options.onHeard?.(process, message.topic, message.payload)
          onMessage(message)
        }
        const machine = this.machines.get(process)
        if (machine)
          machine.hear = (topic, payload) => {
            if (machine.gate?.alive) hear({ topic, payload, retained: false })
          }
        return mqtt.connect(options, hear)
      },
    }
  }

  #tellCommits(coordinator: Coordinator): void {
    coordinator.observers.watch({
      committed: change => {
        for (const { kind, subject, actor, details } of change.events)
          this.tell(`  ${kind} ${subject} by ${actor} ${JSON.stringify(details)}`)
      },
      live: () => undefined,
      restarted: () => undefined,
    })
  }

  /** The agent's machine loses power: what was not synced is gone. */
  losePower(agentId: string): void {
    const machine = this.#find(agentId)
    machine.gate?.kill('with its machine (power lost)')
    machine.disk.crash()
  }

  #find(agentId: string): SimulatedMachine {
    const machine = this.machines.get(agentId)
    if (!machine) throw new Error(`no machine ${agentId}`)
    return machine
  }
}
