/** A binary heap that can be gone through in its order without being changed. */
export class Queue<T> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = items[above] as T
      if (!this.#before(item, parent)) break
      items[at] = parent
      at = above
    }
    items[at] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (items.length === 0 || last === undefined) return first
    let at = 0
    for (;;) {
      const child = this.#smaller(2 * at + 1)
      if (child === undefined || !this.#before(items[child] as T, last)) break
      items[at] = items[child] as T
      at = child
    }
    items[at] = last
    return first
  }

  /** Its items in order, for as long as asked: the k-th costs O(log k). */
  *inOrder(): Generator<T> {
    const places = new Queue<number>((a, b) => this.#before(this.#items[a] as T, this.#items[b] as T))
    if (this.#items.length > 0) places.push(0)
    for (let at = places.pop(); at !== undefined; at = places.pop()) {
      yield this.#items[at] as T
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#items.length) places.push(child)
    }
  }

  #smaller(left: number): number | undefined {
    if (left >= this.#items.length) return undefined
    const right = left + 1
    if (right >= this.#items.length) return left
    return this.#before(this.#items[right] as T, this.#items[left] as T) ? right : left
  }
}
