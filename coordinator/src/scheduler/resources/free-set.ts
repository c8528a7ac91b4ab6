/** Bits of a word. */
const WORD = 32

/**
 * A set of numbers from 0 to below its size that finds its lowest member at or above any number in a few steps: bits,
 * above them one bit for each word that has any, and so on up to a single word.
 */
export class FreeSet {
  readonly #levels: Uint32Array[] = []
  #count = 0

  constructor(size: number) {
    let words = size
    do {
      words = Math.max(1, Math.ceil(words / WORD))
      this.#levels.push(new Uint32Array(words))
    } while (words > 1)
  }

  get size(): number {
    return this.#count
  }

  has(member: number): boolean {
    return ((this.#levels[0]?.[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0
  }

  add(member: number): void {
    if (this.has(member)) return
    this.#count += 1
    let at = member
    for (const words of this.#levels) {
      words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31))
      at >>>= 5
    }
  }

  delete(member: number): void {
    if (!this.has(member)) return
    this.#count -= 1
    let at = member
    for (const words of this.#levels) {
      const left = (words[at >>> 5] ?? 0) & ~(1 << (at & 31))
      words[at >>> 5] = left
      if (left !== 0) return
      at >>>= 5
    }
  }

  /** The lowest member that is not below `from`; undefined where there is none. */
  next(from: number): number | undefined {
    let at = from
    for (let level = 0; level < this.#levels.length; level += 1) {
      const word = this.#levels[level]?.[at >>> 5] ?? 0
      const left = word & (-1 << (at & 31))
      if (left !== 0) return this.#down(level, (at & ~31) + lowestBit(left))
      at = (at >>> 5) + 1
    }
    return undefined
  }

  #down(from: number, place: number): number {
    let at = place
    for (let level = from - 1; level >= 0; level -= 1)
      at = at * WORD + lowestBit(this.#levels[level]?.[at] ?? 0)
    return at
  }
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)
