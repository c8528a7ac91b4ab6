import { type Clock, type Duration, millis, repeat, type Timer } from '@muster/runtime'

export interface HeartEvents {
  /** A turn of the work loop. @param late milliseconds by which it is */
  readonly turn: (late: number) => void
  /** To be sent as a heartbeat. */
  readonly beat: (heartbeat: { readonly sequence: number; readonly lateMs: number }) => void
}

/** When an agent's work loop turns and its heartbeats leave: one with each turn, and others for news. */
export class Heart {
  readonly #clock: Clock
  readonly #events: HeartEvents
  #every: Duration
  #turns: Timer | undefined
  #soon: Timer | undefined
  #sequence = 0
  /** By the monotonic clock. */
  #lastBeat = Number.NEGATIVE_INFINITY
  /** When the next turn is due, by uptime, and how late the last one was. */
  #turnDue = Number.POSITIVE_INFINITY
  #late = 0

  constructor(clock: Clock, every: Duration, events: HeartEvents) {
    this.#clock = clock
    this.#every = every
    this.#events = events
  }

  /** From now on at this pace. */
  begin(every: Duration): void {
    this.#turns?.cancel()
    this.#every = every
    this.#turnDue = Number.POSITIVE_INFINITY
    this.#turns = repeat(this.#clock, every, () => this.#turn())
  }

  stop(): void {
    this.#turns?.cancel()
    this.#soon?.cancel()
  }

  now(): void {
    this.#sequence += 1
    this.#lastBeat = this.#clock.monotonic()
    this.#events.beat({ sequence: this.#sequence, lateMs: this.#late })
  }

  /** News are worth a heartbeat before its time, at once where none was sent for a while, but not each of them. */
  soon(): void {
    const gap = Math.min(1_000, this.#every / 2)
    const wait = Math.max(0, this.#lastBeat + gap - this.#clock.monotonic())
    this.#soon ??= this.#clock.after(millis(wait), () => {
      this.#soon = undefined
      this.now()
    })
  }

  /** The heartbeat comes out of the work loop: an agent that is stuck falls silent. */
  #turn(): void {
    // A host that slept was late as well: uptime counts that.
    const now = this.#clock.uptime()
    this.#late = Math.max(0, now - this.#turnDue)
    this.#turnDue = now + this.#every
    this.#events.turn(this.#late)
    this.now()
  }
}
