import { once } from 'node:events'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type Client, createClient, type EscalationView } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

/** A lab around the balance, whose limits are small. Not started yet. @param supervisor further limits */
async function prepareLab(supervisor: object = {}, escalation: object = {}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const limits = { silentAfter: '1 s', brokerAfter: '1 s', ...supervisor }
  const coordinator = { heartbeatSeconds: 0.5, supervisor: limits, escalation }
  return started.use(await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false, coordinator }))
}

const clientOf = ({ apiUrl }: Lab): Client => createClient({ url: apiUrl, fetch: checkedFetch(apiUrl) })

type Told = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
interface StreamEvent {
  readonly event: string
  readonly data: Told
}

/** All that the stream tells from now on. */
async function listen(url: string): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  const abort = new AbortController()
  const response = await checkedFetch(url)(`${url}/v1/stream`, { signal: abort.signal })
  const read = async () => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      const blocks = (text + Buffer.from(chunk).toString()).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? []
        if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) as Told })
      }
    }
  }
  const reading = read().catch(() => undefined)
  started.defer(async () => {
    abort.abort()
    await reading
  })
  return events
}

/** The first that is told of a thing, from its snapshot or delta `after` another; null where it is gone. */
const toldOf = (
  events: readonly StreamEvent[],
  table: string,
  id: string,
  holds: (value: unknown) => boolean,
) => until(async () => events.find(({ data }) => holds(data[table]?.[id])))

const isThere = (value: unknown): boolean => typeof value === 'object' && value !== null
const isGone = (value: unknown): boolean => value === null

const open = (client: Client, kind: string): Promise<EscalationView> =>
  until(async () => (await client.escalations()).find(escalation => escalation.kind === kind))

test('an agent that is killed is escalated, can be taken up and not talked away, and its return ends it', async () => {
  const lab = await prepareLab()
  await lab.start()
  const client = clientOf(lab)
  const events = await listen(lab.apiUrl)
  await lab.kill('agent', 'balance')
  const { id, ...found } = await open(client, 'agent-silent')
  expect(found).toMatchObject({
    severity: 'warning',
    title: 'An agent is not in contact: bench-pc',
    entries: [{ subject: 'agent:bench-pc', count: 1, links: { agentId: 'bench-pc' } }],
    occurrences: 1,
    runbook: 'docs/runbooks/agent-silent.md',
  })
  await toldOf(events, 'escalations', id, isThere)

  expect((await client.acknowledge(id, { by: 'Ann' })).acknowledged?.by).toBe('Ann')
  expect((await client.assign(id, { by: 'Ann', to: 'Bob' })).assignee).toBe('Bob')
  expect((await client.assign(id, { by: 'Ann' })).assignee).toBeUndefined()
  const before = await client.snooze(id, { by: 'Bob', for: '2 h' })
  expect(Date.parse(before.snoozedUntil ?? '')).toBeGreaterThan(Date.parse(before.raisedAt) + 7_000_000)
  await expect(client.resolve(id, { by: 'Ann', reason: 'it is fine' })).rejects.toMatchObject({
    status: 409,
    code: 'cause-remains',
  })
  expect((await client.comment(id, { by: 'Bob', text: 'the plug was out' })).comments).toMatchObject([
    { by: 'Bob', text: 'the plug was out' },
  ])

  await lab.revive('agent', 'balance')
  const resolved = await until(async () => {
    const now = await client.escalation(id)
    return now.state === 'resolved' ? now : undefined
  })
  expect(resolved.resolvedBy).toBe('rule:supervisor')
  await toldOf(events, 'escalations', id, isGone)
  await expect(client.acknowledge(id, { by: 'Ann' })).rejects.toMatchObject({
    status: 409,
    code: 'escalation-resolved',
  })
  expect((await client.comment(id, { by: 'Ann', text: 'seen' })).comments).toHaveLength(2)
  expect((await client.escalations()).map(escalation => escalation.id)).not.toContain(id)
  expect((await client.escalations('resolved')).map(escalation => escalation.id)).toContain(id)
})

const ann = { by: 'Ann', reason: 'the plug was out' }

/** A lab whose instrument breaks down in its first two runs, and where one failure opens breakers. */
async function failingLab() {
  const lab = await prepareLab({ breakers: { failures: 1, openFor: '1 h' } })
  await appendFile(join(lab.folder, 'balance.yaml'), 'faults: [{ kind: fail-run, at: 10, times: 2 }]\n')
  await lab.start()
  const client = clientOf(lab)
  const weigh = async () => {
    const { id } = await client.submit({ activity: { activity: 'weigh' } })
    const [task] = (await client.job(id)).tasks
    if (!task) throw new Error(`${id} has no task`)
    return task.id
  }
  const taskIs = (taskId: string, state: string) =>
    until(async () => ((await client.task(taskId)).state === state ? true : undefined))
  return { client, weigh, taskIs, url: lab.apiUrl }
}

const INSTRUMENT = 'instrument:balance-1'
const ACTIVITY = 'activity:weigh'

test('what fails opens breakers and leaves dead letters, and people bring it to its end', async () => {
  const { client, weigh, taskIs, url } = await failingLab()
  const events = await listen(url)
  const first = await weigh()
  await taskIs(first, 'failed')
  await toldOf(events, 'breakers', INSTRUMENT, isThere)
  expect(await client.breakers()).toMatchObject([
    { id: ACTIVITY, of: 'activity', name: 'weigh', state: 'open' },
    { id: INSTRUMENT, of: 'instrument', name: 'balance-1', state: 'open' },
  ])
  expect(await client.deadLetters()).toMatchObject([
    { id: first, activity: 'weigh', instrument: 'balance-1', attempts: 1, state: 'open' },
  ])
  await expect(client.recover(first, { action: 'done', ...ann })).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'evidence' }],
  })
  const done = await client.recover(first, { action: 'done', ...ann, evidence: { mass: 4.21 } })
  expect(done).toMatchObject({ state: 'succeeded', result: { mass: 4.21, markedAsDoneBy: 'Ann' } })
  expect(await client.deadLetters()).toEqual([])

  const second = await weigh()
  const { state, waiting } = await client.task(second)
  expect([state, waiting.map(({ waitsFor }) => waitsFor?.id)]).toEqual(['queued', [ACTIVITY, INSTRUMENT]])
  for (const id of [INSTRUMENT, ACTIVITY])
    expect(await client.resetBreaker(id, ann)).toMatchObject({ id, state: 'closed', failures: 0 })
  await toldOf(events, 'breakers', INSTRUMENT, isGone)
  await taskIs(second, 'failed')
  await expect(client.replay(second, ann)).rejects.toMatchObject({ status: 409, code: 'recovery-refused' })
  expect(await client.replay(second, { ...ann, startAgain: true })).toMatchObject({
    id: second,
    state: 'replayed',
    endedBy: 'Ann',
  })
  await expect(client.replay(second, ann)).rejects.toMatchObject({ status: 409, code: 'letter-closed' })
  for (const id of [INSTRUMENT, ACTIVITY]) await client.resetBreaker(id, ann)
  await taskIs(second, 'running')
  await expect(client.recover(second, { action: 'retry', ...ann })).rejects.toMatchObject({
    status: 409,
    code: 'recovery-refused',
  })
  await taskIs(second, 'succeeded')
})

/** A server on this machine that takes what is posted. */
async function receiver() {
  const received: unknown[] = []
  const server = createServer((request, response) => {
    void json(request).then(body => {
      received.push(body)
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  started.defer(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close }
}

test('a channel is tested by hand, and what it refuses is said', async () => {
  const siren = await receiver()
  const gone = await receiver()
  await gone.close()
  const channels = [
    { kind: 'webhook', name: 'siren', url: siren.url },
    { kind: 'webhook', name: 'gone', url: gone.url },
  ]
  const lab = await prepareLab({}, { channels, people: { ann: {} } })
  await lab.start()
  const client = clientOf(lab)
  expect(await client.channels()).toEqual([
    { name: 'siren', isDown: false, failures: 0 },
    { name: 'gone', isDown: false, failures: 0 },
  ])
  expect(await client.testChannel('siren', { by: 'Ann', to: ['ann'] })).toMatchObject({ name: 'siren' })
  expect(siren.received).toMatchObject([{ reason: 'test', site: 'lab', to: ['ann'] }])
  expect(JSON.stringify(siren.received)).toContain('Ann wanted to know')
  await expect(client.testChannel('gone', { by: 'Ann' })).rejects.toMatchObject({
    status: 502,
    code: 'channel-failed',
  })
  await expect(client.testChannel('none', { by: 'Ann' })).rejects.toMatchObject({ status: 404 })
})

test('how the coordinator does is told by component and as metrics, and a broker that is gone as not ready', async () => {
  const lab = await prepareLab()
  await lab.start()
  const api = new CheckedApi(lab.apiUrl)
  const ok = { ok: true }
  expect(await api.call('GET', '/readyz')).toEqual({
    status: 200,
    body: { status: 'ready', components: { store: ok, lead: ok, broker: ok, channels: ok } },
  })
  const metrics = await checkedFetch(lab.apiUrl)(`${lab.apiUrl}/metrics`)
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect((await metrics.text()).split('\n')).toEqual(
    expect.arrayContaining([
      'muster_coordinator_leads 1',
      'muster_broker_connected 1',
      'muster_escalations_open{severity="critical"} 0',
    ]),
  )
  await lab.kill('broker', 'balance')
  const down = await until(async () => {
    const answer = await api.call('GET', '/readyz')
    return answer.status === 503 ? answer.body : undefined
  })
  const broker = { ok: false, message: 'the broker does not answer' }
  expect(down).toMatchObject({
    code: 'broker-unreachable',
    components: { store: ok, lead: ok, broker, channels: ok },
  })
  expect(await api.call('GET', '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  const found = await open(clientOf(lab), 'broker-gone')
  expect(found).toMatchObject({ severity: 'critical', entries: [{ subject: 'broker:mqtt' }] })
  await lab.revive('broker', 'balance')
  await until(async () => ((await api.call('GET', '/readyz')).status === 200 ? true : undefined))
})

const MISSING = 'is missing'
const by = { field: 'by', message: MISSING }
const reason = { field: 'reason', message: MISSING }
const unknownBy = (...known: string[]) => ({
  field: 'name',
  message: `is not known here; known: ${known.join(', ')}`,
})

test('what is wrong with a request is said field by field, and what is not there is not found', async () => {
  const lab = await prepareLab()
  await lab.start()
  const api = new CheckedApi(lab.apiUrl)
  const refused = async (path: string, body: unknown) => {
    const answer = await api.call('POST', path, body)
    expect([path, answer.status]).toEqual([path, 422])
    return answer.body['faults']
  }
  const ofEscalation = '/v1/escalations/none'
  expect(await refused(`${ofEscalation}/acknowledge`, { name: 'Ann' })).toEqual([by, unknownBy('by')])
  expect(await refused(`${ofEscalation}/assign`, { to: 5 })).toEqual([
    by,
    { field: 'to', message: 'must be string' },
  ])
  expect(await refused(`${ofEscalation}/resolve`, {})).toEqual([by, reason])
  expect(await refused(`${ofEscalation}/comment`, {})).toEqual([by, { field: 'text', message: MISSING }])
  const duration = 'must be a duration such as "500 ms", "30 s" or "18 h"'
  expect(await refused(`${ofEscalation}/snooze`, { for: 'soon' })).toEqual([
    by,
    { field: 'for', message: duration },
  ])
  for (const time of ['0 s', '31 d', '99999999999999 d'])
    expect(await refused(`${ofEscalation}/snooze`, { by: 'Ann', for: time })).toEqual([
      { field: 'for', message: 'must be from 1 s to 30 d' },
    ])
  expect(await refused('/v1/breakers/agent:none/reset', {})).toEqual([by, reason])
  expect(await refused('/v1/dead-letters/none/replay', { startAgain: 'yes' })).toEqual([
    by,
    reason,
    { field: 'startAgain', message: 'must be boolean' },
  ])
  expect(await refused('/v1/dead-letters/none/dismiss', {})).toEqual([by, reason])
  expect(await refused('/v1/tasks/none/recover', { action: 'mend' })).toEqual([
    by,
    reason,
    { field: 'action', message: 'must be one of retry, cancel, done, skip, move, fixed' },
  ])
  expect(await refused('/v1/channels/none/test', { to: 'Ann' })).toEqual([
    by,
    { field: 'to', message: 'must be array' },
  ])

  for (const [path, body] of [
    [`${ofEscalation}/acknowledge`, { by: 'Ann' }],
    [`${ofEscalation}/resolve`, ann],
    ['/v1/breakers/agent:none/reset', ann],
    ['/v1/dead-letters/none/replay', ann],
    ['/v1/dead-letters/none/dismiss', ann],
    ['/v1/tasks/none/recover', { action: 'retry', ...ann }],
    ['/v1/channels/none/test', { by: 'Ann' }],
  ] as const)
    expect([path, (await api.call('POST', path, body)).status]).toEqual([path, 404])
  for (const path of [ofEscalation, '/v1/breakers/agent:none'])
    expect([path, (await api.call('GET', path)).status]).toEqual([path, 404])
  for (const path of [
    '/v1/escalations?state=gone',
    '/v1/escalations?limit=501',
    '/v1/dead-letters?state=gone',
  ])
    expect([path, (await api.call('GET', path)).status]).toEqual([path, 422])
  for (const path of [
    '/v1/escalations?state=all&limit=1',
    '/v1/dead-letters?state=all',
    '/v1/breakers',
    '/v1/channels',
  ])
    expect([path, (await api.call('GET', path)).status]).toEqual([path, 200])
})
