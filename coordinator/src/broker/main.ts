/** The embedded broker as a program of its own: `node coordinator/src/broker/main.ts --help`. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isId } from '@muster/protocol'
import {
  ConfigurationError,
  createLogger,
  type Fault,
  messageOf,
  runUntilSignal,
  systemClock,
} from '@muster/runtime'
import { type BrokerOptions, startBroker } from './broker.ts'
import { type Credential, parseCredentials } from './credentials.ts'

const USAGE = `Usage: node coordinator/src/broker/main.ts [--host 127.0.0.1] [--port 1883] [--site default] [--credentials file.yaml]

An MQTT 3.1.1 broker in memory. The credentials file is a YAML list of {id, password}; without one
the broker answers on loopback only and lets everyone do everything. Port 0 takes a free one.
`

const logger = createLogger({ name: 'broker' })

async function readCredentials(path: string): Promise<readonly Credential[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigurationError(`can't read ${path}`, [{ field: 'credentials', message: messageOf(error) }])
  }
  return parseCredentials(text, path)
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '1883' },
        site: { type: 'string', default: 'default' },
        credentials: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new ConfigurationError(messageOf(error), [{ field: '', message: USAGE }])
  }
}

async function brokerOptions({
  host,
  port,
  site,
  credentials,
}: ReturnType<typeof readArguments>): Promise<BrokerOptions> {
  const faults: Fault[] = []
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    faults.push({ field: '--port', message: 'must be from 0 to 65535' })
  if (!isId(site)) faults.push({ field: '--site', message: 'must be letters a to z, digits and dashes' })
  if (faults.length > 0) throw new ConfigurationError('the broker was called wrongly', faults)
  const options = { host, port: Number(port), site, logger, clock: systemClock }
  return credentials === undefined ? options : { ...options, credentials: await readCredentials(credentials) }
}

await runUntilSignal(logger, async () => {
  const values = readArguments(process.argv.slice(2))
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const broker = await startBroker(await brokerOptions(values))
  logger.info('ready', { url: broker.url, port: broker.port })
  return broker
})
