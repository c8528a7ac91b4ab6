import {
  type DownMessages,
  type DownSyncMessage,
  type HeartbeatMessage,
  type HostLoad,
  isAttemptEnd,
  type MqttConnectOptions,
  type MqttPort,
  type OfferMessage,
  type ReadinessOrder,
  type Refusal,
  type UpMessages,
} from '@muster/protocol'
import {
  type Clock,
  ConfigurationError,
  type Duration,
  type FileSystem,
  type Logger,
  messageOf,
  millis,
  MusterError,
  noTracer,
  type Random,
  type Running,
  repeat,
  running,
  seconds,
  type Timer,
  type Tracer,
} from '@muster/runtime'
import { ReadinessKeeper } from './activities/readiness-keeper.ts'
import { Runner } from './activities/runner.ts'
import { InstrumentUnit } from './instruments/unit.ts'
import type { Driver } from './instruments/driver.ts'
import type { PersonDesk } from './instruments/person-desk.ts'
import { Journal, reportOf } from './journal/journal.ts'
import type { JournalEntry } from './journal/on-disk.ts'
import { isDiskFault, type StorageFault } from './journal/storage.ts'
import { refusalsOfReload, type ReloadOutcome } from './reload.ts'
import { Contact } from './link/contact.ts'
import { Link } from './link/link.ts'
import { Outbox } from './link/outbox.ts'
import { reportStatus } from './local/report-status.ts'
import type { AgentStatus } from './local/status.ts'
import { type AgentResultFiles, createResultFiles, type ResultFileOptions } from './results/index.ts'
import { STANDARD_TELEMETRY, Telemetry, type TelemetrySettings } from './telemetry/telemetry.ts'

/** A coordinator that has said nothing for this long is asked, where something depends on it. */
const ASK_AFTER = seconds(60)

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

export interface Agent extends Running {
  readonly journal: Journal
  readonly link: Link
  /** How it is doing, for the person in front of it. */
  readonly status: () => AgentStatus
  /** Keepers of how ready the instruments are, by instrument. */
  readonly readiness: ReadonlyMap<string, ReadinessKeeper>
  /** undefined where none are taken. */
  readonly resultFiles: AgentResultFiles | undefined
  /** Where people do work that this agent is asked for, by instrument. */
  readonly desks: () => ReadonlyMap<string, PersonDesk>
  /** Goes over to another configuration, or to nothing of it. What runs is not touched. */
  reload(options: AgentOptions): Promise<ReloadOutcome>
}

/**
 * One edge agent over its ports.
 * @throws ConfigurationError when another process has the folder.
 */
export async function createAgent(options: AgentOptions, ports: AgentPorts): Promise<Agent> {
  const { fileSystem, logger } = ports
  const lock = await writing(options.folder, async () => {
    await fileSystem.makeFolder(options.folder)
    return fileSystem.lock(`${options.folder}/agent.lock`)
  })
  if (!lock) throw new ConfigurationError(`another agent is running on ${options.folder}`)
  const journal = await writing(options.folder, () => Journal.open(ports, options.folder))
  journal.onFailed = error => options.onFatal(error)
  await journal.history
    .trim()
    .catch((error: unknown) => logger.warn('old attempts can not be dropped', { error: messageOf(error) }))
  logger.info('agent starts', { agent: options.agentId, journal: journal.journalId, boot: journal.bootId })
  const contact = await Contact.open(ports, options.folder)
  const isReported = (attemptId: string) => journal.entry(attemptId) === undefined
  const resultFiles =
    options.resultFiles && (await createResultFiles(options, options.resultFiles, { ...ports, isReported }))
  const telemetry = await writing(options.folder, () =>
    Telemetry.open(ports, options.folder, journal.bootId, options.telemetry ?? STANDARD_TELEMETRY, message =>
      wiring.link.send('telemetry', message),
    ),
  )
  const wiring: Wiring = new Wiring(options, ports, {
    journal,
    contact,
    telemetry,
    resultFiles,
  })
  const stopWork = wiring.start()
  resultFiles?.start()
  return {
    resultFiles,
    journal,
    link: wiring.link,
    status: () => wiring.status(),
    readiness: wiring.readiness,
    desks: () => wiring.desks(),
    reload: next => wiring.reload(next),
    ...running(async () => {
      await stopWork()
      await resultFiles?.stop()
      await journal.storage.close()
      await lock.release()
    }),
  }
}

/** @throws MusterError `folder-unwritable`: who can't write down that it lives can't be told from another. */
async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDiskFault(error) && !isSqliteFault(error)) throw error
    const advice = 'make room, or have the disk mounted for writing; what instruments do goes on meanwhile'
    throw new MusterError(
      'folder-unwritable',
      'unavailable',
      `${folder} can't be written: ${messageOf(error)}\n${advice}`,
      { cause: error },
    )
  }
}

/** The lock is one on a database file. */
function isSqliteFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

/** What an agent has on its disk. */
interface Memory {
  readonly journal: Journal
  readonly contact: Contact
  readonly telemetry: Telemetry
  readonly resultFiles: AgentResultFiles | undefined
}

/** Ties runners, outbox and link together. */
class Wiring {
  readonly link: Link
  readonly readiness = new Map<string, ReadinessKeeper>()
  #options: AgentOptions
  readonly #ports: AgentPorts
  readonly #journal: Journal
  readonly #contact: Contact
  readonly #telemetry: Telemetry
  readonly #resultFiles: AgentResultFiles | undefined
  readonly #outbox: Outbox
  readonly #runners: Map<string, Runner>
  #beat: Timer | undefined
  #heartbeats = 0
  #soon: Timer | undefined
  /** By the monotonic clock. */
  #lastBeat = Number.NEGATIVE_INFINITY
  #inventoryText = ''
  /** When the next turn of the work loop is due, by uptime, and how late the last one was. */
  #turnDue = Number.POSITIVE_INFINITY
  #late = 0
  readonly #started: { readonly wallMs: number; readonly uptime: number }

  constructor(
    options: AgentOptions,
    ports: AgentPorts,
    { journal, contact, telemetry, resultFiles }: Memory,
  ) {
    this.#resultFiles = resultFiles
    this.#options = options
    this.#ports = ports
    this.#journal = journal
    this.#started = { wallMs: ports.clock.wall(), uptime: ports.clock.uptime() }
    this.#contact = contact
    this.#telemetry = telemetry
    this.link = new Link({ ...options, ...ports, journal }, this.#handlers())
    this.#outbox = new Outbox(journal, ports.clock, events => this.link.send('report', { events }))
    this.#runners = new Map(options.instruments.map(instrument => [instrument.id, this.#runner(instrument)]))
  }

  start(): () => Promise<void> {
    this.#journal.onUnreleased = () => {
      for (const runner of this.#runners.values()) runner.release()
    }
    this.#journal.onReadiness = () => this.#sendHeartbeat()
    this.#journal.storage.onChange = () => this.#beatSoon()
    for (const runner of this.#runners.values()) this.#begin(runner)
    const link = this.link.start()
    this.#beginBeat()
    return async () => {
      this.#beat?.cancel()
      this.#soon?.cancel()
      this.#outbox.close()
      for (const runner of this.#runners.values()) runner.stop()
      await Promise.all([link.stop(), this.#telemetry.stop()])
      await Promise.all([...this.#runners.values()].map(runner => runner.unit.close()))
    }
  }

  status(): AgentStatus {
    const { agentId, site, connect } = this.#options
    return reportStatus({
      agentId,
      site,
      brokerUrl: connect.url,
      clock: this.#ports.clock,
      journal: this.#journal,
      link: this.link,
      silentFor: this.#contact.awayFor(),
      started: this.#started,
      instruments: [...this.#runners.values()],
    })
  }

  desks(): ReadonlyMap<string, PersonDesk> {
    return new Map(
      [...this.#runners].flatMap(([id, { unit }]) => (unit.driver.desk ? [[id, unit.driver.desk]] : [])),
    )
  }

  async reload(next: AgentOptions): Promise<ReloadOutcome> {
    const now = this.#options
    const refused = refusalsOfReload(now, next, id => this.#runners.get(id)?.holder)
    if (refused.length > 0) return { refused, later: [] }
    this.#options = next
    const gone = now.instruments.filter(({ id }) => !next.instruments.some(other => other.id === id))
    await Promise.all(gone.map(({ id }) => this.#remove(id)))
    for (const instrument of next.instruments) this.#configure(instrument)
    this.#telemetry.configure(next.telemetry ?? STANDARD_TELEMETRY)
    if (next.heartbeat !== now.heartbeat) this.#beginBeat()
    if (JSON.stringify(next.connect) !== JSON.stringify(now.connect)) this.link.reconnect(next.connect)
    this.#instrumentChanged()
    const later = [...this.#runners.values()].filter(({ unit }) => unit.isOutdated)
    return { refused, later: later.map(({ unit }) => unit.id) }
  }

  async #remove(id: string): Promise<void> {
    const runner = this.#runners.get(id)
    this.#runners.delete(id)
    this.readiness.delete(id)
    runner?.stop()
    await runner?.unit.close()
  }

  #configure(instrument: AgentInstrument): void {
    const known = this.#runners.get(instrument.id)
    if (known) {
      known.unit.configure({ ...instrument, healthEvery: this.#options.healthEvery })
      return this.#renew(known)
    }
    const runner = this.#runner(instrument)
    this.#runners.set(instrument.id, runner)
    this.#begin(runner)
  }

  #begin({ unit }: Runner): void {
    const keeper = new ReadinessKeeper(unit, { ...this.#ports, journal: this.#journal })
    this.readiness.set(unit.id, keeper)
    this.#goOn(keeper.start())
    unit.start()
  }

  /** A driver of which the configuration says something else now is replaced when nothing is at its instrument. */
  #renew({ unit, holder }: Runner): void {
    if (unit.isOutdated && holder === undefined) unit.renew()
  }

  #beginBeat(): void {
    this.#beat?.cancel()
    this.#turnDue = Number.POSITIVE_INFINITY
    this.#beat = repeat(this.#ports.clock, this.#options.heartbeat, () => this.#workTurn())
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
      telemetry: this.#telemetry,
      isAwayLonger: limit => this.#contact.isAwayLonger(limit),
      ...(this.#resultFiles ? { collect: this.#resultFiles.collect } : {}),
    })
  }

  #handlers() {
    return {
      heard: () => this.#contact.heard(),
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
        this.#telemetry.open()
        this.#resultFiles?.wake()
        // The coordinator offers nothing for instruments that it has not heard of on this connection.
        this.#sendHeartbeat()
      },
      readiness: (orders: readonly ReadinessOrder[]) => {
        for (const order of orders) this.#goOn(this.readiness.get(order.instrumentId)?.obey(order))
      },
      telemetry: ({ stream, sequence }: DownMessages['telemetry']) =>
        this.#telemetry.acknowledged(stream, sequence),
      unsynced: () => {
        this.#outbox.close()
        this.#telemetry.close()
      },
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
    if (runner.unit.isOutdated)
      return this.#refuse(offer, 'not-ready', `${runner.unit.id} is about to be set up anew`)
    const { fault } = this.#journal.storage
    if (fault) return this.#refuse(offer, 'not-ready', `the agent can't write its disk: ${fault.message}`)
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
      ...this.#readinessChanges(),
    }
  }

  #readinessChanges(): Pick<UpMessages['sync'], 'readiness'> {
    const changes = [...this.readiness.values()].flatMap(keeper => keeper.changes())
    return changes.length === 0 ? {} : { readiness: { changes } }
  }

  /** What goes on by itself. A journal that can't be written is told by the journal. */
  #goOn(work: Promise<void> | undefined): void {
    work?.catch((error: unknown) =>
      this.#ports.logger.error('how ready an instrument is could not be noted', { error: messageOf(error) }),
    )
  }

  /** The heartbeat comes out of the work loop: an agent that is stuck falls silent. */
  #workTurn(): void {
    // A host that slept was late as well: uptime counts that.
    const now = this.#ports.clock.uptime()
    this.#late = Math.max(0, now - this.#turnDue)
    this.#turnDue = now + this.#options.heartbeat
    this.#watchContact()
    this.#telemetry.turn()
    for (const runner of this.#runners.values()) this.#renew(runner)
    this.#sendHeartbeat()
    this.#ports.onTurn?.(this.#turn())
  }

  #turn(): WorkTurn {
    const runners = [...this.#runners.values()]
    return {
      synced: this.link.synced,
      instruments: runners.length,
      answering: runners.filter(({ unit }) => unit.description).length,
      running: runners.filter(({ unit }) => this.#journal.openEntryOf(unit.id)).length,
    }
  }

  /** What is stopped when the coordinator stays away is not stopped because it had nothing to say. */
  #watchContact(): void {
    const runners = [...this.#runners.values()]
    const limits = runners.flatMap(({ awayLimit }) => awayLimit ?? [])
    this.#contact.turn(this.#late, limits.length > 0)
    for (const runner of runners) runner.checkAway()
    if (limits.length > 0 && this.#contact.awayFor() > Math.min(ASK_AFTER, ...limits.map(limit => limit / 3)))
      this.link.ask()
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
      ...storageOf(this.#journal.storage.fault),
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

/** For the heartbeat; left out while all is well. */
function storageOf(fault: StorageFault | undefined): Pick<HeartbeatMessage, 'storage'> {
  return fault
    ? { storage: { ok: false, message: fault.message.slice(0, 1_000), sinceWallMs: fault.since } }
    : {}
}
