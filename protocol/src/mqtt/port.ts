import type { Qos } from '../topics.ts'

export interface MqttMessage {
  readonly topic: string
  readonly payload: Uint8Array
  /** The broker kept it from before the subscription. */
  readonly retained: boolean
}

export interface MqttWill {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: Qos
  readonly retain: boolean
}

export interface MqttConnectOptions {
  /** `mqtt://`, `mqtts://`; the test network takes any. */
  readonly url: string
  readonly clientId: string
  readonly username?: string
  readonly password?: string
  /** Seconds; the broker takes a client for gone after 1.5 times this. */
  readonly keepaliveSeconds: number
  readonly will?: MqttWill
  /** PEM of a certificate authority, for mqtts. */
  readonly ca?: string
}

/**
 * Why a connection ended. `closed` was us, by `close` or `destroy`; `refused` was said by the broker, which MQTT 3.1.1
 * lets it do only in answer to CONNECT; `lost` is anything else.
 */
export interface MqttClosed {
  readonly why: 'closed' | 'lost' | 'refused'
  readonly error?: Error
}

/**
 * One connection to a broker, from CONNACK to its end; it never comes back by itself. Sessions are clean, so
 * nothing is kept for a client that is away. A port promises little, and users rely on no more: a message
 * may be lost, doubled, late or out of order, and a resolved `publish` says only that the broker had it.
 */
export interface MqttConnection {
  /**
   * Resolves on PUBACK (QoS 1) or when handed to the socket (QoS 0). A broker that denies a topic acknowledges too.
   * @throws MusterError `mqtt-closed` when the connection is over, before or meanwhile.
   */
  publish(topic: string, payload: Uint8Array, options: { qos: Qos; retain?: boolean }): Promise<void>
  /**
   * Resolves on SUBACK.
   * @throws MusterError `mqtt-subscribe-refused` when the broker refuses a filter, or `mqtt-closed`.
   */
  subscribe(filters: readonly string[], qos: Qos): Promise<void>
  /** Resolves once, when the connection has ended, for whatever reason. */
  readonly closed: Promise<MqttClosed>
  /** Ends the connection in good order, so that the will is not sent. Waits 2 s at most for what is under way. */
  close(): Promise<void>
  /** Drops the socket as a crash would, so that the will is sent. `closed` resolves at once. */
  destroy(): void
}

/**
 * MQTT as a port. `onMessage` is set before CONNECT, so that no message is missed; it is not called once `closed`
 * has resolved, and what it throws is logged and dropped.
 */
export interface MqttPort {
  /** @throws MusterError `mqtt-refused` (the broker said no) or `mqtt-unreachable`. */
  connect(options: MqttConnectOptions, onMessage: (message: MqttMessage) => void): Promise<MqttConnection>
}
