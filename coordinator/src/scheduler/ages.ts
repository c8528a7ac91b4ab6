import type { Timestamp } from '@muster/runtime'
import { Heap, type Placed } from './heap.ts'
import { bandOf, type RankRules, risesAt } from './ranking.ts'

/** What rises in priority while it waits. */
export interface Ageing {
  readonly priority: number
  readonly since: Timestamp
  /** The priority that it has by now. */
  band: number
}

interface Age<T> extends Placed {
  readonly of: T
  due: Timestamp
}

/** When what waits rises in priority because of how long nothing of it was started. */
export class Ages<T extends Ageing> {
  readonly #rules: RankRules
  readonly #due = new Heap<Age<T>>((a, b) => a.due < b.due)
  readonly #ages = new Map<T, Age<T>>()
  /** Wall time at the last look. */
  #now: Timestamp = 0

  constructor(rules: RankRules) {
    this.#rules = rules
  }

  /** Gives it the priority that it has by now, and keeps an eye on it. */
  watch(of: T): void {
    of.band = bandOf(of.priority, of.since, this.#now, this.#rules)
    const due = risesAt(of.priority, of.since, of.band, this.#rules)
    if (due === undefined) return this.forget(of)
    const age = this.#ages.get(of)
    if (age) {
      age.due = due
      return this.#due.moved(age)
    }
    const added = { at: -1, of, due }
    this.#ages.set(of, added)
    this.#due.add(added)
  }

  forget(of: T): void {
    const age = this.#ages.get(of)
    if (!age) return
    this.#due.remove(age)
    this.#ages.delete(of)
  }

  /** Those that have risen by now. */
  rise(now: Timestamp): T[] {
    this.#now = now
    const risen: T[] = []
    for (let age = this.#due.first; age && age.due <= now; age = this.#due.first) {
      const { of } = age
      const before = of.band
      // What was begun anew meanwhile is not due yet.
      this.watch(of)
      if (of.band !== before) risen.push(of)
    }
    return risen
  }
}
