import type { Clock, Timer } from '../clock.ts'
import { type Duration, millis } from '../duration.ts'
import { InvariantError } from '../errors.ts'

interface Entry {
  readonly due: number
  readonly order: number
  action: (() => void) | undefined
}

/**
 * A timeline that moves only when it is told to. Several clocks stand on one, so that machines whose
 * clocks disagree or that sleep share one order of events.
 */
export class VirtualTime {
  #now = 0
  #order = 0
  #outside: Promise<unknown> | undefined
  readonly #heap: Entry[] = []

  get now(): number {
    return this.#now
  }

  /** How many actions are still to come. */
  get pending(): number {
    return this.#heap.reduce((count, entry) => count + (entry.action ? 1 : 0), 0)
  }

  at(due: number, action: () => void): Timer {
    const entry: Entry = { due: Math.max(due, this.#now), order: this.#order++, action }
    this.#push(entry)
    return {
      cancel() {
        entry.action = undefined
      },
    }
  }

  /** Runs the next action that is due at `until` or before, and moves there. False when there is none. */
  step(until = Number.POSITIVE_INFINITY): boolean {
    for (;;) {
      const head = this.#heap[0]
      if (!head || head.due > until) {
        if (Number.isFinite(until)) this.#now = Math.max(this.#now, until)
        return false
      }
      this.#pop()
      if (!head.action) continue
      this.#now = head.due
      head.action()
      return true
    }
  }

  /**
   * Time stands still until this has settled, and all that follows from it: for what really happens outside, such as a request over a
   * socket. What never settles must not be given: nothing would ever come after it.
   */
  hold(outside: Promise<unknown>): void {
    this.#outside = Promise.allSettled([this.#outside, outside])
  }

  /** Moves on by `duration`, letting all promises settle after each action. */
  async advance(duration: Duration): Promise<void> {
    const end = this.#now + duration
    await settle()
    if (this.#outside) await this.#released()
    while (this.step(end)) {
      await settle()
      if (this.#outside) await this.#released()
    }
  }

  /**
   * Moves on until `condition` holds.
   * @throws InvariantError when it does not within `limit`.
   */
  async until(condition: () => boolean, limit: Duration = millis(3_600_000)): Promise<void> {
    const end = this.#now + limit
    await settle()
    if (this.#outside) await this.#released()
    while (!condition()) {
      if (!this.step(end))
        throw new InvariantError(`the condition did not come true within ${limit} ms of virtual time`)
      await settle()
      if (this.#outside) await this.#released()
    }
  }

  async #released(): Promise<void> {
    while (this.#outside) {
      const outside = this.#outside
      await outside
      if (this.#outside === outside) this.#outside = undefined
      await settle()
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let i = heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(entry, heap[parent] as Entry)) break
      heap[i] = heap[parent] as Entry
      i = parent
    }
    heap[i] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child += 1
      if (!before(heap[child] as Entry, last)) break
      heap[i] = heap[child] as Entry
      i = child
    }
    heap[i] = last
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}

/** Lets every promise that can settle without time or input settle. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** One machine's clocks on a timeline: they can be set wrong, and the machine can sleep. */
export class ManualClock implements Clock {
  readonly time: VirtualTime
  #wallOffset: number
  #slept = 0
  #sleepStart = Number.POSITIVE_INFINITY
  #wakeAt = Number.NEGATIVE_INFINITY

  constructor(time = new VirtualTime(), wallStart = Date.UTC(2026, 0, 1)) {
    this.time = time
    this.#wallOffset = wallStart - time.now
  }

  /** When the machine wakes, on the timeline; in the past while it is awake. */
  get wakeAt(): number {
    return this.#wakeAt
  }

  wall(): number {
    return this.time.now + this.#wallOffset
  }

  monotonic(): number {
    const { now } = this.time
    return now < this.#wakeAt ? this.#sleepStart - this.#slept : now - this.#slept - this.#lastSleep()
  }

  uptime(): number {
    return this.time.now
  }

  after(delay: Duration, action: () => void): Timer {
    const due = this.monotonic() + Math.max(0, delay)
    let timer: Timer
    // A sleep that comes after the timer was set moves it: it looks again when it would have fired.
    const arm = () => {
      const { now } = this.time
      const left = Math.max(0, due - this.monotonic())
      // What is too short to be told from now would come again and again without any time passing.
      const least = left > 0 ? now * Number.EPSILON : 0
      timer = this.time.at(Math.max(now, this.#wakeAt) + Math.max(left, least), () => {
        if (this.time.now >= this.#wakeAt && this.monotonic() >= due - 1e-6) action()
        else arm()
      })
    }
    arm()
    return { cancel: () => timer.cancel() }
  }

  endOfTurn(action: () => void): void {
    this.time.at(Math.max(this.time.now, this.#wakeAt), action)
  }

  /** The wall clock jumps by `by`, forward or (negative) back. */
  jump(by: Duration): void {
    this.#wallOffset += by
  }

  /** The machine sleeps from now for `duration`: its timers wait, its monotonic clock stands still. */
  suspend(duration: Duration): void {
    this.#slept += this.#lastSleep()
    this.#sleepStart = this.time.now
    this.#wakeAt = this.time.now + duration
  }

  advance(duration: Duration): Promise<void> {
    return this.time.advance(duration)
  }

  #lastSleep(): number {
    return Number.isFinite(this.#wakeAt) ? this.#wakeAt - this.#sleepStart : 0
  }
}
