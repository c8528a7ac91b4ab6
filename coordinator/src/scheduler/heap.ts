/** What stands in a heap knows its place, so that it can be taken out from the middle. */
export interface Placed {
  /** Index in its heap; -1 while in none. */
  at: number
}

interface Ahead<T> extends Placed {
  readonly item: T
}

/** A binary heap: the first in O(1), any change in O(log n). An item stands in one heap at a time. */
export class Heap<T extends Placed> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  /** @param before whether `a` goes before `b` */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#items.length
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]()
  }

  /** In order, as long as nothing is changed meanwhile: the first k of them cost O(k log k). */
  *inOrder(): Generator<T, void, void> {
    const next = new Heap<Ahead<T>>((a, b) => this.#before(a.item, b.item))
    const consider = (item: T | undefined) => item && next.add({ at: -1, item })
    consider(this.first)
    for (let ahead = next.pop(); ahead; ahead = next.pop()) {
      const { item } = ahead
      const left = 2 * item.at + 1
      yield item
      consider(this.#items[left])
      consider(this.#items[left + 1])
    }
  }

  has(item: T): boolean {
    return this.#items[item.at] === item
  }

  add(item: T): void {
    item.at = this.#items.push(item) - 1
    this.#up(item)
  }

  /** Puts it where it stands by now, or takes it out. @param isIn whether it is to stand here */
  put(item: T, isIn: boolean): void {
    if (!isIn) this.remove(item)
    else if (this.has(item)) this.moved(item)
    else this.add(item)
  }

  /** The item's rank is another now. */
  moved(item: T): void {
    if (!this.has(item)) return
    this.#up(item)
    this.#down(item)
  }

  remove(item: T): boolean {
    if (!this.has(item)) return false
    const { at } = item
    const last = this.#items.pop()
    item.at = -1
    if (last === undefined || last === item) return true
    this.#put(last, at)
    this.#up(last)
    this.#down(last)
    return true
  }

  pop(): T | undefined {
    const { first } = this
    if (first) this.remove(first)
    return first
  }

  clear(): void {
    for (const item of this.#items) item.at = -1
    this.#items.length = 0
  }

  #put(item: T, at: number): void {
    this.#items[at] = item
    item.at = at
  }

  #up(item: T): void {
    let { at } = item
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = this.#items[above]
      if (!parent || !this.#before(item, parent)) break
      this.#put(parent, at)
      at = above
    }
    this.#put(item, at)
  }

  #down(item: T): void {
    let { at } = item
    for (;;) {
      const child = this.#smaller(2 * at + 1)
      if (!child || !this.#before(child, item)) break
      const next = child.at
      this.#put(child, at)
      at = next
    }
    this.#put(item, at)
  }

  #smaller(left: number): T | undefined {
    const a = this.#items[left]
    const b = this.#items[left + 1]
    return a && b && this.#before(b, a) ? b : a
  }
}
