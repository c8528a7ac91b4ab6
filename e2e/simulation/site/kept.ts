import type { Change, State, TaskRecord } from '@muster/coordinator/testing'
import type { World } from '../world.ts'
import type { Counts } from './dice.ts'
import { type ActivityName, DURATIONS } from './floor.ts'
import type { Broken } from './truth.ts'

type AttemptRecord = Change['rows']['attempts'][number]

/** An instrument that is kept for a step which has to follow another within a time. */
export interface Kept {
  readonly taskId: string
  readonly instrumentId: string
  readonly after: string
  /** When it was seen first, on the timeline. */
  readonly since: number
}

/** Looks whether what is kept for one is given to another. */
export class KeptInstruments {
  readonly broken: Broken[] = []
  readonly #world: World
  readonly #counts: Counts
  /** Steps that have to follow another within a time, and have not begun. */
  readonly #followers = new Set<string>()
  /** By task. */
  readonly #kept = new Map<string, Kept>()
  readonly #offered = new Set<string>()
  #epoch = -1
  /** Told of each instrument that begins to be kept. */
  onKept: (kept: Kept) => void = () => undefined

  constructor(world: World, counts: Counts) {
    this.#world = world
    this.#counts = counts
  }

  /** Another database lies in the store's place. */
  restored(): void {
    this.#followers.clear()
    this.#kept.clear()
    this.#offered.clear()
  }

  committed({ rows }: Change): void {
    for (const task of rows.tasks) this.#task(task)
    const made = rows.attempts.filter(({ id, state }) => state === 'offered' && !this.#offered.has(id))
    for (const { id } of made) this.#offered.add(id)
    if (this.#followers.size === 0) return
    const state = this.#leadingState()
    if (!state) return
    for (const attempt of made) this.#made(state, attempt)
    this.#lookAgain(state)
  }

  #task({ id, step, jobId, state }: TaskRecord): void {
    const waits = this.#world.storeDisk.database?.rows.jobs.get(jobId)?.definition.steps[step]?.waits ?? {}
    const isFollower = Object.values(waits).some(({ atMost }) => atMost !== undefined)
    if (!isFollower) return
    if (state === 'pending' || state === 'queued') this.#followers.add(id)
    else this.#followers.delete(id)
  }

  #leadingState(): State | undefined {
    try {
      const lead = this.#world.coordinator?.lead()
      if (lead?.term.epoch !== this.#epoch) this.#kept.clear()
      this.#epoch = lead?.term.epoch ?? -1
      return lead?.state
    } catch {
      return undefined
    }
  }

  /** An instrument was given out. What was kept before must be kept no more, or the run must be over before it is needed. */
  #made(state: State, attempt: AttemptRecord): void {
    const { id, taskId, members = [], instrumentId } = attempt
    for (const kept of this.#kept.values()) {
      if (kept.instrumentId !== instrumentId || [taskId, ...members].includes(kept.taskId)) continue
      if (kept.after === taskId || state.board.reservations.of(kept.taskId)?.instrumentId !== instrumentId)
        continue
      if (this.#isOverBefore(state, attempt, kept)) this.#counts.add('instrument kept: used meanwhile')
      else
        this.#break(
          `${instrumentId} is kept for ${kept.taskId}, and is given to ${id}`,
          instrumentId,
          kept.taskId,
          taskId,
          id,
        )
    }
  }

  /** Whether nobody can say that the run will be in the way: the step before takes about as long, or longer. */
  #isOverBefore(state: State, { activity }: AttemptRecord, { taskId, after }: Kept): boolean {
    const follower = state.tasks.get(taskId)
    const before = state.tasks.get(after)
    if (!follower || !before || follower.state === 'queued') return false
    // What is kept for what follows a follower may be far off.
    if (before.state !== 'running' && before.state !== 'dispatched') return true
    return lasts(activity) <= 2 * lasts(before.activity)
  }

  #lookAgain(state: State): void {
    for (const taskId of this.#followers) {
      const reservation = state.board.reservations.of(taskId)
      const before = this.#kept.get(taskId)
      if (!reservation) this.#kept.delete(taskId)
      else if (before?.instrumentId !== reservation.instrumentId) {
        const { instrumentId, after } = reservation
        const kept = { taskId, instrumentId, after, since: this.#world.time.now }
        this.#kept.set(taskId, kept)
        this.#counts.add('instrument kept')
        this.onKept(kept)
      }
    }
  }

  #break(what: string, ...about: readonly string[]): void {
    this.broken.push({ what, about })
  }
}

const lasts = (activity: string): number => DURATIONS[activity as ActivityName] ?? 0
