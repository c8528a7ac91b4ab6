import {
  allUpFilter,
  coordinatorSessionTopic,
  decodeUp,
  type DownHeader,
  type DownKind,
  type DownMessages,
  downTopic,
  encodeCoordinatorSession,
  encodeDown,
  type MqttConnection,
  parseTopic,
  PROTOCOL_VERSION,
  type UpKind,
  type UpMessages,
} from '@muster/protocol'
import type { TestNetwork } from '@muster/protocol/testing'

type Heard = { readonly [K in UpKind]: { readonly kind: K; readonly message: UpMessages[K] } }[UpKind]

/** A coordinator that says what a test tells it to, and writes down what it hears. Digests it answers by itself. */
export class ScriptedCoordinator {
  readonly heard: Heard[] = []
  readonly #connection: MqttConnection
  readonly #site: string
  readonly #agentId: string
  header: DownHeader
  /** Whether it answers what is measured of runs; one of an earlier version does not. */
  keepsTelemetry = true
  /** What it answers to a digest. */
  fences: DownMessages['sync']['fences'] = []

  private constructor(connection: MqttConnection, site: string, agentId: string, header: DownHeader) {
    this.#connection = connection
    this.#site = site
    this.#agentId = agentId
    this.header = header
  }

  static async connect(network: TestNetwork, site: string, agentId: string): Promise<ScriptedCoordinator> {
    const ears: { hear?: (kind: UpKind, payload: Uint8Array) => void } = {}
    const options = { url: 'mqtt://broker', clientId: 'coordinator', keepaliveSeconds: 10 }
    const connection = await network.port('coordinator').connect(options, ({ topic, payload }) => {
      const parsed = parseTopic(topic)
      if (parsed?.direction === 'up') ears.hear?.(parsed.kind, payload)
    })
    const header = { epoch: 1, leadId: 'lead-1', storeId: 'store-1', storeWrites: 1 }
    const coordinator = new ScriptedCoordinator(connection, site, agentId, header)
    ears.hear = (kind, payload) => coordinator.hear(kind, payload)
    await connection.subscribe([allUpFilter(site)], 1)
    await coordinator.lead()
    return coordinator
  }

  /** Tells everybody that it leads. */
  async lead(): Promise<void> {
    const { header } = this
    const session = { header, online: true, protocolVersion: PROTOCOL_VERSION, softwareVersion: 'test' }
    await this.#connection.publish(coordinatorSessionTopic(this.#site), encodeCoordinatorSession(session), {
      qos: 1,
      retain: true,
    })
  }

  say<K extends DownKind>(kind: K, message: Omit<DownMessages[K], 'header'>, header = this.header): void {
    const payload = encodeDown(kind, { ...message, header } as DownMessages[K])
    void this.#connection.publish(downTopic(this.#site, this.#agentId, kind), payload, {
      qos: 1,
      retain: false,
    })
  }

  hear(kind: UpKind, payload: Uint8Array): void {
    const message = decodeUp(kind, payload)
    this.heard.push({ kind, message } as Heard)
    if (kind === 'sync' && 'token' in message)
      this.say('sync', { token: message.token, attempts: [], fences: this.fences })
    if (kind === 'telemetry' && 'points' in message && this.keepsTelemetry)
      this.say('telemetry', { stream: message.stream, sequence: message.points.at(-1)?.sequence ?? 0 })
  }

  /** All messages of a kind so far. */
  all<K extends UpKind>(kind: K): UpMessages[K][] {
    return this.heard.flatMap(heard => (heard.kind === kind ? [heard.message as UpMessages[K]] : []))
  }
}
