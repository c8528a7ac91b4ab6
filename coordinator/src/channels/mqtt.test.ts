import { expect, test } from 'vitest'
import { createMqttChannel, type Publish } from './mqtt.ts'
import { aNotification, failureOf, noStop } from './testing/fixtures.ts'

const channel = (publish: Publish) =>
  createMqttChannel({ kind: 'mqtt', name: 'lamps', topic: 'escalations' }, publish)

test('publishes the notification and who it is for as JSON', async () => {
  const published: [string, unknown][] = []
  const lamps = channel(async (topic, payload) => {
    published.push([topic, JSON.parse(new TextDecoder().decode(payload))])
  })
  await lamps.send(aNotification(), [{ name: 'Ann' }], noStop())
  expect(published).toEqual([['escalations', { ...aNotification(), to: ['Ann'] }]])
})

test('a broker that is away may be back', async () => {
  const lamps = channel(() => Promise.reject(new Error('not connected')))
  expect(await failureOf(lamps.send(aNotification(), [], noStop()))).toEqual({
    code: 'channel-failed',
    category: 'unavailable',
    message: 'channel "lamps" could not publish: not connected',
  })
})

test('does not wait for the broker after the caller has stopped', async () => {
  const stop = new AbortController()
  const sending = failureOf(channel(() => new Promise(() => {})).send(aNotification(), [], stop.signal))
  stop.abort()
  expect(await sending).toMatchObject({ category: 'unavailable', message: 'channel "lamps" was stopped' })
})

test('publishes nothing after the caller has stopped', async () => {
  let isPublished = false
  const lamps = channel(async () => {
    isPublished = true
  })
  expect(await failureOf(lamps.send(aNotification(), [], AbortSignal.abort()))).toBeDefined()
  expect(isPublished).toBe(false)
})
