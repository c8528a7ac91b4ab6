import { defineTransitions } from '@muster/runtime'

/**
 * The states of an attempt, at the coordinator and in an agent's journal alike. A state is `granted` for the
 * coordinator from the commit of the grant, for the agent from its receipt.
 */
export const ATTEMPT_STATES = [
  'offered',
  'claimed',
  'granted',
  'starting',
  'running',
  'paused',
  'verifying',
  'succeeded',
  'failed',
  'cancelled',
  'stopped-locally',
  'not-started',
  'declined',
  'expired',
] as const

export type AttemptState = (typeof ATTEMPT_STATES)[number]

export const ATTEMPT_ENDS = [
  'succeeded',
  'failed',
  'cancelled',
  'stopped-locally',
  'not-started',
  'declined',
  'expired',
] as const satisfies readonly AttemptState[]

export type AttemptEnd = (typeof ATTEMPT_ENDS)[number]

export const ATTEMPT_TRANSITIONS = defineTransitions<AttemptState>('an attempt', {
  offered: ['claimed', 'declined', 'expired', 'cancelled'],
  claimed: ['granted', 'expired', 'cancelled'],
  // Its end is said by the journal that claimed it, never by the coordinator's clock.
  granted: ['starting', 'expired', 'cancelled', 'verifying'],
  starting: ['running', 'verifying', ...ATTEMPT_ENDS],
  running: ['paused', 'verifying', ...ATTEMPT_ENDS],
  paused: ['running', 'verifying', ...ATTEMPT_ENDS],
  verifying: ['running', ...ATTEMPT_ENDS],
  succeeded: [],
  failed: [],
  cancelled: [],
  'stopped-locally': [],
  'not-started': [],
  declined: [],
  expired: [],
})

export function isAttemptEnd(state: AttemptState): state is AttemptEnd {
  return ATTEMPT_TRANSITIONS.isEnd(state)
}

/** States in which the instrument may be doing, or about to do, what the attempt asked for. */
export function mayHaveStarted(state: AttemptState): boolean {
  return (
    state === 'granted' ||
    state === 'starting' ||
    state === 'running' ||
    state === 'paused' ||
    state === 'verifying'
  )
}

/**
 * A report may have skipped states that were passed between two reports. Gives the states to pass, the last
 * one included, or undefined where the table has no such way forward.
 */
export function pathTo(from: AttemptState, to: AttemptState): readonly AttemptState[] | undefined {
  if (from === to) return []
  if (ATTEMPT_TRANSITIONS.allows(from, to)) return [to]
  // The way every attempt goes while nothing is wrong: at most these can have been missed.
  const order: readonly AttemptState[] = ['granted', 'starting', 'running']
  const start = order.indexOf(from)
  if (start === -1) return undefined
  for (let end = start + 1; end < order.length; end++) {
    const via = order[end]
    if (via !== undefined && ATTEMPT_TRANSITIONS.allows(via, to))
      return [...order.slice(start + 1, end + 1), to]
  }
  return undefined
}

/** What a journal tells of an attempt that has ended. */
interface ToldEnd {
  readonly state: AttemptState
  readonly failure?: { readonly started: string }
  readonly runReference?: string
}

/** Whether an attempt that has ended was at its instrument before, or may have been: as an agent's journal tells it. */
export function endedAfterStart({ state, failure, runReference }: ToldEnd): boolean {
  switch (state) {
    case 'succeeded':
    case 'stopped-locally':
      return true
    case 'failed':
      return failure?.started !== 'no'
    case 'cancelled':
      return runReference !== undefined
    default:
      return false
  }
}
