/** An agent as it is, but that it stops at a point: `gated-agent.ts run --config FILE --broker URL`. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createDriverRegistry, readAgentSettings, startAgent } from '@muster/edge-agent'
import { mqttJsPort } from '@muster/protocol'
import {
  createLogger,
  messageOf,
  nodeFileSystem,
  runUntilSignal,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { describeFile } from '../simulation/describe-file.ts'
import { gateThatStops } from './stop-at.ts'

const { values } = parseArgs({
  options: { config: { type: 'string', default: '' }, broker: { type: 'string', default: '' } },
  allowPositionals: true,
})
const gate = gateThatStops()
const read = await readAgentSettings(
  await readFile(values.config, 'utf8'),
  values.config,
  createDriverRegistry(),
)
const logger = createLogger({ name: 'muster-agent' })
const settings = {
  ...read,
  broker: { ...read.broker, url: values.broker },
  instruments: read.instruments.map(instrument => {
    const { name, create } = instrument.driver
    const gated: typeof create = context => gate.driver(create(context))
    return { ...instrument, driver: { name, create: gated } }
  }),
}
await runUntilSignal(logger, () =>
  startAgent(settings, {
    clock: systemClock,
    random: systemRandom,
    logger,
    fileSystem: gate.fileSystem(nodeFileSystem, describeFile),
    mqtt: gate.mqtt(mqttJsPort(systemClock, logger)),
    acceptNewStore: false,
    onFatal: error => {
      logger.error('fatal', { error: messageOf(error) })
      process.exit(1)
    },
  }),
)
