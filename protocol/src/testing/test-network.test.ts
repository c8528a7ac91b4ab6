import { millis, minutes, seconds } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MqttClosed, MqttConnection } from '../mqtt/port.ts'
import { bytes, text } from './mqtt-harness.ts'
import { CALM, type Hop, STORM } from './network-faults.ts'
import { TestNetwork } from './test-network.ts'
import type { TestPort } from './test-port.ts'

const WILL = { topic: 'will', payload: bytes('gone'), qos: 1, retain: true } as const

let time: VirtualTime
let network: TestNetwork

beforeEach(() => {
  time = new VirtualTime()
  network = new TestNetwork({ time, random: seededRandom(7) })
})

interface Client {
  readonly port: TestPort
  readonly connection: MqttConnection
  readonly heard: string[]
  closed: MqttClosed | undefined
}

async function connect(name: string, filters: readonly string[] = [], clock?: ManualClock): Promise<Client> {
  const heard: string[] = []
  const port = network.port(name, clock ? { clock } : {})
  let connection: MqttConnection | undefined
  const target = { url: 'mqtt://test', clientId: name, keepaliveSeconds: 10, will: WILL }
  void port
    .connect(target, message => void heard.push(text(message)))
    .then(made => {
      connection = made
    })
  await time.until(() => connection !== undefined)
  if (!connection) throw new Error('not connected')
  const client: Client = { port, connection, heard, closed: undefined }
  void connection.closed.then(closed => {
    client.closed = closed
  })
  if (filters.length > 0) void connection.subscribe(filters, 1)
  await time.advance(millis(10))
  return client
}

const say = (client: Client, what: string): Promise<void> =>
  client.connection.publish('talk', bytes(what), { qos: 1 }).catch(() => {})

describe('faults of messages', () => {
  it('repeat from the seed', async () => {
    const run = async (seed: number) => {
      time = new VirtualTime()
      network = new TestNetwork({ time, random: seededRandom(seed), faults: STORM })
      const listener = await connect('listener', ['talk'])
      const speaker = await connect('speaker')
      for (let i = 0; i < 300; i++) void say(speaker, String(i))
      await time.advance(minutes(30))
      return { heard: listener.heard, counts: network.counts }
    }
    const first = await run(1)
    expect(await run(1)).toEqual(first)
    expect(await run(2)).not.toEqual(first)
    const { counts, heard } = first
    expect(heard).not.toEqual([...heard].sort((a, b) => Number(a) - Number(b)))
    expect(Math.min(counts.lost, counts.doubled, counts.late)).toBeGreaterThan(0)
    expect(new Set(heard).size).toBeLessThan(heard.length)
  })

  it('lose what they should, and acknowledge it', async () => {
    const listener = await connect('listener', ['talk'])
    const speaker = await connect('speaker')
    network.faults = { ...CALM, loss: 1 }
    let isAcknowledged = false
    void say(speaker, 'lost').then(() => {
      isAcknowledged = true
    })
    await time.until(() => isAcknowledged)
    await time.advance(minutes(1))
    expect(listener.heard).toEqual([])
    expect(network.counts).toMatchObject({ lost: 1, delivered: 0 })
  })

  it('withhold an acknowledgement until the connection ends', async () => {
    const speaker = await connect('speaker')
    network.faults = { ...CALM, ackLoss: 1 }
    let end: unknown
    speaker.connection.publish('talk', bytes('x'), { qos: 1 }).then(
      () => (end = 'acknowledged'),
      (error: unknown) => (end = error),
    )
    await time.advance(minutes(5))
    expect(end).toBeUndefined()
    network.cut('speaker')
    await time.until(() => end !== undefined)
    expect(end).toMatchObject({ code: 'mqtt-closed' })
  })

  it('can be chosen message by message', async () => {
    const listener = await connect('listener', ['talk'])
    const speaker = await connect('speaker')
    const hops: Hop[] = []
    network.intercept = hop => {
      hops.push(hop)
      if (hop.leg === 'down' && text({ ...hop, retained: false }) === 'late')
        return { copies: [minutes(10), minutes(11)] }
      return undefined
    }
    void say(speaker, 'late')
    void say(speaker, 'soon')
    await time.advance(minutes(1))
    expect(listener.heard).toEqual(['soon'])
    await time.advance(minutes(20))
    expect(listener.heard).toEqual(['soon', 'late', 'late'])
    expect(hops[0]).toMatchObject({
      leg: 'up',
      process: 'speaker',
      clientId: 'speaker',
      topic: 'talk',
      qos: 1,
    })
  })
})

describe('afterlife', () => {
  beforeEach(() => {
    network.intercept = () => ({ copies: [minutes(5)] })
  })

  it.each([
    [1, ['from before']],
    [0, []],
  ])('with a share of %i brings the next start of a process %j', async (afterlife, expected) => {
    network.faults = { ...CALM, afterlife }
    const before = await connect('listener', ['talk'])
    const speaker = await connect('speaker')
    network.intercept = ({ leg }) => ({ copies: [leg === 'up' ? millis(1) : minutes(5)] })
    void say(speaker, 'from before')
    await time.advance(seconds(1))
    before.port.kill()
    network.intercept = undefined
    const after = await connect('listener', ['talk'])
    await time.advance(minutes(10))
    expect(after.heard.filter(said => said !== 'gone')).toEqual(expected)
    expect(before.heard).toEqual([])
  })

  it('brings the broker a message after its sender died, and nobody without the filter', async () => {
    network.faults = { ...CALM, afterlife: 1 }
    const listener = await connect('listener', ['talk'])
    const deaf = await connect('deaf')
    const speaker = await connect('speaker')
    network.intercept = ({ leg }) => ({ copies: [leg === 'up' ? minutes(5) : millis(1)] })
    void say(speaker, 'last words')
    await time.advance(seconds(1))
    speaker.port.kill()
    await time.advance(minutes(10))
    expect(listener.heard).toEqual(['last words'])
    expect(deaf.heard).toEqual([])
  })
})

describe('a partition', () => {
  it('holds messages and delivers them in order when it was short', async () => {
    const listener = await connect('listener', ['talk'])
    const speaker = await connect('speaker')
    network.partition('listener')
    for (const word of ['a', 'b', 'c']) void say(speaker, word)
    await time.advance(seconds(5))
    expect(listener.heard).toEqual([])
    network.heal('listener')
    await time.advance(seconds(1))
    expect(listener.heard).toEqual(['a', 'b', 'c'])
    expect(network.counts.held).toBe(3)
    expect(listener.closed).toBeUndefined()
  })

  it.each(['up', 'down', 'both'] as const)(
    '%s ends the connection at both ends by the keepalive',
    async legs => {
      const watcher = await connect('watcher', ['will'])
      const lonely = await connect('lonely')
      network.partition('lonely', legs)
      await time.advance(seconds(14))
      expect(lonely.closed).toBeUndefined()
      expect(network.connected).toContain('lonely')
      await time.advance(seconds(10))
      expect(lonely.closed).toMatchObject({ why: 'lost' })
      expect(network.connected).not.toContain('lonely')
      expect(watcher.heard).toEqual(['gone'])
      expect(network.retained('will')).toEqual(WILL.payload)
    },
  )

  it('lets nobody connect, and leaves no trace of the attempt', async () => {
    network.partition('far', 'down')
    let refused: unknown
    const target = { url: 'mqtt://test', clientId: 'far', keepaliveSeconds: 10 }
    network
      .port('far')
      .connect(target, () => {})
      .catch((error: unknown) => {
        refused = error
      })
    await time.until(() => refused !== undefined)
    expect(refused).toMatchObject({ code: 'mqtt-unreachable' })
    network.heal()
    await time.advance(minutes(1))
    expect(network.connected).toEqual([])
    expect(time.pending).toBe(0)
  })

  it('that begins between CONNECT and its answer leaves no trace either', async () => {
    let refused: unknown
    const target = { url: 'mqtt://test', clientId: 'far', keepaliveSeconds: 10 }
    network
      .port('far')
      .connect(target, () => {})
      .catch((error: unknown) => {
        refused = error
      })
    time.step()
    expect(network.connected).toEqual(['far'])
    network.partition('far', 'down')
    await time.until(() => refused !== undefined)
    await time.advance(minutes(1))
    expect(network.connected).toEqual([])
  })
})

describe('a killed process', () => {
  it('hears nothing and waits for ever; its will comes when the broker notices', async () => {
    const watcher = await connect('watcher', ['will'])
    const victim = await connect('victim', ['talk'])
    const settled: string[] = []
    const note = (what: string, promise: Promise<unknown>) =>
      void promise.then(
        () => settled.push(what),
        () => settled.push(what),
      )
    note('under way', victim.connection.publish('talk', bytes('x'), { qos: 1 }))
    victim.port.kill(seconds(3))
    note('publish', victim.connection.publish('talk', bytes('x'), { qos: 1 }))
    note('close', victim.connection.close())
    note('closed', victim.connection.closed)
    const target = { url: 'mqtt://test', clientId: 'victim', keepaliveSeconds: 10 }
    note(
      'connect',
      victim.port.connect(target, () => {}),
    )
    await time.advance(seconds(2))
    expect(watcher.heard).toEqual([])
    await time.advance(seconds(2))
    expect(watcher.heard).toEqual(['gone'])
    await time.advance(minutes(5))
    expect(settled).toEqual([])
    expect(victim.heard).toEqual([])
  })

  it('whose machine lost power is noticed by the keepalive, or when it is back', async () => {
    const watcher = await connect('watcher', ['will'])
    const victim = await connect('victim')
    victim.port.kill(millis(Number.POSITIVE_INFINITY))
    await time.advance(seconds(14))
    expect(watcher.heard).toEqual([])
    await time.advance(seconds(3))
    expect(watcher.heard).toEqual(['gone'])

    const second = await connect('victim')
    second.port.kill(millis(Number.POSITIVE_INFINITY))
    await connect('victim')
    expect(watcher.heard).toEqual(['gone', 'gone'])
    expect(network.counts.takeovers).toBe(1)
  })
})

describe('a sleeping machine', () => {
  it('hears in order, when it wakes, what came meanwhile', async () => {
    const clock = new ManualClock(time)
    const sleeper = await connect('sleeper', ['talk'], clock)
    const speaker = await connect('speaker')
    clock.suspend(seconds(8))
    for (const word of ['a', 'b', 'c']) void say(speaker, word)
    await time.advance(seconds(7))
    expect(sleeper.heard).toEqual([])
    await time.advance(seconds(2))
    expect(sleeper.heard).toEqual(['a', 'b', 'c'])
    expect(sleeper.closed).toBeUndefined()
  })

  it('that sleeps past its keepalive finds its connection lost', async () => {
    const clock = new ManualClock(time)
    const watcher = await connect('watcher', ['will'])
    const sleeper = await connect('sleeper', ['talk'], clock)
    clock.suspend(minutes(10))
    await time.advance(minutes(9))
    expect(watcher.heard).toEqual(['gone'])
    expect(sleeper.closed).toBeUndefined()
    await time.advance(minutes(2))
    expect(sleeper.closed).toMatchObject({ why: 'lost' })
  })
})

describe('the broker', () => {
  it('that was wiped has forgotten everything and everyone, and sent no will', async () => {
    const one = await connect('one', ['talk'])
    await one.connection.publish('kept', bytes('x'), { qos: 0, retain: true })
    await time.advance(seconds(1))
    expect(network.retained('kept')).toBeDefined()
    network.wipe()
    expect(network.retained('kept')).toBeUndefined()
    expect(network.connected).toEqual([])
    await time.advance(seconds(1))
    expect(one.closed).toMatchObject({ why: 'lost' })
    expect(network.counts.wills).toBe(0)
    await connect('one')
  })

  it('that is down lets nobody in until it is back', async () => {
    network.stopBroker()
    const errors: unknown[] = []
    const target = { url: 'mqtt://test', clientId: 'one', keepaliveSeconds: 10 }
    network
      .port('one')
      .connect(target, () => {})
      .catch((error: unknown) => errors.push(error))
    await time.advance(seconds(1))
    expect(errors).toMatchObject([{ code: 'mqtt-unreachable' }])
    network.startBroker()
    await connect('one')
    expect(network.connected).toEqual(['one'])
  })

  it('needs no time when nobody is connected', async () => {
    const one = await connect('one')
    void one.connection.close()
    await time.advance(seconds(5))
    expect(time.pending).toBe(0)
  })
})
