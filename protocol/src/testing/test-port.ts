import { type Duration, millis, seconds } from '@muster/runtime'
import type { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { refusedError, unreachableError } from '../mqtt/errors.ts'
import type { MqttConnection, MqttConnectOptions, MqttMessage, MqttPort } from '../mqtt/port.ts'
import { never, type TestConnection } from './test-connection.ts'

/** As long as the real port waits. */
const CONNECT_LIMIT = seconds(10)

/** What comes back from CONNECT. */
export type DialAnswer =
  | { readonly accepted: TestConnection }
  | { readonly refused: string }
  | { readonly unreachable: string }

/** What a port needs of its network. */
export interface PortNetwork {
  readonly time: VirtualTime
  canReachBroker(): boolean
  /** @returns what hangs up, if no answer is wanted any more. */
  dial(
    port: TestPort,
    target: MqttConnectOptions,
    onMessage: (message: MqttMessage) => void,
    onAnswer: (answer: DialAnswer) => void,
  ): () => void
  onKilled(port: TestPort, willAfter: Duration): void
}

/** MQTT as one process sees it: a process can be killed, and its machine can sleep. */
export class TestPort implements MqttPort {
  readonly name: string
  readonly network: PortNetwork
  readonly #clock: ManualClock | undefined
  #killed = false

  constructor(name: string, clock: ManualClock | undefined, network: PortNetwork) {
    this.name = name
    this.network = network
    this.#clock = clock
  }

  get killed(): boolean {
    return this.#killed
  }

  /** Whether its machine sleeps now. */
  get asleep(): boolean {
    return this.#clock !== undefined && this.#clock.wakeAt > this.network.time.now
  }

  connect(target: MqttConnectOptions, onMessage: (message: MqttMessage) => void): Promise<MqttConnection> {
    if (this.#killed) return never()
    const { promise, resolve, reject } = Promise.withResolvers<MqttConnection>()
    const { time } = this.network
    let hangUp = () => {}
    const limit = time.at(time.now + CONNECT_LIMIT, () =>
      this.run(() => {
        hangUp()
        reject(unreachableError(target.url, 'no answer'))
      }),
    )
    // TCP's handshake needs both ways; what a half-open line carries never gets to be CONNECT.
    if (!this.network.canReachBroker()) return promise
    hangUp = this.network.dial(this, target, onMessage, answer => {
      limit.cancel()
      if ('accepted' in answer) resolve(answer.accepted)
      else if ('refused' in answer) reject(refusedError(target.url, answer.refused))
      else reject(unreachableError(target.url, answer.unreachable))
    })
    return promise
  }

  /**
   * The process dies: nothing it waits for ever settles, and nothing is called back. The broker notices after
   * `willAfter`, or by the keepalive if that is infinite (a power cut), and sends the will.
   */
  kill(willAfter: Duration = millis(1)): void {
    if (this.#killed) return
    this.#killed = true
    this.network.onKilled(this, willAfter)
  }

  /** Runs something in the process: not before its machine wakes, and never if it was killed. */
  run(action: () => void): void {
    if (this.#killed) return
    if (this.#clock && this.asleep) this.network.time.at(this.#clock.wakeAt, () => this.run(action))
    else action()
  }
}
