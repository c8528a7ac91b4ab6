/** A coordinator as it is, but that it stops at a point: `gated-coordinator.ts run --data DIR --site S --api-port N --broker URL`. */
import { parseArgs } from 'node:util'
import { coordinatorSettings, openSqliteStore, startCoordinator } from '@muster/coordinator'
import { mqttJsPort } from '@muster/protocol'
import { createLogger, messageOf, runUntilSignal, systemClock, systemRandom } from '@muster/runtime'
import { gateThatStops } from './stop-at.ts'

const text = { type: 'string', default: '' } as const
const { values } = parseArgs({
  options: { data: text, site: text, 'api-port': text, broker: text },
  allowPositionals: true,
})
const gate = gateThatStops()
const defaults = coordinatorSettings()
const settings = coordinatorSettings({
  ...defaults,
  data: values.data,
  site: values.site,
  api: { ...defaults.api, port: Number(values['api-port']) },
  broker: { ...defaults.broker, url: values.broker },
})
const logger = createLogger({ name: 'muster-coordinator' })
await runUntilSignal(logger, async () => {
  const started = await startCoordinator(settings, {
    clock: systemClock,
    random: systemRandom,
    logger,
    mqtt: gate.mqtt(mqttJsPort(systemClock, logger)),
    openStore: path => gate.store(openSqliteStore({ path, random: systemRandom })),
    onFatal: error => {
      logger.error('fatal', { error: messageOf(error) })
      process.exit(1)
    },
  })
  logger.info('ready', { api: started.url })
  return started
})
