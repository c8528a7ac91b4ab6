import { closedError } from '../mqtt/errors.ts'
import type { MqttClosed, MqttConnection, MqttMessage } from '../mqtt/port.ts'
import type { Qos } from '../topics.ts'

/** What a connection asks of the wire. The answers come through the functions it hands over. */
export interface Wire {
  publish(topic: string, payload: Uint8Array, qos: Qos, retain: boolean, onAck: () => void): void
  subscribe(filters: readonly string[], onAnswer: (refused: Error | undefined) => void): void
  /** DISCONNECT, and its answer: the socket's end. */
  disconnect(onClosed: () => void): void
  /** The socket's end without DISCONNECT. */
  hangUp(): void
}

/** The client's end of a connection. Silent for ever once its process was killed. */
export class TestConnection implements MqttConnection {
  readonly closed: Promise<MqttClosed>
  /** When it last heard from the broker, in ms on the timeline. */
  lastHeard = 0
  #over: MqttClosed | undefined
  readonly #ended = Promise.withResolvers<MqttClosed>()
  readonly #pending = new Set<(error: Error) => void>()
  readonly #wire: Wire
  readonly #isDead: () => boolean
  readonly #onMessage: (message: MqttMessage) => void

  constructor(wire: Wire, isDead: () => boolean, onMessage: (message: MqttMessage) => void) {
    this.closed = this.#ended.promise
    this.#wire = wire
    this.#isDead = isDead
    this.#onMessage = onMessage
  }

  /** Whether it still sends and hears. */
  get open(): boolean {
    return this.#over === undefined && !this.#isDead()
  }

  publish(
    topic: string,
    payload: Uint8Array,
    { qos, retain = false }: { qos: Qos; retain?: boolean },
  ): Promise<void> {
    return this.#ask(`publishing to ${topic}`, resolve => {
      this.#wire.publish(topic, payload.slice(), qos, retain, resolve)
      if (qos === 0) resolve()
    })
  }

  subscribe(filters: readonly string[]): Promise<void> {
    return this.#ask(`subscribing to ${filters.join(', ')}`, (resolve, reject) => {
      this.#wire.subscribe(filters, refused => (refused ? reject(refused) : resolve()))
    })
  }

  async close(): Promise<void> {
    if (this.#isDead()) return never()
    if (this.#over) return
    this.#wire.disconnect(() => this.end({ why: 'closed' }))
    await this.closed
  }

  destroy(): void {
    this.#drop({ why: 'closed' })
  }

  /** The client finds that nothing comes back any more. */
  giveUp(reason: string): void {
    this.#drop({ why: 'lost', error: new Error(reason) })
  }

  /** The wire brought a message. */
  receive(message: MqttMessage): void {
    if (this.open) this.#onMessage(message)
  }

  /** Ends the client's side. Only the first call counts. */
  end(closed: MqttClosed): void {
    if (!this.open) return
    this.#over = closed
    for (const giveUp of this.#pending) giveUp(closed.error ?? new Error('closed by us'))
    this.#pending.clear()
    this.#ended.resolve(closed)
  }

  #drop(closed: MqttClosed): void {
    if (!this.open) return
    this.end(closed)
    this.#wire.hangUp()
  }

  #ask(what: string, start: (resolve: () => void, reject: (error: Error) => void) => void): Promise<void> {
    if (this.#isDead()) return never()
    if (this.#over) return Promise.reject(closedError(what, this.#over.error))
    return new Promise((resolve, reject) => {
      const giveUp = (cause: Error) => reject(closedError(what, cause))
      this.#pending.add(giveUp)
      const answered = <A extends unknown[]>(settle: (...args: A) => void) => {
        return (...args: A) => {
          if (this.#pending.delete(giveUp)) settle(...args)
        }
      }
      start(answered(resolve), answered(reject))
    })
  }
}

/** What a killed process waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => {})
}
