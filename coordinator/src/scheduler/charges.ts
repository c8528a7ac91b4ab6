import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { expectedOf } from './expected.ts'
import type { Pools } from './pools.ts'
import type { Reservations } from './reservations.ts'
import { type SchedulerRules, shareOf } from './rules.ts'
import type { Shares } from './shares.ts'
import type { Waiting } from './waiting.ts'

/** What an attempt counted for: once for each of its tasks. */
interface Charged {
  readonly shares: readonly string[]
  readonly expected: number
}

/** What shares and instruments are charged for the attempts that are under way. */
export class Charges {
  readonly #state: Snapshot
  readonly #rules: SchedulerRules
  readonly #shares: Shares
  readonly #pools: Pools
  readonly #waiting: Waiting
  readonly #reservations: Reservations
  readonly charged = new Map<string, Charged>()

  constructor(
    state: Snapshot,
    rules: SchedulerRules,
    shares: Shares,
    pools: Pools,
    waiting: Waiting,
    reservations: Reservations,
  ) {
    this.#state = state
    this.#rules = rules
    this.#shares = shares
    this.#pools = pools
    this.#waiting = waiting
    this.#reservations = reservations
  }

  /** An attempt is new: it counts as long as it is expected to take. */
  charge(attempt: AttemptRecord): void {
    const tasks = tasksOfAttempt(this.#state, attempt)
    const [task] = tasks
    const jobs = tasks.length > 0 ? tasks.map(({ jobId }) => jobId) : [attempt.jobId]
    // Who is in one run with others has as much of it as each of them.
    const shares = jobs.map(id => this.#shares.of(shareOf(this.#state.jobs.get(id), this.#rules)))
    const expected = task ? expectedOf(this.#state, task, attempt.instrumentId) : 0
    this.charged.set(attempt.id, { shares: shares.map(({ name }) => name), expected })
    for (const share of shares) this.#shares.charge(share, expected / shares.length)
    this.#pools.given(attempt.instrumentId, expected)
    for (const each of tasks) this.#begun(each, attempt)
    this.#reservations.attemptMade(attempt, this.#waiting.now)
  }

  /** Of this priority something is started: all of the same that could have had the instrument were in turn with it. */
  #begun(task: TaskRecord, { instrumentId, offeredAt }: AttemptRecord): void {
    // At a start of the coordinator, nothing was looked at yet, and the attempt is not new.
    const at = Math.max(this.#waiting.now, offeredAt)
    const priority = task.order?.band ?? task.priority
    for (const pool of this.#pools.unit(instrumentId)?.pools.keys() ?? []) {
      const level = pool.levels.get(priority)
      if (level) this.#waiting.countAnew(level, at)
    }
  }

  /** It has ended: it counts as long as it took. */
  settle(attempt: AttemptRecord, { shares, expected }: Charged): void {
    this.charged.delete(attempt.id)
    const { startedAt, endedAt = 0 } = attempt
    const took = startedAt === undefined ? 0 : Math.max(0, endedAt - startedAt)
    for (const share of shares)
      this.#shares.correct(this.#shares.of(share), (took - expected) / shares.length)
    this.#pools.busy(attempt.instrumentId, took - expected)
  }
}
