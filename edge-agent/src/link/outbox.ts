import type { ReportMessage } from '@muster/protocol'
import { type Clock, seconds, type Timer } from '@muster/runtime'
import type { Journal, OutboxEvent } from '../journal/journal.ts'

/** Events per message, and events that may be under way at once. */
const BATCH = 64
const WINDOW = 512
/** Characters of events in one message, well below what a message may have. */
const LONGEST_BATCH = 64 * 1024
/** Without an acknowledgement for this long, all that is not acknowledged is sent again. */
const REPEAT_AFTER = seconds(3)

/**
 * Sends what the journal has and the coordinator has not acknowledged, in order, a window at a time. After
 * a loss it goes back to the first that is not acknowledged.
 */
export class Outbox {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #send: (events: ReportMessage['events']) => void
  #open = false
  #sentUpTo = 0
  #timer: Timer | undefined

  constructor(journal: Journal, clock: Clock, send: (events: ReportMessage['events']) => void) {
    this.#journal = journal
    this.#clock = clock
    this.#send = send
    journal.onDurable = () => this.#pump()
  }

  /** Synchronised with the coordinator: what waits may be sent. */
  open(): void {
    this.#open = true
    this.#sentUpTo = this.#journal.acked
    this.#pump()
  }

  close(): void {
    this.#open = false
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** The coordinator has all events of this process at and below `sequence`. */
  async acknowledged(sequence: number): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const done = this.#journal.acknowledge(sequence)
    this.#sentUpTo = Math.max(this.#sentUpTo, this.#journal.acked)
    this.#pump()
    await done
  }

  #pump(): void {
    if (!this.#open) return
    for (;;) {
      const room = WINDOW - (this.#sentUpTo - this.#journal.acked)
      const events = room <= 0 ? [] : fitting(this.#journal.pending(this.#sentUpTo, Math.min(BATCH, room)))
      const last = events.at(-1)
      if (!last) break
      this.#sentUpTo = last.sequence
      this.#send([...events])
    }
    if (this.#sentUpTo > this.#journal.acked)
      this.#timer ??= this.#clock.after(REPEAT_AFTER, () => this.#repeat())
  }

  #repeat(): void {
    this.#timer = undefined
    this.#sentUpTo = this.#journal.acked
    this.#pump()
  }
}

/** As many as a message has room for, and one at least. */
function fitting(events: readonly OutboxEvent[]): readonly OutboxEvent[] {
  let room = LONGEST_BATCH
  const tooMany = events.findIndex((event, index) => {
    room -= JSON.stringify(event).length
    return room < 0 && index > 0
  })
  return tooMany < 0 ? events : events.slice(0, tooMany)
}
