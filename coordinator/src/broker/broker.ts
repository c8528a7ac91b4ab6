import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { LONGEST_SYNC } from '@muster/protocol'
import {
  type Clock,
  ConfigurationError,
  type Logger,
  messageOf,
  type Running,
  running,
  seconds,
  withTimeout,
} from '@muster/runtime'
import type { Aedes } from 'aedes'
import { closeAedes, createAedes } from './aedes.ts'
import type { Credential } from './credentials.ts'
import { Gatekeeper } from './gatekeeper.ts'
import { PacketLimit } from './packet-limit.ts'

/** The longest message of the protocol, with room for its topic. */
export const LONGEST_PACKET = LONGEST_SYNC + 64 * 1024

const STOP_LIMIT = seconds(5)
const DRAIN_LIMIT = seconds(10)
const CONNECT_LIMIT = seconds(10)
const MOST_CONNECTIONS = 5_000

export interface BrokerOptions {
  /** A host name or address to listen on. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly site: string
  /** Without them anyone may do anything, and only loopback is listened on. */
  readonly credentials?: readonly Credential[]
  readonly logger: Logger
  readonly clock: Clock
}

export interface BrokerCounts {
  readonly connected: number
  /** Connections since the start that were accepted. */
  readonly accepted: number
  readonly published: number
  readonly deniedLogins: number
  readonly deniedPublishes: number
  readonly deniedSubscriptions: number
  readonly oversized: number
}

export interface Broker extends Running {
  /** `mqtt://host:port`, for a client on this machine where all addresses are listened on. */
  readonly url: string
  readonly port: number
  readonly counts: BrokerCounts
}

/**
 * Starts the embedded broker: aedes, in memory, MQTT 3.1.1 over TCP. Retained messages and wills end with the
 * process, which the protocol allows for.
 * @throws ConfigurationError when it is to listen beyond loopback without credentials, or can't listen.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { host, site, credentials, clock, logger } = options
  if (!credentials && !isLoopback(host)) {
    throw new ConfigurationError(`without credentials the broker listens on loopback only, not on ${host}`, [
      { field: 'credentials', message: 'are needed for any host but 127.0.0.1, ::1 and localhost' },
    ])
  }
  const counted = { accepted: 0, published: 0, oversized: 0 }
  const gatekeeper = new Gatekeeper(site, credentials, logger)
  const aedes = await createAedes({
    gatekeeper,
    logger,
    drainLimit: DRAIN_LIMIT,
    connectLimit: CONNECT_LIMIT,
    onAccepted: () => (counted.accepted += 1),
    onPublished: () => (counted.published += 1),
  })
  const sockets = new Sockets(aedes, from => {
    counted.oversized += 1
    logger.warn('dropped a connection that announced too long a packet', { from, most: LONGEST_PACKET })
  })
  let port: number
  try {
    port = await listen(sockets.server, options)
  } catch (error) {
    await closeAedes(aedes)
    throw error
  }
  const url = `mqtt://${urlHost(host)}:${port}`
  logger.info('the broker listens', { url, site, authentication: credentials !== undefined })
  const whole = running(() =>
    withTimeout(clock, STOP_LIMIT, sockets.stop(), () => new Error('the broker did not stop in time')),
  )
  return {
    url,
    port,
    stop: () => whole.stop(),
    [Symbol.asyncDispose]: () => whole.stop(),
    get counts() {
      const { logins, publishes, subscriptions } = gatekeeper.refusals
      const denied = { deniedLogins: logins, deniedPublishes: publishes, deniedSubscriptions: subscriptions }
      return { ...counted, ...denied, connected: aedes.connectedClients }
    },
  }
}

/** The sockets that were accepted: aedes knows only those that said CONNECT, and an open one keeps the server open. */
class Sockets {
  readonly server: Server
  readonly #open = new Set<Socket>()
  readonly #aedes: Aedes

  constructor(aedes: Aedes, onOversized: (from: string) => void) {
    this.#aedes = aedes
    // Nagle's algorithm would cost QoS 1 some 20 ms a message; TCP's keepalive finds peers that asked MQTT for none.
    this.server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, socket => {
      this.#take(socket, onOversized)
    })
    this.server.maxConnections = MOST_CONNECTIONS
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()))
    await closeAedes(this.#aedes)
    for (const socket of this.#open) socket.destroy()
    await closed
  }

  #take(socket: Socket, onOversized: (from: string) => void): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    this.#aedes.handle(socket)
    // aedes reads by `readable`; beside it `data` tells of each chunk as it is read (Node, "Two reading modes").
    const limit = new PacketLimit(LONGEST_PACKET)
    socket.on('data', (chunk: Buffer) => {
      if (limit.accepts(chunk)) return
      if (!socket.destroyed) onOversized(socket.remoteAddress ?? 'a peer that is gone')
      socket.destroy()
    })
  }
}

/** @returns the port. */
function listen(server: Server, { host, port, logger }: BrokerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      reject(
        new ConfigurationError(`the broker can't listen on ${host}:${port}: ${messageOf(error)}`, [], {
          cause: error,
        }),
      )
    })
    server.listen({ host, port }, () => {
      // From now on an error is one failed accept (too many open files), which the next may survive.
      server.removeAllListeners('error')
      server.on('error', error =>
        logger.warn('a connection could not be accepted', { error: messageOf(error) }),
      )
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The host part of a URL; where all addresses are listened on, loopback is one of them. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}
