import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@muster/client'
import { mqttJsPort, upTopic } from '@muster/protocol'
import { readLedger, startSimulator, parseSimulator, type RunningSimulator } from '@muster/simulators'
import { seededRandom, silentLogger, systemClock } from '@muster/runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Program } from './processes.ts'
import { until } from './until.ts'

let folder: string
let balance: RunningSimulator
let started: AsyncDisposableStack

beforeEach(async () => {
  started = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const parsed = parseSimulator(
    {
      kind: 'balance',
      name: 'balance-1',
      serial: 'AB-1',
      protocol: { type: 'scpi', port: 0, keepsIds: true },
      timeScale: 4,
      ledger: join(folder, 'ledger.jsonl'),
      activities: { weigh: {} },
    },
    { folder },
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  balance = started.use(
    await startSimulator(parsed.value, { clock: systemClock, logger: silentLogger, random: seededRandom(1) }),
  )
})

afterEach(() => started.disposeAsync())

async function startCoordinator(ports?: { api: string; broker: string }) {
  const args = [
    'run',
    '--data',
    join(folder, 'coordinator'),
    '--api-port',
    ports?.api ?? '0',
    '--broker-port',
    ports?.broker ?? '0',
  ]
  const program = started.use(new Program('coordinator/src/cli.ts', args))
  const ready = await program.logged('ready')
  const api = String(ready['api'])
  const broker = String(ready['broker'])
  return {
    program,
    url: api,
    api: new CheckedApi(api),
    broker,
    ports: { api: portOf(api), broker: portOf(broker) },
  }
}

const portOf = (url: string): string => new URL(url.replace('mqtt:', 'http:')).port

async function startAgent(broker: string): Promise<Program> {
  const path = join(folder, 'agent.yaml')
  await writeFile(path, JSON.stringify(agentConfiguration(broker)))
  return started.use(new Program('edge-agent/src/cli.ts', ['run', '--config', path]))
}

function agentConfiguration(broker: string) {
  return {
    id: 'bench-pc',
    data: join(folder, 'agent'),
    broker: { url: broker },
    heartbeatSeconds: 0.2,
    instruments: [{ id: 'balance', driver: 'scpi', settings: scpiSettings() }],
  }
}

const scpiSettings = () => ({
  host: balance.host,
  port: balance.port,
  pollEvery: '20 ms',
  boot: 'SYST:BOOT?',
  busy: { query: 'WEIGH:STAT?', pattern: '^BUSY' },
  find: { query: 'WEIGH:JOB? {attemptId}', known: '^(BUSY|DONE|ERROR|STOPPED)', unknown: '^UNKNOWN' },
  activities: [
    {
      name: 'weigh',
      repeatability: 'safe-until-started',
      parameters: { type: 'object', additionalProperties: false, properties: { sample: { type: 'string' } } },
      start: { command: 'WEIGH:STAR', arguments: ['{attemptId}', 'sample={sample}'], accepted: '^OK$' },
      status: {
        query: 'WEIGH:JOB? {attemptId}',
        busy: '^BUSY',
        percent: '^BUSY,([\\d.]+)$',
        done: '^DONE',
        failed: '^ERROR',
      },
      result: [{ name: 'mass', query: 'WEIGH:RES?' }],
    },
  ],
})

const instrumentIsThere = (api: CheckedApi) =>
  until(async () => {
    const { status, body } = await api.call('GET', '/v1/instruments/balance')
    return status === 200 && body['link'] === 'connected' ? true : undefined
  })

const jobIs = (api: CheckedApi, id: string, state: string) =>
  until(async () => {
    const { body } = await api.call('GET', `/v1/jobs/${id}`)
    return body['state'] === state ? body : undefined
  })

async function weigh(api: CheckedApi): Promise<string> {
  const submission = {
    activity: { activity: 'weigh', parameters: { sample: 'A-17' } },
    labels: { experiment: 'e2e' },
  }
  const { status, body } = await api.call('POST', '/v1/jobs', submission, { 'idempotency-key': 'one' })
  expect(status).toBe(201)
  return String(body['id'])
}

async function expectOneStart(id: string): Promise<void> {
  const ledger = await readLedger(join(folder, 'ledger.jsonl'))
  expect(ledger.map(line => line.jobOrderId?.startsWith(id))).toEqual([true])
}

test('a weighing submitted over REST is done once, and its result is told with its unit', async () => {
  const { api, broker } = await startCoordinator()
  await startAgent(broker)
  await instrumentIsThere(api)
  const id = await weigh(api)
  const job = await jobIs(api, id, 'succeeded')
  expect(JSON.stringify(job['tasks'])).toMatch(/"mass".*"g"/)
  await expectOneStart(id)
  const again = await api.call(
    'POST',
    '/v1/jobs',
    { activity: { activity: 'weigh', parameters: { sample: 'A-17' } }, labels: { experiment: 'e2e' } },
    { 'idempotency-key': 'one' },
  )
  expect([again.status, again.body['id']]).toEqual([200, id])
  const agent = await api.call('GET', '/v1/agents/bench-pc')
  expect(agent.body).toMatchObject({ executed: 1, succeeded: 1, failed: 0 })
  for (const path of [
    '/v1/agents',
    '/v1/instruments',
    '/v1/stats',
    '/v1/prompts',
    '/v1/audit',
    '/v1/jobs?label=experiment=e2e',
    '/readyz',
    '/healthz',
  ]) {
    expect((await api.call('GET', path)).status, path).toBe(200)
  }
})

test.each(['agent', 'coordinator'])(
  'the %s is killed in the middle of a weighing: one start, and the job succeeds',
  async victim => {
    const first = await startCoordinator()
    const agent = await startAgent(first.broker)
    await instrumentIsThere(first.api)
    const id = await weigh(first.api)
    await jobIs(first.api, id, 'running')
    if (victim === 'agent') {
      await agent.kill()
      await startAgent(first.broker)
    } else {
      await first.program.kill()
      await startCoordinator(first.ports)
    }
    await jobIs(first.api, id, 'succeeded')
    await expectOneStart(id)
  },
)

test('what is wrong with a submission is said field by field, and nothing is stored', async () => {
  const { api, broker } = await startCoordinator()
  await startAgent(broker)
  await instrumentIsThere(api)
  const faults = async (body: unknown) => (await api.call('POST', '/v1/jobs', body)).body['faults']
  expect(await faults({ activity: { activity: 'melt' } })).toEqual([
    { field: 'activity.activity', message: 'no instrument has the activity "melt"; known: weigh' },
  ])
  expect(await faults({ activity: { activity: 'weigh', parameters: { sample: 5 } } })).toEqual([
    { field: 'activity.parameters.sample', message: 'must be string' },
  ])
  expect(await faults({ activity: { activity: 'weigh', instrument: 'scale' } })).toEqual([
    {
      field: 'activity.instrument',
      message: 'there is no instrument "scale"; instruments that have it: balance',
    },
  ])
  const ring = { a: { activity: 'weigh', after: ['b'] }, b: { activity: 'weigh', after: ['a'] } }
  expect(await faults({ workflow: { muster: 1, name: 'ring', version: 1, steps: ring } })).toEqual([
    { field: 'workflow.steps.a.after', message: 'steps wait for each other: a → b → a' },
  ])
  expect((await api.call('POST', '/v1/jobs', '{"activity": ')).status).toBe(400)
  expect((await api.call('POST', '/v1/jobs', { activity: { activity: 'x'.repeat(2_000_000) } })).status).toBe(
    413,
  )
  expect((await api.call('GET', '/v1/jobs')).body).toEqual({ jobs: [] })
})

test('a wrong configuration is told whole, with exit code 78, and nothing is started', async () => {
  const path = join(folder, 'agent.yaml')
  const wrong = `id: Bench PC\nsite: lab\nheartbeatSeconds: never\ninstruments:\n  - id: balance\n    driver: scpi\n`
  await writeFile(path, wrong)
  const program = started.use(new Program('edge-agent/src/cli.ts', ['run', '--config', path]))
  expect(await program.ended()).toBe(78)
  expect(program.output.join('\n')).toMatch(/1:1 id: [\s\S]*3:1 heartbeatSeconds: /)
  await expect(readFile(join(folder, 'agent', 'journal.json'))).rejects.toThrow()
})

test('a run is told as it goes, over a coordinator that was killed, and completes', async () => {
  const first = await startCoordinator()
  await startAgent(first.broker)
  await instrumentIsThere(first.api)
  const client = createClient({ url: first.url, user: 'ann', fetch: checkedFetch(first.url) })
  const run = await client.submit({ activity: { activity: 'weigh', parameters: { sample: 'A-17' } } })
  const states: string[] = []
  let wasLost = false
  const isRunning = Promise.withResolvers<void>()
  run.on('delta', ({ job, contactLost }) => {
    wasLost ||= contactLost !== undefined
    const state = job.tasks[0]?.state ?? ''
    if (states.at(-1) !== state) states.push(state)
    if (state === 'running') isRunning.resolve()
  })
  await isRunning.promise
  await first.program.kill()
  await startCoordinator(first.ports)
  const job = await run.completed
  expect(job.state).toBe('succeeded')
  expect(wasLost).toBe(true)
  expect(states.slice(-2)).toEqual(['running', 'succeeded'])
  await expectOneStart(job.id)
  await expect(client.watch('job-unknown').completed).rejects.toMatchObject({ status: 404 })
})

test('a reader of the stream who comes back gets what has changed since, and else a snapshot', async () => {
  const { url, broker } = await startCoordinator()
  const get = checkedFetch(url)
  const read = async (lastEventId?: string) => {
    const abort = new AbortController()
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
    const response = await get(`${url}/v1/stream`, { headers, signal: abort.signal })
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.includes('\n\n')) break
    }
    abort.abort()
    return { event: /^event: (.*)$/m.exec(text)?.[1], id: /^id: (.*)$/m.exec(text)?.[1] }
  }
  const before = await read()
  expect(before.event).toBe('snapshot')
  await startAgent(broker)
  expect((await read(before.id)).event).toBe('delta')
  // Its place was taken by then.
  expect((await read(before.id)).event).toBe('snapshot')
  expect((await read('of-another-process-7')).event).toBe('snapshot')
})

test('garbage and oversized messages are dropped, counted and logged once, and nothing else is disturbed', async () => {
  const { api, broker, program, url } = await startCoordinator()
  await startAgent(broker)
  await instrumentIsThere(api)
  const port = mqttJsPort(systemClock, silentLogger)
  const options = { url: broker, clientId: 'stranger', keepaliveSeconds: 10 }
  const stranger = await port.connect(options, () => undefined)
  const report = upTopic('lab', 'bench-pc', 'report')
  const retain = { qos: 1, retain: false } as const
  for (let times = 0; times < 3; times++)
    await stranger.publish(report, new Uint8Array([255, 255, 255]), retain)
  await stranger.publish(report, new Uint8Array(300 * 1024).fill(10), retain)
  await stranger.close()
  const dropped = await until(async () => {
    const { body } = await api.call('GET', '/v1/stats')
    const { dropped: count } = body['messages'] as { dropped: number }
    return count >= 4 ? count : undefined
  })
  expect(dropped).toBe(4)
  const told = program.output.filter(line => line.includes('dropped') && line.includes(report))
  expect(told).toHaveLength(1)
  const id = await weigh(new CheckedApi(url))
  await jobIs(api, id, 'succeeded')
  await expectOneStart(id)
})
