import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { systemClock } from '@muster/runtime'

/** A program that does jobs when it is told so, and says when all are done: see beside/work.mjs. It ends with this process. */
export class Side implements AsyncDisposable {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string, undefined>

  private constructor(child: ChildProcess, lines: AsyncIterator<string, undefined>) {
    this.#child = child
    this.pid = child.pid ?? 0
    this.#lines = lines
  }

  /** @param script an absolute path */
  static async start(script: string, args: readonly string[]): Promise<Side> {
    const child = spawn(process.execPath, ['--no-deprecation', script, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const side = new Side(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]())
    await side.#said('ready')
    return side
  }

  /** @returns milliseconds */
  async work(jobs: number): Promise<number> {
    const from = systemClock.monotonic()
    this.#child.stdin?.write(`${jobs}\n`)
    await this.#said('done')
    return systemClock.monotonic() - from
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin?.end()
    if (this.#child.exitCode === null) await ended
  }

  async #said(message: string): Promise<void> {
    for (;;) {
      const next: IteratorResult<string, undefined> = await this.#lines.next()
      if (next.done === true) throw new Error(`a side of the benchmark ended before it said "${message}"`)
      // Others may write lines of their own.
      if (next.value === JSON.stringify({ msg: message })) return
    }
  }
}
