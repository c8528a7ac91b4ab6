import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { mosquittoFiles } from '@muster/coordinator/broker'
import { systemRandom } from '@muster/runtime'

/** Where Debian and its relatives put it. */
const PROGRAM = '/usr/sbin/mosquitto'
/** Lines of its configuration that are about who may log in: here anybody of this machine may. */
const ABOUT_LOGIN = /^(use_username_as_clientid|allow_anonymous|password_file|acl_file) /

/** A Mosquitto as `muster-coordinator mosquitto-files` sets it up, but for passwords. */
export class Mosquitto implements AsyncDisposable {
  readonly port: number
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port
    this.#child = child
    this.#folder = folder
  }

  static async start(): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-broker-'))
    const port = await freePort()
    const options = { site: 'lab', credentials: [], random: systemRandom, folder, host: '127.0.0.1', port }
    const lines = mosquittoFiles(options)['mosquitto.conf'].split('\n')
    const own = ['allow_anonymous true', 'log_type error', 'log_type warning', 'log_type information']
    const kept = lines.filter(line => !ABOUT_LOGIN.test(line))
    await writeFile(join(folder, 'mosquitto.conf'), [...kept, ...own, ''].join('\n'))
    const child = spawn(PROGRAM, ['-c', join(folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    process.once('exit', () => child.kill('SIGKILL'))
    await runs(child)
    return new Mosquitto(port, child, folder)
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** It says on standard error that it is there; if it ends before, what it said is the reason. */
function runs(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const said: string[] = []
  if (child.stderr)
    createInterface(child.stderr).on('line', line => {
      said.push(line)
      if (line.endsWith(' running')) resolve()
    })
  child.once('error', reject)
  child.once('exit', code => reject(new Error(`mosquitto ended with ${code}: ${said.slice(-5).join(' | ')}`)))
  return promise
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
