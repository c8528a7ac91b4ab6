import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const
export type BreakerState = (typeof BREAKER_STATES)[number]

/**
 * Keeps work away from what goes on failing. Its id says from what: `agent:<id>`, `instrument:<id>`, `activity:<name>`. One
 * that is closed and has counted nothing has no record.
 */
export interface BreakerRecord extends Versioned {
  readonly state: BreakerState
  /** In a row, while closed. */
  readonly failures: number
  /** In a row, while half-open. */
  readonly successes: number
  /** Times it opened since it was last closed: the next wait grows with it. */
  readonly opened: number
  readonly changedAt: Timestamp
  /** When a trial may be made; without it only a person closes it again. */
  readonly retryAt?: Timestamp
  /** What made it open. */
  readonly reason: string
}

export const PAUSE_STATES = ['paused', 'resumed'] as const
export type PauseState = (typeof PAUSE_STATES)[number]

/**
 * A person keeps work from beginning. Its id says what does not begin: `queue` for all, `instrument:<id>`, `agent:<id>`,
 * `activity:<name>`. What is under way goes on. What was never paused has no record.
 */
export interface PauseRecord extends Versioned {
  readonly state: PauseState
  readonly reason: string
  /** Who paused or resumed it last: the name of a person, or a rule such as `rule:pause-over`. */
  readonly by: string
  /** Since when it is in its state. */
  readonly at: Timestamp
  /** When it resumes by itself; without it a person resumes it. */
  readonly until?: Timestamp
  /** When the last that was under way as it was paused had ended. */
  readonly drainedAt?: Timestamp
}
