import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createAgent } from '@muster/edge-agent'
import { FAKE_ACTIVITY, FakeInstrument, fakeDriver, guardDriver } from '@muster/edge-agent/testing'
import {
  allUpFilter,
  coordinatorSessionTopic,
  decodeUp,
  type DownKind,
  type DownMessages,
  downTopic,
  encodeCoordinatorSession,
  encodeDown,
  type MqttConnection,
  parseTopic,
  PROTOCOL_VERSION,
} from '@muster/protocol'
import { TestNetwork } from '@muster/protocol/testing'
import { type FileSystem, seconds, silentLogger } from '@muster/runtime'
import { CrashFileSystem, ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'

const AGENT = 'leak-pc'
const SITE = 'lab'
const SAMPLES = 20

/** What the memory of an agent does over so many heartbeats and reports, in virtual time: what grows with them would be a leak. */
export async function benchLeak(messages: number): Promise<string[]> {
  const collect = garbageCollector()
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const network = new TestNetwork({ time, random: seededRandom(1) })
  const connecting = BusyCoordinator.connect(network)
  await time.advance(seconds(1))
  const coordinator = await connecting
  const activities = [{ ...FAKE_ACTIVITY, expectedDurationMs: seconds(4) }]
  const instrument = new FakeInstrument({ clock, activities, steps: 2 })
  const agent = startAgent(network, clock, instrument)
  const samples: { readonly at: number; readonly bytes: number }[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const goal = (messages * (sample + 1)) / SAMPLES
    while (coordinator.heard < goal)
      await time.advance(seconds(60))
      // What the instrument writes down for tests is no leak of the agent's.
    ;(instrument.ledger as unknown[]).splice(0)
    collect()
    samples.push({ at: coordinator.heard, bytes: process.memoryUsage().heapUsed })
    process.stderr.write(`${coordinator.heard} of ${messages}\n`)
  }
  void agent
  const steady = samples.slice(SAMPLES / 5)
  const slope = slopeOf(steady)
  const mb = (bytes = 0) => (bytes / 1e6).toFixed(1)
  return [
    `${coordinator.heartbeats} heartbeats and ${coordinator.reports} events in reports, of ${coordinator.jobs} runs, in ${(time.now / 86_400_000).toFixed(1)} days of virtual time`,
    `heap of the agent, its instrument and its network after a collection: ${mb(steady[0]?.bytes)} MB after a fifth, ${mb(steady.at(-1)?.bytes)} MB at the end`,
    `slope: ${slope.toFixed(2)} bytes per message (${((slope * 17_280) / 1e6).toFixed(3)} MB per day of heartbeats every 5 s)`,
  ]
}

/** By least squares, bytes per message. */
function slopeOf(samples: readonly { readonly at: number; readonly bytes: number }[]): number {
  const mean = (of: (sample: (typeof samples)[number]) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [at, bytes] = [mean(sample => sample.at), mean(sample => sample.bytes)]
  return mean(sample => (sample.at - at) * (sample.bytes - bytes)) / mean(sample => (sample.at - at) ** 2)
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** The history of attempts is a file that only grows, for 30 days: a disk in memory would show it as a leak. */
function withoutHistory(disk: FileSystem): FileSystem {
  const isHistory = (path: string) => path.includes('history.jsonl')
  return {
    read: path => disk.read(path),
    write: (path, bytes) => disk.write(path, bytes),
    append: async (path, bytes) => (isHistory(path) ? undefined : disk.append(path, bytes)),
    sync: async path => (isHistory(path) ? undefined : disk.sync(path)),
    rename: (from, to) => disk.rename(from, to),
    remove: path => disk.remove(path),
    syncFolder: path => disk.syncFolder(path),
    list: path => disk.list(path),
    makeFolder: path => disk.makeFolder(path),
    lock: path => disk.lock(path),
  }
}

function startAgent(network: TestNetwork, clock: ManualClock, instrument: FakeInstrument) {
  const random = seededRandom(2)
  const context = { instrumentId: 'printer', clock, random, logger: silentLogger, folder: '/driver' }
  return createAgent(
    {
      agentId: AGENT,
      site: SITE,
      folder: '/agent',
      connect: { url: 'mqtt://broker', clientId: AGENT, keepaliveSeconds: 10 },
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
    {
      clock,
      random,
      logger: silentLogger,
      fileSystem: withoutHistory(new CrashFileSystem()),
      mqtt: network.port(AGENT, { clock }),
      hostLoad: () => undefined,
    },
  )
}

/** Has the agent do one run after another, acknowledges all, and remembers nothing but counts. */
class BusyCoordinator {
  heartbeats = 0
  reports = 0
  jobs = 0
  readonly #connection: MqttConnection

  private constructor(connection: MqttConnection) {
    this.#connection = connection
  }

  static async connect(network: TestNetwork): Promise<BusyCoordinator> {
    const made: { coordinator?: BusyCoordinator } = {}
    const options = { url: 'mqtt://broker', clientId: 'coordinator', keepaliveSeconds: 10 }
    const connection = await network
      .port('coordinator')
      .connect(options, ({ topic, payload }) => made.coordinator?.hear(topic, payload))
    made.coordinator = new BusyCoordinator(connection)
    await connection.subscribe([allUpFilter(SITE)], 1)
    const session = { online: true, protocolVersion: PROTOCOL_VERSION, softwareVersion: 'bench' }
    await connection.publish(
      coordinatorSessionTopic(SITE),
      encodeCoordinatorSession({ header: HEADER, ...session }),
      { qos: 1, retain: true },
    )
    return made.coordinator
  }

  get heard(): number {
    return this.heartbeats + this.reports
  }

  hear(topic: string, payload: Uint8Array): void {
    const kind = parseTopic(topic)?.kind
    if (kind === 'heartbeat') this.heartbeats += 1
    else if (kind === 'sync') {
      this.#say('sync', { token: decodeUp('sync', payload).token, attempts: [], fences: [] })
      this.#offer()
    } else if (kind === 'claim') {
      const { attemptId, fence, nonce } = decodeUp('claim', payload)
      this.#say('grant', { attemptId, fence, nonce, ttlMs: 10_000 })
    } else if (kind === 'report') this.#report(payload)
    else if (kind === 'telemetry') {
      const { stream, points } = decodeUp('telemetry', payload)
      this.#say('telemetry', { stream, sequence: points.at(-1)?.sequence ?? 0 })
    }
  }

  #report(payload: Uint8Array): void {
    const { header, events } = decodeUp('report', payload)
    this.reports += events.length
    this.#say('ack', { bootId: header.bootId, sequence: events.at(-1)?.sequence ?? 0 })
    if (events.some(({ report }) => report.state === 'succeeded')) this.#offer()
  }

  #offer(): void {
    this.jobs += 1
    const job = `job-${this.jobs}`
    const ids = { attemptId: `${job}-run-1`, jobId: job, taskId: `${job}-run`, instrumentId: 'printer' }
    const rest = { activity: FAKE_ACTIVITY.name, parametersJson: '{}', awayPolicy: 'continue' } as const
    this.#say('offer', { ...ids, fence: this.jobs, ...rest })
  }

  #say<K extends DownKind>(kind: K, message: Omit<DownMessages[K], 'header'>): void {
    const payload = encodeDown(kind, { ...message, header: HEADER } as DownMessages[K])
    void this.#connection.publish(downTopic(SITE, AGENT, kind), payload, { qos: 1, retain: false })
  }
}

const HEADER = { epoch: 1, leadId: 'lead-1', storeId: 'store-1', storeWrites: 1 }
