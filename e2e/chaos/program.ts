import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { millis, sleep, systemClock } from '@muster/runtime'
import { within } from './command.ts'
import type { Machine } from './network.ts'

/** As systemd would after a process that ended by itself. */
const RESTART_AFTER = millis(1_000)
const GUARD = new URL('../processes/end-with-parent.ts', import.meta.url).href
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/muster-lab/compiled', import.meta.url))

export interface ProgramOptions {
  readonly name: string
  readonly machine: Machine
  readonly log: string
  /** A script of this repository, or a program by its path. */
  readonly run: readonly string[]
  /** Told of each line that it writes. */
  readonly said: (program: string, line: string) => void
  /** Told when it ended without having been told to. */
  readonly fell: (program: string, how: string) => void
}

/** A program on one of the machines, which is started again when it ends by itself, until it is stopped. */
export class Program {
  readonly name: string
  readonly #options: ProgramOptions
  readonly #log: WriteStream
  #child: ChildProcess | undefined
  #exited: Promise<unknown> = Promise.resolve()
  /** Whether it should be there. */
  #wanted = false

  constructor(options: ProgramOptions) {
    this.name = options.name
    this.#options = options
    this.#log = createWriteStream(options.log, { flags: 'a' })
  }

  start(): void {
    this.#wanted = true
    if (this.#child) return
    const { machine, run } = this.#options
    const [script = '', ...args] = run
    const argv = script.endsWith('.ts')
      ? [
          process.execPath,
          '--import',
          GUARD,
          fileURLToPath(new URL(`../../${script}`, import.meta.url)),
          ...args,
        ]
      : run
    this.#note('started')
    const [program, ...rest] = within(machine.namespace, ...argv)
    const child = spawn(program, rest, {
      // A process group of its own: with the drivers' processes it is what stands on the machine.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    child.stdin?.on('error', () => undefined)
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', line => this.#take(line))
    void this.#exited.then(() => this.#ended(child))
  }

  /** kill -9. @param all its drivers' processes too, as when the machine loses its power */
  async kill(all: boolean): Promise<void> {
    this.#wanted = false
    this.#note('kill -9')
    this.#signal('SIGKILL', all)
    this.#signal('SIGCONT', true)
    await this.#gone()
  }

  /** Stands still, with all its processes. */
  pause(): void {
    this.#note('SIGSTOP')
    this.#signal('SIGSTOP', true)
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.#note('SIGCONT')
    this.#signal('SIGCONT', true)
  }

  /** As systemd stops it. */
  async stop(): Promise<void> {
    this.#wanted = false
    this.#signal('SIGCONT', true)
    this.#signal('SIGTERM', false)
    const gone = this.#gone()
    const late = sleep(systemClock, millis(10_000)).then(() => 'late' as const)
    if ((await Promise.race([gone, late])) === 'late') await this.kill(true)
    await new Promise<void>(resolve => this.#log.end(resolve))
  }

  async #gone(): Promise<void> {
    if (!this.#child) return
    const { pid } = this.#child
    await this.#exited
    this.#child = undefined
    while (pid !== undefined && (await isRunning(pid))) await sleep(systemClock, millis(10))
  }

  #signal(name: NodeJS.Signals, all: boolean): void {
    const pid = this.#child?.pid
    if (pid === undefined) return
    try {
      process.kill(all ? -pid : pid, name)
    } catch {
      // It is gone already.
    }
  }

  #ended(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined
    const how = child.signalCode ?? `exit code ${child.exitCode}`
    this.#note(`ended: ${how}`)
    if (!this.#wanted) return
    this.#options.fell(this.name, how)
    void sleep(systemClock, RESTART_AFTER).then(() => {
      if (this.#wanted) this.start()
    })
  }

  #take(line: string): void {
    if (this.#log.writable) this.#log.write(`${line}\n`)
    this.#options.said(this.name, line)
  }

  #note(what: string): void {
    const at = new Date(systemClock.wall()).toISOString()
    if (this.#log.writable) this.#log.write(`--- ${at} ${what}\n`)
  }
}

async function isRunning(pid: number): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`, 'utf8').then(
    stat => !/^\d+ \(.*\) [ZX]/.test(stat),
    () => false,
  )
}
