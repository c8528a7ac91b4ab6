import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Agent, createAgent } from '@muster/edge-agent'
import { FAKE_ACTIVITY, FakeInstrument, fakeDriver, guardDriver } from '@muster/edge-agent/testing'
import { decodeUp, type MqttPort, mqttJsPort, parseTopic } from '@muster/protocol'
import {
  hours,
  millis,
  nodeFileSystem,
  seconds,
  silentLogger,
  sleep,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { Program } from '../../processes/processes.ts'
import { slowNetwork } from './slow-network.ts'

export interface DrainOptions {
  readonly reports: number
  readonly delayMs: number
}

const AGENT = 'drain-pc'
const AIM_SECONDS = 5

/** How long an agent takes to hand over what it could not tell while it was away, over a slow network, to a coordinator on disk. */
export async function benchDrain({ reports, delayMs }: DrainOptions): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-drain-'))
  const config = join(folder, 'coordinator.yaml')
  const data = join(folder, 'coordinator')
  await writeFile(config, JSON.stringify({ data, api: { port: 0 }, broker: { port: 0 }, log: 'info' }))
  const coordinator = new Program('coordinator/src/cli.ts', ['run', '--config', config])
  try {
    const ready = await coordinator.logged('ready')
    const broker = String(ready['broker'])
    const instrument = new FakeInstrument({
      clock: systemClock,
      activities: [{ ...FAKE_ACTIVITY, expectedDurationMs: hours(10) }],
    })
    const quick = mqttJsPort(systemClock, silentLogger)
    const before = await startAgent(folder, broker, quick, instrument)
    await until(() => before.link.synced)
    const attempt = await submit(String(ready['api']))
    await until(() => before.journal.entry(attempt)?.state === 'running' && before.journal.outboxDepth === 0)
    await before.stop()
    await buffer(join(folder, 'agent'), attempt, reports)
    const sent: number[] = []
    const slow = slowNetwork(quick, millis(delayMs), (topic, payload) => {
      if (parseTopic(topic)?.kind === 'report')
        sent.push(...decodeUp('report', payload).events.map(({ sequence }) => sequence))
    })
    const took = await drain(() => startAgent(folder, broker, slow, instrument))
    await coordinator.stop()
    const stored = acknowledgedIn(join(data, 'muster.db'))
    const isRight = stored === reports && sent.length === reports && new Set(sent).size === reports
    return [
      `${reports} buffered reports, ${delayMs} ms of network delay each way, journal and store on disk`,
      '',
      '| step | s |',
      '| --- | ---: |',
      `| agent started → digests exchanged | ${took.synced.toFixed(2)} |`,
      `| digests exchanged → all acknowledged | ${took.drained.toFixed(2)} |`,
      '',
      `sent ${sent.length}, each once; ${stored} on the coordinator's disk: ${isRight ? 'right' : 'WRONG'}`,
      `aim ≤ ${AIM_SECONDS} s: ${took.drained <= AIM_SECONDS ? 'met' : 'missed'}`,
    ]
  } finally {
    await coordinator[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}

async function drain(start: () => Promise<Agent>): Promise<{ synced: number; drained: number }> {
  const began = systemClock.monotonic()
  const agent = await start()
  await until(() => agent.link.synced)
  const synced = systemClock.monotonic()
  await until(() => agent.journal.outboxDepth === 0)
  const drained = systemClock.monotonic()
  await agent.stop()
  return { synced: (synced - began) / 1_000, drained: (drained - synced) / 1_000 }
}

interface JournalFile {
  readonly journalId: string
  writes: number
  events: unknown[]
  readonly attempts: Readonly<Record<string, { readonly revision: number; readonly runReference?: string }>>
}

/** Writes into the journal of an agent that does not run what it would have noted: a run that was paused and went on, again and again. */
async function buffer(folder: string, attemptId: string, reports: number): Promise<void> {
  const path = join(folder, 'journal.json')
  const journal = JSON.parse(await readFile(path, 'utf8')) as JournalFile
  const entry = journal.attempts[attemptId]
  if (!entry) throw new Error(`the journal has no ${attemptId}`)
  const { revision, runReference } = entry
  journal.events = Array.from({ length: reports }, (_, index) => ({
    attemptId,
    revision: revision + index + 1,
    state: index % 2 === 0 ? 'paused' : 'running',
    atWallMs: systemClock.wall(),
    runReference,
  }))
  Object.assign(entry, { revision: revision + reports, state: reports % 2 === 0 ? 'running' : 'paused' })
  journal.writes += reports
  await writeFile(path, JSON.stringify(journal))
  await writeFile(join(folder, 'journal.mark'), `${journal.journalId} ${journal.writes}`)
}

async function submit(api: string): Promise<string> {
  const response = await fetch(new URL('/v1/jobs', api), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'drain' },
    body: JSON.stringify({ activity: { activity: FAKE_ACTIVITY.name, parameters: {} } }),
  })
  const { id } = (await response.json()) as { id: string }
  return `${id}-run-1`
}

/** The highest sequence of the agent's process of which the store knows. */
function acknowledgedIn(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  const row = database.prepare('SELECT body FROM agents WHERE id = ?').get(AGENT)
  database.close()
  return (JSON.parse(String(row?.['body'])) as { acked: number }).acked
}

function startAgent(folder: string, url: string, mqtt: MqttPort, instrument: FakeInstrument): Promise<Agent> {
  const [clock, random, logger] = [systemClock, systemRandom, silentLogger]
  const context = { instrumentId: 'printer', clock, random, logger, folder: '/nowhere' }
  return createAgent(
    {
      agentId: AGENT,
      site: 'lab',
      folder: join(folder, 'agent'),
      connect: { url, clientId: AGENT, keepaliveSeconds: 10 },
      heartbeat: seconds(5),
      healthEvery: seconds(30),
      maxConcurrentTasks: 1,
      roles: [],
      labels: {},
      acceptNewStore: false,
      onFatal: error => {
        throw error
      },
      instruments: [
        {
          id: 'printer',
          driverName: 'fake',
          labels: {},
          createDriver: () => guardDriver(fakeDriver(instrument, context), context),
        },
      ],
    },
    { clock, random, logger, mqtt, fileSystem: nodeFileSystem, hostLoad: () => undefined },
  )
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(systemClock, millis(2))
}
