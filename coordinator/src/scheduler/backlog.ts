import type { TaskRecord } from '../model/records.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'

/** So many ends of tasks are remembered, to see how fast they go. */
const ENDS_REMEMBERED = 100
/** Where nobody knows how fast tasks go, milliseconds. */
const UNKNOWN_WAIT = 60_000
const SHORTEST_WAIT = 1_000
const LONGEST_WAIT = 3_600_000

const isOpen = (task: TaskRecord | undefined): boolean => task !== undefined && !isTaskEnd(task.state)

/** Tasks that have not ended, counted, and how fast tasks end. */
export class Backlog {
  #open = 0
  readonly #byUser = new Map<string, number>()
  /** Wall times, the oldest first. */
  #ends: number[] = []

  get open(): number {
    return this.#open
  }

  /** Of the jobs that this person or program submitted. */
  openOf(user: string): number {
    return this.#byUser.get(user) ?? 0
  }

  /** A task is new, has changed, or is forgotten. */
  changed(before: TaskRecord | undefined, after: TaskRecord | undefined, user: string): void {
    if (isOpen(before) === isOpen(after)) return
    const by = isOpen(after) ? 1 : -1
    this.#open += by
    const ofUser = this.openOf(user) + by
    if (ofUser > 0) this.#byUser.set(user, ofUser)
    else this.#byUser.delete(user)
    if (after?.endedAt === undefined) return
    this.#ends.push(after.endedAt)
    if (this.#ends.length >= 2 * ENDS_REMEMBERED) this.#ends = this.#ends.slice(-ENDS_REMEMBERED)
  }

  /**
   * How long until so many tasks have ended, if they go on to end as they did lately: milliseconds, from a second to an hour.
   * @param share of those that end, 0 to 1
   * @param now wall time
   */
  waitFor(count: number, share: number, now: number): number {
    const ends = this.#ends.slice(-ENDS_REMEMBERED)
    const [first] = ends
    if (first === undefined || ends.length < 2) return UNKNOWN_WAIT
    const each = Math.max(0, now - first) / (ends.length - 1)
    const wait = (each * count) / Math.max(share, 1 / ENDS_REMEMBERED)
    return Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, wait))
  }
}
