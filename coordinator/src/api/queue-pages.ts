import { type Clock, minutes } from '@muster/runtime'
import type { State } from '../model/state.ts'
import { firstOfQueue, type Position, QueueAt, type Standing } from '../scheduler/standing.ts'

/** A queue that is paged through is kept for so long after it was asked for last, and no more than so many. */
const KEPT_FOR = minutes(2)
const MOST_KEPT = 4

interface Kept {
  readonly id: number
  readonly filter: string
  readonly queue: QueueAt
  askedAt: number
}

/** Where a page begins: in which queue that was kept (0: in none), after how many tasks. */
export interface QueueCursor {
  readonly kept: number
  readonly from: number
}

export interface QueueSlice {
  readonly positions: readonly Position[]
  readonly next: QueueCursor | undefined
}

/**
 * Pages of the queue. The first is found without looking at all that waits. Whoever goes on gets the queue as it was when the second
 * page was asked for, so that pages join, and each costs what is on it.
 */
export class QueuePages {
  readonly #clock: Clock
  #kept: Kept[] = []
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param filter the same text for the same `wanted` */
  page(
    state: State,
    { filter, wanted }: { readonly filter: string; readonly wanted: (standing: Standing) => boolean },
    cursor: QueueCursor | undefined,
    limit: number,
  ): QueueSlice {
    if (!cursor) {
      const found = firstOfQueue(state, this.#clock.wall(), wanted, limit)
      const next = found.length > limit ? { kept: 0, from: limit } : undefined
      return { positions: found.slice(0, limit), next }
    }
    const { id, queue } = this.#keptFor(cursor, filter) ?? this.#keep(state, filter, wanted)
    const from = cursor.from + limit
    return {
      // What has begun since does not wait any more.
      positions: queue.page(cursor.from, limit).filter(({ entry }) => state.board.placeOf(entry.task.id)),
      next: from < queue.size ? { kept: id, from } : undefined,
    }
  }

  /** @returns undefined where it is not kept any more */
  #keptFor(cursor: QueueCursor, filter: string): Kept | undefined {
    const now = this.#clock.monotonic()
    this.#kept = this.#kept.filter(({ askedAt }) => now - askedAt < KEPT_FOR)
    const kept = this.#kept.find(one => one.id === cursor.kept && one.filter === filter)
    if (kept) kept.askedAt = now
    return kept
  }

  #keep(state: State, filter: string, wanted: (standing: Standing) => boolean): Kept {
    this.#last += 1
    const queue = new QueueAt(state, this.#clock.wall(), wanted)
    const kept = { id: this.#last, filter, queue, askedAt: this.#clock.monotonic() }
    this.#kept = [...this.#kept.slice(1 - MOST_KEPT), kept]
    return kept
  }
}
