import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  type Clock,
  ConfigurationError,
  type Duration,
  type Logger,
  seconds,
  silentLogger,
} from '@muster/runtime'
import { type IClientOptions, MqttClient } from 'mqtt'
import { MqttJsConnection } from './mqtt-js-connection.ts'
import type { MqttConnectOptions, MqttPort, MqttWill } from './port.ts'

export interface MqttJsOptions {
  /** From the first SYN to CONNACK; 10 s if not given. */
  readonly connectTimeout?: Duration
}

/**
 * MQTT 3.1.1 over mqtt.js, which is the socket and no more: each connection is a client of its own that never
 * reconnects, and queues, retries and back-off are the caller's.
 */
export function mqttJsPort(
  clock: Clock,
  logger: Logger = silentLogger,
  options: MqttJsOptions = {},
): MqttPort {
  const connectTimeout = options.connectTimeout ?? seconds(10)
  return {
    async connect(target, onMessage) {
      const open = socketOpener(target)
      const client = new MqttClient(open, clientOptions(target, connectTimeout))
      const connection = new MqttJsConnection({ client, clock, logger, url: target.url, onMessage })
      await connection.opened(connectTimeout)
      return connection
    },
  }
}

function clientOptions(target: MqttConnectOptions, connectTimeout: Duration): IClientOptions {
  return {
    clientId: target.clientId,
    clean: true,
    protocolVersion: 4,
    keepalive: target.keepaliveSeconds,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // It would keep a buffer for each number of two bytes ready: 7 MB, for which an agent has no use.
    writeCache: false,
    // The limit that counts is taken with our clock; this one is only not to be in its way.
    connectTimeout: connectTimeout * 2,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.will === undefined ? {} : { will: willPacket(target.will) }),
  }
}

function willPacket(will: MqttWill): NonNullable<IClientOptions['will']> {
  return { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain }
}

/** @throws ConfigurationError for a URL that is neither `mqtt://` nor `mqtts://`. */
function socketOpener(target: MqttConnectOptions): () => Socket {
  const url = URL.parse(target.url)
  // In a URL, and only there, an IPv6 address stands in brackets.
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
  if (host !== '' && url?.protocol === 'mqtt:') {
    const port = Number(url.port || 1883)
    return () => withoutNagle(connectTcp({ host, port }))
  }
  if (host !== '' && url?.protocol === 'mqtts:') {
    const port = Number(url.port || 8883)
    const servername = isIP(host) === 0 ? { servername: host } : {}
    const ca = target.ca === undefined ? {} : { ca: target.ca }
    return () => withoutNagle(connectTls({ host, port, ...servername, ...ca }))
  }
  throw new ConfigurationError(`"${target.url}" is not a broker's address`, [
    { field: 'url', message: 'must be such as mqtt://broker.lab:1883 or mqtts://broker.lab:8883' },
  ])
}

/** Nagle's algorithm and delayed acknowledgements together cost QoS 1 some 20 ms a message. */
function withoutNagle<S extends Socket>(socket: S): S {
  socket.setNoDelay(true)
  return socket
}
