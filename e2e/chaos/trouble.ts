import { type Duration, messageOf, millis, type Random, seconds, sleep, systemClock } from '@muster/runtime'
import { type Fault, type FaultKind, pick } from './faults.ts'

/** Now and then the next comes before one has been got over. */
const AT_ONCE = 0.25
const LONGEST_FAULT = seconds(8)

export interface TroubleOptions {
  readonly kinds: readonly FaultKind[]
  readonly random: Random
  readonly say: (line: string) => void
  /** Resolves when the site is well again, within the bound. @throws Error */
  readonly well: () => Promise<void>
  readonly until: number
}

interface Dealt {
  readonly kind: string
  readonly fault: Fault
  readonly begins: Duration
  readonly lasts: Duration
}

/** Makes trouble in rounds: one to four faults that overlap, all put right, and mostly a time in which to get over it. */
export class Trouble {
  readonly counts = new Map<string, number>()
  longest: { readonly took: number; readonly after: string } = { took: 0, after: 'nothing' }
  readonly #options: TroubleOptions
  #deck: FaultKind[] = []
  #isOver = false

  constructor(options: TroubleOptions) {
    this.#options = options
    for (const { name } of options.kinds) this.counts.set(name, 0)
  }

  /** No further round; that which is on is brought to its end. */
  end(): void {
    this.#isOver = true
  }

  /** @throws Error where the site is not well again within its bound, or a fault could not be made or undone. */
  async run(): Promise<void> {
    const { random, until, say } = this.#options
    for (let round = 1; !this.#isOver && systemClock.monotonic() < until; round += 1) {
      const dealt = this.#deal()
      const names = dealt.map(({ fault }) => fault.name).join(' + ')
      say(`round ${round}: ${names}`)
      const results = await Promise.allSettled(dealt.map(one => this.#suffer(one)))
      for (const result of results) {
        if (result.status === 'rejected') throw new Error(`${names}: ${messageOf(result.reason)}`)
      }
      // Drawn in any case, so that the same seed makes the same rounds.
      if (random.float() < AT_ONCE) continue
      await this.#recover(names)
    }
  }

  async #recover(names: string): Promise<void> {
    const healed = systemClock.monotonic()
    try {
      await this.#options.well()
    } catch (error) {
      throw new Error(`after ${names}: ${messageOf(error)}`, { cause: error })
    }
    const took = systemClock.monotonic() - healed
    this.#options.say(`  well after ${(took / 1_000).toFixed(1)} s`)
    if (took > this.longest.took) this.longest = { took, after: names }
  }

  #deal(): Dealt[] {
    const { random } = this.#options
    const dealt: Dealt[] = []
    const count = 1 + Math.floor(random.float() * 4)
    for (let index = 0; index < count; index += 1) {
      const kind = this.#draw()
      const fault = kind.at(random)
      const begins = millis(Math.floor(random.float() * 2_500))
      // Most are short.
      const drawn = Math.floor(200 + random.float() ** 2 * LONGEST_FAULT)
      const lasts = millis(Math.max(drawn, fault.least ?? 0))
      if (dealt.some(other => other.fault.place === fault.place)) this.#deck.push(kind)
      else dealt.push({ kind: kind.name, fault, begins, lasts })
    }
    return dealt
  }

  /** From a shuffled deck, so that each kind comes before one comes twice. */
  #draw(): FaultKind {
    if (this.#deck.length === 0) this.#deck = [...this.#options.kinds]
    const kind = pick(this.#options.random, this.#deck)
    this.#deck.splice(this.#deck.indexOf(kind), 1)
    return kind
  }

  async #suffer({ kind, fault, begins, lasts }: Dealt): Promise<void> {
    await sleep(systemClock, begins)
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    try {
      await fault.inject()
      await sleep(systemClock, lasts)
    } finally {
      await fault.heal()
    }
  }
}
