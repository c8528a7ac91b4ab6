import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { LONGEST_SYNC, type Principal } from '@muster/protocol'
import { type Clock, ConfigurationError, type Logger, messageOf, type Running, running, seconds, withTimeout } from '@muster/runtime'
import { Aedes, type Client } from 'aedes'
import type { Credential } from './credentials.ts'
import { Gatekeeper } from './gatekeeper.ts'
import { PacketLimit } from './packet-limit.ts'

/** The longest message of the protocol, with room for its topic. */
export const LONGEST_PACKET = LONGEST_SYNC + 64 * 1024

const STOP_LIMIT = seconds(5)
/** A subscriber that takes nothing for this long is dropped, as until then it holds up its topics for all. */
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
  const aedes = await createAedes(gatekeeper, logger, counted)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    takeIn(aedes, socket, () => {
      counted.oversized += 1
      logger.warn('dropped a connection that announced too long a packet', { from: socket.remoteAddress, most: LONGEST_PACKET })
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  const port = await listen(server, options).catch(async (error: unknown) => {
    await closeAedes(aedes)
    throw error
  })
  const url = urlOf(host, port)
  logger.info('the broker listens', { url, site, authentication: credentials !== undefined })
  const stopping = running(async () => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    // Connections that never said CONNECT are unknown to aedes, and an open one keeps the server from closing.
    const stop = closeAedes(aedes).finally(() => {
      for (const socket of sockets) socket.destroy()
    })
    await withTimeout(clock, STOP_LIMIT, Promise.all([stop, closed]), () => new Error('the broker did not stop in time'))
  })
  return Object.assign(stopping, {
    url,
    port,
    get counts(): BrokerCounts {
      const { logins, publishes, subscriptions } = gatekeeper.refusals
      return {
        ...counted,
        connected: aedes.connectedClients,
        deniedLogins: logins,
        deniedPublishes: publishes,
        deniedSubscriptions: subscriptions,
      }
    },
  })
}
