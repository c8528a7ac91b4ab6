/** A binary heap: lowest key first, of equal keys the lowest `tie`. */
export class Heap<T> {
  readonly #keys: number[] = []
  readonly #ties: number[] = []
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  /** Infinity of an empty one. */
  get firstKey(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY
  }

  first(): T | undefined {
    return this.#items[0]
  }

  clear(): void {
    this.#keys.length = 0
    this.#ties.length = 0
    this.#items.length = 0
  }

  push(key: number, tie: number, item: T): void {
    const keys = this.#keys
    const ties = this.#ties
    const items = this.#items
    let at = items.length
    items.push(item)
    keys.push(key)
    ties.push(tie)
    while (at > 0) {
      const up = (at - 1) >> 1
      const upKey = keys[up] as number
      if (upKey < key || (upKey === key && (ties[up] as number) <= tie)) break
      keys[at] = upKey
      ties[at] = ties[up] as number
      items[at] = items[up] as T
      at = up
    }
    keys[at] = key
    ties[at] = tie
    items[at] = item
  }

  pop(): T | undefined {
    const found = this.#items[0]
    const key = this.#keys.pop()
    const tie = this.#ties.pop()
    const item = this.#items.pop()
    if (this.#items.length > 0 && key !== undefined && tie !== undefined) this.#sink(key, tie, item as T)
    return found
  }

  #sink(key: number, tie: number, item: T): void {
    const keys = this.#keys
    const ties = this.#ties
    const items = this.#items
    const before = (a: number, otherKey: number, otherTie: number): boolean => {
      const own = keys[a] as number
      return own < otherKey || (own === otherKey && (ties[a] as number) < otherTie)
    }
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= items.length) break
      if (down + 1 < items.length && before(down + 1, keys[down] as number, ties[down] as number)) down++
      if (!before(down, key, tie)) break
      keys[at] = keys[down] as number
      ties[at] = ties[down] as number
      items[at] = items[down] as T
      at = down
    }
    keys[at] = key
    ties[at] = tie
    items[at] = item
  }
}
