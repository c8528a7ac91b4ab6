/**
 * Many agents in one process, each with one instrument that does its work at once:
 * `agents.ts --broker URL --agents N --run-ms N --folder DIR --journals disk|memory --notes FILE`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Agent, createAgent } from '@muster/edge-agent'
import { FAKE_ACTIVITY, FakeInstrument, fakeDriver, guardDriver } from '@muster/edge-agent/testing'
import { decodeDown, decodeUp, type MqttPort, mqttJsPort, parseTopic } from '@muster/protocol'
import {
  createLogger,
  type FileSystem,
  messageOf,
  nodeFileSystem,
  running,
  runUntilSignal,
  seconds,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { CrashFileSystem } from '@muster/runtime/testing'
import { ACTIVITY, now, type Note } from './notes.ts'

const text = { type: 'string', default: '' } as const
const { values } = parseArgs({
  options: { broker: text, agents: text, 'run-ms': text, folder: text, journals: text, notes: text },
})
const logger = createLogger({ name: 'agents', level: 'info' })
const quiet = createLogger({ name: 'agents', level: 'error' })
const notes: Note[] = []
const activity = {
  ...FAKE_ACTIVITY,
  name: ACTIVITY,
  expectedDurationMs: Number(values['run-ms']),
  parametersSchemaJson: '{"type":"object"}',
}

/** Notes when offers and grants come in, and when claims go out. */
function noting(port: MqttPort): MqttPort {
  return {
    async connect(options, onMessage) {
      const connection = await port.connect(options, message => {
        const topic = parseTopic(message.topic)
        if (topic?.direction === 'down' && (topic.kind === 'offer' || topic.kind === 'grant'))
          notes.push({
            attempt: decodeDown(topic.kind, message.payload).attemptId,
            what: topic.kind,
            at: now(),
          })
        onMessage(message)
      })
      return {
        ...connection,
        closed: connection.closed,
        close: () => connection.close(),
        destroy: () => connection.destroy(),
        subscribe: (filters, qos) => connection.subscribe(filters, qos),
        publish(topic, payload, publishOptions) {
          const parsed = parseTopic(topic)
          if (parsed?.direction === 'up' && parsed.kind === 'claim')
            notes.push({ attempt: decodeUp('claim', payload).attemptId, what: 'claim', at: now() })
          return connection.publish(topic, payload, publishOptions)
        },
      }
    },
  }
}

function startOne(index: number): Promise<Agent> {
  const id = `bench-${index}`
  const clock = systemClock
  const instrument = new FakeInstrument({ clock, activities: [activity], steps: 1 })
  const context = { instrumentId: id, clock, random: systemRandom, logger: quiet, folder: '/nowhere' }
  const createDriver = () => {
    const driver = guardDriver(fakeDriver(instrument, context), context)
    const start = driver.start.bind(driver)
    driver.start = request => {
      notes.push({ attempt: request.attemptId, what: 'start', at: now() })
      return start(request)
    }
    return driver
  }
  const onDisk = values.journals === 'disk'
  const fileSystem: FileSystem = onDisk ? nodeFileSystem : new CrashFileSystem()
  return createAgent(
    {
      agentId: id,
      site: 'lab',
      folder: onDisk ? join(values.folder, id) : `/${id}`,
      connect: { url: values.broker, clientId: id, keepaliveSeconds: 10 },
      heartbeat: seconds(5),
      healthEvery: seconds(30),
      maxConcurrentTasks: 1,
      roles: [],
      labels: {},
      acceptNewStore: false,
      onFatal: error => {
        logger.error('fatal', { error: messageOf(error) })
        process.exit(1)
      },
      instruments: [{ id, driverName: 'fake', labels: {}, createDriver }],
    },
    {
      clock,
      random: systemRandom,
      logger: quiet,
      mqtt: noting(mqttJsPort(clock, quiet)),
      fileSystem,
      hostLoad: () => undefined,
    },
  )
}

await runUntilSignal(logger, async () => {
  const agents = await Promise.all(
    Array.from({ length: Number(values.agents) }, (_, index) => startOne(index)),
  )
  logger.info('ready')
  return running(async () => {
    writeFileSync(values.notes, notes.map(note => `${JSON.stringify(note)}\n`).join(''))
    const { user, system } = process.cpuUsage()
    logger.info('used', { cpuSeconds: (user + system) / 1e6 })
    await Promise.all(agents.map(agent => agent.stop()))
  })
})
