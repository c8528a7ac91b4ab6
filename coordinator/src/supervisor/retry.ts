import type { AttemptEnd, Failure, FailureCategory, Repeatability } from '@muster/protocol'
import { type Duration, millis, seconds } from '@muster/runtime'

/** All that a decision about another attempt is made from. */
export interface EndedAttempt {
  readonly end: AttemptEnd
  readonly failure?: Failure
  /** It was granted: from then on the machine alone may not repeat what is `never` to be repeated. */
  readonly wasGranted: boolean
  readonly repeatability: Repeatability
  /** Attempts of the task so far, however they ended. */
  readonly attempts: number
  /** Attempts of the task that ended as failed, this one included. */
  readonly failures: number
  /** How many may fail before the task does. */
  readonly allowedFailures: number
  readonly retryDelay: Duration
  /** Each delay is so many times the one before; 2 where left out. */
  readonly retryFactor?: number
  /** No delay is longer; 5 min where left out. */
  readonly longestDelay?: Duration
  /** By which part a delay is shortened, 0 to 1: so that not all come back at once. */
  readonly shortenedBy?: number
  /** Only failures of these categories are tried again. */
  readonly categories?: readonly FailureCategory[]
  /** No other attempt begins later than in so many milliseconds. */
  readonly timeLeft?: number
  /** There is another instrument to do it on, where this one has failed for good. */
  readonly hasFallback?: boolean
  /** Somebody asked for the end of the job. */
  readonly cancelRequested: boolean
  /** It was cancelled because it took longer than its limit. */
  readonly overdue: boolean
  /** It was taken back or stopped at a checkpoint, since critical work was to have its instrument. */
  readonly displaced: boolean
  /** A named person looked, and ordered another start. */
  readonly orderedByPerson: boolean
}

export type AfterAttempt =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'again'; readonly delay: Duration }
  /** At the next of the instruments that its step names in the place of the one that failed. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'ask'; readonly why: string }

/** A refusal by the agent is asked again after this: the reason for it is rarely gone at once. */
const AFTER_DECLINE = seconds(2)
/** The longest wait before another attempt. */
export const HIGHEST_DELAY = seconds(300)

/** What a run that took too long failed of. */
export const OVERDUE: Failure = {
  code: 'overdue',
  message: 'it took longer than the time limit of its step',
  category: 'timeout',
  started: 'yes',
}

/**
 * What follows an attempt's end. What may have started something is repeated only where the activity is
 * `safe`; nothing else in the program decides that.
 */
export function afterAttempt(attempt: EndedAttempt): AfterAttempt {
  if (attempt.end === 'succeeded') return { kind: 'succeeded' }
  if (attempt.cancelRequested) return attempt.end === 'failed' ? { kind: 'failed' } : { kind: 'cancelled' }
  switch (attempt.end) {
    case 'cancelled':
      if (attempt.displaced) return afterDisplacement(attempt)
      return attempt.overdue ? afterFailure({ ...attempt, failure: OVERDUE }) : { kind: 'cancelled' }
    case 'stopped-locally':
      return { kind: 'failed' }
    case 'declined':
      return attempt.failure?.category === 'parameters'
        ? { kind: 'failed' }
        : again(attempt, afterDecline(attempt.attempts))
    // Once at once; what never gets to a start is tried more and more rarely.
    case 'expired':
    case 'not-started':
      return again(attempt, attempt.attempts <= 1 ? millis(0) : afterDecline(attempt.attempts - 1))
    case 'failed':
      return afterFailure(attempt)
  }
}

/** An agent that goes on refusing is asked more and more rarely. */
function afterDecline(attempts: number): Duration {
  return millis(Math.min(HIGHEST_DELAY, AFTER_DECLINE * 2 ** Math.min(10, Math.max(0, attempts - 1))))
}

function again(attempt: EndedAttempt, delay: Duration): AfterAttempt {
  if (attempt.repeatability === 'never' && attempt.wasGranted && !attempt.orderedByPerson) {
    return {
      kind: 'ask',
      why: 'the activity is never repeated without a person, and its start had been allowed once',
    }
  }
  return { kind: 'again', delay }
}

/** It is nobody's failure. Only what may be repeated is displaced once it was allowed to start; should it happen, a person decides. */
function afterDisplacement(attempt: EndedAttempt): AfterAttempt {
  if (!attempt.wasGranted || attempt.repeatability === 'safe') return { kind: 'again', delay: millis(0) }
  return { kind: 'ask', why: 'it was displaced, though its start had been allowed once' }
}

function afterFailure(attempt: EndedAttempt): AfterAttempt {
  const started = attempt.failure?.started ?? 'unknown'
  const category = attempt.failure?.category ?? 'unknown-outcome'
  if (started !== 'no' && attempt.repeatability !== 'safe') return { kind: 'failed' }
  if (category === 'parameters' || category === 'safety' || category === 'operator') return { kind: 'failed' }
  const { failures, allowedFailures, categories, timeLeft = Number.POSITIVE_INFINITY } = attempt
  if (timeLeft < 0) return { kind: 'failed' }
  if (failures >= allowedFailures || categories?.includes(category) === false) return elsewhere(attempt)
  const delay = delayOf(attempt)
  return delay > timeLeft ? { kind: 'failed' } : again(attempt, delay)
}

/** What speaks against another attempt anywhere, speaks against one there. */
function elsewhere(attempt: EndedAttempt): AfterAttempt {
  if (attempt.hasFallback !== true) return { kind: 'failed' }
  const next = again(attempt, millis(0))
  return next.kind === 'again' ? { kind: 'elsewhere' } : next
}

function delayOf({ retryDelay, failures, ...policy }: EndedAttempt): Duration {
  const { retryFactor = 2, longestDelay = HIGHEST_DELAY, shortenedBy = 0 } = policy
  const growing = retryDelay * retryFactor ** Math.max(0, failures - 1)
  return millis(Math.min(longestDelay, growing) * (1 - shortenedBy))
}
