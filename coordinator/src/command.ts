import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { mqttJsPort, SOFTWARE_VERSION } from '@muster/protocol'
import {
  ConfigurationError,
  createLogger,
  messageOf,
  openTelemetryTracer,
  repeat,
  reportFatal,
  running,
  runUntilSignal,
  seconds,
  serviceOf,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { writeMosquittoFiles } from './broker/mosquitto-command.ts'
import { type CoordinatorSettings, coordinatorSettings, readCoordinatorSettings } from './config.ts'
import { readSecrets } from './calls/secrets.ts'
import { loadExtensions } from './extensions/load.ts'
import { startCoordinator } from './main.ts'
import { openSqliteStore } from './store/sql/index.ts'

const HELP = `muster-coordinator: schedules work on instruments and follows it

  muster-coordinator run [options]     run until Ctrl-C
  muster-coordinator check [options]   say what is wrong with the configuration, and start nothing
  muster-coordinator mosquitto-files   write what a Mosquitto needs to be the broker; --help tells how

  --config FILE       YAML; deploy/coordinator.yaml documents every setting
  --data DIR          folder of the database (default .muster/coordinator)
  --site NAME         the site in topics (default lab)
  --api-port N        default 8420; 0 takes a free one
  --broker-port N     of the embedded broker, default 1883; 0 takes a free one
  --broker URL        use this broker instead, such as mqtt://127.0.0.1:1883

Example: muster-coordinator run --data /var/lib/muster --api-port 8420
Tracing: off, unless the standard variables of OpenTelemetry ask for it (OTEL_EXPORTER_OTLP_ENDPOINT, …).
Exit codes: 0 stopped, 1 failed, 78 wrong configuration.
`

const OPTIONS = {
  config: { type: 'string' },
  data: { type: 'string' },
  site: { type: 'string' },
  'api-port': { type: 'string' },
  'broker-port': { type: 'string' },
  broker: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** All work is done in turns of one loop: a turn that does not end is noticed by the watchdog of the service. */
const ALIVE_EVERY = seconds(5)

async function main(): Promise<void> {
  if (process.argv[2] === 'mosquitto-files') {
    process.stdout.write(await writeMosquittoFiles(process.argv.slice(3), systemRandom))
    return
  }
  const { values, positionals } = readArguments()
  const [command = 'run', ...rest] = positionals
  if (values.help === true || rest.length > 0 || (command !== 'run' && command !== 'check')) {
    process.stdout.write(HELP)
    process.exitCode = values.help === true ? 0 : 2
    return
  }
  const settings = await readSettings(values)
  const service = serviceOf(command === 'run' ? process.env : {})
  const logger = createLogger({
    name: 'muster-coordinator',
    level: settings.log,
    ...(service.log ? { stream: service.log } : {}),
  })
  const folder = values.config === undefined ? process.cwd() : dirname(resolve(values.config))
  if (command === 'check') {
    readSecrets(settings.secrets, process.env)
    await loadExtensions(settings, { clock: systemClock, logger, folder })
    return void process.stdout.write('the configuration is right\n')
  }
  const onFatal = (error: Error) => {
    logger.error('the coordinator can not go on', { error: messageOf(error) })
    process.exit(1)
  }
  await runUntilSignal(logger, async () => {
    const tracer = await openTelemetryTracer(process.env, {
      service: 'muster-coordinator',
      version: SOFTWARE_VERSION,
      logger,
    })
    const started = await startCoordinator(settings, {
      clock: systemClock,
      random: systemRandom,
      logger,
      mqtt: mqttJsPort(systemClock, logger),
      tracer,
      folder,
      openStore: path => openSqliteStore({ path, random: systemRandom }),
      onFatal,
    })
    logger.info('ready', {
      api: started.url,
      documentation: `${started.url}/docs`,
      broker: started.brokerUrl,
    })
    const turn = repeat(systemClock, ALIVE_EVERY, () => service.alive(`serves ${started.url}`))
    service.ready(`serves ${started.url}`, ALIVE_EVERY)
    return running(async () => {
      service.stopping()
      turn.cancel()
      await started.stop()
      await tracer.close()
    })
  })
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error)}\nTry muster-coordinator --help`)
  }
}

type Values = ReturnType<typeof readArguments>['values']

async function readSettings(values: Values): Promise<CoordinatorSettings> {
  const settings =
    values.config === undefined
      ? coordinatorSettings()
      : readCoordinatorSettings(await readText(values.config), values.config)
  return coordinatorSettings({
    ...settings,
    ...(values.data === undefined ? {} : { data: values.data }),
    ...(values.site === undefined ? {} : { site: values.site }),
    api: {
      ...settings.api,
      ...(values['api-port'] === undefined ? {} : { port: Number(values['api-port']) }),
    },
    broker: {
      ...settings.broker,
      ...(values['broker-port'] === undefined ? {} : { port: Number(values['broker-port']) }),
      ...(values.broker === undefined ? {} : { url: values.broker }),
    },
  })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigurationError(`${path} can't be read: ${messageOf(error)}`)
  }
}

main().catch((error: unknown) => {
  process.exitCode = reportFatal(error)
})
