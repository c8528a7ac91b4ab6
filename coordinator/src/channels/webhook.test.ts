import { millis, seconds } from '@muster/runtime'
import { ManualClock, settle } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import type { WebhookSettings } from './settings.ts'
import { aNotification, failureOf, noStop } from './testing/fixtures.ts'
import { httpReceiver } from './testing/http-receiver.ts'
import { createWebhook, verifySignature } from './webhook.ts'

const SECRET = 'a secret of the lab'
const clock = new ManualClock()
const people = [{ name: 'Ann' }, { name: 'Bob' }]

function webhook(url: string, changes: Partial<WebhookSettings> = {}) {
  return createWebhook({ kind: 'webhook', name: 'ops', url, format: 'json', ...changes }, { clock })
}

test('posts the notification and who it is for as JSON', async () => {
  await using receiver = await httpReceiver()
  const notification = aNotification()
  await webhook(`${receiver.url}/hook?key=1`).send(notification, people, noStop())
  const [request, ...more] = receiver.received
  expect(more).toEqual([])
  expect(request).toMatchObject({ method: 'POST', path: '/hook?key=1' })
  expect(request?.headers['content-type']).toBe('application/json')
  expect(request?.headers['webhook-signature']).toBeUndefined()
  expect(JSON.parse(request?.body ?? '')).toEqual({ ...notification, to: ['Ann', 'Bob'] })
})

test('signs what it posts, at the time of the try, and sends the headers of the settings', async () => {
  await using receiver = await httpReceiver()
  const headers = { Authorization: 'Bearer x', 'Webhook-Signature': 'mine' }
  await webhook(receiver.url, { secret: SECRET, headers }).send(aNotification(), people, noStop())
  const request = await receiver.first
  expect(request.headers['authorization']).toBe('Bearer x')
  expect(request.headers['webhook-id']).toBe('n-1')
  expect(request.headers['webhook-signature']).toMatch(/^v1,\S+$/)
  expect(verifySignature(SECRET, request.headers, request.body, clock.wall())).toBe(true)
  expect(verifySignature('another secret there', request.headers, request.body, clock.wall())).toBe(false)
})

describe('an answer other than 2xx', () => {
  test.each([408, 425, 429, 500, 503])('%i may be better next time', async status => {
    await using receiver = await httpReceiver(() => ({ status }))
    expect(await failureOf(webhook(receiver.url).send(aNotification(), [], noStop()))).toEqual({
      code: 'channel-failed',
      category: 'unavailable',
      message: `channel "ops" was answered with ${status}`,
    })
  })

  test.each([400, 401, 403, 404, 410])('%i will be the same until the settings are', async status => {
    await using receiver = await httpReceiver(() => ({ status }))
    expect(await failureOf(webhook(receiver.url).send(aNotification(), [], noStop()))).toEqual({
      code: 'channel-failed',
      category: 'configuration',
      message: `channel "ops" was answered with ${status}`,
    })
  })

  test.each([301, 302, 307, 308])('%i is not followed', async status => {
    await using elsewhere = await httpReceiver()
    await using receiver = await httpReceiver(() => ({ status, headers: { location: elsewhere.url } }))
    const failure = await failureOf(webhook(receiver.url).send(aNotification(), [], noStop()))
    expect(failure?.category).toBe('configuration')
    expect(failure?.message).toContain(`${status}`)
    expect(elsewhere.received).toEqual([])
  })
})

test('a server that is not there may be later; the error keeps the URL to itself', async () => {
  const gone = await httpReceiver()
  await gone[Symbol.asyncDispose]()
  const failure = await failureOf(
    webhook(`${gone.url}/T0/hidden?key=hidden`).send(aNotification(), [], noStop()),
  )
  expect(failure).toEqual({
    code: 'channel-failed',
    category: 'unavailable',
    message: 'channel "ops" could not be reached: ECONNREFUSED',
  })
})

test('an URL that can not be read is refused at once, and not shown', () => {
  expect(() => webhook('http://127.0.0.1:99999/?key=hidden')).toThrow(
    /^the url of channel "ops" can not be read$/,
  )
})

describe('a server that does not answer', () => {
  test('is given 10 s', async () => {
    await using receiver = await httpReceiver(() => undefined)
    let failure: unknown
    const sending = failureOf(webhook(receiver.url).send(aNotification(), [], noStop())).then(
      value => (failure = value),
    )
    await receiver.first
    await clock.advance(millis(9_999))
    await settle()
    expect(failure).toBeUndefined()
    await clock.advance(millis(1))
    await sending
    expect(failure).toEqual({
      code: 'channel-failed',
      category: 'unavailable',
      message: 'channel "ops" got no answer within 10 s',
    })
  })

  test('is left when the caller stops', async () => {
    await using receiver = await httpReceiver(() => undefined)
    const stop = new AbortController()
    const sending = failureOf(webhook(receiver.url).send(aNotification(), [], stop.signal))
    await receiver.first
    stop.abort()
    expect(await sending).toMatchObject({ category: 'unavailable', message: 'channel "ops" was stopped' })
    expect(clock.time.pending).toBe(0)
  })
})

test('nothing is posted after the caller has stopped', async () => {
  await using receiver = await httpReceiver()
  const failure = await failureOf(webhook(receiver.url).send(aNotification(), [], AbortSignal.abort()))
  expect(failure?.message).toBe('channel "ops" was stopped')
  expect(receiver.received).toEqual([])
})

test('an answer in time leaves no timer behind', async () => {
  await using receiver = await httpReceiver()
  await webhook(receiver.url).send(aNotification(), [], noStop())
  expect(clock.time.pending).toBe(0)
  await clock.advance(seconds(20))
})
