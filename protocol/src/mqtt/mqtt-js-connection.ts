import { type Clock, type Duration, formatDuration, type Logger, messageOf, seconds } from '@muster/runtime'
import type { MqttClient } from 'mqtt'
import type { Qos } from '../topics.ts'
import { closedError, refusedError, subscribeRefusedError, unreachableError } from './errors.ts'
import type { MqttClosed, MqttConnection, MqttMessage } from './port.ts'

/** How long a connection may take to say goodbye before it is dropped. */
const CLOSE_LIMIT = seconds(2)

/** CONNACK return code 3 of MQTT 3.1.1: the broker is up and can't serve now. */
const SERVER_UNAVAILABLE = 3

interface Parts {
  readonly client: MqttClient
  readonly clock: Clock
  readonly logger: Logger
  readonly url: string
  readonly onMessage: (message: MqttMessage) => void
}

/**
 * One mqtt.js client, from its first SYN to its end. There is one way to the end, `#end`: whichever of error,
 * close, time limit or our own call comes first decides why, and nothing is heard or answered afterwards.
 * That does not wait for mqtt.js, which leaves the callbacks of QoS 1 uncalled and can miss its own close.
 */
export class MqttJsConnection implements MqttConnection {
  readonly closed: Promise<MqttClosed>
  readonly #parts: Parts
  readonly #ended = Promise.withResolvers<MqttClosed>()
  readonly #pending = new Set<(error: Error) => void>()
  #over: MqttClosed | undefined
  #closing = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.closed = this.#ended.promise
    const { client } = parts
    client.on('message', (topic, payload, packet) => this.#deliver(topic, payload, packet.retain))
    client.on('error', error => {
      const isRefusal = !client.connected && returnCode(error) !== undefined
      this.#end({ why: isRefusal ? 'refused' : 'lost', error })
    })
    client.on('close', () => this.#end({ why: 'lost', error: new Error('the socket closed') }))
  }

  /**
   * Resolves on a CONNACK that accepts.
   * @throws MusterError `mqtt-refused` or `mqtt-unreachable`.
   */
  async opened(limit: Duration): Promise<void> {
    const { client, clock, url } = this.#parts
    const timer = clock.after(limit, () => {
      this.#end({ why: 'lost', error: new Error(`no answer within ${formatDuration(limit)}`) })
    })
    const accepted = new Promise<undefined>(resolve => client.once('connect', () => resolve(undefined)))
    const failed = await Promise.race([accepted, this.closed])
    timer.cancel()
    if (!failed) return
    const { why, error } = failed
    const isRefusal = why === 'refused' && returnCode(error) !== SERVER_UNAVAILABLE
    throw (isRefusal ? refusedError : unreachableError)(url, messageOf(error), error)
  }

  publish(topic: string, payload: Uint8Array, options: { qos: Qos; retain?: boolean }): Promise<void> {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
    return this.#whileOpen(`publishing to ${topic}`, done => {
      this.#parts.client.publish(topic, bytes, { qos: options.qos, retain: options.retain ?? false }, error =>
        done(error ? closedError(`publishing to ${topic}`, error) : undefined),
      )
    })
  }

  subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    const what = `subscribing to ${filters.join(', ')}`
    return this.#whileOpen(what, done => {
      this.#parts.client.subscribe([...filters], { qos }, error => {
        if (!error) return done(undefined)
        done(this.#over ? closedError(what, error) : subscribeRefusedError(filters, error))
      })
    })
  }

  async close(): Promise<void> {
    if (!this.#over && !this.#closing) {
      this.#closing = true
      const timer = this.#parts.clock.after(CLOSE_LIMIT, () => this.destroy())
      void this.closed.then(() => timer.cancel())
      this.#parts.client.end(false)
    }
    await this.closed
  }

  destroy(): void {
    this.#end({ why: 'closed' })
  }

  #deliver(topic: string, payload: Buffer, retained: boolean): void {
    if (this.#over) return
    try {
      const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength)
      this.#parts.onMessage({ topic, payload: bytes, retained })
    } catch (error) {
      // Thrown into mqtt.js it would end the process from inside its parser.
      this.#parts.logger.error('handling a message failed', { topic, error: messageOf(error) })
    }
  }

  /** Starts something that mqtt.js answers by a callback, and answers it ourselves when the connection ends first. */
  #whileOpen(what: string, start: (done: (error: Error | undefined) => void) => void): Promise<void> {
    if (this.#over || this.#closing) return Promise.reject(closedError(what, this.#over?.error))
    return new Promise((resolve, reject) => {
      const giveUp = (cause: Error) => reject(closedError(what, cause))
      this.#pending.add(giveUp)
      start(error => {
        this.#pending.delete(giveUp)
        if (error) reject(error)
        else resolve()
      })
    })
  }

  #end(closed: MqttClosed): void {
    if (this.#over) return
    const over: MqttClosed = this.#closing ? { why: 'closed' } : closed
    this.#over = over
    for (const giveUp of this.#pending) giveUp(over.error ?? new Error('closed by us'))
    this.#pending.clear()
    const { client } = this.#parts
    client.end(true)
    // `end` does nothing on a client that is ending already, which may be what we are giving up on.
    client.stream.destroy()
    this.#ended.resolve(over)
  }
}

/** The return code of a CONNACK that refused; system errors have words for codes. */
function returnCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'number' ? error.code : undefined
}
