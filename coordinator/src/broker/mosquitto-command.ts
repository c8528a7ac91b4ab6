import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isId } from '@muster/protocol'
import { ConfigurationError, type Fault, messageOf, type Random } from '@muster/runtime'
import { parseCredentials } from './credentials.ts'
import { mosquittoFiles } from './mosquitto-files.ts'

const HELP = `muster-coordinator mosquitto-files: writes what a Mosquitto needs to be a site's broker

  --credentials FILE      YAML list of {id, password}: who may log in
  --site NAME             the site in topics (default lab)
  --out DIR               where mosquitto.conf, acl and passwords are written (default muster-mosquitto)
  --force                 replace files that are there
  --folder DIR            where they will stand on the broker's machine (default /etc/mosquitto/muster)
  --host HOST             what it listens on (default all addresses)
  --port N                default 1883, or 8883 with TLS
  --tls-certificate FILE  PEM, a path on the broker's machine; with --tls-key
  --tls-key FILE

deploy/mosquitto/README.md goes through it step by step.
`

const OPTIONS = {
  credentials: { type: 'string' },
  site: { type: 'string', default: 'lab' },
  out: { type: 'string', default: 'muster-mosquitto' },
  force: { type: 'boolean', default: false },
  folder: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'tls-certificate': { type: 'string' },
  'tls-key': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const readArguments = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error)}\nTry muster-coordinator mosquitto-files --help`)
  }
}
type Values = ReturnType<typeof readArguments>

/**
 * Writes Mosquitto's files, all or none of them.
 * @returns what to tell whoever called
 * @throws ConfigurationError with every fault, and for files that are there already
 */
export async function writeMosquittoFiles(args: readonly string[], random: Random): Promise<string> {
  const values = readArguments(args)
  if (values.help) return HELP
  const { credentials = '', site, folder, host, out, force } = values
  const faults = faultsOf(values)
  if (faults.length > 0) throw new ConfigurationError('mosquitto-files was called wrongly', faults)
  const certificate = values['tls-certificate']
  const key = values['tls-key']
  const files = mosquittoFiles({
    site,
    random,
    credentials: parseCredentials(await readText(credentials), credentials),
    ...(folder === undefined ? {} : { folder }),
    ...(host === undefined ? {} : { host }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(certificate === undefined || key === undefined ? {} : { tls: { certificate, key } }),
  })
  await mkdir(out, { recursive: true, mode: 0o700 })
  if (!force) await refuseExisting(out, Object.keys(files))
  for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text, { mode: 0o600 })
  return `wrote ${Object.keys(files).join(', ')} to ${out}\n`
}

function faultsOf(values: Values): Fault[] {
  const faults: Fault[] = []
  if (values.credentials === undefined) faults.push({ field: '--credentials', message: 'is missing' })
  if (!isId(values.site))
    faults.push({ field: '--site', message: 'must be letters a to z, digits and dashes' })
  if (values.port !== undefined && !(/^[1-9]\d{0,4}$/.test(values.port) && Number(values.port) <= 65_535))
    faults.push({ field: '--port', message: 'must be from 1 to 65535' })
  if ((values['tls-certificate'] === undefined) !== (values['tls-key'] === undefined))
    faults.push({ field: '--tls-certificate', message: 'and --tls-key go together' })
  return faults
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigurationError(`${path} can't be read: ${messageOf(error)}`)
  }
}

async function refuseExisting(folder: string, names: readonly string[]): Promise<void> {
  const there: Fault[] = []
  for (const name of names) {
    const text = await readFile(join(folder, name)).catch(() => undefined)
    if (text) there.push({ field: join(folder, name), message: 'is there already; --force replaces it' })
  }
  if (there.length > 0) throw new ConfigurationError('nothing was written', there)
}
