import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { messageOf, millis, sleep, systemClock } from '@muster/runtime'

const exec = promisify(execFile)
const LOOK = millis(100)
/** How a container ends that is to be started again. */
const WANTS_TO_REBOOT = 133
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export interface MachineOptions {
  /** The root of its file system. */
  readonly root: string
  /** The network namespace that it stands in. */
  readonly namespace: string
  /** Where what it says while it boots goes. */
  readonly log: string
  /** A folder of this machine that it sees as /packages. */
  readonly packages: string
}

/** A Debian that was booted with systemd as its first process, in a container that ends with this process. */
export class Machine implements AsyncDisposable {
  readonly #options: MachineOptions
  #container: ChildProcess | undefined

  constructor(options: MachineOptions) {
    this.#options = options
  }

  /** Resolves when it has booted. */
  async boot(): Promise<void> {
    const { root, namespace, log, packages } = this.#options
    const output = createWriteStream(log, { flags: 'a' })
    const container = spawn(
      'setpriv',
      [
        '--pdeathsig=KILL',
        'systemd-nspawn',
        `--directory=${root}`,
        '--boot',
        '--register=no',
        '--keep-unit',
        '--console=pipe',
        '--hostname=instrument-pc',
        '--resolv-conf=off',
        `--network-namespace-path=/run/netns/${namespace}`,
        `--bind-ro=${packages}:/packages`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.#container = container
    container.stdout.pipe(output)
    container.stderr.pipe(output)
    await this.#booted()
  }

  /** Resolves when all that starts with the machine has started. */
  async #booted(): Promise<void> {
    for (;;) {
      if (this.#container?.exitCode !== null)
        throw new Error(`it did not boot: ${this.#options.log} tells why`)
      const state = await this.run('systemctl', 'is-system-running').catch(messageOf)
      if (/^(running|degraded)$/m.test(state)) return
      await sleep(systemClock, LOOK)
    }
  }

  /** As a person at its keyboard would; resolves when it is up again. */
  async reboot(): Promise<void> {
    const container = this.#container
    if (!container) throw new Error('it was not booted')
    const isDown = once(container, 'exit')
    // The answer may be lost with the machine.
    await this.run('systemctl', 'reboot').catch(() => undefined)
    await isDown
    if (container.exitCode !== WANTS_TO_REBOOT) throw new Error(`it did not reboot: ${container.exitCode}`)
    await this.boot()
  }

  /** Runs a command to its end, as root. @returns what it wrote @throws Error with what it said */
  async run(...line: readonly string[]): Promise<string> {
    const first = await this.#firstProcess()
    const inside = [
      '--target',
      String(first),
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--cgroup',
      '--root',
      '--wd',
    ]
    const environment = ['env', '-i', PATH, 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive']
    try {
      const { stdout } = await exec('nsenter', [...inside, ...environment, ...line], { maxBuffer: 1 << 24 })
      return stdout
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
      throw new Error(`${line.join(' ')}: ${stdout}${stderr}`.trim() || messageOf(error), { cause: error })
    }
  }

  /** A property of a unit, as systemd tells it. */
  async property(unit: string, name: string): Promise<string> {
    return (await this.run('systemctl', 'show', unit, '--property', name, '--value')).trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const container = this.#container
    if (!container || container.exitCode !== null) return
    container.kill('SIGKILL')
    await once(container, 'exit')
  }

  /** Of the container, as this machine counts processes; another after each boot. */
  async #firstProcess(): Promise<number> {
    const pid = this.#container?.pid
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    for (const child of children.trim().split(' ')) {
      const name = await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')
      if (name.trim() === 'systemd') return Number(child)
    }
    throw new Error('the machine has no first process')
  }
}
