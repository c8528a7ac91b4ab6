import type { AttemptReport, ControlMessage, DownHeader, OfferMessage } from '@muster/protocol'
import { TestNetwork } from '@muster/protocol/testing'
import { millis, minutes, seconds, silentLogger } from '@muster/runtime'
import {
  CrashFileSystem,
  FaultyFileSystem,
  ManualClock,
  seededRandom,
  VirtualTime,
} from '@muster/runtime/testing'
import { type Agent, createAgent } from '../../agent.ts'
import type { AgentInstrument, AgentOptions } from '../../agent-options.ts'
import type { ReloadOutcome } from '../../reload.ts'
import { guardDriver } from '../../instruments/guarded-driver.ts'
import type { Driver, DriverActivity } from '../../instruments/driver.ts'
import { FAKE_ACTIVITY, type FakeDriver, FakeInstrument, fakeDriver } from '../../testing/index.ts'
import { ScriptedCoordinator } from '../../testing/scripted-coordinator.ts'

const AGENT = 'bench-pc'
const SITE = 'lab'

/** A real agent with a simulated instrument, and a coordinator that says what a test tells it to. */
export class Bench {
  readonly time = new VirtualTime()
  readonly clock = new ManualClock(this.time)
  readonly disk = new CrashFileSystem()
  /** The disk as the agent has it. */
  readonly faults = new FaultyFileSystem(this.disk)
  readonly network = new TestNetwork({ time: this.time, random: seededRandom(1) })
  readonly instrument: FakeInstrument
  /** What the instrument's drivers were asked. */
  readonly asked: string[] = []
  /** Of the process that lives now. */
  driver: FakeDriver | undefined
  #coordinator: ScriptedCoordinator | undefined
  #agent: Agent | undefined
  #port: ReturnType<TestNetwork['port']> | undefined
  #lives = 0
  #random = seededRandom(100)

  constructor(activity: DriverActivity = FAKE_ACTIVITY) {
    this.instrument = new FakeInstrument({ clock: new ManualClock(this.time), activities: [activity] })
  }

  /** The process that lives now. */
  get agent(): Agent {
    if (!this.#agent) throw new Error('not started')
    return this.#agent
  }

  get coordinator(): ScriptedCoordinator {
    if (!this.#coordinator) throw new Error('not set up')
    return this.#coordinator
  }

  async setUp(): Promise<void> {
    this.#coordinator = await this.settled(ScriptedCoordinator.connect(this.network, SITE, AGENT))
    await this.startAgent()
  }

  async startAgent(): Promise<void> {
    this.#lives += 1
    this.#random = seededRandom(100 + this.#lives)
    const { clock } = this
    this.#port = this.network.port(AGENT, { clock })
    const ports = { clock, random: this.#random, mqtt: this.#port, logger: silentLogger }
    this.#agent = await this.settled(
      createAgent(this.options(), { ...ports, fileSystem: this.faults, hostLoad: () => undefined }),
    )
    await this.time.advance(seconds(2))
  }

  /** Those of the agent, for an agent that is to have others. */
  options(): AgentOptions {
    return {
      agentId: AGENT,
      site: SITE,
      connect: { url: 'mqtt://broker', clientId: AGENT, keepaliveSeconds: 10 },
      folder: '/agent',
      heartbeat: seconds(5),
      healthEvery: seconds(30),
      maxConcurrentTasks: 1,
      roles: [],
      labels: {},
      acceptNewStore: false,
      instruments: [this.instrumentNamed('printer', this.instrument)],
      onFatal: error => {
        throw error
      },
    }
  }

  /** An instrument of the configuration. @param settings of its driver */
  instrumentNamed(id: string, instrument: FakeInstrument, settings = ''): AgentInstrument {
    const { clock } = this
    const random = this.#random
    const context = { instrumentId: id, clock, random, logger: silentLogger, folder: '/driver' }
    return {
      id,
      driverName: 'fake',
      driverSettings: settings,
      labels: {},
      createDriver: () => guardDriver(this.#noting((this.driver = fakeDriver(instrument, context))), context),
    }
  }

  /** Has the agent go over to these options. */
  async reload(changes: Partial<AgentOptions>): Promise<ReloadOutcome> {
    if (!this.#agent) throw new Error('not set up')
    const outcome = await this.settled(this.#agent.reload({ ...this.options(), ...changes }))
    await this.time.advance(seconds(2))
    return outcome
  }

  /** kill -9. */
  killAgent(): void {
    this.#port?.kill(millis(1))
    this.disk.endProcess()
    // What is left of it in this process speaks to a dead port and a dead disk.
    void this.#agent?.stop().catch(() => undefined)
  }

  offer(more: Partial<OfferMessage> = {}, header?: DownHeader): void {
    const offer = {
      attemptId: 'job-1-run-1',
      jobId: 'job-1',
      taskId: 'job-1-run',
      instrumentId: 'printer',
      fence: 1,
      activity: 'print',
      parametersJson: '{}',
      awayPolicy: 'continue' as const,
      ...more,
    }
    this.coordinator.say('offer', offer, header)
  }

  /** Offers, and waits for the claim. @returns its nonce */
  async claimed(): Promise<string> {
    this.offer()
    await this.time.until(() => this.coordinator.all('claim').length > 0, seconds(5))
    return this.coordinator.all('claim')[0]?.nonce ?? ''
  }

  grant(nonce: string, header?: DownHeader): void {
    this.coordinator.say('grant', { attemptId: 'job-1-run-1', fence: 1, nonce, ttlMs: 10_000 }, header)
  }

  /** Offers, claims, grants, and waits until it runs. */
  async running(offer: Partial<OfferMessage> = {}): Promise<void> {
    this.offer(offer)
    await this.time.until(() => this.coordinator.all('claim').length > 0, seconds(5))
    this.grant(this.coordinator.all('claim')[0]?.nonce ?? '')
    await this.time.until(() => this.reported.includes('running'), seconds(5))
  }

  control(action: ControlMessage['action'], version: number): void {
    this.coordinator.say('control', { attemptId: 'job-1-run-1', version, action, actor: 'test' })
  }

  /** What was reported of the attempt, each event once, in order. */
  get reports(): readonly AttemptReport[] {
    const events = this.coordinator.all('report').flatMap(report => report.events)
    return [...new Map(events.map(({ report }) => [report.revision, report])).values()]
  }

  /** The states that were reported of the attempt, each once, in order. */
  get reported(): string[] {
    const events = this.coordinator.all('report').flatMap(report => report.events)
    return [...new Set(events.map(event => event.report.state))]
  }

  get starts(): number {
    return this.instrument.ledger.length
  }

  #noting(driver: Driver): Driver {
    return new Proxy(driver, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          this.asked.push(String(name))
          return Reflect.apply(value, target, args)
        }
      },
    })
  }

  async settled<T>(work: Promise<T>): Promise<T> {
    let done = false
    const note = () => void (done = true)
    work.then(note, note)
    await this.time.until(() => done, minutes(1))
    return work
  }
}
