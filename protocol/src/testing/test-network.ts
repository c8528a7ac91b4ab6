import { type Duration, millis, type Random } from '@muster/runtime'
import type { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { subscribeRefusedError } from '../mqtt/errors.ts'
import type { MqttConnectOptions, MqttMessage, MqttWill } from '../mqtt/port.ts'
import { CALM, drawFate, type Fate, type Hop, type NetworkFaults } from './network-faults.ts'
import { type Leg, NetworkLines } from './network-lines.ts'
import { type BrokerSession, TestBroker, wants } from './test-broker.ts'
import { TestConnection, type Wire } from './test-connection.ts'
import { type DialAnswer, TestPort } from './test-port.ts'

/** How often keepalives are looked at, where not said otherwise. The resolution of all that follows from a keepalive. */
const SWEEP = millis(1_000)
const HOP = CALM.delay.min

/** Who may do what, as a real broker's access rules say. What is left out is allowed. */
export interface NetworkAccess {
  readonly mayConnect?: (options: MqttConnectOptions) => boolean
  /** A denied message is acknowledged and goes nowhere. */
  readonly mayPublish?: (client: MqttConnectOptions, topic: string) => boolean
  readonly maySubscribe?: (client: MqttConnectOptions, filter: string) => boolean
}

export interface TestNetworkOptions {
  readonly time: VirtualTime
  readonly random: Random
  readonly faults?: NetworkFaults
  readonly access?: NetworkAccess
  /** How often keepalives are looked at: 1 s where left out. More seldom for days of virtual time in which no line breaks. */
  readonly keepalivesEvery?: Duration
}

export interface NetworkCounts {
  readonly published: number
  readonly delivered: number
  readonly lost: number
  readonly doubled: number
  /** Copies under way for longer than `faults.delay` allows. */
  readonly late: number
  readonly held: number
  /** Copies that were taken or handed over after the connection they were sent on had ended. */
  readonly afterlife: number
  readonly wills: number
  readonly takeovers: number
}

/** Both ends of a connection. */
interface Link {
  readonly port: TestPort
  readonly client: TestConnection
  readonly session: BrokerSession
  readonly keepaliveMs: number
  /** When the broker last heard from the client, in ms on the timeline. */
  lastHeard: number
}

/**
 * A broker and the network around it, in memory and on virtual time; the same seed gives the same run. Control
 * packets (CONNECT, SUBSCRIBE, acknowledgements, pings) suffer from partitions only; messages from every fault.
 */
export class TestNetwork {
  /** May be changed at any time; counts for what is sent from then on. */
  faults: NetworkFaults
  /** Decides single messages, before `faults` do: to lose the first grant, or hold a certain offer for an hour. */
  intercept: ((hop: Hop) => Partial<Fate> | undefined) | undefined
  readonly time: VirtualTime
  readonly #random: Random
  readonly #access: NetworkAccess
  readonly #lines: NetworkLines
  readonly #broker = new TestBroker()
  readonly #links = new Set<Link>()
  readonly #counted = { published: 0, delivered: 0, lost: 0, doubled: 0, late: 0, afterlife: 0 }
  #brokerUp = true
  #sweeping = false
  readonly #sweepEvery: Duration

  constructor(options: TestNetworkOptions) {
    this.time = options.time
    this.faults = options.faults ?? CALM
    this.#random = options.random
    this.#access = options.access ?? {}
    this.#sweepEvery = options.keepalivesEvery ?? SWEEP
    this.#lines = new NetworkLines(options.time)
  }

  get counts(): NetworkCounts {
    const { wills, takeovers } = this.#broker
    return { ...this.#counted, held: this.#lines.held, wills, takeovers }
  }

  /** Client ids that the broker takes for connected. */
  get connected(): string[] {
    return [...this.#broker.sessions.keys()].sort()
  }

  /** What the broker keeps on a topic. */
  retained(topic: string): Uint8Array | undefined {
    return this.#broker.retained.get(topic)?.payload
  }

  /**
   * The port of one process. `name` is the machine's, and stays over restarts; each start takes a new port.
   * With the machine's clock, nothing is delivered while that machine sleeps.
   */
  port(name: string, options: { clock?: ManualClock } = {}): TestPort {
    return new TestPort(name, options.clock, {
      time: this.time,
      canReachBroker: () => this.#lines.isOpen(name, 'up') && this.#lines.isOpen(name, 'down'),
      dial: (port, target, onMessage, onAnswer) => this.#dial(port, target, onMessage, onAnswer),
      onKilled: (port, willAfter) => {
        for (const link of this.#links) {
          if (link.port === port && Number.isFinite(willAfter)) {
            this.#lines.carry(name, 'up', willAfter, () =>
              this.#broker.drop(link.session, 'its process died'),
            )
          }
        }
      },
    })
  }

  /** Blocks the lines of a machine, both or one. Connections end when a keepalive finds out. */
  partition(name: string, legs: Leg | 'both' = 'both'): void {
    this.#lines.block(name, legs === 'both' ? ['up', 'down'] : [legs])
  }

  /** Opens the lines of a machine, or of all; what was held comes now. */
  heal(name?: string): void {
    if (name === undefined) this.#lines.healAll()
    else this.#lines.heal(name)
  }

  /** Resets the connections of a machine: both ends learn of it at once, and the wills are sent. */
  cut(name: string): void {
    for (const link of [...this.#links])
      if (link.port.name === name) this.#broker.drop(link.session, 'the connection was reset')
  }

  /** The broker dies: connections drop, no wills, nothing retained. What is under way stays under way. */
  stopBroker(): void {
    this.#brokerUp = false
    this.#broker.wipe()
  }

  startBroker(): void {
    this.#brokerUp = true
  }

  /** A broker that restarts and remembers nothing. */
  wipe(): void {
    this.stopBroker()
    this.startBroker()
  }

  #dial(
    port: TestPort,
    target: MqttConnectOptions,
    onMessage: (message: MqttMessage) => void,
    onAnswer: (answer: DialAnswer) => void,
  ): () => void {
    const link = this.#link(port, target, onMessage)
    const answer = (reply: DialAnswer) => this.#toHost(port, () => onAnswer(reply))
    this.#lines.carry(port.name, 'up', HOP, () => {
      if (!link.client.open) return
      if (!this.#brokerUp) return answer({ unreachable: 'the broker is down' })
      if (this.#access.mayConnect?.(target) === false) return answer({ refused: 'not authorized' })
      link.lastHeard = link.client.lastHeard = this.time.now
      this.#links.add(link)
      this.#broker.open(link.session)
      this.#sweep()
      answer({ accepted: link.client })
    })
    return () => link.client.destroy()
  }

  #link(port: TestPort, target: MqttConnectOptions, onMessage: (message: MqttMessage) => void): Link {
    const { will } = target
    const isWillAllowed = will && this.#access.mayPublish?.(target, will.topic) !== false
    const session: BrokerSession = {
      clientId: target.clientId,
      will: isWillAllowed ? { ...will, payload: will.payload.slice() } : undefined,
      filters: new Set(),
      send: (message, qos) => this.#carryDown(link, { ...message, qos }),
      onDropped: reason => this.#toHost(port, () => client.end({ why: 'lost', error: new Error(reason) })),
    }
    const client = new TestConnection(
      this.#wire(() => link, target),
      () => port.killed,
      onMessage,
    )
    const link: Link = {
      port,
      client,
      session,
      keepaliveMs: target.keepaliveSeconds * 1_000,
      lastHeard: this.time.now,
    }
    return link
  }

  #wire(link: () => Link, target: MqttConnectOptions): Wire {
    const toBroker = (act: () => void) =>
      this.#lines.carry(link().port.name, 'up', HOP, () => {
        if (this.#broker.has(link().session)) act()
      })
    return {
      publish: (topic, payload, qos, retain, onAck) =>
        this.#carryUp(link(), target, { topic, payload, qos, retain }, onAck),
      subscribe: (filters, onAnswer) =>
        toBroker(() => {
          const isRefused = filters.some(filter => this.#access.maySubscribe?.(target, filter) === false)
          this.#toHost(link().port, () => onAnswer(isRefused ? subscribeRefusedError(filters) : undefined))
          if (!isRefused) this.#broker.subscribe(link().session, filters)
        }),
      disconnect: onClosed => {
        toBroker(() => this.#broker.leave(link().session))
        // The socket is closed at the client whether or not the broker hears of it.
        this.time.at(this.time.now + 2 * HOP, () => link().port.run(onClosed))
      },
      hangUp: () => toBroker(() => this.#broker.drop(link().session, 'the client hung up')),
    }
  }

  #carryUp(link: Link, target: MqttConnectOptions, message: MqttWill, onAck: () => void): void {
    this.#counted.published += 1
    const fate = this.#fate('up', link, message)
    const ack = () => {
      if (fate.acked && message.qos === 1 && this.#broker.has(link.session)) this.#toHost(link.port, onAck)
    }
    if (fate.copies.length === 0) this.#lines.carry(link.port.name, 'up', HOP, ack)
    for (const delay of fate.copies) {
      this.#lines.carry(link.port.name, 'up', delay, () => {
        if (!this.#brokerUp) return void (this.#counted.lost += 1)
        if (!this.#outlives(fate, this.#broker.has(link.session))) return
        ack()
        if (this.#access.mayPublish?.(target, message.topic) !== false) this.#broker.publish(message)
      })
    }
  }

  #carryDown(link: Link, message: Omit<MqttWill, 'retain'> & { retained: boolean }): void {
    const fate = this.#fate('down', link, message)
    const { topic, payload, retained } = message
    for (const delay of fate.copies) {
      this.#lines.carry(link.port.name, 'down', delay, () => {
        if (!this.#outlives(fate, link.client.open)) return
        const to = link.client.open ? link : this.#successor(link, topic)
        if (!to) return void (this.#counted.lost += 1)
        this.#counted.delivered += 1
        to.port.run(() => to.client.receive({ topic, payload: payload.slice(), retained }))
      })
    }
  }

  /** Whether a copy counts whose connection may be over; if it may not, it is lost. */
  #outlives(fate: Fate, isAlive: boolean): boolean {
    if (isAlive) return true
    this.#counted[fate.afterlife ? 'afterlife' : 'lost'] += 1
    return fate.afterlife
  }

  /** The connection that now has the client id of one that is over, and would want the topic. */
  #successor(link: Link, topic: string): Link | undefined {
    const session = this.#broker.sessions.get(link.session.clientId)
    if (!session || !wants(session, topic)) return undefined
    return [...this.#links].find(other => other.session === session && other.client.open)
  }

  #fate(leg: Leg, link: Link, message: Omit<MqttWill, 'retain'>): Fate {
    const drawn = drawFate(this.faults, this.#random)
    const { topic, payload, qos } = message
    const hop: Hop = { leg, process: link.port.name, clientId: link.session.clientId, topic, payload, qos }
    const fate = { ...drawn, ...this.intercept?.(hop) }
    if (fate.copies.length === 0) this.#counted.lost += 1
    this.#counted.doubled += Math.max(0, fate.copies.length - 1)
    this.#counted.late += fate.copies.filter(delay => delay > this.faults.delay.max).length
    return fate
  }

  /** A control packet to a process. */
  #toHost(port: TestPort, action: () => void): void {
    this.#lines.carry(port.name, 'down', HOP, () => port.run(action))
  }

  /** Keepalives of all connections. Runs while there are any. */
  #sweep(): void {
    if (this.#sweeping) return
    this.#sweeping = true
    this.time.at(this.time.now + this.#sweepEvery, () => {
      this.#sweeping = false
      for (const link of [...this.#links]) this.#keepAlive(link)
      if (this.#links.size > 0) this.#sweep()
    })
  }

  #keepAlive(link: Link): void {
    const { port, client, session, keepaliveMs } = link
    const { now } = this.time
    const atBroker = this.#broker.has(session)
    const isHeard = client.open && !port.asleep && this.#lines.isOpen(port.name, 'up')
    if (isHeard) link.lastHeard = now
    if (isHeard && atBroker && this.#lines.isOpen(port.name, 'down')) client.lastHeard = now
    const limit = keepaliveMs * 1.5
    if (limit > 0 && now - link.lastHeard >= limit) this.#broker.drop(session, 'the keepalive ran out')
    if (limit > 0 && !port.asleep && now - client.lastHeard >= limit) client.giveUp('Keepalive timeout')
    if (!client.open && !atBroker) this.#links.delete(link)
  }
}
