import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Clock, type Logger, millis, repeat, seconds, silentLogger, systemClock } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mqttJsPort } from './mqtt-js.ts'
import type { MqttConnection, MqttMessage } from './port.ts'

const CONNACK = (code: number) => Buffer.from([0x20, 2, 0, code])
/** PUBLISH, QoS 0, topic "t", payload "hi". */
const MESSAGE = Buffer.from([0x30, 5, 0, 1, 0x74, 0x68, 0x69])

/** A broker that does only what a test makes it do. */
class ScriptedBroker {
  readonly server: Server
  readonly sockets: Socket[] = []
  readonly #react: (socket: Socket) => void

  constructor(onConnect: (socket: Socket) => void) {
    this.#react = onConnect
    this.server = createServer(socket => {
      this.sockets.push(socket)
      socket.on('error', () => {})
      socket.once('data', () => this.#react(socket))
    })
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    const address = this.server.address()
    return `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }
}

describe('the port over mqtt.js', () => {
  let broker: ScriptedBroker | undefined
  let open: MqttConnection | undefined

  beforeEach(() => {
    broker = open = undefined
  })
  afterEach(async () => {
    open?.destroy()
    await broker?.stop()
  })

  async function connect(
    onConnect: (socket: Socket) => void,
    options: {
      clock?: Clock
      limit?: number
      keepaliveSeconds?: number
      logger?: Logger
      onMessage?: (message: MqttMessage) => void
    } = {},
  ): Promise<MqttConnection> {
    broker = new ScriptedBroker(onConnect)
    const url = await broker.start()
    const { clock = systemClock, logger = silentLogger, limit = 5_000 } = options
    const port = mqttJsPort(clock, logger, { connectTimeout: millis(limit) })
    const target = { url, clientId: 'one', keepaliveSeconds: options.keepaliveSeconds ?? 10 }
    open = await port.connect(target, options.onMessage ?? (() => {}))
    return open
  }

  it('says that a broker which does not answer in time is unreachable, and lets go of the socket', async () => {
    const closed = Promise.withResolvers<void>()
    const attempt = connect(socket => socket.once('close', () => closed.resolve()), { limit: 50 })
    await expect(attempt).rejects.toMatchObject({ code: 'mqtt-unreachable' })
    await expect(attempt).rejects.toThrow('50 ms')
    await closed.promise
  })

  it('says that a broker which hangs up before it answered is unreachable', async () => {
    await expect(connect(socket => socket.end())).rejects.toMatchObject({ code: 'mqtt-unreachable' })
  })

  it.each([
    [1, 'mqtt-refused', 'configuration'],
    [2, 'mqtt-refused', 'configuration'],
    [3, 'mqtt-unreachable', 'unavailable'],
    [4, 'mqtt-refused', 'configuration'],
    [5, 'mqtt-refused', 'configuration'],
  ])('takes CONNACK %i for %s', async (returnCode, code, category) => {
    await expect(connect(socket => socket.write(CONNACK(returnCode)))).rejects.toMatchObject({
      code,
      category,
    })
  })

  it('says that a host without a name is unreachable', async () => {
    const attempt = mqttJsPort(systemClock).connect(
      { url: 'mqtt://nowhere.invalid', clientId: 'one', keepaliveSeconds: 10 },
      () => {},
    )
    await expect(attempt).rejects.toMatchObject({ code: 'mqtt-unreachable' })
  })

  it.each(['http://broker', 'broker:1883', 'mqtt://', ''])('takes no URL such as "%s"', async url => {
    const attempt = mqttJsPort(systemClock).connect({ url, clientId: 'one', keepaliveSeconds: 10 }, () => {})
    await expect(attempt).rejects.toMatchObject({ code: 'configuration', faults: [{ field: 'url' }] })
  })

  it('finds out by the keepalive that a broker is gone without a word, though it goes on publishing', async () => {
    const connection = await connect(socket => socket.write(CONNACK(0)), { keepaliveSeconds: 1 })
    const waiting = connection.publish('t', new Uint8Array(1), { qos: 1 })
    waiting.catch(() => {})
    const chatter = repeat(systemClock, millis(100), () => {
      connection.publish('t', new Uint8Array(1), { qos: 0 }).catch(() => {})
    })
    const closed = await connection.closed
    chatter.cancel()
    expect(closed).toMatchObject({
      why: 'lost',
      error: { message: 'Keepalive timeout' },
    })
    await expect(waiting).rejects.toMatchObject({ code: 'mqtt-closed' })
  })

  it('rejects what waits when the broker hangs up', async () => {
    const connection = await connect(socket => socket.write(CONNACK(0)))
    const published = connection.publish('t', new Uint8Array(1), { qos: 1 })
    const subscribed = connection.subscribe(['t'], 1)
    for (const socket of broker?.sockets ?? []) socket.end()
    await expect(published).rejects.toMatchObject({ code: 'mqtt-closed' })
    await expect(subscribed).rejects.toMatchObject({ code: 'mqtt-closed' })
    expect(await connection.closed).toMatchObject({ why: 'lost' })
  })

  it('closes although an acknowledgement never comes and the broker does not hang up', async () => {
    const clock = new ManualClock()
    const connection = await connect(socket => socket.write(CONNACK(0)), { clock })
    const published = connection.publish('t', new Uint8Array(1), { qos: 1 })
    published.catch(() => {})
    const closed = connection.close()
    await clock.advance(seconds(2))
    await closed
    await expect(published).rejects.toMatchObject({ code: 'mqtt-closed' })
    expect(await connection.closed).toEqual({ why: 'closed' })
  })

  it('survives a handler that throws, and says so', async () => {
    const logged = Promise.withResolvers<string>()
    const heard: MqttMessage[] = []
    const logger: Logger = { ...silentLogger, error: message => logged.resolve(message) }
    const connection = await connect(socket => socket.write(Buffer.concat([CONNACK(0), MESSAGE, MESSAGE])), {
      logger,
      onMessage(message) {
        heard.push(message)
        throw new Error('handler')
      },
    })
    expect(await logged.promise).toBe('handling a message failed')
    connection.destroy()
    expect(heard[0]).toEqual({ topic: 't', payload: new TextEncoder().encode('hi'), retained: false })
  })

  it('ends a connection on which comes what is not MQTT', async () => {
    const connection = await connect(socket => socket.write(CONNACK(0)))
    for (const socket of broker?.sockets ?? []) socket.write('HTTP/1.1 400 Bad Request')
    expect(await connection.closed).toMatchObject({ why: 'lost' })
  })
})
