import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { millis, sleep, systemClock } from '@muster/runtime'

const run = promisify(execFile)

/** Where Debian keeps the programs, by version; they are not on the PATH. */
const DEBIAN = '/usr/lib/postgresql'
const START_LIMIT_MS = 60_000

/** A PostgreSQL of its own: in a temporary folder, on a free port of loopback, with fsync as it is by default. */
export class Postgres implements AsyncDisposable {
  readonly version: string
  readonly pid: number
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #port: number
  readonly #bin: string

  private constructor(parts: {
    child: ChildProcess
    folder: string
    port: number
    bin: string
    version: string
  }) {
    this.#child = parts.child
    this.pid = parts.child.pid ?? 0
    this.#folder = parts.folder
    this.#port = parts.port
    this.#bin = parts.bin
    this.version = parts.version
  }

  /** @returns undefined where it is not installed */
  static async start(): Promise<Postgres | undefined> {
    const bin = await binaries()
    if (bin === undefined) return undefined
    const { stdout: version } = await run(join(bin, 'postgres'), ['--version'])
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-postgres-'))
    // It refuses to run as root.
    const as = process.getuid?.() === 0 ? await accountOf('postgres') : undefined
    if (as) await chown(folder, as.uid, as.gid)
    const data = join(folder, 'data')
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], {
      ...as,
      cwd: folder,
    })
    const port = await freePort()
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', '-k', folder]
    const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...as,
      cwd: folder,
      stdio: 'ignore',
    })
    const started = new Postgres({ child, folder, port, bin, version: version.trim() })
    await started.#whenReady()
    return started
  }

  /** Makes a database. @returns its URL */
  async database(name: string): Promise<string> {
    await run(join(this.#bin, 'createdb'), [...this.#at(), name])
    return `postgres://bench@127.0.0.1:${this.#port}/${name}`
  }

  /** A setting, as it tells it itself. */
  async setting(name: string): Promise<string> {
    const { stdout } = await run(join(this.#bin, 'psql'), [...this.#at(), '-Atc', `show ${name}`, 'postgres'])
    return stdout.trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    // Ends what is under way, and then itself.
    if (this.#child.exitCode === null && this.#child.kill('SIGINT')) await ended
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #whenReady(): Promise<void> {
    const until = systemClock.monotonic() + START_LIMIT_MS
    for (;;) {
      try {
        await run(join(this.#bin, 'pg_isready'), this.#at())
        return
      } catch (error) {
        if (this.#child.exitCode !== null || systemClock.monotonic() > until) throw error
        await sleep(systemClock, millis(100))
      }
    }
  }

  #at(): string[] {
    return ['-h', '127.0.0.1', '-p', String(this.#port), '-U', 'bench']
  }
}

/** The folder of the newest that is installed. */
async function binaries(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => [])
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const bin = join(DEBIAN, version, 'bin')
    if (await stat(join(bin, 'postgres')).catch(() => undefined)) return bin
  }
  return undefined
}

async function accountOf(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const id = async (what: string) => Number((await run('id', [what, name])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
