import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

const RESOURCES = [
  { id: 'crucibles', kind: 'countable', capacity: 8, title: 'Alumina crucibles' },
  { id: 'powder', kind: 'consumable', unit: 'g', capacity: 1_000, fill: 700 },
  { id: 'tray', kind: 'named', names: ['tray/1', 'tray/2'], recycle: '2 h' },
]

/** The laboratory with its balance, and a client whose answers are checked against the OpenAPI document. */
async function startLab(): Promise<{ client: Client; url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = started.use(
    await Lab.prepare({
      folder,
      instruments: ['balance'],
      usualPorts: false,
      coordinator: { heartbeatSeconds: 0.5, resources: RESOURCES },
    }),
  )
  await lab.start()
  return { client: createClient({ url: lab.apiUrl, fetch: checkedFetch(lab.apiUrl) }), url: lab.apiUrl }
}

const ada = { by: 'Ada', reason: 'a visit' }

test('what there is can be seen, refilled, lent, given back, and changed while nobody uses it', async () => {
  const { client, url } = await startLab()
  expect((await client.resources()).map(({ id, free, unit }) => `${id} ${free} ${unit}`)).toEqual([
    'crucibles 8 pieces',
    'powder 700 g',
    'tray 2 pieces',
  ])
  expect(await client.refill('powder', { ...ada, amount: 300, unit: 'g' })).toMatchObject({
    remaining: 1_000,
    free: 1_000,
  })
  const tooMuch = client.refill('powder', { ...ada, amount: 1 })
  await expect(tooMuch).rejects.toMatchObject({ status: 409, code: 'too-much' })
  const wrong = client.refill('powder', { ...ada, amount: 1, unit: 'kg' })
  await expect(wrong).rejects.toMatchObject({ status: 409, code: 'wrong-unit' })
  const nothing = client.refill('powder', { by: 'Ada', reason: '', amount: -1 })
  await expect(nothing).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'amount' }, { field: 'reason' }],
  })

  const lent = await client.lend('tray', { ...ada, names: ['tray/2'], for: '2 h' })
  expect(lent).toMatchObject({
    free: 1,
    names: [{ free: true }, { free: false }],
    leases: [{ by: 'Ada', reason: 'a visit', names: ['tray/2'] }],
  })
  const kind = { kind: 'countable', capacity: 4, by: 'Ada', reason: 'counted' } as const
  const inUse = client.defineResource('tray', kind)
  await expect(inUse).rejects.toMatchObject({ status: 409, code: 'resource-in-use' })
  const back = await client.giveBack('tray', lent.leases[0]?.id ?? '', ada)
  expect(back).toMatchObject({ free: 2, leases: [] })
  const unknown = client.giveBack('tray', 'lease-9', ada)
  await expect(unknown).rejects.toMatchObject({ status: 404, code: 'not-found' })
  expect(await client.defineResource('tray', kind)).toMatchObject({ kind: 'countable', capacity: 4 })
  const faulty = client.defineResource('Tray', { kind: 'named', by: 'Ada', reason: 'r' })
  await expect(faulty).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'id' }, { field: 'names' }],
  })
  const missing = client.resource('glove')
  await expect(missing).rejects.toMatchObject({ status: 404 })

  const events = await checkedFetch(url)(`${url}/v1/audit?limit=500`)
  const { events: told } = (await events.json()) as { events: { kind: string; actor: string }[] }
  expect(told.filter(({ actor }) => actor === 'person:Ada').map(({ kind: what }) => what)).toEqual([
    'resource.refilled',
    'resource.lent',
    'resource.returned',
    'resource.defined',
  ])
})

test('a sample has one place, and a task that has it says so', async () => {
  const { client } = await startLab()
  const placed = { by: 'Ada', place: { resource: 'tray', name: 'tray/1' } }
  expect(await client.placeSample('s-1', placed)).toMatchObject({ id: 's-1', place: placed.place })
  await expect(client.placeSample('s-2', placed)).rejects.toMatchObject({
    status: 409,
    code: 'position-occupied',
  })
  const half = client.placeSample('s-2', { by: 'Ada', place: { resource: 'tray' } as never })
  await expect(half).rejects.toMatchObject({ status: 422, faults: [{ field: 'place' }] })
  const run = await client.submit({
    activity: {
      activity: 'weigh',
      parameters: { sample: 's-1' },
      resources: [
        { resource: 'crucibles', amount: 2 },
        { resource: 'powder', amount: 100, unit: 'g' },
      ],
      samples: ['s-1'],
    },
  })
  await until(async () => (await client.resource('powder')).remaining === 600 || undefined)
  expect(await client.resource('crucibles')).toMatchObject({
    held: 2,
    free: 6,
    holders: [{ task: `${run.id}-run`, amount: 2 }],
  })
  expect(await client.samples()).toEqual([expect.objectContaining({ id: 's-1', task: `${run.id}-run` })])
  await until(async () => (await client.job(run.id)).state === 'succeeded' || undefined)
  const task = await client.task(`${run.id}-run`)
  expect(task.attemptList).toMatchObject([
    { holds: [{ resource: 'crucibles' }, { resource: 'powder' }, { resource: 'sample:s-1' }] },
  ])
  expect(await client.resource('crucibles')).toMatchObject({ free: 8, held: 0 })
  const refused = client.submit({
    activity: { activity: 'weigh', resources: [{ resource: 'crucibles', amount: 9 }] },
  })
  await expect(refused).rejects.toMatchObject({ faults: [{ field: 'activity.resources.0.amount' }] })
})
