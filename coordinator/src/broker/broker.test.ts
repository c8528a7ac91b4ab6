import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { mqttJsPort } from '@muster/protocol'
import { bytes, connectClient, says } from '@muster/protocol/testing/contract'
import { ConfigurationError, type Logger, silentLogger, systemClock } from '@muster/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { type Broker, type BrokerOptions, startBroker } from './broker.ts'
import { harnessCredentials, socketHarness } from './testing/broker-harness.ts'

const brokers: Broker[] = []

async function start(options: Partial<BrokerOptions> = {}): Promise<Broker> {
  const defaults = { host: '127.0.0.1', port: 0, site: 'lab-a', logger: silentLogger, clock: systemClock }
  const broker = await startBroker({ ...defaults, ...options })
  brokers.push(broker)
  return broker
}

const harnessOf = (broker: Broker) => ({
  ...socketHarness(broker.url, broker.stop),
  refusesSubscriptions: true,
})
const client = (broker: Broker, user: string) => connectClient(harnessOf(broker), user)

async function rawSocket(broker: Broker): Promise<Socket> {
  const socket = connectTcp(broker.port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

afterEach(async () => {
  for (const broker of brokers.splice(0)) await broker.stop()
})

describe('where the broker listens', () => {
  it.each(['0.0.0.0', '::', 'broker.lab', '192.168.1.5', '1270.0.0.1'])(
    'is not %s without credentials',
    async host => {
      await expect(start({ host })).rejects.toMatchObject({
        category: 'configuration',
        faults: [{ field: 'credentials' }],
      })
    },
  )

  it('is any address with credentials, and its URL one that works', async () => {
    const broker = await start({ host: '0.0.0.0', credentials: harnessCredentials })
    expect(broker.url).toBe(`mqtt://127.0.0.1:${broker.port}`)
    await client(broker, 'one')
  })

  it('is not where another listens already', async () => {
    const { port } = await start()
    await expect(start({ port })).rejects.toBeInstanceOf(ConfigurationError)
  })
})

describe('without credentials', () => {
  it('anyone may do all but shared subscriptions and the topics of the broker itself', async () => {
    const broker = await start()
    const port = mqttJsPort(systemClock)
    const heard = Promise.withResolvers<string>()
    const one = await port.connect({ url: broker.url, clientId: 'x', keepaliveSeconds: 10 }, ({ topic }) =>
      heard.resolve(topic),
    )
    for (const filter of ['$share/group/a', '$SYS/#']) {
      await expect(one.subscribe([filter], 1)).rejects.toMatchObject({ code: 'mqtt-subscribe-refused' })
    }
    await one.subscribe(['#'], 1)
    await one.publish('$SYS/forged', bytes('x'), { qos: 1 })
    await one.publish('any/topic', bytes('x'), { qos: 1 })
    expect(await heard.promise).toBe('any/topic')
    expect(broker.counts).toMatchObject({
      connected: 1,
      published: 1,
      deniedPublishes: 1,
      deniedSubscriptions: 2,
    })
  })
})

describe('what was denied', () => {
  it('is counted each time and logged once', async () => {
    const lines: string[] = []
    const logger: Logger = { ...silentLogger, warn: message => void lines.push(message), child: () => logger }
    const broker = await start({ credentials: harnessCredentials, logger })
    const agent = await client(broker, 'furnace-pc')
    for (let i = 0; i < 3; i++) {
      await agent.connection.publish('elsewhere', bytes('x'), { qos: 1 })
      await expect(agent.connection.subscribe(['elsewhere'], 1)).rejects.toMatchObject({
        code: 'mqtt-subscribe-refused',
      })
      await expect(connectClient(harnessOf(broker), 'one', { password: 'wrong' })).rejects.toMatchObject({
        code: 'mqtt-refused',
      })
    }
    expect(broker.counts).toMatchObject({
      deniedLogins: 3,
      deniedPublishes: 3,
      deniedSubscriptions: 3,
      published: 0,
    })
    expect(lines).toHaveLength(3)
    expect(JSON.stringify(lines)).not.toContain('wrong')
  })

  it('may be a client id that belongs to another', async () => {
    const broker = await start({ credentials: harnessCredentials })
    const agent = await client(broker, 'furnace-pc')
    const theft = connectClient(harnessOf(broker), 'printer-pc', { clientId: 'furnace-pc' })
    await expect(theft).rejects.toMatchObject({ code: 'mqtt-refused' })
    await agent.connection.publish('x', bytes('still connected'), { qos: 1 })
    await connectClient(harnessOf(broker), 'printer-pc', { clientId: 'printer-pc:second' })
  })
})

describe('a client that does harm', () => {
  it('is dropped when it announces a packet longer than allowed, and nobody else is', async () => {
    const broker = await start()
    const witness = await client(broker, 'one')
    const socket = await rawSocket(broker)
    socket.write(Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f))
    await once(socket, 'close')
    expect(broker.counts.oversized).toBe(1)
    await witness.connection.subscribe(['a'], 1)
    await witness.connection.publish('a', bytes('fine'), { qos: 1 })
    await witness.hears(says('fine'))
  })

  it('is dropped when it publishes more than the longest message', async () => {
    const broker = await start()
    const flood = await client(broker, 'one')
    const published = flood.connection.publish('a', new Uint8Array(9 * 1024 * 1024), { qos: 1 })
    await expect(published).rejects.toMatchObject({ code: 'mqtt-closed' })
    expect(await flood.connection.closed).toMatchObject({ why: 'lost' })
    expect(broker.counts).toMatchObject({ oversized: 1, published: 0 })
  })

  it('may publish the longest message of the protocol', async () => {
    const broker = await start()
    const one = await client(broker, 'one')
    await one.connection.subscribe(['a'], 1)
    await one.connection.publish('a', new Uint8Array(8 * 1024 * 1024), { qos: 1 })
    expect((await one.hears(() => true)).payload).toHaveLength(8 * 1024 * 1024)
  })

  it('may send what is not MQTT', async () => {
    const broker = await start()
    const socket = await rawSocket(broker)
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await once(socket, 'close')
    await client(broker, 'one')
  })
})

describe('stopping', () => {
  it('ends all connections, those too that never said a word, and may be done twice', async () => {
    const broker = await start()
    const { connection } = await client(broker, 'one')
    const silent = await rawSocket(broker)
    const closed = once(silent, 'close')
    await Promise.all([broker.stop(), broker.stop()])
    expect(await connection.closed).toMatchObject({ why: 'lost' })
    await closed
    await expect(client(broker, 'one')).rejects.toMatchObject({ code: 'mqtt-unreachable' })
  })

  it('happens at the end of its scope', async () => {
    let url: string
    {
      await using broker = await start()
      url = broker.url
    }
    const attempt = mqttJsPort(systemClock).connect({ url, clientId: 'x', keepaliveSeconds: 10 }, () => {})
    await expect(attempt).rejects.toMatchObject({ code: 'mqtt-unreachable' })
  })
})

describe('a QoS 1 message', () => {
  it('is not held up by the algorithms of Nagle and of delayed acknowledgement', async () => {
    const broker = await start()
    const listener = await client(broker, 'one')
    const speaker = await client(broker, 'two')
    await listener.connection.subscribe(['a'], 1)
    const took: number[] = []
    for (let i = 0; i < 100; i++) {
      const began = systemClock.monotonic()
      void speaker.connection.publish('a', bytes(String(i).padEnd(1_024)), { qos: 1 })
      await listener.hears(says(String(i).padEnd(1_024)))
      took.push(systemClock.monotonic() - began)
    }
    // With Nagle it is 20 ms and more; without, one ms or two.
    expect(took.sort((a, b) => a - b)[50]).toBeLessThan(15)
  })
})
