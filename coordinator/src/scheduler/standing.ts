import type { Timestamp } from '@muster/runtime'
import type { Snapshot } from '../model/snapshot.ts'
import type { BoardView } from '../model/snapshot.ts'
import { expectedOf } from './expected.ts'
import { Heap, type Placed } from './heap.ts'
import type { Entry } from './line.ts'
import type { Pool, TaskClass } from './pool.ts'
import { bandOf } from './ranking.ts'
import type { Share } from './shares.ts'

/** Where a task stands in the queue. */
export interface Standing {
  readonly entry: Entry
  readonly pool: Pool
  /** Its priority, with what it has risen by waiting. */
  readonly band: number
}

interface Placing {
  readonly entry: Entry
  readonly group: TaskClass
}

/** The tasks of one share and priority, the first of them at the end. */
interface OfShare extends Placed {
  readonly entries: Standing[]
  readonly share: Share
  /** What the share will have had when those before it are started. */
  use: number
}

/** The priority that an entry has by now, with all that it stands with. */
export function effectiveBand(board: BoardView, { entry, group }: Placing, now: Timestamp): number {
  return bandOf(entry.band, group.level.since, now, board.rules.rank)
}

/**
 * All that waits for an instrument, in the order in which it would be started if each went anywhere: by priority, then what a
 * person put on top, then by turns between shares, then what is due sooner. As it is now: what is yet to come, to rise or to
 * take longer is not in it.
 */
function* inOrder(state: Snapshot, now: Timestamp): Generator<Standing, void, void> {
  const { board } = state
  const bands = new Map<number, Standing[]>()
  for (const task of board.tasks()) {
    const place = board.placeOf(task.id)
    if (!place) continue
    const band = effectiveBand(board, place, now)
    const standing = { entry: place.entry, pool: place.group.pool, band }
    const alike = bands.get(band)
    if (alike) alike.push(standing)
    else bands.set(band, [standing])
  }
  const uses = new Map<Share, number>()
  const costs = new Map<Pool, number>()
  const charge = ({ entry: { share }, pool }: Standing): number => {
    const cost = costs.get(pool) ?? expectedOf(state, pool.example)
    costs.set(pool, cost)
    const use = (uses.get(share) ?? share.use) + cost / share.weight
    uses.set(share, use)
    return use
  }
  for (const [, alike] of [...bands].sort(([a], [b]) => b - a)) {
    const onTop = alike.filter(({ entry }) => entry.onTop).sort(soonest)
    for (const standing of onTop) {
      charge(standing)
      yield standing
    }
    yield* inTurns(
      alike.filter(({ entry }) => !entry.onTop),
      uses,
      charge,
    )
  }
}

function* inTurns(
  alike: readonly Standing[],
  uses: ReadonlyMap<Share, number>,
  charge: (standing: Standing) => number,
): Generator<Standing, void, void> {
  const byShare = new Map<Share, OfShare>()
  for (const standing of alike) {
    const { share } = standing.entry
    const of = byShare.get(share)
    if (of) of.entries.push(standing)
    else byShare.set(share, { at: -1, share, use: uses.get(share) ?? share.use, entries: [standing] })
  }
  const shares = new Heap<OfShare>(hadLess)
  for (const of of byShare.values()) {
    of.entries.sort((a, b) => soonest(b, a))
    shares.add(of)
  }
  for (let of = shares.first; of; of = shares.first) {
    const standing = of.entries.pop()
    if (standing) {
      of.use = charge(standing)
      yield standing
    }
    if (of.entries.length === 0) shares.remove(of)
    else shares.moved(of)
  }
}

function hadLess(a: OfShare, b: OfShare): boolean {
  if (a.use !== b.use) return a.use < b.use
  const [first, second] = [a.entries.at(-1), b.entries.at(-1)]
  return first !== undefined && (second === undefined || soonest(first, second) < 0)
}

/** Below 0 where `a` goes first. */
function soonest({ entry: a }: Standing, { entry: b }: Standing): number {
  return a.key - b.key || a.tie - b.tie || (a.task.id < b.task.id ? -1 : 1)
}

/** Pools of tasks that compete with those of this one for an instrument, and itself. */
export function competing(pool: Pool): ReadonlySet<Pool> {
  const all = new Set([pool])
  for (const unit of pool.units) for (const other of unit.pools.keys()) all.add(other)
  return all
}

export interface Position extends Standing {
  /** Among those that compete for the same instruments; 1 is first. */
  readonly position: number
}

/**
 * A page of the queue.
 * @param from how many of those that are wanted are passed over
 * @returns one more than `limit` where there are more
 */
export function pageOfQueue(
  state: Snapshot,
  now: Timestamp,
  wanted: (standing: Standing) => boolean,
  { from, limit }: { readonly from: number; readonly limit: number },
): Position[] {
  const ahead = new Map<Pool, number>()
  const rivals = new Map<Pool, ReadonlySet<Pool>>()
  const page: Position[] = []
  let passed = 0
  for (const standing of inOrder(state, now)) {
    const { pool } = standing
    if (wanted(standing)) {
      if (passed >= from) {
        const of = rivals.get(pool) ?? competing(pool)
        rivals.set(pool, of)
        page.push({ ...standing, position: 1 + sum(of, ahead) })
        if (page.length > limit) return page
      }
      passed += 1
    }
    ahead.set(pool, (ahead.get(pool) ?? 0) + 1)
  }
  return page
}

function sum(pools: ReadonlySet<Pool>, counts: ReadonlyMap<Pool, number>): number {
  let all = 0
  for (const pool of pools) all += counts.get(pool) ?? 0
  return all
}
