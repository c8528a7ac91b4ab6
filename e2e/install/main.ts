/** Installs the packages on a Debian of its own, and lives through what happens to an instrument PC. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { messageOf, seconds, systemClock } from '@muster/runtime'
import { whyNoNamespaces } from '../chaos/network.ts'
import { prefixOf, sweep, sweepLeftovers } from '../chaos/sweep.ts'
import { Machine } from './machine.ts'
import { Site } from './site.ts'
import { Story } from './story.ts'

const HELP = `Builds the Debian packages, boots a Debian with systemd in a container, installs them with apt, and runs prints on a simulated
printer on another machine, while the agent is killed, hangs, loses its network, is upgraded and is rebooted. The printer's
ledger has to have one start for each.

  --suite NAME   of Debian; bookworm unless given
  --keep         keep the machine and all logs, also where all went well

It needs Linux on amd64, root, and from Debian: debootstrap systemd-container iproute2 mosquitto qemu-user-static libstdc++6-arm64-cross
Exit codes: 0 all holds, 1 something does not, 77 not possible here (1 where CI=1).
`
const EXIT_SKIPPED = 77
const MOST_MEGABYTES = 45

const run = promisify(execFile)
const began = systemClock.monotonic()

function say(line: string): void {
  process.stdout.write(`${((systemClock.monotonic() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)
}

/** @returns why no machine can be booted here, or undefined where one can. */
async function whyNot(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on amd64'
  const needed = [
    ['debootstrap', 'debootstrap'],
    ['systemd-nspawn', 'systemd-container'],
    ['dpkg-deb', 'dpkg'],
    ['setpriv', 'util-linux'],
    ['qemu-aarch64-static', 'qemu-user-static'],
  ] as const
  for (const [program, from] of needed) {
    const missing = await run(program, ['--version']).then(
      () => undefined,
      (error: unknown) => messageOf(error).includes('ENOENT'),
    )
    if (missing === true) return `there is no ${program} (apt-get install ${from})`
  }
  if (!(await stat(ARM64_LIBRARIES).catch(() => undefined)))
    return 'there are no libraries for arm64 (apt-get install libstdc++6-arm64-cross)'
  return whyNoNamespaces()
}

const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu'

/** All packages that the story needs; only the one whose size is promised is compressed. */
async function build(folder: string): Promise<void> {
  const program = fileURLToPath(new URL('../../tools/packages/main.ts', import.meta.url))
  const make = async (name: string, ...options: readonly string[]) => {
    const out = join(folder, `${name}.d`)
    const environment = { ...process.env, SOURCE_DATE_EPOCH: '1767225600' }
    await run(process.execPath, [program, '--out', out, ...options], { env: environment, maxBuffer: 1 << 24 })
    const [file = ''] = await readdir(out)
    await copyFile(join(out, file), join(folder, `${name}.deb`))
    await rm(out, { recursive: true })
  }
  const agent = ['--only', 'muster-agent', '--arch']
  await make('muster-agent-next', ...agent, 'amd64', '--quick', '--version', '99.0')
  await make('muster-agent-arm64', ...agent, 'arm64', '--quick')
  await make('muster-coordinator', '--only', 'muster-coordinator', '--arch', 'amd64', '--quick')
  await make('muster-agent', ...agent, 'amd64')
  const megabytes = (await stat(join(folder, 'muster-agent.deb'))).size / 1_000_000
  say(`the agent's package has ${megabytes.toFixed(1)} MB`)
  if (megabytes > MOST_MEGABYTES) throw new Error(`that is more than ${MOST_MEGABYTES} MB`)
}

async function debian(suite: string, root: string, log: string): Promise<void> {
  const include = '--include=systemd,systemd-sysv,dbus,debconf'
  const child = spawn('debootstrap', ['--variant=minbase', include, suite, root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data))
  const [code] = (await once(child, 'exit')) as [number | null]
  await writeFile(log, Buffer.concat(said))
  if (code !== 0) throw new Error(`debootstrap ended with ${code}; ${log} tells why`)
  say(`a Debian ${suite} is there`)
}

/** What the package for arm64 has, on an emulated processor. */
async function arm64(folder: string): Promise<void> {
  const tree = join(folder, 'arm64')
  await run('dpkg-deb', ['--extract', join(folder, 'muster-agent-arm64.deb'), tree])
  const node = join(tree, 'usr/lib/muster-agent/node')
  const agent = join(tree, 'usr/lib/muster-agent/muster-agent.mjs')
  const emulated = (...args: readonly string[]) =>
    run('qemu-aarch64-static', ['-L', ARM64_LIBRARIES, node, agent, ...args], { timeout: 120_000 })
  const help = await emulated('--help')
  if (!help.stdout.includes('muster-agent run')) throw new Error(`--help says ${help.stdout}`)
  const check = await emulated('check', '--config', join(tree, 'etc/muster/agent.yaml'))
  if (!check.stdout.includes('is right')) throw new Error(`check says ${check.stdout}${check.stderr}`)
  // The native part for serial lines is the one for this processor.
  const serial = `import(${JSON.stringify(join(tree, 'usr/lib/muster-agent/node_modules/serialport/dist/index.js'))}).then(m => console.log(typeof m.SerialPort.list, 'serial'))`
  const native = await run('qemu-aarch64-static', ['-L', ARM64_LIBRARIES, node, '-e', serial])
  if (!native.stdout.includes('function serial')) throw new Error(`serial lines: ${native.stderr}`)
  say('arm64: --help, check and serial lines')
}

async function tell(folder: string, suite: string): Promise<void> {
  const packages = join(folder, 'packages')
  const root = join(folder, 'machine')
  await mkdir(packages, { recursive: true })
  await Promise.all([build(packages), debian(suite, root, join(folder, 'debootstrap.log'))])
  const site = await Site.start(prefixOf(process.pid), join(folder, 'site'))
  const { namespace } = site.network.machine('pc')
  await using machine = new Machine({ root, namespace, packages, log: join(folder, 'machine.log') })
  await machine.boot()
  say('it has booted')
  const story = new Story({ site, machine, root, say })
  const chapters: readonly (readonly [string, () => Promise<void>])[] = [
    ['installed with apt, configured, started', () => story.install()],
    ['hardening of the agent', () => story.hardening()],
    ['a print', () => story.run()],
    ['its configuration is reloaded', () => story.reloaded()],
    ['the agent is killed in a print', () => story.killed()],
    ['the work loop hangs in a print', () => story.hung()],
    [
      'the cable is pulled for a minute in a print; arm64 meanwhile',
      async () => {
        await Promise.all([story.unplugged(seconds(60)), arm64(packages)])
      },
    ],
    ['an upgrade in a print', () => story.upgraded()],
    ['a reboot in a print', () => story.rebooted()],
    ['purged', () => story.purged()],
    ['the coordinator', () => story.coordinator()],
  ]
  for (const [name, chapter] of chapters) {
    say(`${name} …`)
    try {
      await chapter()
    } catch (error) {
      const journal = await machine.run('journalctl', '--no-pager', '-n', '60').catch(messageOf)
      throw new Error(`${name}: ${messageOf(error)}\n${journal}`, { cause: error })
    }
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter(argument => argument !== '--'),
    options: {
      suite: { type: 'string', default: 'bookworm' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const why = await whyNot()
  if (why !== undefined) {
    process.stderr.write(`skipped: no Debian can be booted here: ${why}\n`)
    return ['1', 'true'].includes(process.env['CI'] ?? '') ? 1 : EXIT_SKIPPED
  }
  await sweepLeftovers()
  const folder = join(tmpdir(), `muster-install-${process.pid}`)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void sweep(prefixOf(process.pid)).finally(() => process.exit(130)))
  let code = 0
  try {
    await tell(folder, values.suite)
    say('all holds')
  } catch (error) {
    code = 1
    say(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  await sweep(prefixOf(process.pid))
  if (code === 0 && !values.keep) await rm(folder, { recursive: true, force: true })
  else process.stdout.write(`kept: ${folder}\n`)
  return code
}

process.exit(await main())
