import type { Timestamp } from '@muster/runtime'

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

/** Shares of which nothing waits are kept up to so many, though there may be one for each experiment. */
const SHARES_KEPT = 1_000
/** After so many half-lives a thousandth is left of what one was ahead. */
const FADES = 10

/**
 * Fair shares by virtual time: whoever has had least for their weight goes first (start-time fair queueing: P. Goyal, H. Vin,
 * H. Cheng, "Start-time Fair Queueing", IEEE/ACM ToN 5(5), 1997). Who comes back after a time begins where the others are: nobody saves up,
 * and what one had ahead of the others fades.
 */
export class Shares {
  readonly #rules: ShareRules
  readonly #shares = new Map<string, Share>()
  #kept = SHARES_KEPT
  /** Wall time, as it was told last. */
  #wall: Timestamp = 0
  /** Where the one stood that was served last. */
  #now = 0

  constructor(rules: ShareRules) {
    this.#rules = rules
  }

  of(name: string): Share {
    const known = this.#shares.get(name)
    if (known) return known
    if (this.#shares.size >= this.#kept) this.#forgetIdle()
    const weight = this.#rules.weights[name] ?? 1
    const share = { name, weight, use: this.#now, credit: 0, waiting: 0, idleSince: 0 }
    this.#shares.set(name, share)
    return share
  }

  /** Who waits for nothing and is not ahead of the others, or no more, begins where they are, known or not. */
  #forgetIdle(): void {
    const faded = this.#wall - FADES * this.#rules.halfLife
    for (const [name, { waiting, use, idleSince }] of this.#shares)
      if (waiting === 0 && (use <= this.#now || idleSince < faded)) this.#shares.delete(name)
    this.#kept = 2 * this.#shares.size + SHARES_KEPT
  }

  copy(): Shares {
    const copy = new Shares(this.#rules)
    copy.#now = this.#now
    for (const share of this) copy.#shares.set(share.name, { ...share })
    return copy
  }

  [Symbol.iterator](): Iterator<Share> {
    return this.#shares.values()
  }

  /** One more task of it waits. To be called before that task stands anywhere: while none waits, its place may change either way. */
  begin(share: Share, now: Timestamp): void {
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
