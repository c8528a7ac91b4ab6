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

/** The tasks of one share in one class, as far as they have not been passed. */
interface Source extends Placed {
  first: Entry
  readonly rest: Iterator<Entry>
  readonly pool: Pool
}

/** The tasks of one share and priority. */
interface OfShare extends Placed {
  readonly sources: Heap<Source>
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
 * take longer is not in it. It is found as it is asked for: the first of it cost no more than there are kinds of tasks, while nothing
 * is changed.
 */
function* inOrder(state: Snapshot, now: Timestamp): Generator<Standing, void, void> {
  const uses = new Map<Share, number>()
  const costs = new Map<Pool, number>()
  const charge = ({ entry: { share }, pool }: Standing): number => {
    const cost = costs.get(pool) ?? expectedOf(state, pool.example)
    costs.set(pool, cost)
    const use = (uses.get(share) ?? share.use) + cost / share.weight
    uses.set(share, use)
    return use
  }
  for (const [band, parts] of [...bandsOf(state, now)].sort(([a], [b]) => b - a)) {
    for (const { entry, pool } of parts.onTop.sort((a, b) => soonest(a.entry, b.entry))) {
      const standing = { entry, pool, band }
      charge(standing)
      yield standing
    }
    yield* inTurns(band, parts.sources, uses, charge)
  }
}

/** What waits with one priority. */
interface Parts {
  readonly onTop: { readonly entry: Entry; readonly pool: Pool }[]
  readonly sources: { readonly share: Share; readonly source: Source }[]
}

function bandsOf({ board }: Snapshot, now: Timestamp): Map<number, Parts> {
  const bands = new Map<number, Parts>()
  const partsOf = ({ level }: TaskClass): Parts => {
    const band = bandOf(level.priority, level.since, now, board.rules.rank)
    const parts = bands.get(band) ?? { onTop: [], sources: [] }
    bands.set(band, parts)
    return parts
  }
  const left = Map.groupBy(board.leftOut(), ({ group }) => group)
  for (const pool of board.pools)
    for (const group of pool.classes.values()) {
      const parts = partsOf(group)
      // What stands in no line just now is passed over, but it waits all the same.
      const apart = [...group.aside, ...(left.get(group) ?? []).map(({ entry }) => entry)]
      for (const entry of [...group.line.onTop, ...apart.filter(({ onTop }) => onTop)])
        parts.onTop.push({ entry, pool })
      const lines = Map.groupBy(
        apart.filter(({ onTop }) => !onTop),
        ({ share }) => share,
      )
      const sorted = [...lines].map(([share, entries]) => [share, entries.sort(soonest).values()] as const)
      for (const [share, rest] of [...group.line.byShare(), ...sorted]) {
        const next = rest.next()
        if (next.done !== true)
          parts.sources.push({ share, source: { at: -1, first: next.value, rest, pool } })
      }
    }
  return bands
}

function* inTurns(
  band: number,
  all: Parts['sources'],
  uses: ReadonlyMap<Share, number>,
  charge: (standing: Standing) => number,
): Generator<Standing, void, void> {
  const byShare = new Map<Share, OfShare>()
  for (const { share, source } of all) {
    let of = byShare.get(share)
    if (!of) {
      of = { at: -1, share, use: uses.get(share) ?? share.use, sources: new Heap(isSooner) }
      byShare.set(share, of)
    }
    of.sources.add(source)
  }
  const shares = new Heap<OfShare>(hadLess)
  for (const of of byShare.values()) shares.add(of)
  for (let of = shares.first; of; of = shares.first) {
    const source = of.sources.first
    if (source) {
      const standing = { entry: source.first, pool: source.pool, band }
      of.use = charge(standing)
      const next = source.rest.next()
      if (next.done === true) of.sources.remove(source)
      else {
        source.first = next.value
        of.sources.moved(source)
      }
      yield standing
    }
    if (of.sources.size === 0) shares.remove(of)
    else shares.moved(of)
  }
}

function hadLess(a: OfShare, b: OfShare): boolean {
  if (a.use !== b.use) return a.use < b.use
  const [first, second] = [a.sources.first, b.sources.first]
  return first !== undefined && (second === undefined || isSooner(first, second))
}

const isSooner = (a: Source, b: Source): boolean => soonest(a.first, b.first) < 0

/** Below 0 where `a` goes first. */
function soonest(a: Entry, b: Entry): number {
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

type Wanted = (standing: Standing) => boolean

/**
 * The first of the queue: what they cost grows with how many there are to be, and with the kinds of tasks, not with all that waits.
 * @returns one more than `limit` where there are more
 */
export function firstOfQueue(state: Snapshot, now: Timestamp, wanted: Wanted, limit: number): Position[] {
  const ahead = new Map<Pool, number>()
  const rivals = new Rivals()
  const page: Position[] = []
  for (const standing of inOrder(state, now)) {
    const { pool } = standing
    if (wanted(standing)) {
      page.push({ ...standing, position: 1 + rivals.sum(pool, other => ahead.get(other) ?? 0) })
      if (page.length > limit) return page
    }
    ahead.set(pool, (ahead.get(pool) ?? 0) + 1)
  }
  return page
}

/** The queue as it was at one time: looked at once, and then page for page. */
export class QueueAt {
  readonly #wanted: { readonly standing: Standing; readonly place: number }[] = []
  /** By pool: the places of its tasks, ascending. */
  readonly #places = new Map<Pool, number[]>()
  readonly #rivals = new Rivals()

  constructor(state: Snapshot, now: Timestamp, wanted: Wanted) {
    let place = 0
    for (const standing of inOrder(state, now)) {
      if (wanted(standing)) this.#wanted.push({ standing, place })
      const places = this.#places.get(standing.pool)
      if (places) places.push(place)
      else this.#places.set(standing.pool, [place])
      place += 1
    }
  }

  /** How many are wanted. */
  get size(): number {
    return this.#wanted.length
  }

  /** @param from how many of those that are wanted are passed over */
  page(from: number, limit: number): Position[] {
    return this.#wanted.slice(from, from + limit).map(({ standing, place }) => ({
      ...standing,
      position: 1 + this.#rivals.sum(standing.pool, other => before(this.#places.get(other) ?? [], place)),
    }))
  }
}

/** How many of these ascending numbers are below one. */
function before(places: readonly number[], place: number): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** Which pools compete with one, looked at once. */
class Rivals {
  readonly #of = new Map<Pool, ReadonlySet<Pool>>()

  sum(pool: Pool, count: (other: Pool) => number): number {
    const rivals = this.#of.get(pool) ?? competing(pool)
    this.#of.set(pool, rivals)
    let all = 0
    for (const other of rivals) all += count(other)
    return all
  }
}
