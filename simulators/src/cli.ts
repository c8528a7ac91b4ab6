#!/usr/bin/env node
import { parseArgs } from 'node:util'
import {
  ConfigurationError,
  createLogger,
  LOG_LEVELS,
  type LogLevel,
  messageOf,
  reportFatal,
  type Running,
  running,
  runUntilSignal,
  systemClock,
} from '@muster/runtime'
import { loadSimulatorConfig } from './config/config.ts'
import { startSimulator } from './simulator.ts'

const HELP = `muster-simulator: instruments that behave, and can be told to fail

  muster-simulator run <file.yaml>...   runs each file's instrument until Ctrl-C
  muster-simulator check <file.yaml>... says what is wrong with the files
  muster-simulator stop-at-panel <url>  presses stop at the instrument with this control endpoint
  muster-simulator reboot <url>         takes its power away, and gives it back

  --time-scale <n>   instrument seconds per real second, in place of the files'
  --log-level <l>    ${LOG_LEVELS.join(', ')}; info unless given
  --help             this

Exit codes: 0 stopped or nothing wrong, 78 the files or the arguments are wrong, 1 anything else.
`

interface Arguments {
  readonly command: string | undefined
  readonly files: readonly string[]
  readonly timeScale: number | undefined
  readonly logLevel: LogLevel
  readonly help: boolean
}

/** @throws ConfigurationError */
function readArguments(args: string[]): Arguments {
  const { values, positionals } = parse(args)
  const [command, ...files] = positionals
  const timeScale = values['time-scale'] === undefined ? undefined : Number(values['time-scale'])
  if (timeScale !== undefined && !(timeScale > 0 && timeScale <= 1_000_000)) {
    throw new ConfigurationError('--time-scale must be a number above 0, at most 1000000')
  }
  const logLevel = LOG_LEVELS.find(level => level === values['log-level'])
  if (!logLevel) throw new ConfigurationError(`--log-level must be one of ${LOG_LEVELS.join(', ')}`)
  return { command, files, timeScale, logLevel, help: values.help }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'time-scale': { type: 'string' },
        'log-level': { type: 'string', default: 'info' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error)}; see --help`, [], { cause: error })
  }
}

/** Checks all files before any instrument is switched on, so that all that is wrong is said at once. */
async function loadAll({ files, timeScale }: Arguments) {
  if (files.length === 0) throw new ConfigurationError('which file? see --help')
  const options = timeScale === undefined ? {} : { timeScale }
  const results = await Promise.allSettled(files.map(file => loadSimulatorConfig(file, options)))
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []))
  const [first] = failures
  if (failures.length > 1) failures.slice(0, -1).forEach(reportFatal)
  if (first !== undefined) throw failures.at(-1)
  return results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
}

async function startAll(args: Arguments, logger: ReturnType<typeof createLogger>): Promise<Running> {
  const configs = await loadAll(args)
  await using started = new AsyncDisposableStack()
  const starts = configs.map(async config => {
    started.use(await startSimulator(config, { clock: systemClock, logger }))
  })
  const results = await Promise.allSettled(starts)
  for (const result of results) if (result.status === 'rejected') throw result.reason
  const owned = started.move()
  return running(() => owned.disposeAsync())
}

const CONTROLS: Readonly<Record<string, string>> = { 'stop-at-panel': '/panel/stop', reboot: '/reboot' }

/** @throws ConfigurationError where no simulator is there, or refuses */
async function control(path: string, url: string | undefined): Promise<void> {
  if (url === undefined || !URL.canParse(url))
    throw new ConfigurationError('which? give the control endpoint, such as http://127.0.0.1:4891')
  const answer = await fetch(new URL(path, url), { method: 'POST' }).catch((error: unknown) => {
    throw new ConfigurationError(`no simulator answers at ${url}`, [], { cause: error })
  })
  if (!answer.ok) throw new Error(`the simulator refuses: ${await answer.text()}`)
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2))
  if (args.help) {
    process.stdout.write(HELP)
  } else if (args.command === 'check') {
    await loadAll(args)
    process.stdout.write('nothing wrong\n')
  } else if (args.command !== undefined && Object.hasOwn(CONTROLS, args.command)) {
    await control(CONTROLS[args.command] ?? '', args.files[0])
  } else if (args.command === 'run') {
    const logger = createLogger({ name: 'muster-simulator', level: args.logLevel })
    await runUntilSignal(logger, () => startAll(args, logger))
  } else {
    throw new ConfigurationError(`${args.command ?? 'nothing'} is not a command; see --help`)
  }
}

try {
  await main()
} catch (error) {
  process.exitCode = reportFatal(error)
}
