import type { Principal } from '@muster/protocol'
import type { Duration, Logger } from '@muster/runtime'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import type { Gatekeeper } from './gatekeeper.ts'

/** Where a denied message goes: no filter that begins with `$` is granted, so nobody hears it. */
const NOWHERE = '$denied'

export interface AedesParts {
  readonly gatekeeper: Gatekeeper
  readonly logger: Logger
  /** A subscriber that takes nothing for this long is dropped: until then it holds up its topics for all. */
  readonly drainLimit: Duration
  /** From the socket's opening to CONNECT. */
  readonly connectLimit: Duration
  readonly onAccepted: () => void
  readonly onPublished: () => void
}

/** aedes with the gatekeeper at each of its doors. */
export async function createAedes(parts: AedesParts): Promise<Aedes> {
  const { gatekeeper, logger } = parts
  const admitted = new WeakMap<Client, Principal>()
  const aedes = await Aedes.createBroker({
    drainTimeout: parts.drainLimit,
    connectTimeout: parts.connectLimit,
    // Nobody here uses QoS 2, whose half-done handshakes keep whole messages in memory.
    maxInflightInbound: 10,
    preConnect(_client, packet, callback) {
      // What would be kept for a client that is away is not bounded, and the protocol asks for none of it.
      packet.clean = true
      callback(null, true)
    },
    authenticate(client, username, password, callback) {
      const admission = gatekeeper.admit(client.id, username, password)
      if ('refused' in admission) {
        return callback(refusal(admission.refused), false)
      }
      admitted.set(client, admission.who)
      parts.onAccepted()
      callback(null, true)
    },
    authorizePublish(client, packet, callback) {
      const who = client && admitted.get(client)
      // With an error aedes would end the connection, and a client with one wrong topic would come back for ever.
      // MQTT 3.1.1 (3.3.5) also lets a broker acknowledge and forget, as Mosquitto does.
      if (client && who && gatekeeper.mayPublish(client.id, who, packet.topic)) {
        parts.onPublished()
      } else {
        packet.topic = NOWHERE
        packet.payload = ''
        packet.retain = false
      }
      callback(null)
    },
    authorizeSubscribe(client, subscription, callback) {
      const who = admitted.get(client)
      callback(null, who && gatekeeper.maySubscribe(client.id, who, subscription.topic) ? subscription : null)
    },
  })
  aedes.on('clientError', (client, error) =>
    logger.debug('a connection failed', { clientId: client.id, error: error.message }),
  )
  aedes.on('connectionError', (_client, error) =>
    logger.debug('a connection failed before CONNECT', { error: error.message }),
  )
  aedes.on('keepaliveTimeout', client => logger.debug('a keepalive ran out', { clientId: client.id }))
  // Without a listener an error of the memory store would end the process.
  const emitter: NodeJS.EventEmitter = aedes
  emitter.on('error', (error: Error) =>
    logger.error('the broker failed to handle a message', { error: error.message }),
  )
  return aedes
}

export function closeAedes(aedes: Aedes): Promise<void> {
  return new Promise(resolve => aedes.close(() => resolve()))
}

/** With the return code of CONNACK (MQTT 3.1.1, clause 3.2.2.3): identifier rejected, or bad user name or password. */
function refusal(refused: 'login' | 'client-id'): AuthenticateError {
  // aedes declares the codes as a const enum of its types, which code that is not compiled with them can't import.
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
  const returnCode = (refused === 'login' ? 4 : 2) as AuthenticateError['returnCode']
  return Object.assign(new Error('refused'), { returnCode })
}
