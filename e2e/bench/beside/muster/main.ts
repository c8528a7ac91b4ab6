/** Muster's side: a coordinator, its broker and agents in one process, the store on disk: `main.ts FOLDER AGENTS`. */
import { join } from 'node:path'
import { createCoordinator, openSqliteStore } from '@muster/coordinator'
import { startBroker } from '@muster/coordinator/broker'
import { createAgent } from '@muster/edge-agent'
import { FAKE_ACTIVITY, FakeInstrument, fakeDriver, guardDriver } from '@muster/edge-agent/testing'
import { mqttJsPort } from '@muster/protocol'
import { createLogger, millis, seconds, sleep, systemClock, systemRandom } from '@muster/runtime'
import { CrashFileSystem } from '@muster/runtime/testing'
import { ACTIVITY } from '../../notes.ts'
import { serve, STEPS } from '../work.mjs'

const [folder = '', agents = ''] = process.argv.slice(2)
const clock = systemClock
const random = systemRandom
const logger = createLogger({ name: 'muster', level: 'error' })
const mqtt = mqttJsPort(clock, logger)
const onFatal = (error: unknown) => {
  throw error
}
const activity = {
  ...FAKE_ACTIVITY,
  name: ACTIVITY,
  expectedDurationMs: 0,
  parametersSchemaJson: '{"type":"object"}',
}

const workflow = {
  muster: 1,
  name: 'bench',
  steps: Object.fromEntries(
    Array.from({ length: STEPS }, (_, at) => [
      `s${at}`,
      { activity: ACTIVITY, ...(at === 0 ? {} : { after: [`s${at - 1}`] }) },
    ]),
  ),
}

const broker = await startBroker({ host: '127.0.0.1', port: 0, site: 'lab', logger, clock })
const coordinator = await createCoordinator(
  {
    site: 'lab',
    connect: { url: broker.url, clientId: 'coordinator', keepaliveSeconds: 10 },
    heartbeatMs: seconds(5),
    onFatal,
  },
  { clock, random, logger, mqtt, store: openSqliteStore({ path: join(folder, 'muster.db'), random }) },
)

function startAgent(index: number) {
  const id = `bench-${index}`
  const instrument = new FakeInstrument({ clock, activities: [activity], steps: 1 })
  const context = { instrumentId: id, clock, random, logger, folder: '/nowhere' }
  const createDriver = () => guardDriver(fakeDriver(instrument, context), context)
  return createAgent(
    {
      agentId: id,
      site: 'lab',
      folder: `/${id}`,
      connect: { url: broker.url, clientId: id, keepaliveSeconds: 10 },
      heartbeat: seconds(5),
      healthEvery: seconds(30),
      maxConcurrentTasks: 1,
      roles: [],
      labels: {},
      acceptNewStore: false,
      onFatal,
      instruments: [{ id, driverName: 'fake', labels: {}, createDriver }],
    },
    { clock, random, logger, mqtt, fileSystem: new CrashFileSystem(), hostLoad: () => undefined },
  )
}

const all = await Promise.all(Array.from({ length: Number(agents) }, (_, index) => startAgent(index)))
while (coordinator.lead().state.known.size < all.length) await sleep(clock, millis(20))

await serve(
  async jobs => {
    const { operations } = coordinator
    const submitted = await Promise.all(
      Array.from({ length: jobs }, () => operations.submit({ workflow }, { by: 'bench' })),
    )
    // What has ended is in the store alone.
    while (coordinator.lead().state.jobs.size > 0) await sleep(clock, millis(2))
    for (const { job } of submitted) {
      const { state } = (await coordinator.store.job(job.id)) ?? {}
      if (state !== 'succeeded') throw new Error(`${job.id} is ${state ?? 'not known'}`)
    }
  },
  async () => {
    await Promise.all(all.map(agent => agent.stop()))
    await coordinator.stop()
    await broker.stop()
  },
)
process.exit(0)
