import type { Duration } from '@muster/runtime'
import type { VirtualTime } from '@muster/runtime/testing'

export type Leg = 'up' | 'down'

interface Line {
  blocked: boolean
  /** What arrived while it was blocked, in order. */
  held: (() => void)[]
}

/**
 * The lines between processes and the broker, one each way for every process name. What arrives at a blocked
 * line is held and comes, in order, when the line is healed, as TCP sends again what was not acknowledged.
 */
export class NetworkLines {
  held = 0
  readonly #time: VirtualTime
  readonly #lines = new Map<string, Record<Leg, Line>>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  isOpen(process: string, leg: Leg): boolean {
    return !this.#of(process)[leg].blocked
  }

  block(process: string, legs: readonly Leg[]): void {
    for (const leg of legs) this.#of(process)[leg].blocked = true
  }

  heal(process: string): void {
    for (const line of Object.values(this.#of(process))) {
      line.blocked = false
      for (const arrive of line.held.splice(0)) arrive()
    }
  }

  healAll(): void {
    for (const process of this.#lines.keys()) this.heal(process)
  }

  carry(process: string, leg: Leg, delay: Duration, arrive: () => void): void {
    this.#time.at(this.#time.now + delay, () => {
      const line = this.#of(process)[leg]
      if (!line.blocked) return arrive()
      this.held += 1
      line.held.push(arrive)
    })
  }

  #of(process: string): Record<Leg, Line> {
    let lines = this.#lines.get(process)
    if (!lines) {
      lines = { up: { blocked: false, held: [] }, down: { blocked: false, held: [] } }
      this.#lines.set(process, lines)
    }
    return lines
  }
}
