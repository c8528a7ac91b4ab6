import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that does jobs when it is told so, and says how long they took: see beside/work.mjs. It ends with this process. */
export class Side implements AsyncDisposable {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
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
    this.#child.stdin?.write(`${jobs}\n`)
    return Number((await this.#said('done'))['ms'])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin?.end()
    if (this.#child.exitCode === null) await ended
  }

  async #said(message: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done) throw new Error(`a side of the benchmark ended before it said "${message}"`)
      if (!value.startsWith('{')) continue
      const fields = JSON.parse(value) as Readonly<Record<string, unknown>>
      if (fields['msg'] === message) return fields
    }
  }
}
