/** So many outdated places, and as many again as there are things due, are put up with. */
const OUTDATED_AT_MOST = 64

/** Which of many things is due next: a binary heap, whose outdated places are passed over. */
export class DueTimes<Key extends string> {
  readonly #due = new Map<Key, number>()
  #heap: { readonly key: Key; readonly at: number }[] = []

  /** @param at undefined: not due at all */
  set(key: Key, at: number | undefined): void {
    if (this.#due.get(key) === at) return
    if (at === undefined) this.#due.delete(key)
    else {
      this.#due.set(key, at)
      this.#push({ key, at })
    }
    this.#rebuildWhereOutdated()
  }

  has(key: Key): boolean {
    return this.#due.has(key)
  }

  /** Places of the heap, with those that are outdated. */
  get places(): number {
    return this.#heap.length
  }

  /** When the next is due; undefined where nothing is. */
  get next(): number | undefined {
    this.#dropOutdated()
    return this.#heap[0]?.at
  }

  /** Takes out all that is due at `now`. */
  take(now: number): Key[] {
    const taken: Key[] = []
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const first = this.#pop()
      if (!first) break
      this.#due.delete(first.key)
      taken.push(first.key)
    }
    return taken
  }

  /** Outdated places go at the top alone: those below would pile up. */
  #rebuildWhereOutdated(): void {
    if (this.#heap.length <= 2 * this.#due.size + OUTDATED_AT_MOST) return
    // What is in order is a heap.
    this.#heap = [...this.#due].map(([key, at]) => ({ key, at })).sort((a, b) => a.at - b.at)
  }

  #dropOutdated(): void {
    for (let first = this.#heap[0]; first && this.#due.get(first.key) !== first.at; first = this.#heap[0])
      this.#pop()
  }

  #push(item: { readonly key: Key; readonly at: number }): void {
    const heap = this.#heap
    let at = heap.push(item) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (!parent || parent.at <= item.at) break
      heap[at] = parent
      at = above
    }
    heap[at] = item
  }

  #pop(): { readonly key: Key; readonly at: number } | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      const smaller =
        (heap[right]?.at ?? Number.POSITIVE_INFINITY) < (heap[left]?.at ?? Number.POSITIVE_INFINITY)
          ? right
          : left
      const child = heap[smaller]
      if (!child || child.at >= last.at) break
      heap[at] = child
      at = smaller
    }
    heap[at] = last
    return first
  }
}
