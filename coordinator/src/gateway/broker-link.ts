import {
  allUpFilter,
  coordinatorSessionTopic,
  type MqttConnection,
  type MqttConnectOptions,
  type MqttMessage,
  type MqttPort,
  triggersFilter,
} from '@muster/protocol'
import {
  type Clock,
  createBackoff,
  type Logger,
  messageOf,
  millis,
  type Random,
  type Running,
  running,
  seconds,
  sleep,
  withTimeout,
} from '@muster/runtime'

const SUBSCRIBE_LIMIT = seconds(15)

export interface BrokerLinkOptions {
  readonly mqtt: MqttPort
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly site: string
  readonly connect: Omit<MqttConnectOptions, 'will'>
  /** The session message, for a connection and as its will. */
  readonly session: (online: boolean) => Uint8Array
  readonly onMessage: (message: MqttMessage) => void
  readonly onConnected: () => void
  readonly onLost: () => void
}

/** Keeps the coordinator's connection to the broker: a new one whenever it ends, with backoff. */
export class BrokerLink {
  readonly #options: BrokerLinkOptions
  readonly #stop = new AbortController()
  #connection: MqttConnection | undefined

  constructor(options: BrokerLinkOptions) {
    this.#options = options
  }

  get connected(): boolean {
    return this.#connection !== undefined
  }

  start(): Running {
    const loop = this.#run()
    return running(async () => {
      this.#stop.abort(new Error('the coordinator stops'))
      const connection = this.#connection
      if (connection) {
        await this.#announce(connection, false).catch((error: unknown) => this.#logLoss(error))
        await connection.close()
      }
      await loop
    })
  }

  /** Hands a message to the broker; what is lost on the way is made good by the next sync. */
  publish(topic: string, payload: Uint8Array): void {
    this.#connection?.publish(topic, payload, { qos: 1 }).catch((error: unknown) => this.#logLoss(error))
  }

  /** Resolves when the broker has it. @throws Error where there is no broker */
  async publishSurely(topic: string, payload: Uint8Array): Promise<void> {
    if (!this.#connection) throw new Error('there is no connection to the broker')
    await this.#connection.publish(topic, payload, { qos: 1 })
  }

  async #run(): Promise<void> {
    const { clock, random, logger } = this.#options
    const backoff = createBackoff({ first: millis(200), longest: seconds(10) }, random)
    while (!this.#stop.signal.aborted) {
      try {
        const connection = await this.#connect()
        backoff.reset()
        const closed = await connection.closed
        this.#connection = undefined
        if (this.#stop.signal.aborted) return
        logger.warn('the connection to the broker ended', { why: closed.why })
        this.#options.onLost()
      } catch (error) {
        if (!this.#stop.signal.aborted) logger.warn('the broker does not answer', { error: messageOf(error) })
      }
      if (this.#stop.signal.aborted) return
      await sleep(clock, backoff.next(), this.#stop.signal).catch(() => undefined)
    }
  }

  async #connect(): Promise<MqttConnection> {
    const { mqtt, site, connect, session, onMessage, onConnected, logger, clock } = this.#options
    const will = {
      topic: coordinatorSessionTopic(site),
      payload: session(false),
      qos: 1,
      retain: true,
    } as const
    const connection = await mqtt.connect({ ...connect, will }, onMessage)
    try {
      const subscribed = connection.subscribe(
        [allUpFilter(site), coordinatorSessionTopic(site), triggersFilter(site)],
        1,
      )
      await withTimeout(
        clock,
        SUBSCRIBE_LIMIT,
        subscribed,
        () => new Error('the broker does not answer the subscription'),
      )
      this.#connection = connection
      await this.#announce(connection, true)
    } catch (error) {
      this.#connection = undefined
      connection.destroy()
      throw error
    }
    logger.info('connected to the broker', { url: connect.url })
    onConnected()
    return connection
  }

  #announce(connection: MqttConnection, online: boolean): Promise<void> {
    const { site, session } = this.#options
    return connection.publish(coordinatorSessionTopic(site), session(online), { qos: 1, retain: true })
  }

  #logLoss(error: unknown): void {
    this.#options.logger.debug('a message was not taken by the broker', { error: messageOf(error) })
  }
}
