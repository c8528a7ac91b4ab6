import { isAttemptEnd } from '@muster/protocol'
import type { Clock } from '@muster/runtime'
import type { AttemptRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'

/** A run, up to when it has been counted. */
interface Run {
  readonly instrument: string
  countedTo: number
}

/**
 * The time that instruments were at work. It is counted from when this process first knew of a run: had it counted what
 * was before, then a rate over a restart would have it twice.
 */
export class BusyTime {
  readonly #clock: Clock
  readonly #add: (instrument: string, seconds: number) => void
  /** By attempt. */
  readonly #runs = new Map<string, Run>()

  constructor(clock: Clock, add: (instrument: string, seconds: number) => void) {
    this.#clock = clock
    this.#add = add
  }

  /** Takes note of an attempt's new state. */
  note(attempt: AttemptRecord): void {
    const run = this.#runs.get(attempt.id)
    if (isRunning(attempt)) {
      if (!run) this.#runs.set(attempt.id, { instrument: attempt.instrumentId, countedTo: this.#now() })
    } else if (run) {
      this.#count(run)
      this.#runs.delete(attempt.id)
    }
  }

  /** Another lead began, with this state. */
  restart(state: State): void {
    this.countAll()
    for (const id of [...this.#runs.keys()]) {
      const attempt = state.attempts.get(id)
      if (!attempt || !isRunning(attempt)) this.#runs.delete(id)
    }
    for (const attempt of state.attempts.values()) this.note(attempt)
  }

  /** Counts what has passed of the runs that go on. */
  countAll(): void {
    for (const run of this.#runs.values()) this.#count(run)
  }

  #count(run: Run): void {
    const now = this.#now()
    this.#add(run.instrument, (now - run.countedTo) / 1_000)
    run.countedTo = now
  }

  #now(): number {
    return this.#clock.monotonic()
  }
}

/** It was started at its instrument, and has not ended as far as is known. */
export function isRunning(attempt: AttemptRecord): boolean {
  return attempt.startedAt !== undefined && !isAttemptEnd(attempt.state)
}
