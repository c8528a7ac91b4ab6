import type { Duration, Random } from '@muster/runtime'
import { millis } from '@muster/runtime'

/** Drawing from the seed. */
export class Dice {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  float(): number {
    return this.#random.float()
  }

  chance(share: number): boolean {
    return this.float() < share
  }

  int(from: number, to: number): number {
    return from + Math.floor(this.float() * (to - from + 1))
  }

  between(from: Duration, to: Duration): Duration {
    return millis(from + (to - from) * this.float())
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.float() * from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  /** One of the names, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const names = Object.keys(weights) as K[]
    let left = this.float() * names.reduce((sum, name) => sum + weights[name], 0)
    for (const name of names) {
      left -= weights[name]
      if (left < 0) return name
    }
    return this.pick(names)
  }
}

/** How often each thing happened. */
export class Counts {
  readonly all = new Map<string, number>()

  add(name: string, times = 1): void {
    this.all.set(name, (this.all.get(name) ?? 0) + times)
  }

  of(name: string): number {
    return this.all.get(name) ?? 0
  }

  take(other: Counts): void {
    for (const [name, times] of other.all) this.add(name, times)
  }
}
