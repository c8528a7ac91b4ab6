import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, type QueuedTask } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

/** A lab around the balance; each answer is held against the OpenAPI document. */
async function startLab(scheduler: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const coordinator = { heartbeatSeconds: 0.5, scheduler }
  const lab = started.use(
    await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false, coordinator }),
  )
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'ada', fetch: checkedFetch(lab.apiUrl) })
  await until(async () => ((await client.instruments()).length > 0 ? true : undefined))
  return { client, url: lab.apiUrl }
}

const ann = { by: 'Ann', reason: 'the vent is open' }

async function weigh(client: Client): Promise<string> {
  const { id } = await client.submit({ activity: { activity: 'weigh' } })
  const [task] = (await client.job(id)).tasks
  if (!task) throw new Error(`${id} has no task`)
  return task.id
}
async function queueOf(client: Client): Promise<QueuedTask[]> {
  const all: QueuedTask[] = []
  for await (const task of client.queue()) all.push(task)
  return all
}
const idsOf = async (client: Client): Promise<string[]> => (await queueOf(client)).map(({ id }) => id)
const LISTS = ['agents', 'instruments', 'resources', 'samples', 'pauses', 'breakers', 'maintenance']
  .concat('escalations', 'prompts', 'dead-letters', 'queue')
  .map(name => `/v1/${name}`)

/** The ids on each page of a list, one to a page. */
async function pagesOf(url: string, path: string, name: string): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '1', ...(cursor === undefined ? {} : { cursor }) })
    const answer = await checkedFetch(url)(`${url}${path}?${query.toString()}`)
    const page = (await answer.json()) as Record<string, { id: string }[]> & { nextCursor?: string }
    pages.push((page[name] ?? []).map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return pages
}
const isDone = (client: Client, taskId: string) =>
  until(async () => ((await client.task(taskId)).state === 'succeeded' ? true : undefined))

test('the queue is paused, put in order by hand, and goes on in that order', async () => {
  const { client, url } = await startLab()
  expect(await client.pause('queue', { ...ann, for: '2 h' })).toMatchObject({
    id: 'queue',
    of: 'queue',
    state: 'paused',
    by: 'Ann',
    underWay: 0,
    drain: 'drained',
  })
  const [a, b, c] = [await weigh(client), await weigh(client), await weigh(client)]
  expect((await client.task(a)).waiting).toMatchObject([
    { code: 'queue-paused', waitsFor: { kind: 'person', id: 'Ann' } },
  ])
  expect(await idsOf(client)).toEqual([a, b, c])
  expect((await client.order(c, { by: 'Ann', to: 'top' })).order).toMatchObject({ by: 'Ann', place: 'top' })
  await client.order(a, { by: 'Ben', after: b, reason: 'its crucible cools' })
  expect(await queueOf(client)).toMatchObject([
    { id: c, position: 1, user: 'ada', share: 'ada', priority: 50, order: { place: 'top' } },
    { id: b, position: 2 },
    { id: a, position: 3, order: { by: 'Ben', place: 'beside' } },
  ])
  await client.order(c, { by: 'Ann', to: 'natural' })
  expect(await idsOf(client)).toEqual([b, a, c])
  const { jobId } = await client.task(c)
  expect((await client.changePriority(jobId, { by: 'Ann', priority: 'high' })).priority).toBe(75)
  expect(await idsOf(client)).toEqual([c, b, a])
  expect(await pagesOf(url, '/v1/queue', 'tasks')).toEqual([[c], [b], [a]])
  await client.pause('activity:weigh', ann)
  expect(await pagesOf(url, '/v1/pauses', 'pauses')).toEqual([['activity:weigh'], ['queue']])
  await client.resume('activity:weigh', ann)
  for (const list of LISTS)
    for (const query of ['limit=0', 'limit=501', 'page=2'])
      expect((await checkedFetch(url)(`${url}${list}?${query}`)).status).toBe(422)
  for (const list of ['/v1/queue', '/v1/escalations', '/v1/prompts', '/v1/dead-letters'])
    expect((await checkedFetch(url)(`${url}${list}?cursor=x`)).status).toBe(422)

  const stream = await (await checkedFetch(url)(`${url}/v1/stream`)).body?.getReader().read()
  expect(Buffer.from((stream?.value as Uint8Array | undefined) ?? []).toString()).toContain(
    '"pauses":{"queue":{"id":"queue"',
  )
  expect((await client.resume('queue', ann)).state).toBe('resumed')
  expect(await client.pauses()).toEqual([])
  await isDone(client, a)
  await isDone(client, c)
  const startOf = async (id: string) => Date.parse((await client.task(id)).startedAt ?? '')
  expect(await startOf(c)).toBeLessThan(await startOf(b))
  expect(await startOf(b)).toBeLessThan(await startOf(a))
  await expect(client.order(a, { by: 'Ann', to: 'top' })).rejects.toMatchObject({
    status: 409,
    code: 'order-refused',
  })
  await expect(client.resume('queue', ann)).rejects.toMatchObject({ status: 409, code: 'not-paused' })
})

test('pauses of what there is not, places that are none, and wrong ends are refused, each with its field', async () => {
  const { client, url } = await startLab()
  await expect(client.pause('instrument:none', ann)).rejects.toMatchObject({ status: 404 })
  await expect(client.pause('queue', { ...ann, for: '0 s' })).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'for' }],
  })
  await expect(client.pause('queue', { ...ann, until: '2001-01-01T00:00:00Z' })).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'until' }],
  })
  await expect(client.order('none', { by: 'Ann', to: 'top' })).rejects.toMatchObject({ status: 404 })
  await expect(client.order('none', { by: 'Ann', to: 'top', before: 'x' })).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'to' }],
  })
  await expect(client.changePriority('none', { by: 'Ann', priority: 7 })).rejects.toMatchObject({
    status: 404,
  })
  const strange = client.submit({ activity: { activity: 'weigh', strategy: 'cheapest' } })
  await expect(strange).rejects.toMatchObject({ status: 422, faults: [{ field: 'activity.strategy' }] })
  const wrong = await checkedFetch(url)(`${url}/v1/queue?limit=900`)
  expect(wrong.status).toBe(422)
})

test('past the limit a submission is told when to come again, and comes in when there is room', async () => {
  const { client, url } = await startLab({ limits: { queued: 2 } })
  await client.pause('activity:weigh', ann)
  const first = await weigh(client)
  await weigh(client)
  await expect(client.submit({ activity: { activity: 'weigh' } })).rejects.toMatchObject({
    status: 429,
    code: 'queue-full',
    retryAfter: 60_000,
  })
  const body = JSON.stringify({ activity: { activity: 'weigh' } })
  const headers = { 'content-type': 'application/json' }
  const refused = await checkedFetch(url)(`${url}/v1/jobs`, { method: 'POST', body, headers })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
  expect((await queueOf(client)).length).toBe(2)
  await client.resume('activity:weigh', ann)
  await isDone(client, first)
  const later = await until(async () => client.submit({ activity: { activity: 'weigh' } }))
  expect(later.id).toMatch(/^job-/)
})
