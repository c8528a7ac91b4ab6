#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { mqttJsPort, SOFTWARE_VERSION } from '@muster/protocol'
import {
  ConfigurationError,
  createLogger,
  messageOf,
  nodeFileSystem,
  openTelemetryTracer,
  reportFatal,
  running,
  runUntilSignal,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { readAgentSettings } from './config.ts'
import { createDriverRegistry } from './instruments/registry.ts'
import { startAgent } from './main.ts'

const HELP = `muster-agent: runs activities on the instruments beside it, for a coordinator

  muster-agent run --config FILE     run until Ctrl-C; what the instruments do goes on
  muster-agent check --config FILE   say all that is wrong with the configuration, and start nothing
  muster-agent drivers               the drivers that a configuration can name

  --config FILE         YAML; deploy/agent.yaml documents every setting
  --data DIR            folder of the journal, instead of the configuration's
  --broker URL          such as mqtt://127.0.0.1:1883, instead of the configuration's
  --accept-new-store    obey a coordinator whose store is not the one this agent has belonged to

Tracing: off, unless the standard variables of OpenTelemetry ask for it (OTEL_EXPORTER_OTLP_ENDPOINT, …).
Exit codes: 0 stopped, 1 failed, 78 wrong configuration.
`

const OPTIONS = {
  config: { type: 'string' },
  data: { type: 'string' },
  broker: { type: 'string' },
  'accept-new-store': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const [command = '', ...rest] = positionals
  const registry = createDriverRegistry()
  if (values.help === true || rest.length > 0 || !['run', 'check', 'drivers'].includes(command)) {
    process.stdout.write(HELP)
    process.exitCode = values.help === true ? 0 : 2
    return
  }
  if (command === 'drivers') return void process.stdout.write(`${registry.names.join('\n')}\n`)
  if (values.config === undefined) throw new ConfigurationError('give the configuration: --config agent.yaml')
  const read = await readAgentSettings(await readText(values.config), values.config, registry)
  if (command === 'check') return void process.stdout.write(`${values.config} is right\n`)
  const settings = {
    ...read,
    data: values.data ?? read.data,
    broker: { ...read.broker, url: values.broker ?? read.broker.url },
  }
  const logger = createLogger({ name: 'muster-agent', level: settings.log }).child({ agent: settings.id })
  const onFatal = (error: unknown) => {
    logger.error('the journal can not be written: nothing may be started any more', {
      error: messageOf(error),
    })
    process.exit(1)
  }
  const acceptNewStore = values['accept-new-store'] === true
  await runUntilSignal(logger, async () => {
    const tracer = await openTelemetryTracer(process.env, {
      service: 'muster-agent',
      version: SOFTWARE_VERSION,
      logger,
    })
    const agent = await startAgent(settings, {
      clock: systemClock,
      random: systemRandom,
      logger,
      fileSystem: nodeFileSystem,
      mqtt: mqttJsPort(systemClock, logger),
      acceptNewStore,
      onFatal,
      tracer,
    })
    return running(async () => {
      await agent.stop()
      await tracer.close()
    })
  })
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error)}\nTry muster-agent --help`)
  }
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
