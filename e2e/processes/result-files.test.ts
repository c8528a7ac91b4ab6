import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@muster/client'
import { seededRandom, silentLogger, systemClock } from '@muster/runtime'
import { parseSimulator, type RunningSimulator, startSimulator } from '@muster/simulators'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'
import { Program } from './processes.ts'
import { until } from './until.ts'
import { UploadsProxy } from './uploads-proxy.ts'

const TOKEN = 'a-token-for-people-0001'
const PASSWORD = 'a-password-of-an-agent-1'

let folder: string
let started: AsyncDisposableStack
beforeEach(async () => {
  started = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'muster-files-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
})
afterEach(() => started.disposeAsync())

/** A diffractometer, as far as files go: at the end of each run it writes one of 1.2 MB. */
async function diffractometer(): Promise<RunningSimulator> {
  const parsed = parseSimulator(
    {
      kind: 'balance',
      name: 'xrd-1',
      serial: 'XRD-1',
      protocol: { type: 'scpi', port: 0, keepsIds: true },
      timeScale: 20,
      ledger: join(folder, 'ledger.jsonl'),
      resultFiles: { folder: join(folder, 'scans'), name: 'Größe ..{sample} {start}.xy', kilobytes: 1_200 },
    },
    { folder },
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const ports = { clock: systemClock, logger: silentLogger, random: seededRandom(1) }
  return started.use(await startSimulator(parsed.value, ports))
}

async function startCoordinator(ports = { api: '0', broker: '0' }) {
  const path = join(folder, 'coordinator.yaml')
  const agents = ['xrd-pc', 'other-pc'].map(id => ({ id, password: `${PASSWORD}-${id}` }))
  await writeFile(path, JSON.stringify({ api: { token: TOKEN }, agents }))
  const args = ['run', '--config', path, '--data', join(folder, 'coordinator')]
  const addresses = ['--api-port', ports.api, '--broker-port', ports.broker]
  const program = started.use(new Program('coordinator/src/cli.ts', [...args, ...addresses]))
  const ready = await program.logged('ready')
  const portOf = (url: unknown) => new URL(String(url).replace('mqtt:', 'http:')).port
  return {
    program,
    url: String(ready['api']),
    broker: String(ready['broker']),
    ports: { api: portOf(ready['api']), broker: portOf(ready['broker']) },
  }
}

const startAgent = () =>
  started.use(new Program('edge-agent/src/cli.ts', ['run', '--config', join(folder, 'agent.yaml')]))

const agentFile = (xrd: RunningSimulator, broker: string, uploads: string) => ({
  id: 'xrd-pc',
  data: join(folder, 'agent'),
  broker: { url: broker, password: `${PASSWORD}-xrd-pc` },
  coordinator: { url: uploads, kilobytesPerSecond: 1_000 },
  resultFiles: { settleSeconds: 0.1, waitSeconds: 0.3 },
  heartbeatSeconds: 0.2,
  instruments: [
    {
      id: 'xrd',
      driver: 'scpi',
      settings: {
        host: xrd.host,
        port: xrd.port,
        pollEvery: '20 ms',
        boot: 'SYST:BOOT?',
        busy: { query: 'WEIGH:STAT?', pattern: '^BUSY' },
        find: { query: 'WEIGH:JOB? {attemptId}', known: '^(BUSY|DONE|ERROR|STOPPED)', unknown: '^UNKNOWN' },
        activities: [
          {
            name: 'measure',
            parameters: {
              type: 'object',
              additionalProperties: false,
              properties: { sample: { type: 'string' } },
            },
            start: { command: 'WEIGH:STAR', arguments: ['{attemptId}', 'sample={sample}'], accepted: '^OK$' },
            status: { query: 'WEIGH:JOB? {attemptId}', busy: '^BUSY', done: '^DONE', failed: '^ERROR' },
            result: [{ name: 'mass', query: 'WEIGH:RES?' }],
            resultFiles: [
              { folder: join(folder, 'scans'), match: 'Größe ..{sample}*.xy' },
              { folder: join(folder, 'scans'), match: '*.log' },
              { folder: join(folder, 'scans'), match: '*.raw' },
            ],
          },
        ],
      },
    },
  ],
})

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('what a run left behind reaches the coordinator though agent and coordinator die on the way, and a piece is damaged', async () => {
  const scans = join(folder, 'scans')
  await mkdir(scans)
  await writeFile(join(scans, 'Größe ..A-17 of yesterday.xy'), 'old')
  await utimes(join(scans, 'Größe ..A-17 of yesterday.xy'), 1, 1)
  const xrd = await diffractometer()
  let coordinator = await startCoordinator()
  const { ports } = coordinator
  const proxy = started.use(await UploadsProxy.before(() => coordinator.url))
  await writeFile(join(folder, 'agent.yaml'), JSON.stringify(agentFile(xrd, coordinator.broker, proxy.url)))
  const agent = startAgent()
  const client = createClient({ url: coordinator.url, token: TOKEN, fetch: checkedFetch(coordinator.url) })
  await until(async () =>
    (await client.instruments()).some(({ link }) => link === 'connected') ? true : undefined,
  )
  const { id } = await client.submit({ activity: { activity: 'measure', parameters: { sample: 'A-17' } } })
  await until(async () => ((await client.job(id)).state === 'running' ? true : undefined))
  await writeFile(join(scans, 'leer ü.log'), '')
  await writeFile(join(folder, 'secret'), 'of somebody else')
  await symlink(join(folder, 'secret'), join(scans, 'link.log'))

  // The agent dies with a part of the file there; the instrument's program has something else under its name then.
  await until(async () => (proxy.pieces.some(({ length }) => length > 0) ? true : undefined))
  await agent.kill()
  const [name = ''] = (await readdir(scans)).filter(file => file.endsWith(' 1.xy'))
  const content = await readFile(join(scans, name))
  await writeFile(join(scans, name), 'the next run')
  const before = proxy.pieces.length
  proxy.damage = 1
  startAgent()
  await until(async () => (proxy.pieces.length > before + 1 ? true : undefined))
  expect(proxy.pieces[before]).toMatchObject({ status: 460 })
  expect(proxy.pieces[before]?.offset).toBeGreaterThan(0)
  // Where a piece was damaged, it is sent again, and nothing before it.
  expect(proxy.pieces[before + 1]?.offset).toBe(proxy.pieces[before]?.offset)
  await coordinator.program.kill()
  coordinator = await startCoordinator(ports)

  const task = `${id}-run`
  const isSettled = async () => {
    const files = await client.files(task)
    return files.length === 4 && files.every(({ state }) => state !== 'expected') ? files : undefined
  }
  const files = await until(isSettled)
  expect(files).toMatchObject([
    { name: 'Größe ..A-17 1.xy', state: 'stored', size: content.length, sha256: hashOf(content) },
    { name: 'leer ü.log', state: 'stored', size: 0, sha256: hashOf(Buffer.alloc(0)) },
    { name: 'link.log', state: 'failed', problem: expect.stringMatching(/^it is a link to .*, outside /) },
    { name: '*.raw', state: 'failed', problem: expect.stringMatching(/^the run left no file /) },
  ])
  expect((await client.task(task)).state).toBe('succeeded')
  expect(xrd.starts()).toHaveLength(1)
  // Nothing stays at the agent once the coordinator has it.
  await until(async () =>
    (await readdir(join(folder, 'agent', 'results'), { recursive: true })).includes(`${task}-1/0`)
      ? undefined
      : true,
  )
  const got = await new Response(await client.download(hashOf(content))).arrayBuffer()
  expect(hashOf(new Uint8Array(got))).toBe(hashOf(content))
  // Expressions of the workflow see them.
  const { body } = await answerOf(`${coordinator.url}/v1/tasks/${task}`)
  expect(JSON.parse(body)).toMatchObject({ result: { files: [{ name: 'Größe ..A-17 1.xy' }, {}, {}, {}] } })
  await expectSafeDownload(`${coordinator.url}/v1/files/${hashOf(content)}`, content)
  await expectOnlyOwnUploads(`${coordinator.url}/v1/uploads/${task}-1/0`)
}, 60_000)

const people = { authorization: `Bearer ${TOKEN}` }
const as = (agent: string, password = `${PASSWORD}-${agent}`) => ({
  authorization: `Basic ${Buffer.from(`${agent}:${password}`).toString('base64')}`,
})

async function answerOf(url: string, headers: Record<string, string> = people, method = 'GET') {
  const response = await fetch(url, { method, headers })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

async function expectSafeDownload(url: string, content: Buffer): Promise<void> {
  const part = await answerOf(`${url}?name=${encodeURIComponent('../Größe "1".html')}`, {
    ...people,
    range: 'bytes=2-5',
  })
  expect([part.status, part.body]).toEqual([206, content.subarray(2, 6).toString()])
  expect(part.headers.get('content-type')).toBe('application/octet-stream')
  expect(part.headers.get('x-content-type-options')).toBe('nosniff')
  expect(part.headers.get('cache-control')).toContain('immutable')
  expect(part.headers.get('content-disposition')).toBe(
    `attachment; filename="_Gr??e _1_.html"; filename*=UTF-8''_Gr%C3%B6%C3%9Fe%20_1_.html`,
  )
  const etag = part.headers.get('etag') ?? ''
  expect((await answerOf(url, { ...people, 'if-none-match': etag })).status).toBe(304)
  expect((await answerOf(url, { ...people, range: 'bytes=0-0', 'if-range': etag })).status).toBe(206)
  expect((await answerOf(url, { ...people, range: 'bytes=99999999-' })).status).toBe(416)
  expect((await answerOf(url, as('xrd-pc'))).status).toBe(401)
  expect((await answerOf(url.replace(/.$/, 'x'))).status).toBe(422)
  expect((await answerOf(url.replace(/[^/]+$/, '0'.repeat(64)))).status).toBe(404)
}

async function expectOnlyOwnUploads(url: string): Promise<void> {
  const stored = await answerOf(url, as('xrd-pc'), 'HEAD')
  expect([stored.status, stored.headers.get('upload-complete')]).toEqual([200, '?1'])
  expect((await answerOf(url, as('other-pc'), 'HEAD')).status).toBe(403)
  expect((await answerOf(url, as('xrd-pc', 'something else'), 'HEAD')).status).toBe(401)
  expect((await answerOf(url, people, 'HEAD')).status).toBe(401)
  expect((await answerOf(url.replace(/0$/, '9'), as('xrd-pc'), 'HEAD')).status).toBe(404)
}
