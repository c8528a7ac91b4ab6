import type { Timestamp } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { aheadOf, expectedOf } from '../expected.ts'
import type { PaperLevel } from '../paper/index.ts'
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
  /** With which others it rises in priority, and since when. */
  readonly level: PaperLevel
  /** Whose turn it is; undefined where a person put it on top. */
  readonly share: string | undefined
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
  /** What its share pays for it: milliseconds over the share's weight. */
  cost: number
  /** What its share has had when its turn comes. */
  use: number
}

/**
 * All that has not begun in the order in which it is to go: by priority, what a person put on top, turn by turn between shares,
 * what is due sooner, first come. What still waits for other steps stands where it would if it were ready when these are done.
 * As it is now: what is yet to rise in priority is not in it, but `places` says where it will stand then.
 */
export class Order {
  /** Tasks, the first that is to go first. */
  readonly waiting: readonly Waiting[]
  readonly #ranks: readonly Rank[]
  readonly #had: ReadonlyMap<string, number>
  /** What shares have had. */
  readonly uses: ReadonlyMap<string, number>
  #places: ReadonlyMap<string, number> | undefined

  private constructor(ranks: readonly Rank[], had: ReadonlyMap<string, number>) {
    this.#ranks = ranks.toSorted(goesFirst)
    this.#had = had
    this.uses = had
    this.waiting = this.#ranks.map(({ waiting }) => waiting)
  }

  static of(state: Snapshot, now: Timestamp, imagined?: Imagined): Order {
    const ranks = [...ranksOf(state, now, imagined)]
    const shares = usesOf(state)
    const costs = new Map<Pool | string, number>()
    const had = new Map<string, number>()
    const uses = new Map<string, number>()
    // Which share has had how much by then nobody knows yet: each takes its turns among tasks of one kind.
    for (const rank of ranks.sort(soonestInBand)) {
      const { task, pool } = rank.waiting
      const kind = pool ?? task.activity
      const cost = task.kind
        ? 0
        : (costs.get(kind) ?? expectedOf(state, pool?.example ?? { activity: task.activity }))
      costs.set(kind, cost)
      rank.cost = cost / (state.board.rules.shares.weights[rank.share] ?? 1)
      const before = shares.uses.get(rank.share) ?? shares.floor
      had.set(rank.share, before)
      const turn = `${rank.share}\0${task.activity}`
      rank.use = uses.get(turn) ?? before
      uses.set(turn, rank.use + rank.cost)
    }
    return new Order(ranks, had)
  }

  /** By task: its place among those that have the same priority and share. */
  get places(): ReadonlyMap<string, number> {
    this.#places ??= new Map(
      this.#ranks.toSorted(inShare).map(({ waiting }, place) => [waiting.task.id, place]),
    )
    return this.#places
  }

  /** The same where it is known when about each task begins: until then its share has had what of it began before. */
  after(startOf: (taskId: string) => number | undefined): Order {
    const had = new Map(this.#had)
    const starting = this.#ranks.map(rank => ({
      rank,
      at: startOf(rank.waiting.task.id) ?? Number.POSITIVE_INFINITY,
    }))
    // Equal ones, and those that never begin, stay in the order that they have.
    starting.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    const ranks = starting.map(({ rank }): Rank => {
      const use = had.get(rank.share) ?? 0
      had.set(rank.share, use + rank.cost)
      return { ...rank, use }
    })
    return new Order(ranks, this.#had)
  }
}

const soonest = (a: Rank, b: Rank): number =>
  a.key - b.key || a.tie - b.tie || (a.waiting.task.id < b.waiting.task.id ? -1 : 1)

const soonestInBand = (a: Rank, b: Rank): number =>
  b.band - a.band || Number(b.onTop) - Number(a.onTop) || soonest(a, b)

const inShare = (a: Rank, b: Rank): number => Number(b.onTop) - Number(a.onTop) || soonest(a, b)

const goesFirst = (a: Rank, b: Rank): number =>
  b.band - a.band || Number(b.onTop) - Number(a.onTop) || (a.onTop ? 0 : a.use - b.use) || soonest(a, b)

/** What each share has had; who comes anew begins where the others are. */
function usesOf({ board }: Snapshot): { readonly uses: ReadonlyMap<string, number>; readonly floor: number } {
  const shares = [...board.shares]
  const waiting = shares.filter(share => share.waiting > 0).map(({ use }) => use)
  const floor = waiting.length > 0 ? Math.min(...waiting) : Math.max(0, ...shares.map(({ use }) => use))
  return {
    uses: new Map(
      shares.map(({ name, use, waiting: count }) => [name, count > 0 ? use : Math.max(use, floor)]),
    ),
    floor,
  }
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
    const { share, key, tie, onTop, band } = place.entry
    const level = { kind: task.activity, priority: band, since: place.group.level.since }
    const waiting = {
      task,
      pool: place.group.pool,
      level,
      share: onTop ? undefined : share.name,
    }
    yield {
      waiting,
      band: effectiveBand(board, place, now),
      share: share.name,
      onTop,
      key,
      tie,
      cost: 0,
      use: 0,
    }
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
  const { band = task.priority, onTop = false, share = shareOf(job, rules) } = task.order ?? {}
  return {
    waiting: {
      task,
      pool: undefined,
      level: { kind: task.activity, priority: band },
      share: onTop ? undefined : share,
    },
    band,
    share,
    onTop,
    key: task.order?.key ?? latestStart({ ...task, queuedAt }, job?.deadline, ahead, rules.rank),
    tie: task.order?.tie ?? tieOf(task, job),
    cost: 0,
    use: 0,
  }
}

/** How long the steps before a task are expected to take at the least, milliseconds. */
function timeBefore(state: Snapshot, task: TaskRecord, job: JobRecord): number {
  const own = aheadOf(state, task, job)
  const whole = task.needs
    .map(id => state.tasks.get(id))
    .flatMap(needed => (needed ? aheadOf(state, needed, job) : []))
  return Math.max(0, ...whole.map(time => time - own))
}
