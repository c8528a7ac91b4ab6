import { type Clock, hours, type Logger, messageOf, type Timer } from '@muster/runtime'
import type { Store } from '../store/store.ts'

/** For so long the same key, or the same delivery, gives the same job. */
const KEYS_KEPT_FOR = hours(30 * 24)
/** Not at once: a coordinator that starts has better things to do. */
const FIRST_AFTER = hours(1)
const EVERY = hours(24)

/** Forgets Idempotency-Keys and ids of deliveries once they are old. */
export class ForgetKeys {
  readonly #clock: Clock
  readonly #store: Pick<Store, 'forgetIdempotency'>
  readonly #logger: Logger
  #timer: Timer | undefined

  constructor(clock: Clock, store: Pick<Store, 'forgetIdempotency'>, logger: Logger) {
    this.#clock = clock
    this.#store = store
    this.#logger = logger
  }

  start(): void {
    this.#timer = this.#clock.after(FIRST_AFTER, () => this.#forget())
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #forget(): void {
    this.#timer = this.#clock.after(EVERY, () => this.#forget())
    // What fails is done the next day.
    this.#store.forgetIdempotency(this.#clock.wall() - KEYS_KEPT_FOR).catch((error: unknown) => {
      this.#logger.warn('old idempotency keys were not forgotten', { error: messageOf(error) })
    })
  }
}
