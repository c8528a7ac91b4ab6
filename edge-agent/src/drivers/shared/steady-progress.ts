import type { RunUpdate } from '../../instruments/driver.ts'

/** Lets an update through if it says something new; a percentage that would go back keeps its place. */
export class SteadyProgress {
  #percent: number | undefined
  #told = ''

  /** @returns undefined for what was told before. */
  next(update: RunUpdate): RunUpdate | undefined {
    const steady = update.kind === 'progress' ? this.#steady(update.percent, update) : update
    const text = JSON.stringify(steady)
    if (text === this.#told) return undefined
    this.#told = text
    return steady
  }

  #steady(percent: number | undefined, update: RunUpdate & { readonly kind: 'progress' }): RunUpdate {
    if (percent === undefined || !Number.isFinite(percent)) return update
    const bounded = Math.min(100, Math.max(0, percent))
    this.#percent = Math.max(bounded, this.#percent ?? 0)
    return { ...update, percent: this.#percent }
  }
}
