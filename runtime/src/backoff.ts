import { type Duration, millis } from './duration.ts'
import type { Random } from './random.ts'

export interface BackoffOptions {
  readonly first: Duration
  readonly longest: Duration
  /** How much longer each wait is than the one before; 2 unless told. */
  readonly factor?: number
}

/** Waits that grow, each drawn from the upper half of its range so that a fleet does not come back in step. */
export interface Backoff {
  next(): Duration
  /** To be called when what was tried has worked. */
  reset(): void
}

export function createBackoff(options: BackoffOptions, random: Random): Backoff {
  const factor = options.factor ?? 2
  let attempts = 0
  return {
    next() {
      const ceiling = Math.min(options.longest, options.first * factor ** attempts)
      attempts += 1
      return millis(ceiling / 2 + (ceiling / 2) * random.float())
    },
    reset() {
      attempts = 0
    },
  }
}
