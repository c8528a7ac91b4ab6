import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Clock, type Duration, millis, sleep } from '@muster/runtime'
import { LineSplitter } from '../../shared/line-splitter.ts'

const PIECE = 65_536
/** How often a pipe is looked into while something is awaited from it. */
const LOOK_EVERY = millis(5)

/**
 * Writes a line into a named pipe, without waiting for a reader.
 * @returns false where nobody has it open to read, or it is full: nobody takes what is in it.
 */
export async function writeLine(path: string, line: string): Promise<boolean> {
  let pipe: FileHandle | undefined
  try {
    pipe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
    const bytes = Buffer.from(`${line}\n`)
    const { bytesWritten } = await pipe.write(bytes)
    return bytesWritten === bytes.length
  } catch {
    return false
  } finally {
    await pipe?.close()
  }
}

export interface Hearing {
  readonly within: Duration
  readonly clock: Clock
  /** Text of a line after which nothing more will come. */
  readonly unless: string
  /** Whether anybody is there to say something. */
  readonly isThere: () => Promise<boolean>
}

/** The lines that come out of a named pipe while it is open here; those of nobody are among them. */
export class PipeReader implements AsyncDisposable {
  readonly #pipe: FileHandle
  readonly #lines = new LineSplitter('utf-8')

  static async open(path: string): Promise<PipeReader> {
    return new PipeReader(await open(path, constants.O_RDONLY | constants.O_NONBLOCK))
  }

  private constructor(pipe: FileHandle) {
    this.#pipe = pipe
  }

  /** Passes over all that is there. */
  async drain(): Promise<void> {
    while ((await this.#read()) !== undefined) continue
  }

  /** Whether a line with this text comes in time. */
  async hears(text: string, { within, clock, unless, isThere }: Hearing): Promise<boolean> {
    const until = clock.monotonic() + within
    for (;;) {
      for (const line of (await this.#read()) ?? []) {
        if (line.includes(text)) return true
        if (line.includes(unless)) return false
      }
      if (clock.monotonic() >= until || !(await isThere())) return false
      await sleep(clock, LOOK_EVERY)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipe.close()
  }

  /** @returns undefined where there is nothing to read now. */
  async #read(): Promise<string[] | undefined> {
    try {
      const { bytesRead, buffer } = await this.#pipe.read(Buffer.alloc(PIECE), 0, PIECE, null)
      return bytesRead === 0 ? undefined : this.#lines.push(buffer.subarray(0, bytesRead))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined
      throw error
    }
  }
}
