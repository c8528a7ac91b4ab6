import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord } from '../../../model/records.ts'
import { endAttempt, offerTogether } from '../../../work/attempts.ts'
import { PREEMPTED } from '../../../work/displaced.ts'
import { tasksOfAttempt } from '../../../model/attempt-tasks.ts'
import { preempt } from '../../preemption.ts'
import type { Floor } from '../../testing/floor.ts'

/** More happens on no floor of a test. */
const MOMENTS = 1_000

/**
 * Lives a floor on virtual time, until nothing more happens: the real board decides, every run takes as long as its instrument says, and
 * one that is displaced goes on from where it was.
 * @returns when each task began first, by wall time
 */
export function live(floor: Floor): ReadonlyMap<string, Timestamp> {
  return new Life(floor).live()
}

class Life {
  readonly #floor: Floor
  readonly #starts = new Map<string, Timestamp>()
  /** By attempt. */
  readonly #ends = new Map<string, Timestamp>()
  /** By task that was displaced: milliseconds. */
  readonly #left = new Map<string, number>()

  constructor(floor: Floor) {
    this.#floor = floor
    for (const attempt of floor.open) this.#note(attempt)
  }

  live(): ReadonlyMap<string, Timestamp> {
    const floor = this.#floor
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      this.#dispatch()
      const next = Math.min(...this.#ends.values(), ...this.#times())
      if (next === Number.POSITIVE_INFINITY) return this.#starts
      floor.now = next
      for (const attempt of floor.open)
        if ((this.#ends.get(attempt.id) ?? Number.POSITIVE_INFINITY) <= next) {
          this.#ends.delete(attempt.id)
          floor.end(attempt, 'succeeded')
        }
      for (const task of floor.state.tasks.values())
        if (task.notBefore !== undefined && task.notBefore <= next) floor.state.board.release(task)
    }
    throw new Error(`more than ${MOMENTS} moments`)
  }

  #times(): Timestamp[] {
    const { now, state } = this.#floor
    const notBefore = [...state.tasks.values()].flatMap(task => task.notBefore ?? [])
    return [...notBefore, state.board.wakeAt ?? 0].filter(at => at > now)
  }

  #dispatch(): void {
    const floor = this.#floor
    const { board } = floor.state
    for (let isDone = false; !isDone; ) {
      for (let next = board.next(floor.now); next; next = board.next(floor.now)) {
        const all = [next, ...(next.together ?? [])]
        floor.decide(draft => offerTogether(draft, all))
      }
      for (const attempt of floor.open) if (attempt.state === 'offered') this.#begin(attempt)
      const { moves } = preempt(floor.state, floor.now)
      for (const { attempt } of moves) this.#displace(attempt)
      isDone = moves.length === 0
    }
  }

  #begin(attempt: AttemptRecord): void {
    this.#floor.begin(attempt)
    this.#note(attempt)
    for (const { id } of tasksOfAttempt(this.#floor.state, attempt))
      if (!this.#starts.has(id)) this.#starts.set(id, this.#floor.now)
  }

  #note({ id, taskId, instrumentId, activity, startedAt = this.#floor.now }: AttemptRecord): void {
    const { description } = this.#floor.state.known.get(instrumentId)?.activities.get(activity) ?? {}
    this.#ends.set(id, startedAt + (this.#left.get(taskId) ?? description?.expectedDurationMs ?? 0))
  }

  #displace({ id }: AttemptRecord): void {
    const { now, state } = this.#floor
    const attempt = state.attempts.get(id)
    if (!attempt) return
    this.#left.set(attempt.taskId, (this.#ends.get(id) ?? now) - now)
    this.#ends.delete(id)
    this.#floor.decide(draft =>
      endAttempt(draft, attempt, 'cancelled', {
        settledBy: PREEMPTED,
        checkpoint: { json: '{}', version: 1, at: now },
      }),
    )
  }
}
