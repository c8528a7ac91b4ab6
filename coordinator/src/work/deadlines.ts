import { type Clock, type Duration, millis, seconds, type Timer } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change } from '../store/store.ts'
import { HIGHEST_DELAY } from '../supervisor/retry.ts'
import { endAttempt } from './attempts.ts'

/** How long an offer lives before it is made to somebody else. */
const OFFER_LIFETIME = seconds(30)

/** Wakes decisions that time brings on: an offer that nobody claimed, a task whose retry is due. */
export class Deadlines {
  readonly #timers = new Map<string, Timer>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    for (const attempt of state.attempts.values()) this.#watchAttempt(attempt)
    for (const task of state.tasks.values()) this.#watchTask(task)
  }

  /** Takes note of what has been committed. */
  committed(change: Change): void {
    for (const attempt of change.rows.attempts) this.#watchAttempt(attempt)
    for (const task of change.rows.tasks) this.#watchTask(task)
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
  }

  #watchAttempt(attempt: AttemptRecord): void {
    // Only what was never granted: from the grant on, no clock of the coordinator ends an attempt.
    if (attempt.state !== 'offered' && attempt.state !== 'claimed') return this.#cancel(attempt.id)
    if (this.#timers.has(attempt.id)) return
    this.#set(attempt.id, OFFER_LIFETIME, () => {
      this.#transactor.decideAndGoOn('offer-expired', 'rule:offer-lifetime', draft => {
        const current = draft.state.attempts.get(attempt.id)
        if (current?.state !== 'offered' && current?.state !== 'claimed') return
        endAttempt(draft, current, 'expired', { note: 'the agent did not claim it in time' })
      })
    })
  }

  #watchTask(task: TaskRecord): void {
    if (task.state !== 'queued' || task.notBefore === undefined) return this.#cancel(task.id)
    this.#cancel(task.id)
    // Kept as wall time over a restart; a clock that was set back must not make it longer than any delay is.
    const wait = Math.min(task.notBefore - this.#clock.wall(), HIGHEST_DELAY)
    this.#set(task.id, millis(Math.max(0, wait)), () => {
      const current = this.#state.tasks.get(task.id)
      if (!current) return
      // A time that its step names is a time of day, and may be far off.
      const isEarly = current.attempts === 0 && (current.notBefore ?? 0) > this.#clock.wall()
      if (isEarly) return this.#watchTask(current)
      this.#state.board.release(current)
      this.#transactor.requestFlush()
    })
  }

  #set(id: string, delay: Duration, action: () => void): void {
    this.#timers.set(
      id,
      this.#clock.after(delay, () => {
        this.#timers.delete(id)
        action()
      }),
    )
  }

  #cancel(id: string): void {
    this.#timers.get(id)?.cancel()
    this.#timers.delete(id)
  }
}
