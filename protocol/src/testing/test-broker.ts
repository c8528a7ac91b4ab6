import { matchesFilter } from '../mqtt/filters.ts'
import type { MqttMessage, MqttWill } from '../mqtt/port.ts'

/** What the broker knows of one connection. */
export interface BrokerSession {
  readonly clientId: string
  readonly will: MqttWill | undefined
  readonly filters: Set<string>
  /** Hands a message to the wire. */
  readonly send: (message: MqttMessage, qos: MqttWill['qos']) => void
  /** The broker ended the connection. */
  readonly onDropped: (reason: string) => void
}

/** The broker of the test network: clean sessions, retained messages, wills and takeover, without any time. */
export class TestBroker {
  readonly sessions = new Map<string, BrokerSession>()
  readonly retained = new Map<string, MqttWill>()
  wills = 0
  takeovers = 0

  has(session: BrokerSession): boolean {
    return this.sessions.get(session.clientId) === session
  }

  /** Takes a connection in, and the client id from whoever had it. */
  open(session: BrokerSession): void {
    const older = this.sessions.get(session.clientId)
    if (older) {
      this.takeovers += 1
      this.drop(older, 'another connection took the client id')
    }
    this.sessions.set(session.clientId, session)
  }

  /** DISCONNECT: the will is forgotten. */
  leave(session: BrokerSession): void {
    if (this.has(session)) this.sessions.delete(session.clientId)
  }

  /** The connection ended in any other way. */
  drop(session: BrokerSession, reason: string): void {
    if (!this.has(session)) return
    this.sessions.delete(session.clientId)
    session.onDropped(reason)
    if (!session.will) return
    this.wills += 1
    this.publish(session.will)
  }

  publish(message: MqttWill): void {
    const { topic, payload, qos, retain } = message
    if (retain && payload.length === 0) this.retained.delete(topic)
    else if (retain) this.retained.set(topic, message)
    for (const session of this.sessions.values()) {
      if (wants(session, topic)) session.send({ topic, payload, retained: false }, qos)
    }
  }

  subscribe(session: BrokerSession, filters: readonly string[]): void {
    for (const filter of filters) session.filters.add(filter)
    for (const { topic, payload, qos } of this.retained.values()) {
      if (filters.some(filter => matchesFilter(filter, topic)))
        session.send({ topic, payload, retained: true }, qos)
    }
  }

  /** Goes down as a killed process does: no will, nothing kept. */
  wipe(): void {
    const dropped = [...this.sessions.values()]
    this.sessions.clear()
    this.retained.clear()
    for (const session of dropped) session.onDropped('the broker went down')
  }
}

export function wants(session: BrokerSession, topic: string): boolean {
  for (const filter of session.filters) if (matchesFilter(filter, topic)) return true
  return false
}
