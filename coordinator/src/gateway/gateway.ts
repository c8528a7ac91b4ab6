import {
  checkProtocolVersion,
  decodeCoordinatorSession,
  decodeUp,
  type DownHeader,
  downTopic,
  encodeCoordinatorSession,
  encodeDown,
  type MqttConnectOptions,
  type MqttMessage,
  type MqttPort,
  parseTopic,
  PROTOCOL_VERSION,
  SOFTWARE_VERSION,
  siteTopic,
  triggerTopicOf,
  type UpKind,
  type UpMessages,
} from '@muster/protocol'
import {
  type Clock,
  type Logger,
  messageOf,
  millis,
  type Random,
  type Running,
  repeat,
  running,
  type Timer,
} from '@muster/runtime'
import type { Outgoing } from '../model/draft.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Store, Term } from '../store/store.ts'
import type { TelemetryStore } from '../telemetry/index.ts'
import { BrokerLink } from './broker-link.ts'
import { AgentDesk } from './agent-desk.ts'
import type { ReconcileReport } from './reconcile.ts'
import { applyHeartbeat, applySession, type Heard } from './presence.ts'

/** Heartbeats that may be missing before contact counts as lost. */
const MISSED_HEARTBEATS = 3

export interface GatewayOptions {
  readonly mqtt: MqttPort
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly site: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly state: State
  readonly store: Store
  readonly telemetry: TelemetryStore
  readonly term: Term
  readonly storeId: string
  readonly transactor: Transactor
  readonly heartbeatMs: number
  /** Another coordinator is known to have led with this epoch: this one's is over. */
  readonly outranked: (epoch: number) => void
  /** Something that is not in the store has changed: contact, progress, links. */
  readonly liveChanged: (agentId: string) => void
  /** The broker is there, or is not any more. */
  readonly brokerChanged: () => void
  /** A message for triggers. @param topic below the prefix of triggers @param isRetained it was sent before */
  readonly heardTrigger: (topic: string, payload: Uint8Array, isRetained: boolean) => void
}

export interface GatewayCounts {
  received: number
  sent: number
  dropped: number
}

/** The only part that knows MQTT: takes in what agents say, and sends them what has been committed. */
export class Gateway {
  readonly counts: GatewayCounts = { received: 0, sent: 0, dropped: 0 }
  readonly #options: GatewayOptions
  readonly #link: BrokerLink
  readonly #desk: AgentDesk
  readonly #badTopics = new Set<string>()
  #watch: Timer | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#desk = new AgentDesk(options, options.outranked)
    this.#link = new BrokerLink({
      ...options,
      session: online => this.#session(online),
      onMessage: message => this.#receive(message),
      onConnected: () => {
        options.state.brokerLostAt = undefined
        options.state.brokerBackAt = options.clock.monotonic()
        options.brokerChanged()
        this.#desk.challengeAll()
      },
      onLost: () => {
        options.state.brokerLostAt ??= options.clock.monotonic()
        options.brokerChanged()
      },
    })
  }

  get connected(): boolean {
    return this.#link.connected
  }

  start(): Running {
    const link = this.#link.start()
    const { clock, state } = this.#options
    state.brokerLostAt = clock.monotonic()
    this.#watchContact()
    const reconcile = repeat(clock, state.limits.reconcileEvery, () => this.#desk.challengeAll())
    return running(async () => {
      this.#watch?.cancel()
      reconcile.cancel()
      await link.stop()
    })
  }

  /** Sends what a decision wanted sent; called once it is committed. */
  send(outgoing: Outgoing): void {
    this.counts.sent += 1
    const topic = downTopic(this.#options.site, outgoing.agentId, outgoing.kind)
    this.#link.publish(topic, this.#encode(outgoing))
  }

  /** @throws MusterError `not-found`, `agent-silent`. */
  reconcile(agentId: string): Promise<ReconcileReport> {
    return this.#desk.reconcile(agentId)
  }

  lastReconciled(agentId: string): ReconcileReport | undefined {
    return this.#desk.lastReconciled(agentId)
  }

  /** Publishes below the root of the site, for others than agents. Resolves when the broker has it. */
  publish(topic: string, payload: Uint8Array): Promise<void> {
    return this.#link.publishSurely(siteTopic(this.#options.site, topic), payload)
  }

  #encode(outgoing: Outgoing): Uint8Array {
    const header = this.#header()
    switch (outgoing.kind) {
      case 'offer':
        return encodeDown('offer', { header, ...outgoing.message })
      case 'grant':
        return encodeDown('grant', { header, ...outgoing.message })
      case 'control':
        return encodeDown('control', { header, ...outgoing.message })
      case 'ack':
        return encodeDown('ack', { header, ...outgoing.message })
      case 'sync':
        return encodeDown('sync', { header, ...outgoing.message })
      case 'telemetry':
        return encodeDown('telemetry', { header, ...outgoing.message })
    }
  }

  #header(): DownHeader {
    const { term, storeId, transactor } = this.#options
    return { epoch: term.epoch, leadId: term.leadId, storeId, storeWrites: transactor.writes }
  }

  #session(online: boolean): Uint8Array {
    return encodeCoordinatorSession({
      header: this.#header(),
      online,
      protocolVersion: PROTOCOL_VERSION,
      softwareVersion: SOFTWARE_VERSION,
    })
  }

  #receive(message: MqttMessage): void {
    this.counts.received += 1
    const topic = parseTopic(message.topic)
    try {
      if (topic?.direction === 'coordinator') this.#hearCoordinator(message.payload)
      else if (topic?.direction === 'up') this.#hear(topic.agentId, topic.kind, message.payload)
      else this.#hearTrigger(message)
    } catch (error) {
      this.#drop(message.topic, error)
    }
  }

  /** Counted each time, logged once per topic: a broken sender must not fill the log. */
  #drop(topic: string, error: unknown): void {
    this.counts.dropped += 1
    if (this.#badTopics.has(topic) || this.#badTopics.size > 1_000) return
    this.#badTopics.add(topic)
    this.#options.logger.warn('dropped a message that is not right; more from this topic are only counted', {
      topic,
      error: messageOf(error),
    })
  }

  #hearCoordinator(payload: Uint8Array): void {
    const { header } = decodeCoordinatorSession(payload)
    const { term, outranked } = this.#options
    if (header.epoch > term.epoch || (header.epoch === term.epoch && header.leadId !== term.leadId))
      outranked(header.epoch)
  }

  #hearTrigger({ topic, payload, retained }: MqttMessage): void {
    const below = triggerTopicOf(this.#options.site, topic)
    if (below !== undefined) this.#options.heardTrigger(below, payload, retained)
  }

  #hear(agentId: string, kind: UpKind, payload: Uint8Array): void {
    this.#handlers[kind](agentId, payload)
  }

  readonly #handlers: { readonly [K in UpKind]: (agentId: string, payload: Uint8Array) => void } = {
    session: (agentId, payload) => this.#hearSession(agentId, decodeUp('session', payload)),
    heartbeat: (agentId, payload) => this.#hearHeartbeat(agentId, decodeUp('heartbeat', payload)),
    inventory: (agentId, payload) => this.#desk.inventory(agentId, decodeUp('inventory', payload)),
    claim: (agentId, payload) => this.#desk.claim(agentId, this.#heard(agentId, decodeUp('claim', payload))),
    report: (agentId, payload) =>
      this.#desk.report(agentId, this.#heard(agentId, decodeUp('report', payload))),
    sync: (agentId, payload) => this.#desk.sync(agentId, this.#heard(agentId, decodeUp('sync', payload))),
    telemetry: (agentId, payload) => this.#hearTelemetry(agentId, decodeUp('telemetry', payload)),
  }

  #hearSession(agentId: string, message: UpMessages['session']): void {
    checkProtocolVersion(message.protocolVersion, `agent ${agentId}`)
    const live = this.#options.state.liveOf(agentId)
    if (this.#desk.isSuspect(agentId, message.header)) return
    if (!applySession(live, message, this.#now())) return
    if (message.online) this.#heard(agentId, message)
    else live.contactLostSince ??= this.#options.clock.wall()
    this.#options.state.board.agentChanged(agentId)
    this.#options.logger.info(message.online ? 'agent online' : 'agent offline', {
      agent: agentId,
      reason: message.reason,
    })
    this.#options.liveChanged(agentId)
    this.#options.transactor.requestFlush()
  }

  #hearHeartbeat(agentId: string, message: UpMessages['heartbeat']): void {
    const live = this.#options.state.liveOf(agentId)
    if (this.#desk.isSuspect(agentId, message.header)) return
    if (!applyHeartbeat(live, message, this.#now())) return
    this.#noteLinks(message)
    this.#heard(agentId, message)
    this.#desk.readiness(agentId, message)
    // An exchange that was lost on its way is begun again by the next heartbeat.
    if (!live.synced || this.#desk.disagrees(message)) this.#desk.challenge(agentId)
    this.#options.liveChanged(agentId)
    this.#options.transactor.requestFlush()
  }

  /** Nothing of it is a decision: it is kept beside the store, and answered once it is. */
  #hearTelemetry(agentId: string, message: UpMessages['telemetry']): void {
    if (this.#desk.isSuspect(agentId, message.header)) return
    const { stream, points } = this.#heard(agentId, message)
    const { state, telemetry } = this.#options
    const own = points.filter(
      ({ attemptId }) => (state.attempts.get(attemptId)?.agentId ?? agentId) === agentId,
    )
    telemetry.take(agentId, stream, own)
    const sequence = points.at(-1)?.sequence ?? 0
    this.send({ agentId, kind: 'telemetry', message: { stream, sequence } })
  }

  #noteLinks({ instruments }: UpMessages['heartbeat']): void {
    const { state, clock } = this.#options
    for (const { instrumentId, link } of instruments) {
      if (link === 'connected') state.linkLostAt.delete(instrumentId)
      else if (!state.linkLostAt.has(instrumentId)) state.linkLostAt.set(instrumentId, clock.monotonic())
    }
  }

  #now(): Heard {
    const { clock } = this.#options
    return { wall: clock.wall(), monotonic: clock.monotonic() }
  }

  #heard<T>(agentId: string, message: T): T {
    const live = this.#options.state.liveOf(agentId)
    live.heardAt = this.#options.clock.monotonic()
    if (live.online) live.contactLostSince = undefined
    this.#options.state.board.agentChanged(agentId)
    return message
  }

  /** Contact is lost when heartbeats are missing; what runs goes on, and is shown as out of contact. */
  #watchContact(): void {
    const { state, clock, heartbeatMs } = this.#options
    const limit = MISSED_HEARTBEATS * heartbeatMs
    const now = clock.monotonic()
    let next = now + limit
    for (const [agentId, live] of state.live) {
      if (!live.online || live.contactLostSince !== undefined) continue
      if (live.heardAt + limit > now) {
        next = Math.min(next, live.heardAt + limit)
        continue
      }
      live.contactLostSince = clock.wall()
      live.synced = false
      state.board.agentChanged(agentId)
      this.#options.logger.warn('contact lost', { agent: agentId })
      this.#options.liveChanged(agentId)
    }
    // Whoever is heard first after this is due later than that.
    this.#watch = clock.after(millis(next - now), () => this.#watchContact())
  }
}
