import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { type Clock, type Logger, seconds } from '@muster/runtime'

/** So much is heard of each stream in a second; what prints more waits, and the agent is not kept from its work. */
const MOST_BYTES = 65_536
const PERIOD = seconds(1)
const FATAL = /FATAL ERROR|heap out of memory/

/** Logs what a driver's process prints unasked, at a bounded rate, and keeps why it ended where V8 says so. */
export class LastWords {
  readonly #clock: Clock
  readonly #logger: Logger
  /** What V8 said before it gave up. */
  fatal: string | undefined

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  hear(stream: Readable | null): void {
    if (!stream) return
    let heard = 0
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.length
      if (heard < MOST_BYTES) return
      heard = 0
      stream.pause()
      this.#clock.after(PERIOD, () => stream.resume())
    })
    const lines = createInterface({ input: stream })
    lines.on('line', line => this.#take(line))
    // The end of the process tells enough.
    lines.on('error', () => undefined)
  }

  #take(line: string): void {
    if (FATAL.test(line)) this.fatal = line.replace(/^.*FATAL ERROR:\s*/, '').slice(0, 200)
    if (line.trim() !== '') this.#logger.debug('a driver printed', { line: line.slice(0, 500) })
  }
}
