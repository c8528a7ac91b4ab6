import { type Clock, type Duration, type Logger, messageOf, repeat, type Timer } from '@muster/runtime'
import type { Driver } from './driver.ts'

/** So many checks in a row that show a run which the agent did not start, before it is told of. */
const FOREIGN_AFTER = 2

export interface HealthWatchOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly every: Duration
  /** The driver to ask, while the instrument is connected. */
  readonly driver: () => Driver | undefined
  /** Whether an attempt of this agent is at the instrument, or may be. */
  readonly isOurs: () => boolean
  readonly changed: () => void
}

/** Looks at an instrument every so often: whether it is well, and whether it runs something that nobody here asked for. */
export class HealthWatch {
  readonly #options: HealthWatchOptions
  #every: Duration
  #failed = 0
  #message: string | undefined
  #foreign: { readonly runs: string; readonly times: number } | undefined
  #isChecking = false
  #timer: Timer | undefined

  constructor(options: HealthWatchOptions) {
    this.#options = options
    this.#every = options.every
  }

  /** Checks that failed, in a row. */
  get failedChecks(): number {
    return this.#failed
  }

  /** What the last check that failed said. */
  get message(): string | undefined {
    return this.#message
  }

  get foreignRun(): string | undefined {
    return this.#foreign && this.#foreign.times >= FOREIGN_AFTER ? this.#foreign.runs : undefined
  }

  /** The instrument is in other hands: what was found before says nothing of it. */
  forget(): void {
    this.#failed = 0
    this.#message = undefined
    this.#foreign = undefined
  }

  lookEvery(every: Duration): void {
    if (every === this.#every) return
    this.#every = every
    if (!this.#timer) return
    this.stop()
    this.start()
  }

  start(): void {
    this.#timer ??= repeat(this.#options.clock, this.#every, () => this.#turn())
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #turn(): void {
    const driver = this.#options.driver()
    // Without a link there is nobody to ask; the link's own state tells that. A call that hangs is not made twice.
    if (!driver || this.#isChecking) return
    this.#isChecking = true
    const before = this.#told()
    void this.#look(driver).then(() => {
      this.#isChecking = false
      if (this.#told() !== before) this.#options.changed()
    })
  }

  #told(): string {
    return JSON.stringify([this.#failed, this.#message, this.foreignRun])
  }

  async #look(driver: Driver): Promise<void> {
    const health = await driver.health().catch((error: unknown) => ({ ok: false, message: messageOf(error) }))
    this.#failed = health.ok ? 0 : this.#failed + 1
    this.#message = health.ok ? undefined : (health.message ?? 'it says that it is not well').slice(0, 1_000)
    if (!health.ok) this.#options.logger.warn('a health check failed', { message: this.#message })
    this.#foreign = await this.#foreignRun(driver)
  }

  async #foreignRun(driver: Driver): Promise<{ readonly runs: string; readonly times: number } | undefined> {
    if (this.#options.isOurs()) return undefined
    const answer = await driver.idle().catch(() => undefined)
    // An attempt may have come while the instrument was asked.
    if (!answer || answer.idle || answer.runs === undefined || this.#options.isOurs()) return undefined
    return { runs: answer.runs.slice(0, 1_000), times: (this.#foreign?.times ?? 0) + 1 }
  }
}
