import { type Clock, formatDuration, millis, repeat, seconds, type Timer } from '@muster/runtime'
import type { ProcessLimits } from './process-limits.ts'

/** So many signs of life are asked for in the time in which one has to come. */
const PINGS = 4
/** A process that is still loading its libraries, on an old machine, answers nothing. */
const LOADING = seconds(60)
/** One large reading may be gone with the next collection of garbage. */
const TOO_LARGE = 2

export interface ProcessWatchOptions {
  readonly clock: Clock
  readonly limits: ProcessLimits
  /** Asks for a sign of life. */
  readonly ping: () => void
  /** Ends the process. */
  readonly end: (reason: string) => void
}

/**
 * Looks whether a driver's process still answers, and what memory it takes. It counts questions without an answer and
 * not time: an agent that was stopped or kept busy for a while has asked nothing meanwhile, and blames nobody for it.
 */
export class ProcessWatch {
  readonly #options: ProcessWatchOptions
  readonly #timer: Timer
  readonly #first: number
  #unanswered = 0
  #hasAnswered = false
  #large = 0

  constructor(options: ProcessWatchOptions) {
    this.#options = options
    const every = millis(options.limits.silence / PINGS)
    this.#first = Math.max(PINGS, Math.ceil(LOADING / every))
    this.#timer = repeat(options.clock, every, () => this.#turn())
    this.#ask()
  }

  answered(residentBytes: number): void {
    this.#unanswered = 0
    this.#hasAnswered = true
    const { limits, end } = this.#options
    const used = Math.round(residentBytes / 2 ** 20)
    this.#large = used > limits.memoryMb ? this.#large + 1 : 0
    if (this.#large >= TOO_LARGE)
      end(`it took ${used} MB of memory, and may take ${limits.memoryMb} (process.memoryMb)`)
  }

  stop(): void {
    this.#timer.cancel()
  }

  #turn(): void {
    const { limits, end } = this.#options
    if (this.#unanswered < (this.#hasAnswered ? PINGS : this.#first)) return this.#ask()
    const forHowLong = this.#hasAnswered ? limits.silence : Math.max(LOADING, limits.silence)
    end(`it gave no sign of life for ${formatDuration(forHowLong)} (process.silence)`)
  }

  #ask(): void {
    this.#unanswered += 1
    this.#options.ping()
  }
}
