import {
  type DownMessages,
  type DownSyncMessage,
  type HeartbeatMessage,
  isAttemptEnd,
  type OfferMessage,
  type ReadinessOrder,
  type Refusal,
  type UpMessages,
} from '@muster/protocol'
import { messageOf, noTracer, seconds } from '@muster/runtime'
import { ReadinessKeeper } from './activities/readiness-keeper.ts'
import { Runner } from './activities/runner.ts'
import type { AgentInstrument, AgentOptions, AgentPorts, WorkTurn } from './agent-options.ts'
import type { PersonDesk } from './instruments/person-desk.ts'
import { InstrumentUnit } from './instruments/unit.ts'
import type { Journal } from './journal/journal.ts'
import type { JournalEntry } from './journal/on-disk.ts'
import type { Contact } from './link/contact.ts'
import { Heart } from './link/heart.ts'
import { Link } from './link/link.ts'
import { Outbox } from './link/outbox.ts'
import { digestOf, inventoryOf, storageOf } from './link/told.ts'
import { reportStatus } from './local/report-status.ts'
import type { AgentStatus } from './local/status.ts'
import { type LastReload, refusalsOfReload, type ReloadOutcome } from './reload.ts'
import type { AgentResultFiles } from './results/index.ts'
import { STANDARD_TELEMETRY, type Telemetry } from './telemetry/telemetry.ts'

/** A coordinator that has said nothing for this long is asked, where something depends on it. */
const ASK_AFTER = seconds(60)

/** What an agent has on its disk. */
export interface Memory {
  readonly journal: Journal
  readonly contact: Contact
  readonly telemetry: Telemetry
  readonly resultFiles: AgentResultFiles | undefined
}

/** Ties runners, outbox and link together. */
export class Wiring {
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
  readonly #heart: Heart
  #inventoryText = ''
  #lastReload: LastReload | undefined
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
    this.#heart = new Heart(ports.clock, options.heartbeat, {
      turn: late => this.#workTurn(late),
      beat: heartbeat => this.#sendHeartbeat(heartbeat),
    })
    this.link = new Link({ ...options, ...ports, journal }, this.#handlers())
    this.#outbox = new Outbox(journal, ports.clock, events => this.link.send('report', { events }))
    this.#runners = new Map(options.instruments.map(instrument => [instrument.id, this.#runner(instrument)]))
  }

  start(): () => Promise<void> {
    this.#journal.onUnreleased = () => {
      for (const runner of this.#runners.values()) runner.release()
    }
    this.#journal.onReadiness = () => this.#heart.now()
    this.#journal.storage.onChange = () => this.#heart.soon()
    for (const runner of this.#runners.values()) this.#begin(runner)
    const link = this.link.start()
    this.#heart.begin(this.#options.heartbeat)
    return async () => {
      this.#heart.stop()
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
      telemetry: this.#telemetry.kept,
      resultFiles: this.#resultFiles?.status,
      reload: this.#lastReload,
      instruments: [...this.#runners.values()],
    })
  }

  desks(): ReadonlyMap<string, PersonDesk> {
    return new Map(
      [...this.#runners].flatMap(([id, { unit }]) => (unit.driver.desk ? [[id, unit.driver.desk]] : [])),
    )
  }

  /** What came of reading the configuration again, for those who ask later. */
  noteReload(outcome: ReloadOutcome): void {
    this.#lastReload = { ...outcome, atWallMs: this.#ports.clock.wall() }
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
    if (next.heartbeat !== now.heartbeat) this.#heart.begin(next.heartbeat)
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
      progressed: () => this.#heart.soon(),
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
        this.#heart.now()
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
    const units = [...this.#runners.values()].map(({ unit }) => unit)
    return inventoryOf(this.#options, units)
  }

  #digest(history: boolean): ReturnType<typeof digestOf> {
    const changes = [...this.readiness.values()].flatMap(keeper => keeper.changes())
    return digestOf(this.#journal, history, changes)
  }

  /** What goes on by itself. A journal that can't be written is told by the journal. */
  #goOn(work: Promise<void> | undefined): void {
    work?.catch((error: unknown) =>
      this.#ports.logger.error('how ready an instrument is could not be noted', { error: messageOf(error) }),
    )
  }

  #workTurn(late: number): void {
    this.#watchContact(late)
    this.#telemetry.turn()
    for (const runner of this.#runners.values()) this.#renew(runner)
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
  #watchContact(late: number): void {
    const runners = [...this.#runners.values()]
    const limits = runners.flatMap(({ awayLimit }) => awayLimit ?? [])
    this.#contact.turn(late, limits.length > 0)
    for (const runner of runners) runner.checkAway()
    if (limits.length > 0 && this.#contact.awayFor() > Math.min(ASK_AFTER, ...limits.map(limit => limit / 3)))
      this.link.ask()
  }

  #sendHeartbeat(heartbeat: Pick<HeartbeatMessage, 'sequence' | 'lateMs'>): void {
    const { clock, hostLoad } = this.#ports
    const load = hostLoad()
    this.link.send('heartbeat', {
      ...heartbeat,
      monotonicMs: clock.monotonic(),
      wallMs: clock.wall(),
      instruments: [...this.#runners.values()].map(({ unit }) => unit.status),
      runs: [...this.#runners.values()].flatMap(runner => runner.progress ?? []),
      outboxDepth: this.#journal.outboxDepth,
      ...storageOf(this.#journal.storage.fault),
      ...(load === undefined ? {} : { load }),
    })
  }

  #instrumentChanged(): void {
    const text = JSON.stringify(this.#inventory())
    if (text !== this.#inventoryText) {
      this.#inventoryText = text
      this.link.sendInventory()
    }
    this.#heart.soon()
  }
}
