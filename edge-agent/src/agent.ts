import {
  type DownSyncMessage,
  type HeartbeatMessage,
  type HostLoad,
  isAttemptEnd,
  type MqttConnectOptions,
  type MqttPort,
  type OfferMessage,
  type Refusal,
  type UpMessages,
} from '@muster/protocol'
import {
  type Clock,
  ConfigurationError,
  type Duration,
  type FileSystem,
  type Logger,
  millis,
  noTracer,
  type Random,
  type Running,
  repeat,
  running,
  type Timer,
  type Tracer,
} from '@muster/runtime'
import { Runner } from './activities/runner.ts'
import { InstrumentUnit } from './instruments/unit.ts'
import type { Driver } from './instruments/driver.ts'
import { Journal, reportOf } from './journal/journal.ts'
import type { JournalEntry } from './journal/on-disk.ts'
import { Link } from './link/link.ts'
import { Outbox } from './link/outbox.ts'
import { type AgentResultFiles, createResultFiles, type ResultFileOptions } from './results/index.ts'

/** One instrument as the agent is told to serve it. */
export interface AgentInstrument {
  readonly id: string
  readonly driverName: string
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
  /** Obey a coordinator with another store than the one this agent has belonged to. */
  readonly acceptNewStore: boolean
  /** The journal can't be written: the process should end. */
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
}

export interface Agent extends Running {
  readonly journal: Journal
  readonly link: Link
  /** undefined where none are taken. */
  readonly resultFiles: AgentResultFiles | undefined
}

/**
 * One edge agent over its ports.
 * @throws ConfigurationError when another process has the folder.
 */
export async function createAgent(options: AgentOptions, ports: AgentPorts): Promise<Agent> {
  const { fileSystem, logger } = ports
  await fileSystem.makeFolder(options.folder)
  const lock = await fileSystem.lock(`${options.folder}/agent.lock`)
  if (!lock) throw new ConfigurationError(`another agent is running on ${options.folder}`)
  const journal = await Journal.open(ports, options.folder)
  journal.onFailed = error => options.onFatal(error)
  await journal.history.trim()
  logger.info('agent starts', { agent: options.agentId, journal: journal.journalId, boot: journal.bootId })
  const isReported = (attemptId: string) => journal.entry(attemptId) === undefined
  const resultFiles =
    options.resultFiles && (await createResultFiles(options, options.resultFiles, { ...ports, isReported }))
  const wiring = new Wiring(options, ports, journal, resultFiles)
  const stopWork = wiring.start()
  resultFiles?.start()
  return {
    resultFiles,
    journal,
    link: wiring.link,
    ...running(async () => {
      await stopWork()
      await resultFiles?.stop()
      await lock.release()
    }),
  }
}

/** Ties runners, outbox and link together. */
class Wiring {
  readonly link: Link
  readonly #options: AgentOptions
  readonly #ports: AgentPorts
  readonly #journal: Journal
  readonly #resultFiles: AgentResultFiles | undefined
  readonly #outbox: Outbox
  readonly #runners: ReadonlyMap<string, Runner>
  #heartbeats = 0
  #soon: Timer | undefined
  /** By the monotonic clock. */
  #lastBeat = Number.NEGATIVE_INFINITY
  #inventoryText = ''
  /** When the next turn of the work loop is due, by uptime, and how late the last one was. */
  #turnDue = Number.POSITIVE_INFINITY
  #late = 0

  constructor(
    options: AgentOptions,
    ports: AgentPorts,
    journal: Journal,
    resultFiles: AgentResultFiles | undefined,
  ) {
    this.#resultFiles = resultFiles
    this.#options = options
    this.#ports = ports
    this.#journal = journal
    this.link = new Link({ ...options, ...ports, journal }, this.#handlers())
    this.#outbox = new Outbox(journal, ports.clock, events => this.link.send('report', { events }))
    this.#runners = new Map(options.instruments.map(instrument => [instrument.id, this.#runner(instrument)]))
  }

  start(): () => Promise<void> {
    this.#journal.onUnreleased = () => {
      for (const runner of this.#runners.values()) runner.release()
    }
    for (const runner of this.#runners.values()) runner.unit.start()
    const link = this.link.start()
    const beat = repeat(this.#ports.clock, this.#options.heartbeat, () => this.#workTurn())
    return async () => {
      beat.cancel()
      this.#soon?.cancel()
      this.#outbox.close()
      for (const runner of this.#runners.values()) runner.stop()
      await link.stop()
      await Promise.all([...this.#runners.values()].map(runner => runner.unit.close()))
    }
  }

  #runner(instrument: AgentInstrument): Runner {
    const { clock, random, logger, tracer = noTracer } = this.#ports
    const unit = new InstrumentUnit({
      ...instrument,
      healthEvery: this.#options.healthEvery,
      clock,
      random,
      logger: logger.child({ instrument: instrument.id }),
    })
    unit.onChange = () => this.#instrumentChanged()
    return new Runner(unit, {
      clock,
      random,
      logger,
      tracer,
      journal: this.#journal,
      sendClaim: claim => this.link.send('claim', claim),
      progressed: () => this.#beatSoon(),
      awayFor: () => this.link.awayFor(),
      ...(this.#resultFiles ? { collect: this.#resultFiles.collect } : {}),
    })
  }

  #handlers() {
    return {
      inventory: () => this.#inventory(),
      digest: (history: boolean) => this.#digest(history),
      offer: (offer: OfferMessage) => this.#offer(offer),
      staleOffer: (offer: OfferMessage, reason: 'stale-epoch' | 'foreign-store') =>
        this.#refuse(offer, reason, 'this coordinator does not lead'),
      grant: (message: Parameters<Runner['grant']>[0]) => this.#runnerOf(message.attemptId)?.grant(message),
      control: (message: Parameters<Runner['control']>[0]) =>
        this.#runnerOf(message.attemptId)?.control(message),
      ack: (message: { readonly bootId: string; readonly sequence: number }) => {
        // An acknowledgement of another process counts other events.
        if (message.bootId === this.#journal.bootId)
          this.#outbox
            .acknowledged(message.sequence)
            .then(() => this.#resultFiles?.wake())
            .catch(this.#options.onFatal)
      },
      synced: async (message: DownSyncMessage) => {
        this.#journal.settleStore(message.header.storeWrites)
        await this.#journal.raiseFences(message.fences)
        for (const entry of message.attempts) this.#runners.get(entry.instrumentId)?.reconcile(entry)
        this.#outbox.open()
        this.#resultFiles?.wake()
        // The coordinator offers nothing for instruments that it has not heard of on this connection.
        this.#sendHeartbeat()
      },
      unsynced: () => this.#outbox.close(),
    }
  }

  #runnerOf(attemptId: string): Runner | undefined {
    const entry = this.#journal.entry(attemptId)
    return entry === undefined ? undefined : this.#runners.get(entry.instrumentId)
  }

  #offer(offer: OfferMessage): void {
    const known = this.#journal.entry(offer.attemptId)
    if (known) return this.#answerKnown(known)
    const runner = this.#runners.get(offer.instrumentId)
    if (!runner)
      return this.#refuse(
        offer,
        'unknown-instrument',
        `${this.#options.agentId} has no instrument ${offer.instrumentId}`,
      )
    const open = Object.values(this.#journal.current.attempts).filter(
      entry => !isAttemptEnd(entry.state),
    ).length
    if (open >= this.#options.maxConcurrentTasks)
      return this.#refuse(offer, 'busy', `${open} tasks are open, no more are taken`)
    const refusal = runner.offer(offer)
    if (refusal) this.#refuse(offer, refusal.reason, refusal.message)
  }

  /** An offer that is in the journal already is answered with its state, whatever its fence. */
  #answerKnown(entry: JournalEntry): void {
    if (entry.state === 'claimed') this.#runners.get(entry.instrumentId)?.repeatClaim(entry.attemptId)
    // Any other state is an event that is sent until it is acknowledged.
    else this.#outbox.open()
  }

  #refuse(offer: OfferMessage, reason: Refusal['reason'], message: string): void {
    const refusal: Refusal = {
      reason,
      message: message.slice(0, 4_000),
      fence: this.#journal.fenceOf(offer.instrumentId),
      epoch: this.#journal.current.epoch,
    }
    this.link.send('claim', { attemptId: offer.attemptId, fence: offer.fence, nonce: '', refusal })
  }

  #inventory(): Omit<UpMessages['inventory'], 'header'> {
    const { roles, labels, maxConcurrentTasks, resources = {} } = this.#options
    const units = [...this.#runners.values()].map(({ unit }) => unit)
    const instruments = units.flatMap(({ description }) => description ?? [])
    const unanswered = units.filter(({ description }) => !description).map(({ id }) => id)
    const can = { maxConcurrentTasks, resources, keepsBatches: true }
    return { instruments, roles: [...roles], labels, unanswered, ...can }
  }

  async #digest(history: boolean): Promise<Omit<UpMessages['sync'], 'header' | 'token' | 'challenge'>> {
    const past = history ? await this.#journal.history.recent() : []
    const { storeId, epoch, storeWrites, attempts, fences } = this.#journal.durable
    const entries = new Map([...past, ...Object.values(attempts)].map(entry => [entry.attemptId, entry]))
    return {
      ...(storeId === undefined ? {} : { storeId }),
      epoch,
      storeWrites,
      firstSequence: this.#journal.acked + 1,
      attempts: [...entries.values()].map(entry => ({
        report: reportOf(entry),
        jobId: entry.jobId,
        taskId: entry.taskId,
        instrumentId: entry.instrumentId,
        fence: entry.fence,
        activity: entry.activity,
        ...(entry.batch ? { batch: entry.batch } : {}),
        ...(entry.holds ? { holds: entry.holds } : {}),
      })),
      fences: Object.entries(fences).map(([instrumentId, fence]) => ({ instrumentId, fence })),
      history,
    }
  }

  /** The heartbeat comes out of the work loop: an agent that is stuck falls silent. */
  #workTurn(): void {
    // A host that slept was late as well: uptime counts that.
    const now = this.#ports.clock.uptime()
    this.#late = Math.max(0, now - this.#turnDue)
    this.#turnDue = now + this.#options.heartbeat
    for (const runner of this.#runners.values()) runner.checkAway()
    this.#sendHeartbeat()
  }

  #sendHeartbeat(): void {
    const { clock, hostLoad } = this.#ports
    this.#heartbeats += 1
    this.#lastBeat = clock.monotonic()
    const load = hostLoad()
    const message: Omit<HeartbeatMessage, 'header'> = {
      sequence: this.#heartbeats,
      monotonicMs: clock.monotonic(),
      wallMs: clock.wall(),
      instruments: [...this.#runners.values()].map(({ unit }) => unit.status),
      runs: [...this.#runners.values()].flatMap(runner => runner.progress ?? []),
      outboxDepth: this.#journal.outboxDepth,
      lateMs: this.#late,
      ...(load === undefined ? {} : { load }),
    }
    this.link.send('heartbeat', message)
  }

  /** News are worth a heartbeat before its time, at once where none was sent for a while, but not each of them. */
  #beatSoon(): void {
    const { clock } = this.#ports
    const gap = Math.min(1_000, this.#options.heartbeat / 2)
    const wait = Math.max(0, this.#lastBeat + gap - clock.monotonic())
    this.#soon ??= clock.after(millis(wait), () => {
      this.#soon = undefined
      this.#sendHeartbeat()
    })
  }

  #instrumentChanged(): void {
    const text = JSON.stringify(this.#inventory())
    if (text !== this.#inventoryText) {
      this.#inventoryText = text
      this.link.sendInventory()
    }
    this.#beatSoon()
  }
}
