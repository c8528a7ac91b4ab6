import type { Timestamp } from '@muster/runtime'
import { Heap, type Placed } from './heap.ts'
import type { Entry } from './line.ts'
import { type RankRules, risesAt } from './ranking.ts'

interface Age extends Placed {
  readonly entry: Entry
  readonly due: Timestamp
}

/** When waiting tasks rise in priority because of how long they have waited. */
export class Ages {
  readonly #rules: RankRules
  readonly #due = new Heap<Age>((a, b) => a.due < b.due)
  readonly #ages = new Map<Entry, Age>()

  constructor(rules: RankRules) {
    this.#rules = rules
  }

  watch(entry: Entry): void {
    this.forget(entry)
    const due = risesAt(entry.task, entry.band, this.#rules)
    if (due === undefined) return
    const age = { at: -1, entry, due }
    this.#ages.set(entry, age)
    this.#due.add(age)
  }

  forget(entry: Entry): void {
    const age = this.#ages.get(entry)
    if (!age) return
    this.#due.remove(age)
    this.#ages.delete(entry)
  }

  /** Those that have come to rise by now. They are watched no more until told so. */
  rise(now: Timestamp): Entry[] {
    const risen: Entry[] = []
    for (let age = this.#due.first; age && age.due <= now; age = this.#due.first) {
      this.forget(age.entry)
      risen.push(age.entry)
    }
    return risen
  }
}
