import {
  coordinatorSessionTopic,
  decodeCoordinatorSession,
  decodeDown,
  type DownHeader,
  downFilter,
  encodeUp,
  type MqttConnection,
  type MqttMessage,
  type MqttPort,
  parseTopic,
  PROTOCOL_VERSION,
  UP,
  type UpHeader,
  type UpKind,
  upTopic,
} from '@muster/protocol'
import {
  createBackoff,
  millis,
  repeat,
  seconds,
  sleep,
  systemClock,
  systemRandom,
  type Timer,
} from '@muster/runtime'
import { type FakeIdentity, type FleetPlan, identityOf, instrumentsOf, runsOf } from './fleet-plan.ts'

/** As the real agent's: a digest without an answer is sent again after this. */
const SYNC_REPEAT = seconds(3)

/**
 * Speaks as an agent does (session, inventory, heartbeat, digest), and has no journal, no driver and nothing to do: thousands
 * of it fit into one process. Offers are left to expire.
 */
export class FakeAgent {
  readonly #plan: FleetPlan
  readonly #index: number
  readonly #self: FakeIdentity
  readonly #mqtt: MqttPort
  readonly #synced: () => void
  #connection: MqttConnection | undefined
  #connections = 0
  #lead: DownHeader | undefined
  #token = ''
  #syncedEpoch = 0
  #again: Timer | undefined
  #sequence = 0
  #isHung = false

  constructor(index: number, plan: FleetPlan, mqtt: MqttPort, synced: () => void) {
    this.#index = index
    this.#plan = plan
    this.#self = identityOf(index)
    this.#mqtt = mqtt
    this.#synced = synced
  }

  /** Of the lead whose answer to this connection's digest has come; 0 while none has. */
  get syncedEpoch(): number {
    return this.#syncedEpoch
  }

  /** The work loop stands still or goes on: no heartbeats, and everything else as before. */
  set isHung(isHung: boolean) {
    this.#isHung = isHung
  }

  /** Resolves with the first connection; later ones are made by itself. */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>()
    void this.#run(first.resolve)
    await first.promise
    // Spread over the interval, as those of a fleet are.
    const { heartbeatMs, agents } = this.#plan
    systemClock.after(millis((heartbeatMs * this.#index) / agents), () => {
      this.#beat()
      repeat(systemClock, millis(heartbeatMs), () => this.#beat())
    })
  }

  async #run(connected: () => void): Promise<never> {
    const backoff = createBackoff({ first: millis(250), longest: seconds(30) }, systemRandom)
    for (;;) {
      try {
        const connection = await this.#connect()
        backoff.reset()
        connected()
        await connection.closed
      } catch {
        // It is tried again; whoever waits for the whole fleet sees that it does not come.
      }
      this.#connection = undefined
      this.#unsync()
      await sleep(systemClock, backoff.next())
    }
  }

  async #connect(): Promise<MqttConnection> {
    const { broker, site, keepaliveSeconds } = this.#plan
    this.#connections += 1
    const payload = this.#session(false, 'will')
    const will = { topic: upTopic(site, this.#self.id, 'session'), payload, qos: 1, retain: true } as const
    const connection = await this.#mqtt.connect(
      { url: broker, clientId: this.#self.id, keepaliveSeconds, will },
      message => this.#hear(message),
    )
    this.#connection = connection
    await this.#publish('session', this.#session(true))
    await connection.subscribe([downFilter(site, this.#self.id), coordinatorSessionTopic(site)], 1)
    this.#beginSync()
    return connection
  }

  #hear({ topic, payload }: MqttMessage): void {
    const parsed = parseTopic(topic)
    if (parsed?.direction === 'coordinator') {
      const { online, header } = decodeCoordinatorSession(payload)
      if (online) this.#accept(header)
    } else if (parsed?.direction === 'down' && parsed.kind === 'sync') {
      const { header, token, challenge, wantHistory } = decodeDown('sync', payload)
      this.#accept(header)
      if (challenge !== undefined) this.#digest(challenge, wantHistory === true)
      if (token === '' || token !== this.#token) return
      this.#again?.cancel()
      this.#syncedEpoch = header.epoch
      this.#synced()
    }
  }

  /** A lead that is new is synchronised with first. */
  #accept(header: DownHeader): void {
    const known = this.#lead
    if (known && header.epoch < known.epoch) return
    this.#lead = header
    if (known?.leadId !== header.leadId) this.#beginSync()
  }

  #unsync(): void {
    this.#again?.cancel()
    this.#token = ''
    this.#syncedEpoch = 0
  }

  #beginSync(): void {
    this.#unsync()
    this.#token = systemRandom.id()
    this.#digest()
  }

  #digest(challenge?: string, history = false): void {
    const header = this.#header()
    const { epoch = 0, storeId, storeWrites = 0 } = this.#lead ?? {}
    const attempts = runsOf(this.#index, this.#plan)
    const instruments = instrumentsOf(this.#index, this.#plan)
    this.#send(
      'inventory',
      encodeUp('inventory', {
        header,
        instruments,
        roles: [],
        labels: {},
        maxConcurrentTasks: instruments.length,
        unanswered: [],
        resources: {},
      }),
    )
    const fences = attempts.map(({ instrumentId, fence }) => ({ instrumentId, fence }))
    const known = { epoch, storeWrites, ...(storeId === undefined ? {} : { storeId }) }
    const asked = challenge === undefined ? {} : { challenge }
    const token = this.#token
    const digest = { header, token, ...asked, ...known, firstSequence: 1, attempts, fences, history }
    this.#send('sync', encodeUp('sync', digest))
    this.#again?.cancel()
    this.#again = systemClock.after(SYNC_REPEAT, () => {
      if (this.#token === token && token !== '' && this.#syncedEpoch === 0) this.#digest()
    })
  }

  #beat(): void {
    if (!this.#connection || this.#isHung) return
    this.#sequence += 1
    const heartbeat = {
      header: this.#header(),
      sequence: this.#sequence,
      monotonicMs: systemClock.monotonic(),
      wallMs: systemClock.wall(),
      instruments: instrumentsOf(this.#index, this.#plan).map(({ id }) => {
        const status = { link: 'connected', readiness: 'ready', failedChecks: 0 } as const
        return { instrumentId: id, ...status }
      }),
      runs: runsOf(this.#index, this.#plan).map(({ report: { attemptId, state } }) => {
        const percent = Math.min(99, this.#sequence / 100)
        return { attemptId, state, percent, phase: 'HOLD', values: { temperature: 1_200 } }
      }),
      outboxDepth: 0,
      load: { cpu: 0.1, memory: 0.4, disk: 0.5, residentBytes: 80e6 },
      lateMs: 0,
    }
    this.#send('heartbeat', encodeUp('heartbeat', heartbeat))
  }

  #session(online: boolean, reason?: string): Uint8Array {
    const words = { protocolVersion: PROTOCOL_VERSION, softwareVersion: 'fake', wallMs: systemClock.wall() }
    const why = reason === undefined ? {} : { reason }
    return encodeUp('session', { header: this.#header(), online, ...words, ...why })
  }

  #header(): UpHeader {
    const { journalId, bootId, journalWrites, bootWrites } = this.#self
    return { journalId, bootId, journalWrites, bootWrites, connection: this.#connections }
  }

  /** What is lost comes again with the next digest or heartbeat. */
  #send(kind: UpKind, payload: Uint8Array): void {
    this.#publish(kind, payload).catch(() => undefined)
  }

  async #publish(kind: UpKind, payload: Uint8Array): Promise<void> {
    const { qos, retained } = UP[kind]
    await this.#connection?.publish(upTopic(this.#plan.site, this.#self.id, kind), payload, {
      qos,
      retain: retained,
    })
  }
}
