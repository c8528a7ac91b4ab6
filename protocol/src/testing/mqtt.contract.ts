import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { siteRoot } from '../topics.ts'
import {
  bytes,
  connectClient,
  HARNESS_SITE,
  type MqttHarness,
  says,
  type TestClient,
  text,
} from './mqtt-harness.ts'

const ROOT = `${siteRoot(HARNESS_SITE)}/contract`

/** What every MQTT port and broker does while the network is good. Run it with each; see MqttHarness. */
export function describeMqttPort(
  name: string,
  start: () => Promise<MqttHarness>,
  { skip = false } = {},
): void {
  describe.skipIf(skip)(`the MQTT port on ${name}`, () => {
    let harness: MqttHarness
    beforeEach(async () => {
      harness = await start()
    })
    afterEach(() => harness[Symbol.asyncDispose]())

    describeMessages(() => harness)
    describeEnds(() => harness)
    describeRefusals(() => harness)
  })
}

async function subscribed(harness: MqttHarness, user: string, ...filters: string[]): Promise<TestClient> {
  const client = await connectClient(harness, user)
  await harness.wait(client.connection.subscribe(filters, 1))
  return client
}

function describeMessages(get: () => MqttHarness): void {
  it('delivers QoS 0 and QoS 1 as they were sent, to their sender too', async () => {
    const harness = get()
    const one = await subscribed(harness, 'one', `${ROOT}/a`)
    const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)
    await harness.wait(one.connection.publish(`${ROOT}/a`, everyByte, { qos: 1 }))
    await harness.wait(one.connection.publish(`${ROOT}/a`, bytes('light'), { qos: 0 }))
    await one.hears(says('light'))
    expect(one.heard[0]).toEqual({ topic: `${ROOT}/a`, payload: everyByte, retained: false })
    expect(one.heard).toHaveLength(2)
  })

  it('keeps the order of QoS 1', async () => {
    const harness = get()
    const one = await subscribed(harness, 'one', `${ROOT}/+`)
    const two = await connectClient(harness, 'two')
    const sent = Array.from({ length: 300 }, (_, i) => String(i))
    await harness.wait(Promise.all(sent.map(n => two.connection.publish(`${ROOT}/a`, bytes(n), { qos: 1 }))))
    await one.hears(says('299'))
    expect(one.heard.map(text)).toEqual(sent)
  })

  it('loses no QoS 1 message among QoS 0 and retained ones of several senders', async () => {
    const harness = get()
    const one = await subscribed(harness, 'one', `${ROOT}/#`)
    const senders = [await connectClient(harness, 'two'), await connectClient(harness, 'three')]
    const sends = senders.flatMap(({ connection }, s) =>
      Array.from({ length: 200 }, (_, i) => [
        connection.publish(`${ROOT}/heartbeat`, bytes('beat'), { qos: 0 }),
        connection.publish(`${ROOT}/report`, bytes(`${s}-${i}`), { qos: 1 }),
        connection.publish(`${ROOT}/session/${s}`, bytes('online'), { qos: 1, retain: true }),
      ]).flat(),
    )
    await harness.wait(Promise.all(sends))
    for (const { connection } of senders)
      await harness.wait(connection.publish(`${ROOT}/end`, bytes('end'), { qos: 1 }))
    await one.hears(() => one.heard.filter(says('end')).length === 2)
    const reports = one.heard.filter(message => message.topic === `${ROOT}/report`).map(text)
    expect(new Set(reports).size).toBe(400)
  })

  it('delivers a message of 256 KiB', async () => {
    const harness = get()
    const one = await subscribed(harness, 'one', `${ROOT}/large`)
    const large = Uint8Array.from({ length: 256 * 1024 }, (_, i) => i % 251)
    await harness.wait(one.connection.publish(`${ROOT}/large`, large, { qos: 1 }))
    const heard = await one.hears(() => true)
    expect(Buffer.compare(heard.payload, large)).toBe(0)
  })

  it('takes + for one level and # for all below', async () => {
    const harness = get()
    const plus = await subscribed(harness, 'one', `${ROOT}/+/up`)
    const hash = await subscribed(harness, 'two', `${ROOT}/x/#`)
    const three = await connectClient(harness, 'three')
    for (const topic of ['x/up', 'y/up', 'x/y/up', 'x/down', 'x', 'end/up', 'x/end']) {
      await harness.wait(three.connection.publish(`${ROOT}/${topic}`, bytes(topic), { qos: 1 }))
    }
    await Promise.all([plus.hears(says('end/up')), hash.hears(says('x/end'))])
    expect(plus.heard.map(text)).toEqual(['x/up', 'y/up', 'end/up'])
    expect(hash.heard.map(text)).toEqual(['x/up', 'x/y/up', 'x/down', 'x', 'x/end'])
  })

  it('keeps a retained message for those who come later, until it is cleared', async () => {
    const harness = get()
    const early = await subscribed(harness, 'one', `${ROOT}/+`)
    const sender = await connectClient(harness, 'two')
    await harness.wait(sender.connection.publish(`${ROOT}/state`, bytes('first'), { qos: 1, retain: true }))
    await harness.wait(sender.connection.publish(`${ROOT}/state`, bytes('second'), { qos: 1, retain: true }))
    await early.hears(says('second'))
    expect(early.heard.map(message => message.retained)).toEqual([false, false])

    const late = await subscribed(harness, 'three', `${ROOT}/+`)
    expect(await late.hears(() => true)).toMatchObject({ topic: `${ROOT}/state`, retained: true })
    expect(late.heard.map(text)).toEqual(['second'])
    await harness.wait(sender.connection.publish(`${ROOT}/state`, new Uint8Array(), { qos: 1, retain: true }))
    await late.hears(message => message.payload.length === 0)
    await harness.wait(late.connection.close())

    const later = await subscribed(harness, 'three', `${ROOT}/+`)
    await harness.wait(sender.connection.publish(`${ROOT}/end`, bytes('end'), { qos: 1 }))
    await later.hears(says('end'))
    expect(later.heard.map(text)).toEqual(['end'])
  })
}

function describeEnds(get: () => MqttHarness): void {
  const will = { topic: `${ROOT}/will`, payload: bytes('gone'), qos: 1, retain: true } as const

  it('keeps nothing for a client that is away', async () => {
    const harness = get()
    const away = await subscribed(harness, 'one', `${ROOT}/+`)
    const sender = await connectClient(harness, 'two')
    await harness.wait(away.connection.close())
    await harness.wait(sender.connection.publish(`${ROOT}/a`, bytes('missed'), { qos: 1 }))
    const back = await subscribed(harness, 'one', `${ROOT}/+`)
    await harness.wait(sender.connection.publish(`${ROOT}/a`, bytes('end'), { qos: 1 }))
    await back.hears(says('end'))
    expect(back.heard.map(text)).toEqual(['end'])
  })

  it('sends the will when a connection is dropped', async () => {
    const harness = get()
    const watcher = await subscribed(harness, 'one', `${ROOT}/+`)
    const mortal = await connectClient(harness, 'two', { will })
    mortal.connection.destroy()
    await watcher.hears(says('gone'))
    expect(await harness.wait(mortal.connection.closed)).toEqual({ why: 'closed' })
    const late = await subscribed(harness, 'three', `${ROOT}/will`)
    expect(await late.hears(says('gone'))).toMatchObject({ retained: true })
  })

  it('sends no will when a connection is closed', async () => {
    const harness = get()
    const watcher = await subscribed(harness, 'one', `${ROOT}/+`)
    const mortal = await connectClient(harness, 'two', { will })
    await harness.wait(mortal.connection.publish(`${ROOT}/last`, bytes('last'), { qos: 0 }))
    await harness.wait(mortal.connection.close())
    expect(await mortal.connection.closed).toEqual({ why: 'closed' })
    const again = await connectClient(harness, 'two')
    await harness.wait(again.connection.publish(`${ROOT}/end`, bytes('end'), { qos: 1 }))
    await watcher.hears(says('end'))
    expect(watcher.heard.map(text)).toEqual(['last', 'end'])
  })

  it('gives a client id to the last who asks, and ends the older connection', async () => {
    const harness = get()
    const older = await subscribed(harness, 'one', `${ROOT}/+`)
    const newer = await subscribed(harness, 'one', `${ROOT}/+`)
    expect(await harness.wait(older.connection.closed)).toMatchObject({ why: 'lost' })
    await expect(
      harness.wait(older.connection.publish(`${ROOT}/a`, bytes('x'), { qos: 1 })),
    ).rejects.toMatchObject({
      code: 'mqtt-closed',
    })
    await harness.wait(newer.connection.publish(`${ROOT}/a`, bytes('end'), { qos: 1 }))
    await newer.hears(says('end'))
    expect(older.heard).toEqual([])
  })

  it('answers nothing but errors once a connection is over', async () => {
    const harness = get()
    const { connection } = await connectClient(harness, 'one')
    const underWay = connection.publish(`${ROOT}/a`, bytes('x'), { qos: 1 })
    connection.destroy()
    await expect(harness.wait(underWay)).rejects.toMatchObject({ code: 'mqtt-closed' })
    for (const qos of [0, 1] as const) {
      const late = connection.publish(`${ROOT}/a`, bytes('x'), { qos })
      await expect(harness.wait(late)).rejects.toMatchObject({ code: 'mqtt-closed', category: 'unavailable' })
    }
    await expect(harness.wait(connection.subscribe([`${ROOT}/a`], 1))).rejects.toMatchObject({
      code: 'mqtt-closed',
    })
    connection.destroy()
    await harness.wait(connection.close())
    expect(await connection.closed).toEqual({ why: 'closed' })
  })

  it('brings no message after a connection was dropped', async () => {
    const harness = get()
    const sender = await connectClient(harness, 'two')
    const one: TestClient = await connectClient(harness, 'one', {}, () => one.connection.destroy())
    await harness.wait(one.connection.subscribe([`${ROOT}/a`], 1))
    const sends = Array.from({ length: 50 }, () =>
      sender.connection.publish(`${ROOT}/a`, bytes('x'), { qos: 1 }),
    )
    await harness.wait(Promise.all([...sends, one.connection.closed]))
    const witness = await subscribed(harness, 'three', `${ROOT}/a`)
    await harness.wait(sender.connection.publish(`${ROOT}/a`, bytes('end'), { qos: 1 }))
    await witness.hears(says('end'))
    expect(one.heard).toHaveLength(1)
  })
}

function describeRefusals(get: () => MqttHarness): void {
  it('says that credentials were refused', async () => {
    const harness = get()
    await expect(connectClient(harness, 'one', { password: 'wrong' })).rejects.toMatchObject({
      code: 'mqtt-refused',
      category: 'configuration',
    })
    await expect(connectClient(harness, 'one', { username: 'nobody' })).rejects.toMatchObject({
      code: 'mqtt-refused',
    })
  })

  it('says that nobody answers', async () => {
    const harness = get()
    const { port, url } = await harness.unreachable()
    const attempt = port.connect({ url, clientId: 'one', keepaliveSeconds: 10 }, () => {})
    await expect(harness.wait(attempt)).rejects.toMatchObject({
      code: 'mqtt-unreachable',
      category: 'unavailable',
    })
  })

  it('says that a subscription was refused', async context => {
    const harness = get()
    if (!harness.refusesSubscriptions) return context.skip('this broker grants every subscription')
    const { connection } = await connectClient(harness, 'one')
    await expect(harness.wait(connection.subscribe(['elsewhere/#'], 1))).rejects.toMatchObject({
      code: 'mqtt-subscribe-refused',
    })
    await harness.wait(connection.publish(`${ROOT}/a`, bytes('still connected'), { qos: 1 }))
  })
}
