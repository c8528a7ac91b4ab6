import type { Clock, Timestamp } from '@muster/runtime'
import type { AttemptRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change } from '../store/store.ts'
import { askForCheckpoint, checkpointDue } from './checkpoints.ts'
import { DueTimes } from './due-times.ts'
import { WallTimer } from './wall-timer.ts'

/** Asks runs for their checkpoints, as often as their steps or activities say. */
export class CheckpointTimes {
  readonly #due = new DueTimes<string>()
  /** By attempt: when it was asked last. Lost with the process, which then asks once more at the most. */
  readonly #asked = new Map<string, Timestamp>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  readonly #timer: WallTimer

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    this.#timer = new WallTimer(clock, () => this.#ring())
  }

  start(): void {
    for (const attempt of this.#state.attempts.values()) this.#watch(attempt)
    this.#timer.set(this.#due.next)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const attempt of rows.attempts) this.#watch(attempt)
    this.#timer.set(this.#due.next)
  }

  stop(): void {
    this.#timer.stop()
  }

  #watch(attempt: AttemptRecord): void {
    if (attempt.endedAt !== undefined) this.#asked.delete(attempt.id)
    this.#due.set(attempt.id, checkpointDue(this.#state, attempt, this.#asked.get(attempt.id)))
  }

  #ring(): void {
    for (const id of this.#due.take(this.#clock.wall())) {
      const attempt = this.#state.attempts.get(id)
      const task = attempt && this.#state.tasks.get(attempt.taskId)
      if (!attempt || !task || checkpointDue(this.#state, attempt) === undefined) continue
      this.#asked.set(id, this.#clock.wall())
      this.#transactor.decideAndGoOn('checkpoint', 'rule:checkpoint', draft => {
        const now = draft.state.attempts.get(id)
        const of = now && draft.state.tasks.get(now.taskId)
        if (now && of?.attemptId === id && checkpointDue(draft.state, now) !== undefined)
          askForCheckpoint(draft, of, 'rule:checkpoint')
      })
      this.#watch(this.#state.attempts.get(id) ?? attempt)
    }
    this.#timer.set(this.#due.next)
  }
}
