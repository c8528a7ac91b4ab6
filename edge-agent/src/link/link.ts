import {
  checkProtocolVersion,
  coordinatorSessionTopic,
  decodeCoordinatorSession,
  decodeDown,
  type DownKind,
  type DownMessages,
  downFilter,
  encodeUp,
  type MqttConnection,
  type MqttConnectOptions,
  type MqttMessage,
  type MqttPort,
  parseTopic,
  PROTOCOL_VERSION,
  type ReadinessOrder,
  SOFTWARE_VERSION,
  UP,
  type UpHeader,
  type UpKind,
  type UpMessages,
  upTopic,
} from '@muster/protocol'
import {
  type Clock,
  createBackoff,
  type Logger,
  messageOf,
  millis,
  type Random,
  type Running,
  repeat,
  running,
  seconds,
  sleep,
  type Timer,
  withTimeout,
} from '@muster/runtime'
import type { Journal } from '../journal/journal.ts'
import { judgeLead } from './lead-guard.ts'

/** A digest without an answer is sent again after this. */
const SYNC_REPEAT = seconds(3)
/** From CONNACK to the answer to the subscription. */
const SET_UP_LIMIT = seconds(15)
/** Unsynchronised and without a word for this long, the connection is replaced. */
const SILENCE_LIMIT = seconds(60)

export interface LinkOptions {
  readonly agentId: string
  readonly site: string
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly acceptNewStore: boolean
  readonly mqtt: MqttPort
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly journal: Journal
}

/** What the link does with what it hears, and needs for what it says. */
export interface LinkHandlers {
  /** The coordinator that leads has said something. */
  readonly heard: () => void
  readonly inventory: () => Omit<UpMessages['inventory'], 'header'>
  readonly digest: (history: boolean) => Promise<Omit<UpMessages['sync'], 'header' | 'token' | 'challenge'>>
  readonly offer: (message: DownMessages['offer']) => void
  readonly staleOffer: (message: DownMessages['offer'], reason: 'stale-epoch' | 'foreign-store') => void
  readonly grant: (message: DownMessages['grant']) => void
  readonly control: (message: DownMessages['control']) => void
  readonly ack: (message: DownMessages['ack']) => void
  readonly telemetry: (message: DownMessages['telemetry']) => void
  /** The answer to this connection's digest; resolves when what it says is taken in. */
  readonly synced: (message: DownMessages['sync']) => Promise<void>
  /** What people at the coordinator want instruments to be; comes again until it is taken up. */
  readonly readiness: (orders: readonly ReadinessOrder[]) => void
  /** From now on nothing may be claimed or sent but digests. */
  readonly unsynced: () => void
}

/** Whether there is a connection to the broker, since when, and why not. */
export interface BrokerState {
  readonly connected: boolean
  readonly sinceWallMs: number
  readonly message?: string
}

/**
 * The agent's connection to its coordinator. Each connection begins with an exchange of digests, and so does
 * each new lead of a coordinator; before it is done, offers and grants are not heard.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #handlers: LinkHandlers
  #connect: LinkOptions['connect']
  readonly #stop = new AbortController()
  #connection: MqttConnection | undefined
  #connectionNumber = 0
  #token: string | undefined
  #synced = false
  /** Offers that came since the answer to the digest of now. */
  #heldOffers: DownMessages['offer'][] | undefined
  #syncTimer: Timer | undefined
  /** Monotonic milliseconds when the coordinator was last heard. */
  #heardAt: number
  readonly #warnedOf = new Set<string>()
  #broker: BrokerState

  constructor(options: LinkOptions, handlers: LinkHandlers) {
    this.#options = options
    this.#handlers = handlers
    this.#connect = options.connect
    this.#heardAt = options.clock.monotonic()
    this.#broker = { connected: false, sinceWallMs: options.clock.wall() }
  }

  get broker(): BrokerState {
    return this.#broker
  }

  get synced(): boolean {
    return this.#synced
  }

  #silentFor(): number {
    return this.#options.clock.monotonic() - this.#heardAt
  }

  /** Connects in another way from now on; what is under way comes again by the journal and the digests. */
  reconnect(connect: LinkOptions['connect']): void {
    this.#connect = connect
    this.#connection?.destroy()
  }

  start(): Running {
    const loop = this.#run()
    return running(async () => {
      this.#stop.abort(new Error('the agent stops'))
      const connection = this.#connection
      if (connection) {
        await this.#publish(connection, 'session', this.#session(false, 'stopped')).catch((error: unknown) =>
          this.#logLoss(error),
        )
        await connection.close()
      }
      await loop
    })
  }

  /** Sends a message, if there is a connection; what is lost on the way comes again by the journal and the digests. */
  send<K extends UpKind>(kind: K, message: Omit<UpMessages[K], 'header'>): void {
    if (!this.#connection) return
    this.#publish(this.#connection, kind, message).catch((error: unknown) => this.#logLoss(error))
  }

  /** Has the coordinator say something: one that has nothing to say is not away. */
  ask(): void {
    if (this.#synced) this.#sendDigest('')
  }

  sendInventory(): void {
    this.send('inventory', this.#handlers.inventory())
  }

  async #run(): Promise<void> {
    const { clock, random, logger } = this.#options
    const backoff = createBackoff({ first: millis(250), longest: seconds(30) }, random)
    while (!this.#stop.signal.aborted) {
      try {
        const connection = await this.#open()
        backoff.reset()
        const watchdog = repeat(clock, SILENCE_LIMIT, () => {
          // A connection over which nothing is heard may be dead in a way that nobody tells: a new one costs little.
          if (!this.#synced && this.#silentFor() > SILENCE_LIMIT) connection.destroy()
        })
        const closed = await connection.closed
        watchdog.cancel()
        this.#disconnected(closed.why)
        if (!this.#stop.signal.aborted) logger.warn('the connection to the broker ended', { why: closed.why })
      } catch (error) {
        this.#disconnected(messageOf(error))
        if (!this.#stop.signal.aborted) logger.warn('the broker does not answer', { error: messageOf(error) })
      }
      if (this.#stop.signal.aborted) return
      await sleep(clock, backoff.next(), this.#stop.signal).catch(() => undefined)
    }
  }

  async #open(): Promise<MqttConnection> {
    const { agentId, site, mqtt, logger, clock } = this.#options
    const connect = this.#connect
    this.#connectionNumber += 1
    const number = this.#connectionNumber
    const will = {
      topic: upTopic(site, agentId, 'session'),
      payload: this.#encode('session', this.#session(false, 'will')),
      qos: 1,
      retain: true,
    } as const
    const connection = await mqtt.connect({ ...connect, will }, message => {
      if (number === this.#connectionNumber && !this.#stop.signal.aborted) this.#receive(message)
    })
    try {
      this.#connection = connection
      const setUp = async () => {
        await this.#publish(connection, 'session', this.#session(true))
        await connection.subscribe([downFilter(site, agentId), coordinatorSessionTopic(site)], 1)
      }
      await withTimeout(
        clock,
        SET_UP_LIMIT,
        setUp(),
        () => new Error('the broker does not answer the subscription'),
      )
    } catch (error) {
      connection.destroy()
      throw error
    }
    this.#broker = { connected: true, sinceWallMs: clock.wall() }
    logger.info('connected to the broker', { url: connect.url, connection: number })
    this.#beginSync()
    return connection
  }

  #disconnected(message: string): void {
    this.#connection = undefined
    const sinceWallMs = this.#broker.connected ? this.#options.clock.wall() : this.#broker.sinceWallMs
    this.#broker = { connected: false, sinceWallMs, message }
    this.#unsync()
  }

  #unsync(): void {
    this.#syncTimer?.cancel()
    this.#syncTimer = undefined
    this.#token = undefined
    this.#heldOffers = undefined
    if (!this.#synced) return
    this.#synced = false
    this.#handlers.unsynced()
  }

  #beginSync(): void {
    this.#unsync()
    this.#token = this.#options.random.id()
    this.#sendDigest(this.#token)
  }

  #sendDigest(token: string, challenge?: string, wantHistory = false): void {
    const send = async () => {
      // What the broker kept may be gone, and a store may be older than it was.
      this.sendInventory()
      const digest = await this.#handlers.digest(wantHistory)
      this.send('sync', { ...digest, token, ...(challenge === undefined ? {} : { challenge }) })
    }
    send().catch((error: unknown) =>
      this.#options.logger.error('no digest could be made', { error: messageOf(error) }),
    )
    if (token === '') return
    this.#syncTimer?.cancel()
    this.#syncTimer = this.#options.clock.after(SYNC_REPEAT, () => {
      if (this.#token === token && !this.#synced) this.#sendDigest(token)
    })
  }

  #receive(message: MqttMessage): void {
    const topic = parseTopic(message.topic)
    try {
      if (topic?.direction === 'coordinator') this.#hearCoordinator(message.payload)
      else if (topic?.direction === 'down') this.#hear[topic.kind](message.payload)
    } catch (error) {
      this.#warnOnce(message.topic, 'dropped a message that is not right', {
        topic: message.topic,
        error: messageOf(error),
      })
    }
  }

  #hearCoordinator(payload: Uint8Array): void {
    const session = decodeCoordinatorSession(payload)
    checkProtocolVersion(session.protocolVersion, 'the coordinator')
    if (!session.online) return
    this.#accept(session.header, 'session')
  }

  readonly #hear: { readonly [K in DownKind]: (payload: Uint8Array) => void } = {
    offer: payload => {
      const offer = decodeDown('offer', payload)
      const verdict = this.#accept(offer.header, 'offer')
      if (verdict === 'stale-epoch' || verdict === 'foreign-store')
        return this.#handlers.staleOffer(offer, verdict)
      if (this.#synced) this.#handlers.offer(offer)
      else this.#heldOffers?.push(offer)
    },
    grant: payload => {
      const grant = decodeDown('grant', payload)
      if (this.#accept(grant.header, 'grant') === 'accepted' && this.#synced) this.#handlers.grant(grant)
    },
    control: payload => {
      const control = decodeDown('control', payload)
      const verdict = this.#accept(control.header, 'control')
      if (verdict === 'accepted' || verdict === 'new-lead') this.#handlers.control(control)
    },
    ack: payload => {
      const ack = decodeDown('ack', payload)
      const verdict = this.#accept(ack.header, 'ack')
      if (verdict === 'accepted' || verdict === 'new-lead') this.#handlers.ack(ack)
    },
    telemetry: payload => {
      const ack = decodeDown('telemetry', payload)
      if (this.#accept(ack.header, 'telemetry') === 'accepted') this.#handlers.telemetry(ack)
    },
    sync: payload => this.#hearSync(decodeDown('sync', payload)),
  }

  #hearSync(message: DownMessages['sync']): void {
    const verdict = this.#accept(message.header, 'sync')
    if (verdict === 'foreign-store') return
    // One whose lead is over is answered all the same: the digest tells it of the higher epoch.
    if (message.challenge !== undefined)
      this.#sendDigest(this.#token ?? '', message.challenge, message.wantHistory === true)
    if (verdict === 'stale-epoch') return
    if (message.readiness) this.#handlers.readiness(message.readiness.orders)
    if (message.token === '' || message.token !== this.#token) return
    const token = message.token
    // Offers follow the answer at once, and must not be lost while it is being taken in.
    this.#heldOffers = []
    this.#handlers.synced(message).then(
      () => {
        if (this.#token !== token) return
        this.#syncTimer?.cancel()
        this.#synced = true
        for (const offer of this.#heldOffers?.splice(0) ?? []) this.#handlers.offer(offer)
        this.#options.logger.info('synchronised with the coordinator', { epoch: message.header.epoch })
      },
      (error: unknown) =>
        this.#options.logger.error('the answer to a digest could not be taken in', {
          error: messageOf(error),
        }),
    )
  }

  /** Whether the sender leads. A lead that is new is synchronised with first. */
  #accept(header: DownMessages['ack']['header'], what: string) {
    const verdict = judgeLead(this.#options.journal, header, this.#options.acceptNewStore)
    if (verdict === 'foreign-store') {
      const text =
        'a coordinator with another store speaks here: start the agent with --accept-new-store if that is right'
      this.#warnOnce(`store ${header.storeId}`, text, {
        store: header.storeId,
        pinned: this.#options.journal.current.storeId,
      })
      return verdict
    }
    if (verdict === 'stale-epoch') {
      this.#warnOnce(`lead ${header.leadId}`, 'refused a coordinator whose lead is over', {
        what,
        epoch: header.epoch,
      })
      return verdict
    }
    this.#heardAt = this.#options.clock.monotonic()
    this.#handlers.heard()
    if (verdict === 'new-lead') this.#beginSync()
    return verdict
  }

  #session(online: boolean, reason?: string): Omit<UpMessages['session'], 'header'> {
    return {
      online,
      protocolVersion: PROTOCOL_VERSION,
      softwareVersion: SOFTWARE_VERSION,
      wallMs: this.#options.clock.wall(),
      ...(reason === undefined ? {} : { reason }),
    }
  }

  #header(): UpHeader {
    const { journal } = this.#options
    const { journalId, writes, bootId, bootWrites } = journal
    return { journalId, journalWrites: writes, bootId, bootWrites, connection: this.#connectionNumber }
  }

  #encode<K extends UpKind>(kind: K, message: Omit<UpMessages[K], 'header'>): Uint8Array {
    // The header completes the message; TypeScript can't follow that through a generic.
    return encodeUp(kind, { ...message, header: this.#header() } as unknown as UpMessages[K])
  }

  #publish<K extends UpKind>(
    connection: MqttConnection,
    kind: K,
    message: Omit<UpMessages[K], 'header'>,
  ): Promise<void> {
    const { site, agentId } = this.#options
    const { qos, retained } = UP[kind]
    return connection.publish(upTopic(site, agentId, kind), this.#encode(kind, message), {
      qos,
      retain: retained,
    })
  }

  #warnOnce(key: string, message: string, fields: Record<string, unknown>): void {
    if (this.#warnedOf.has(key) || this.#warnedOf.size > 1_000) return
    this.#warnedOf.add(key)
    this.#options.logger.warn(message, fields)
  }

  #logLoss(error: unknown): void {
    this.#options.logger.debug('a message was not taken by the broker', { error: messageOf(error) })
  }
}
