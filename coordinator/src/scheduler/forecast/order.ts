import type { Timestamp } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { aheadOf, expectedOf } from '../expected.ts'
import type { Pool } from '../pool.ts'
import { latestStart } from '../ranking.ts'
import { shareOf } from '../rules.ts'
import { effectiveBand } from '../standing.ts'
import { tieOf } from '../ties.ts'

/** A task that has not begun, where it stands among all of them. */
export interface Waiting {
  readonly task: TaskRecord
  /** Those that it stands with; undefined where it does not wait for an instrument only. */
  readonly pool: Pool | undefined
}

/** A job that was not submitted, with its tasks. */
export interface Imagined {
  readonly job: JobRecord
  readonly tasks: readonly TaskRecord[]
}

interface Rank {
  readonly waiting: Waiting
  readonly band: number
  readonly share: string
  readonly onTop: boolean
  readonly key: number
  readonly tie: number
  /** What its share has had when its turn comes. */
  use: number
}

/**
 * All that has not begun in the order in which it is to go: by priority, what a person put on top, turn by turn between shares,
 * what is due sooner, first come. What still waits for other steps stands where it would if it were ready when these are done.
 * As it is now: what is yet to rise in priority is not in it.
 */
export function orderOfWaiting(state: Snapshot, now: Timestamp, imagined?: Imagined): Waiting[] {
  const bands = new Map<number, Rank[]>()
  for (const rank of ranksOf(state, now, imagined)) {
    const alike = bands.get(rank.band)
    if (alike) alike.push(rank)
    else bands.set(rank.band, [rank])
  }
  const turns = new Turns(state)
  const order: Waiting[] = []
  for (const [, alike] of [...bands].sort(([a], [b]) => b - a)) {
    alike.sort(soonest)
    for (const rank of alike) rank.use = turns.take(rank)
    alike.sort((a, b) => Number(b.onTop) - Number(a.onTop) || (a.onTop ? 0 : a.use - b.use) || soonest(a, b))
    for (const { waiting } of alike) order.push(waiting)
  }
  return order
}

function* ranksOf(state: Snapshot, now: Timestamp, imagined: Imagined | undefined): Iterable<Rank> {
  const { board } = state
  for (const task of state.tasks.values()) {
    if (task.state !== 'queued' && task.state !== 'pending') continue
    const place = board.placeOf(task.id)
    if (!place) {
      yield notYet(state, task, state.jobs.get(task.jobId), now)
      continue
    }
    const { share, key, tie, onTop } = place.entry
    const waiting = { task, pool: place.group.pool }
    yield { waiting, band: effectiveBand(board, place, now), share: share.name, onTop, key, tie, use: 0 }
  }
  if (imagined) for (const task of imagined.tasks) yield notYet(state, task, imagined.job, now)
}

/** Where a task would stand that is not in the queue yet. */
function notYet(state: Snapshot, task: TaskRecord, job: JobRecord | undefined, now: Timestamp): Rank {
  const { rules } = state.board
  const ahead = job?.deadline === undefined ? 0 : aheadOf(state, task, job)
  // It comes into the queue once the longest chain of steps before it is done.
  const before = task.state === 'pending' && job ? timeBefore(state, task, job) : 0
  const queuedAt = task.state === 'pending' ? now + before : (task.queuedAt ?? now)
  return {
    waiting: { task, pool: undefined },
    band: task.order?.band ?? task.priority,
    share: task.order?.share ?? shareOf(job, rules),
    onTop: task.order?.onTop ?? false,
    key: task.order?.key ?? latestStart({ ...task, queuedAt }, job?.deadline, ahead, rules.rank),
    tie: task.order?.tie ?? tieOf(task, job),
    use: 0,
  }
}

/** How long the steps before a task are expected to take at the least, milliseconds. */
function timeBefore(state: Snapshot, task: TaskRecord, job: JobRecord): number {
  const own = aheadOf(state, task, job)
  const whole = task.needs.map(id => state.tasks.get(id)).flatMap(needed => (needed ? aheadOf(state, needed, job) : []))
  return Math.max(0, ...whole.map(time => time - own))
}

const soonest = (a: Rank, b: Rank): number =>
  a.key - b.key || a.tie - b.tie || (a.waiting.task.id < b.waiting.task.id ? -1 : 1)

/** What each share has had, with what is before it in the queue. */
class Turns {
  readonly #state: Snapshot
  readonly #uses = new Map<string, number>()
  readonly #costs = new Map<Pool | string, number>()
  readonly #floor: number

  constructor(state: Snapshot) {
    this.#state = state
    const shares = [...state.board.shares]
    const waiting = shares.filter(share => share.waiting > 0).map(({ use }) => use)
    // Who comes anew begins where the others are.
    this.#floor = waiting.length > 0 ? Math.min(...waiting) : Math.max(0, ...shares.map(({ use }) => use))
    for (const { name, use, waiting: count } of shares)
      this.#uses.set(name, count > 0 ? use : Math.max(use, this.#floor))
  }

  /** @returns what the share had before */
  take({ waiting, share }: Rank): number {
    const use = this.#uses.get(share) ?? this.#floor
    const weight = this.#state.board.rules.shares.weights[share] ?? 1
    this.#uses.set(share, use + this.#costOf(waiting) / weight)
    return use
  }

  #costOf({ task, pool }: Waiting): number {
    const key = pool ?? task.activity
    let cost = this.#costs.get(key)
    if (cost === undefined) {
      cost = expectedOf(this.#state, pool?.example ?? { activity: task.activity })
      this.#costs.set(key, cost)
    }
    return cost
  }
}
