import {
  type Backoff,
  type Clock,
  createBackoff,
  formatDuration,
  minutes,
  type Random,
  seconds,
} from '@muster/runtime'

/** A process that was connected for so long before it ended is taken to be sound: the next end is a first one. */
const SOUND = minutes(10)

/** A circuit breaker: what became of the processes of one driver, and when the next may be launched. */
export class Deaths {
  readonly #clock: Clock
  readonly #backoff: Backoff
  #count = 0
  #since = 0
  #reason = ''
  /** By the monotonic clock. */
  #nextAt = 0
  #connectedAt: number | undefined

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#backoff = createBackoff({ first: seconds(0.5), longest: minutes(5) }, random)
  }

  /** A process is connected. */
  connected(): void {
    this.#connectedAt = this.#clock.monotonic()
  }

  died(reason: string): void {
    const now = this.#clock.monotonic()
    if (this.#connectedAt !== undefined && now - this.#connectedAt >= SOUND) {
      this.#count = 0
      this.#backoff.reset()
    }
    this.#connectedAt = undefined
    this.#reason = reason
    this.#count += 1
    if (this.#count === 1) this.#since = this.#clock.wall()
    this.#nextAt = now + this.#backoff.next()
  }

  /** How long the next one has to wait yet, in milliseconds. */
  get pause(): number {
    return Math.max(0, this.#nextAt - this.#clock.monotonic())
  }

  /** What the instrument's message says. */
  get message(): string {
    const since = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' })
    const at = `${since.format(this.#since)} UTC`
    return this.#count === 1
      ? `the driver's process has ended at ${at}: ${this.#reason}`
      : `the driver's process has ended ${this.#count} times since ${at}: ${this.#reason}; the next one is started in ${formatDuration(this.pause)}`
  }
}
