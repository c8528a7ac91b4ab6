import { FreeSet } from './free-set.ts'

/** The names of a named resource: which are free, and in which a sample lies. */
export class Names {
  readonly order: readonly string[]
  /** By name: the sample that lies there. */
  readonly samples: Map<string, string>
  readonly #places: ReadonlyMap<string, number>
  readonly #free: FreeSet
  /** Of each name that is held, or has a sample in it: by how many. */
  readonly #blocked: Map<string, number>
  /** Times that a name has become free. */
  #releases = 0

  /** @param before of the same resource, with other names */
  constructor(order: readonly string[], before?: Names) {
    this.order = order
    this.samples = before ? before.samples : new Map<string, string>()
    this.#blocked = before ? before.#blocked : new Map<string, number>()
    this.#releases = before ? before.#releases + 1 : 0
    this.#places = new Map(order.map((name, at) => [name, at]))
    this.#free = new FreeSet(order.length)
    for (const [at, name] of order.entries()) if (!this.#blocked.has(name)) this.#free.add(at)
  }

  get free(): number {
    return this.#free.size
  }

  get releases(): number {
    return this.#releases
  }

  get isIdle(): boolean {
    return this.#blocked.size === 0
  }

  has(name: string): boolean {
    return this.#places.has(name)
  }

  block(name: string): void {
    this.#blocked.set(name, (this.#blocked.get(name) ?? 0) + 1)
    const at = this.#places.get(name)
    if (at !== undefined) this.#free.delete(at)
  }

  unblock(name: string): void {
    const left = (this.#blocked.get(name) ?? 0) - 1
    // What holds the position still has the sample in it, or the other way round: who has that sample may have it now.
    this.#releases += 1
    if (left > 0) return void this.#blocked.set(name, left)
    this.#blocked.delete(name)
    const at = this.#places.get(name)
    if (at !== undefined) this.#free.add(at)
  }

  /** @param samples of who asks: a position with one of them in it is theirs */
  isFreeFor(name: string, samples: readonly string[]): boolean {
    const at = this.#places.get(name)
    if (at === undefined) return false
    return this.#free.has(at) || this.#isOwn(name, samples)
  }

  /** Those that may be taken: first where the own samples lie already, then as they are listed. */
  *freeFor(samples: readonly string[]): Iterable<string> {
    if (samples.length > 0 && this.samples.size > 0)
      for (const name of this.samples.keys()) if (this.has(name) && this.#isOwn(name, samples)) yield name
    for (let at = this.#free.next(0); at !== undefined; at = this.#free.next(at + 1)) {
      const name = this.order[at]
      if (name !== undefined) yield name
    }
  }

  #isOwn(name: string, samples: readonly string[]): boolean {
    const sample = this.samples.get(name)
    return sample !== undefined && samples.includes(sample) && this.#blocked.get(name) === 1
  }
}
