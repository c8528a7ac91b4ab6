import { type Clock, type Duration, hours, millis, type Timer, type Timestamp } from '@muster/runtime'

/** The wall clock is looked at anew this often: it may have been set. */
const LONGEST_SLEEP = hours(1)

/** A timer for one time of the wall clock, which may become another at any moment. */
export class WallTimer {
  readonly #clock: Clock
  readonly #wake: () => void
  readonly #longest: Duration
  #timer: Timer | undefined
  #at: Timestamp | undefined

  constructor(clock: Clock, wake: () => void, longest: Duration = LONGEST_SLEEP) {
    this.#clock = clock
    this.#longest = longest
    this.#wake = wake
  }

  /** @param at undefined for none */
  set(at: Timestamp | undefined): void {
    if (at === this.#at) return
    this.stop()
    this.#at = at
    if (at === undefined) return
    const wait = Math.min(Math.max(0, at - this.#clock.wall()), this.#longest)
    this.#timer = this.#clock.after(millis(wait), () => {
      this.#at = undefined
      this.#wake()
    })
  }

  stop(): void {
    this.#timer?.cancel()
    this.#at = undefined
  }
}
