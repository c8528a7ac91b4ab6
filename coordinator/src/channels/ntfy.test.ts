import { ManualClock } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import type { Severity } from './channel.ts'
import { createNtfy } from './ntfy.ts'
import type { NtfySettings } from './settings.ts'
import { aNotification, failureOf, noStop } from './testing/fixtures.ts'
import { httpReceiver, type HttpReceiver } from './testing/http-receiver.ts'

const clock = new ManualClock()

function ntfy(url: string, changes: Partial<NtfySettings> = {}) {
  return createNtfy({ kind: 'ntfy', name: 'phones', url, ...changes }, { clock })
}

const bodiesOf = ({ received }: HttpReceiver) =>
  received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
const topicsOf = (receiver: HttpReceiver) => bodiesOf(receiver).map(({ topic }) => String(topic))

test('publishes as JSON, with the link to tap and the runbook as a button', async () => {
  await using receiver = await httpReceiver(() => ({ status: 200 }))
  await ntfy(receiver.url, { topic: 'lab', token: 'tk_1' }).send(aNotification(), [{ name: 'Ann' }], noStop())
  expect(receiver.received[0]).toMatchObject({ method: 'POST', path: '/' })
  expect(receiver.received[0]?.headers['authorization']).toBe('Bearer tk_1')
  expect(bodiesOf(receiver)).toEqual([
    {
      topic: 'lab',
      title: 'Furnace 2 is silent',
      message: 'Not heard for 10 min.\nTwo runs wait for it.',
      priority: 5,
      tags: ['rotating_light', 'lab-a', 'raised'],
      click: 'https://muster.example/escalations/e-1?a=1&b=2',
      actions: [{ action: 'view', label: 'Open runbook', url: 'https://wiki.example/silent' }],
    },
  ])
})

test.each<[Severity, number]>([
  ['info', 3],
  ['warning', 4],
  ['critical', 5],
])('%s has the priority %i', async (severity, priority) => {
  await using receiver = await httpReceiver()
  await ntfy(receiver.url, { topic: 'lab' }).send(aNotification({ severity }), [], noStop())
  expect(bodiesOf(receiver)).toEqual([expect.objectContaining({ topic: 'lab', priority })])
})

test('sends once to each topic: of the people, and the common one for who has none', async () => {
  await using receiver = await httpReceiver()
  const people = [
    { name: 'Ann', ntfy: 'ann' },
    { name: 'Bob' },
    { name: 'Cem' },
    { name: 'Ann again', ntfy: 'ann' },
  ]
  await ntfy(receiver.url, { topic: 'lab' }).send(aNotification(), people, noStop())
  expect(topicsOf(receiver).sort()).toEqual(['ann', 'lab'])
})

test('says who can not be reached where there is no topic at all', async () => {
  await using receiver = await httpReceiver()
  const failure = await failureOf(
    ntfy(receiver.url).send(aNotification(), [{ name: 'Ann' }, { name: 'Bob' }], noStop()),
  )
  expect(failure).toEqual({
    code: 'channel-failed',
    category: 'configuration',
    message: 'channel "phones" has no topic of its own, and none is known of Ann, Bob',
  })
  expect(receiver.received).toEqual([])
})

test('where one topic fails the others are still served; what may pass is what is reported', async () => {
  const statuses: Readonly<Record<string, number>> = { ann: 403, bob: 503, cem: 200 }
  await using receiver = await httpReceiver(({ body }) => {
    const { topic } = JSON.parse(body) as { topic: string }
    return { status: statuses[topic] ?? 500 }
  })
  const people = ['ann', 'bob', 'cem'].map(topic => ({ name: topic, ntfy: topic }))
  expect(await failureOf(ntfy(receiver.url).send(aNotification(), people, noStop()))).toEqual({
    code: 'channel-failed',
    category: 'unavailable',
    message: 'channel "phones" was answered with 503',
  })
  expect(topicsOf(receiver).sort()).toEqual(['ann', 'bob', 'cem'])
})

test('a message is cut to the 4096 bytes above which ntfy makes it a file', async () => {
  await using receiver = await httpReceiver()
  await ntfy(receiver.url, { topic: 'lab' }).send(aNotification({ text: 'ü'.repeat(4000) }), [], noStop())
  const message = String(bodiesOf(receiver)[0]?.['message'])
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096)
  expect(message).toMatch(/^ü{2000,}…$/)
})
