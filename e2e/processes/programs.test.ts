import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { Program } from './processes.ts'
import { until } from './until.ts'

/** Notes its start, waits until the test lets it go on, and tells a size. */
const MEASURE = `echo "$id" >> "$FOLDER/ledger"
while [ ! -e "$FOLDER/go" ]; do sleep 0.02; done
echo "d50 = 12.5 um"`
const ONE_SHOT = `#!/bin/sh\nid=$1\n${MEASURE}\n`
const SERVER = `#!/bin/sh\nwhile read -r verb id; do\n${MEASURE}\necho "DONE $id"\ndone\n`

let folder: string
let started: AsyncDisposableStack

beforeEach(async () => {
  started = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  started.defer(endPooled)
})

afterEach(() => started.disposeAsync())

/** A program of a pool outlives an agent that is killed, as it is meant to: this test began it, and ends it. */
async function endPooled(): Promise<void> {
  const workers = join(folder, 'agent', 'drivers', 'sizer', 'workers')
  for (const id of await readdir(workers).catch(() => [])) {
    const mark = await readFile(join(workers, id, 'mark'), 'utf8').catch(() => '')
    const pid = Number(mark.split(' ')[0])
    try {
      if (pid > 1) process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

async function startAgent(broker: string, settings: object): Promise<Program> {
  const path = join(folder, 'agent.yaml')
  const instruments = [{ id: 'sizer', driver: 'command', settings }]
  const agent = { id: 'bench-pc', data: join(folder, 'agent'), broker: { url: broker } }
  await writeFile(path, JSON.stringify({ ...agent, heartbeatSeconds: 0.2, instruments }))
  return started.use(new Program('edge-agent/src/cli.ts', ['run', '--config', path]))
}

const pooled = (program: string, environment: object) => ({
  pools: [{ name: 'sizers', program, environment, minimum: 1 }],
  activities: [
    {
      ...{ name: 'size', pool: 'sizers', job: 'SIZE {attemptId}', done: 'DONE {attemptId}' },
      result: { readings: [{ name: 'd50', pattern: 'd50 = (.+)$' }] },
    },
  ],
})

const oneShot = (program: string, environment: object) => ({
  activities: [
    {
      ...{ name: 'size', program, arguments: ['{attemptId}'], environment },
      result: { readings: [{ name: 'd50', pattern: 'd50 = (.+)$' }] },
    },
  ],
})

test.each([
  ['program', ONE_SHOT, oneShot],
  ['program of a pool', SERVER, pooled],
] as const)(
  'a %s goes on while its agent is dead, and its end is told by the next: one start',
  async (_, text, settings) => {
    const program = join(folder, 'sizer')
    await writeFile(program, text, { mode: 0o755 })
    const configured = { pollEvery: '20 ms', ...settings(program, { FOLDER: folder }) }
    const coordinator = started.use(
      new Program('coordinator/src/cli.ts', [
        ...['run', '--data', join(folder, 'coordinator')],
        ...['--api-port', '0', '--broker-port', '0'],
      ]),
    )
    const ready = await coordinator.logged('ready')
    const api = new CheckedApi(String(ready['api']))
    const agent = await startAgent(String(ready['broker']), configured)
    const job = (id: string, state: string) =>
      until(async () => {
        const { body } = await api.call('GET', `/v1/jobs/${id}`)
        return body['state'] === state ? body : undefined
      })
    await until(async () => {
      const { status, body } = await api.call('GET', '/v1/instruments/sizer')
      return status === 200 && body['link'] === 'connected' ? true : undefined
    })
    const submitted = await api.call('POST', '/v1/jobs', { activity: { activity: 'size' } })
    const id = String(submitted.body['id'])
    await job(id, 'running')
    await agent.kill()
    await writeFile(join(folder, 'go'), '')
    const next = await startAgent(String(ready['broker']), configured)
    const done = await job(id, 'succeeded')
    expect(JSON.stringify(done['tasks'])).toMatch(/"d50".*12\.5.*"um"/)
    const starts = (await readFile(join(folder, 'ledger'), 'utf8')).trim().split('\n')
    expect(starts.map(line => line.startsWith(id))).toEqual([true])
    await next.stop()
  },
)
