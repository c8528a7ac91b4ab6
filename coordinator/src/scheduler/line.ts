import type { TaskRecord } from '../model/records.ts'
import { Heap, type Placed } from './heap.ts'
import type { Share } from './shares.ts'

/** A task that waits for an instrument, where it stands. */
export interface Entry extends Placed {
  readonly task: TaskRecord
  readonly share: Share
  /** Its priority, whatever it has waited. */
  readonly band: number
  /** The latest time at which it should start: the lower, the sooner. */
  readonly key: number
  /** First come: the lower. */
  readonly tie: number
  /** A person put it before all others of its priority. */
  readonly onTop: boolean
}

/** Where a task stands among those of its priority. */
export interface Rank {
  readonly onTop: boolean
  /** What its share has had. */
  readonly use: number
  readonly key: number
  readonly tie: number
  readonly id: string
}

/** Whether `a` goes before `b`: what a person put on top, whose share has had less, what is due sooner, first come. */
export function goesBefore(a: Rank, b: Rank): boolean {
  if (a.onTop !== b.onTop) return a.onTop
  if (a.use !== b.use && !a.onTop) return a.use < b.use
  if (a.key !== b.key) return a.key < b.key
  if (a.tie !== b.tie) return a.tie < b.tie
  return a.id < b.id
}

export const rankOf = ({ task, share, key, tie, onTop }: Entry): Rank => ({
  onTop,
  use: share.use,
  key,
  tie,
  id: task.id,
})

const soonest = (a: Entry, b: Entry): boolean =>
  a.key !== b.key ? a.key < b.key : a.tie !== b.tie ? a.tie < b.tie : a.task.id < b.task.id

/** The tasks of one share, in order. */
interface ShareLine extends Placed {
  readonly share: Share
  /** What it has had, as the heap of lines knows it: that only grows while anything of it waits. */
  use: number
  readonly entries: Heap<Entry>
}

function hadLess(a: ShareLine, b: ShareLine): boolean {
  if (a.use !== b.use) return a.use < b.use
  const [first, second] = [a.entries.first, b.entries.first]
  return first !== undefined && (second === undefined || soonest(first, second))
}

/** Tasks of one priority in the order in which they are to be started: on top, by share, and what is due sooner. */
export class Line {
  readonly #onTop = new Heap<Entry>(soonest)
  readonly #lines = new Map<Share, ShareLine>()
  readonly #byUse = new Heap<ShareLine>(hadLess)
  #size = 0

  get size(): number {
    return this.#size
  }

  get first(): Entry | undefined {
    if (this.#onTop.first) return this.#onTop.first
    for (let line = this.#byUse.first; line; line = this.#byUse.first) {
      if (line.use === line.share.use) return line.entries.first
      line.use = line.share.use
      this.#byUse.moved(line)
    }
    return undefined
  }

  *[Symbol.iterator](): Iterator<Entry> {
    yield* this.#onTop
    for (const line of this.#byUse) yield* line.entries
  }

  /** What a person put on top, in no order. */
  get onTop(): Iterable<Entry> {
    return this.#onTop
  }

  /** The other tasks of each share, in order as they are asked for. */
  *byShare(): Generator<readonly [Share, Iterator<Entry>], void, void> {
    for (const { share, entries } of this.#byUse) yield [share, entries.inOrder()]
  }

  add(entry: Entry): void {
    this.#size += 1
    if (entry.onTop) return this.#onTop.add(entry)
    let line = this.#lines.get(entry.share)
    if (!line) {
      line = { at: -1, share: entry.share, use: entry.share.use, entries: new Heap(soonest) }
      this.#lines.set(entry.share, line)
    }
    line.entries.add(entry)
    if (line.entries.first === entry) this.#byUse.put(line, true)
  }

  remove(entry: Entry): void {
    const line = this.#lines.get(entry.share)
    const wasFirst = line?.entries.first === entry
    const removed = entry.onTop ? this.#onTop.remove(entry) : line?.entries.remove(entry)
    if (removed !== true) return
    this.#size -= 1
    if (entry.onTop || !line) return
    if (line.entries.size === 0) {
      this.#byUse.remove(line)
      this.#lines.delete(entry.share)
    } else if (wasFirst) this.#byUse.moved(line)
  }
}
