import type { TaskRecord } from '../model/records.ts'
import { Heap, type Placed } from './heap.ts'
import type { Share } from './shares.ts'

/** A task that waits for an instrument, where it stands. */
export interface Entry extends Placed {
  readonly task: TaskRecord
  readonly share: Share
  /** The priority it has by now. */
  band: number
  /** The latest time at which it should start: the lower, the sooner. */
  readonly key: number
  /** First come: the lower. */
  readonly tie: number
  /** A person put it before all others of its priority. */
  readonly onTop: boolean
}

/** Where the first of a line stands among the first of others. */
export interface Rank {
  readonly band: number
  readonly onTop: boolean
  /** What its share has had. */
  readonly use: number
  readonly key: number
  readonly tie: number
  readonly id: string
}

/** Whether `a` goes before `b`: priority, what a person put on top, whose share has had less, what is due sooner, first come. */
export function goesBefore(a: Rank, b: Rank): boolean {
  if (a.band !== b.band) return a.band > b.band
  if (a.onTop !== b.onTop) return a.onTop
  if (a.use !== b.use && !a.onTop) return a.use < b.use
  if (a.key !== b.key) return a.key < b.key
  if (a.tie !== b.tie) return a.tie < b.tie
  return a.id < b.id
}

export const rankOf = ({ task, share, band, key, tie, onTop }: Entry, use = share.use): Rank => ({
  band,
  onTop,
  use,
  key,
  tie,
  id: task.id,
})

const soonest = (a: Entry, b: Entry): boolean =>
  a.key !== b.key ? a.key < b.key : a.tie !== b.tie ? a.tie < b.tie : a.task.id < b.task.id

/** The tasks of one share, in order. */
interface ShareLine extends Placed {
  readonly share: Share
  /** What it has had, as the heap of lines knows it: what a share has had only grows. */
  use: number
  readonly entries: Heap<Entry>
}

function hadLess(a: ShareLine, b: ShareLine): boolean {
  if (a.use !== b.use) return a.use < b.use
  const [first, second] = [a.entries.first, b.entries.first]
  return first !== undefined && (second === undefined || soonest(first, second))
}

/** The tasks of one priority. */
class Band {
  readonly onTop = new Heap<Entry>(soonest)
  readonly #lines = new Map<Share, ShareLine>()
  readonly #byUse = new Heap<ShareLine>(hadLess)

  get isEmpty(): boolean {
    return this.onTop.size === 0 && this.#byUse.size === 0
  }

  get first(): Entry | undefined {
    if (this.onTop.first) return this.onTop.first
    for (let line = this.#byUse.first; line; line = this.#byUse.first) {
      if (line.use === line.share.use) return line.entries.first
      line.use = line.share.use
      this.#byUse.moved(line)
    }
    return undefined
  }

  *[Symbol.iterator](): Iterator<Entry> {
    yield* this.onTop
    for (const line of this.#byUse) yield* line.entries
  }

  add(entry: Entry): void {
    if (entry.onTop) return this.onTop.add(entry)
    let line = this.#lines.get(entry.share)
    if (!line) {
      line = { at: -1, share: entry.share, use: entry.share.use, entries: new Heap(soonest) }
      this.#lines.set(entry.share, line)
    }
    line.entries.add(entry)
    if (this.#byUse.has(line)) this.#byUse.moved(line)
    else this.#byUse.add(line)
  }

  remove(entry: Entry): void {
    if (entry.onTop) return void this.onTop.remove(entry)
    const line = this.#lines.get(entry.share)
    if (!line?.entries.remove(entry)) return
    if (line.entries.size > 0) return this.#byUse.moved(line)
    this.#byUse.remove(line)
    this.#lines.delete(entry.share)
  }
}

/** Tasks in the order in which they are to be started: by priority, share, and what is due sooner. */
export class Line {
  readonly #bands = new Map<number, Band>()
  /** Priorities of which there are any, highest first. */
  #priorities: number[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get first(): Entry | undefined {
    const [highest] = this.#priorities
    return highest === undefined ? undefined : this.#bands.get(highest)?.first
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (const band of this.#bands.values()) yield* band
  }

  add(entry: Entry): void {
    let band = this.#bands.get(entry.band)
    if (!band) {
      band = new Band()
      this.#bands.set(entry.band, band)
      this.#priorities.push(entry.band)
      this.#priorities.sort((a, b) => b - a)
    }
    band.add(entry)
    this.#size += 1
  }

  remove(entry: Entry): void {
    const band = this.#bands.get(entry.band)
    if (!band) return
    band.remove(entry)
    this.#size -= 1
    if (!band.isEmpty) return
    this.#bands.delete(entry.band)
    this.#priorities = this.#priorities.filter(one => one !== entry.band)
  }
}
