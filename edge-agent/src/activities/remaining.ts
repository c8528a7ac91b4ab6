import { type Duration, millis } from '@muster/runtime'

/** Below so much of the way nothing can be said yet, in percent. */
const LEAST = 1

/**
 * How long a run will still take, judged by how quickly its percentage has grown since it was first seen. For
 * instruments that do not say it themselves; where a run stood still or went back it is judged anew.
 */
export class RemainingEstimate {
  #from: { readonly percent: number; readonly at: number } | undefined
  #last = 0

  /**
   * @param percent 0 to 100
   * @param at in milliseconds, of a clock that never goes back
   * @returns undefined while nothing can be said
   */
  next(percent: number, at: number): Duration | undefined {
    const from = this.#from
    const goesBack = percent < this.#last
    this.#last = percent
    if (!from || goesBack) {
      this.#from = { percent, at }
      return undefined
    }
    const grown = percent - from.percent
    if (grown < LEAST) return undefined
    return millis(Math.round(((at - from.at) / grown) * (100 - percent)))
  }

  /** The run was paused: the time until it goes on does not count. */
  pause(): void {
    this.#from = undefined
  }
}
