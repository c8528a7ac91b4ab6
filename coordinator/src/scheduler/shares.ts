import type { Timestamp } from '@muster/runtime'

/** Shares for which nothing waits are forgotten where there are more than so many, and as many again as are still needed. */
const SHARES_KEPT = 1_000
/** After so many half-lives less than a thousandth is left of what a share had ahead of the others. */
const FORGOTTEN_AFTER = 10

/** How fair shares are counted. */
export interface ShareRules {
  /** By name of a user or experiment; 1 where it is not named. */
  readonly weights: Readonly<Record<string, number>>
  /** After so many milliseconds without anything waiting, half of what a share had ahead of the others is forgotten. */
  readonly halfLife: number
  /** A share that could not be served for long goes before the others for so many milliseconds of work at the most. */
  readonly longestLag: number
}

/** One who competes for instruments. */
export interface Share {
  readonly name: string
  readonly weight: number
  /** Milliseconds of instrument time that it was given, over its weight. Grows only while anything of it waits. */
  use: number
  /** Was charged too much: taken off the next charge. */
  credit: number
  waiting: number
  idleSince: Timestamp
}

/**
 * Fair shares by virtual time: whoever has had least for their weight goes first (start-time fair queueing: P. Goyal, H. Vin,
 * H. Cheng, "Start-time Fair Queueing", IEEE/ACM ToN 5(5), 1997). Who comes back after a time begins where the others are: nobody saves up,
 * and what one had ahead of the others fades.
 */
export class Shares {
  readonly #rules: ShareRules
  readonly #shares = new Map<string, Share>()
  /** Where the one stood that was served last. */
  #now = 0
  /** Wall time, as it was told last: a clock that was set back is believed. */
  #wall: Timestamp = 0
  #most = SHARES_KEPT

  constructor(rules: ShareRules) {
    this.#rules = rules
  }

  of(name: string): Share {
    const known = this.#shares.get(name)
    if (known) return known
    if (this.#shares.size >= this.#most) this.#forgetIdle()
    const weight = this.#rules.weights[name] ?? 1
    const share = { name, weight, use: this.#now, credit: 0, waiting: 0, idleSince: 0 }
    this.#shares.set(name, share)
    return share
  }

  get size(): number {
    return this.#shares.size
  }

  /** Those that would stand where they stand if they came anew, but for a thousandth of what they had ahead. */
  #forgetIdle(): void {
    const before = this.#wall - FORGOTTEN_AFTER * this.#rules.halfLife
    for (const { name, use, credit, waiting, idleSince } of this.#shares.values()) {
      const isLevel = use <= this.#now && credit === 0
      if (waiting === 0 && (isLevel || idleSince <= before)) this.#shares.delete(name)
    }
    this.#most = 2 * this.#shares.size + SHARES_KEPT
  }

  copy(): Shares {
    const copy = new Shares(this.#rules)
    copy.#now = this.#now
    copy.#wall = this.#wall
    for (const share of this) copy.#shares.set(share.name, { ...share })
    return copy
  }

  [Symbol.iterator](): Iterator<Share> {
    return this.#shares.values()
  }

  /** One more task of it waits. To be called before that task stands anywhere: while none waits, its place may change either way. */
  begin(share: Share, now: Timestamp): void {
    this.#wall = now
    if (share.waiting === 0) {
      const ahead = share.use - this.#now
      const faded = ahead * 2 ** (-Math.max(0, now - share.idleSince) / this.#rules.halfLife)
      share.use = Math.max(this.#now, this.#now + faded)
    }
    share.waiting += 1
  }

  end(share: Share, now: Timestamp): void {
    this.#wall = now
    share.waiting -= 1
    if (share.waiting === 0) share.idleSince = now
  }

  /** It is given an instrument for as long as the task is expected to take. */
  charge(share: Share, expected: number): void {
    const from = Math.max(share.use, this.#now - this.#rules.longestLag)
    this.#now = Math.max(this.#now, from)
    const cost = Math.max(0, expected - share.credit)
    share.credit -= expected - cost
    share.use = from + cost / share.weight
  }

  /** It took longer or less long than was charged. */
  correct(share: Share, difference: number): void {
    if (difference > 0) share.use += difference / share.weight
    else share.credit -= difference
  }
}
