import type { RunProgress } from '@muster/protocol'
import type { Clock, Duration } from '@muster/runtime'
import type { RunProgressUpdate } from '../instruments/driver.ts'
import type { JournalEntry } from '../journal/on-disk.ts'
import { RemainingEstimate } from './remaining.ts'

/** How the run of one instrument comes along, as its driver last told it. */
export class ProgressNote {
  readonly #clock: Clock
  #last: RunProgress | undefined
  #estimated: { readonly attemptId: string; readonly remaining: RemainingEstimate } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** For the heartbeat. */
  of({ attemptId, state }: JournalEntry): RunProgress {
    const known = this.#last?.attemptId === attemptId ? this.#last : { values: {} }
    return { ...known, attemptId, state }
  }

  note({ attemptId, state }: JournalEntry, update: RunProgressUpdate): void {
    const { percent, phase, values } = update
    const remaining = update.remaining ?? this.#estimate(attemptId, update)
    this.#last = {
      attemptId,
      state,
      ...(percent === undefined ? {} : { percent: Math.min(100, Math.max(0, percent)) }),
      ...(phase === undefined ? {} : { phase }),
      values: { ...values },
      ...(remaining === undefined ? {} : { remainingMs: Math.max(0, remaining) }),
    }
  }

  #estimate(attemptId: string, { percent, paused }: RunProgressUpdate): Duration | undefined {
    if (this.#estimated?.attemptId !== attemptId)
      this.#estimated = { attemptId, remaining: new RemainingEstimate() }
    const { remaining } = this.#estimated
    if (paused === true) remaining.pause()
    return paused === true || percent === undefined
      ? undefined
      : remaining.next(percent, this.#clock.monotonic())
  }
}
