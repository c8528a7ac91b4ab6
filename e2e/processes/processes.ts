import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { resolve as absolute } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `end-with-parent.ts` in JavaScript. */
const SMALL_GUARD = `data:text/javascript,${encodeURIComponent(
  "process.stdin.on('close',()=>process.kill(process.pid,'SIGTERM')).on('error',()=>{}).resume().unref()",
)}`

/** A program of this repository in a process of its own, whose log lines can be waited for. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()
  readonly #exited: Promise<unknown>

  /** @param script relative to the repository, such as `coordinator/src/cli.ts` */
  constructor(
    script: string,
    args: readonly string[],
    {
      flags = [],
      ...options
    }: {
      readonly detached?: boolean
      readonly env?: NodeJS.ProcessEnv
      /** Of Node. */
      readonly flags?: readonly string[]
    } = {},
  ) {
    const path = absolute(fileURLToPath(new URL('../../', import.meta.url)), script)
    // Node's own code for TypeScript takes more memory than an agent: what is measured must not load it for this alone.
    const guard = flags.length > 0 ? SMALL_GUARD : new URL('end-with-parent.ts', import.meta.url).href
    this.#child = spawn(process.execPath, [...flags, '--import', guard, path, ...args], {
      ...options,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#exited = once(this.#child, 'exit')
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', line => this.#take(line))
    }
  }

  /** The first log line from `from` on whose fields include the message; rejects when the process ends before it. */
  async logged(message: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      for (const line of this.#lines) {
        const fields = parse(line)
        if (fields['msg'] === message) return fields
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.add(resolve)
      const ended = await Promise.race([promise.then(() => false), this.#exited.then(() => true)])
      this.#waiting.delete(resolve)
      if (ended)
        throw new Error(
          `the process ended before it logged "${message}":\n${this.#lines.slice(-20).join('\n')}`,
        )
    }
  }

  /** Resolves once the process stands still after a SIGSTOP, as Linux tells in /proc. One that goes on too early would stop for good. */
  async standsStill(): Promise<void> {
    for (;;) {
      const stat = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8')
      // After the name, which stands in brackets, comes the state: T is stopped.
      if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) return
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  /** As Ctrl-C would. @returns the exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM')
    await this.#exited
    return this.#child.exitCode
  }

  /** Waits until it ends by itself. @returns the exit code. */
  async ended(): Promise<number | null> {
    await this.#exited
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill()
  }

  get output(): readonly string[] {
    return this.#lines
  }

  #take(line: string): void {
    this.#lines.push(line)
    for (const resolve of this.#waiting) resolve()
  }
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
