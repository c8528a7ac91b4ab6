import { describe, expect, it } from 'vitest'
import {
  ATTEMPT_ENDS,
  ATTEMPT_STATES,
  ATTEMPT_TRANSITIONS,
  type AttemptState,
  isAttemptEnd,
  mayHaveStarted,
  pathTo,
} from './attempt-states.ts'

const PAIRS = ATTEMPT_STATES.flatMap(from => ATTEMPT_STATES.map(to => ({ from, to })))

/** The table of ARCHITECTURE.md, "States of an attempt", written out a second time on purpose. */
const DESIGN: Partial<Record<AttemptState, readonly AttemptState[]>> = {
  offered: ['claimed', 'declined', 'expired', 'cancelled'],
  claimed: ['granted', 'expired', 'cancelled'],
  granted: ['starting', 'expired', 'cancelled', 'verifying'],
  starting: ['running', 'verifying', ...ATTEMPT_ENDS],
  running: ['paused', 'verifying', ...ATTEMPT_ENDS],
  paused: ['running', 'verifying', ...ATTEMPT_ENDS],
  verifying: ['running', ...ATTEMPT_ENDS],
}

describe('the states of an attempt', () => {
  it('follow one another as the design says', () => {
    for (const { from, to } of PAIRS) {
      expect(`${from} → ${to}: ${ATTEMPT_TRANSITIONS.allows(from, to)}`).toBe(
        `${from} → ${to}: ${DESIGN[from]?.includes(to) ?? false}`,
      )
    }
  })

  it('are ends where nothing follows, and every state reaches one', () => {
    for (const state of ATTEMPT_STATES) {
      expect(isAttemptEnd(state)).toBe(ATTEMPT_ENDS.some(end => end === state))
      const reached = new Set<AttemptState>([state])
      for (const seen of reached) for (const next of ATTEMPT_TRANSITIONS.next(seen)) reached.add(next)
      expect([...reached].some(isAttemptEnd)).toBe(true)
    }
  })

  it('never go back to before the grant, once there may have been a start', () => {
    for (const { from, to } of PAIRS) {
      if (!mayHaveStarted(from) || !ATTEMPT_TRANSITIONS.allows(from, to)) continue
      expect(mayHaveStarted(to) || isAttemptEnd(to)).toBe(true)
    }
    expect(ATTEMPT_STATES.filter(mayHaveStarted)).toEqual([
      'granted',
      'starting',
      'running',
      'paused',
      'verifying',
    ])
  })

  it('let nothing but the claim pass between an offer and a grant', () => {
    const before = ATTEMPT_STATES.filter(state => ATTEMPT_TRANSITIONS.allows(state, 'granted'))
    expect(before).toEqual(['claimed'])
    expect(ATTEMPT_STATES.filter(state => ATTEMPT_TRANSITIONS.allows(state, 'starting'))).toEqual(['granted'])
  })
})

describe('the way to a reported state', () => {
  it('is allowed step by step, and ends there', () => {
    for (const { from, to } of PAIRS) {
      const path = pathTo(from, to)
      if (!path) continue
      let at = from
      for (const state of path) {
        ATTEMPT_TRANSITIONS.check(at, state)
        at = state
      }
      expect(at).toBe(to)
    }
  })

  it.each([
    ['granted', 'running', ['starting', 'running']],
    ['granted', 'succeeded', ['starting', 'succeeded']],
    ['granted', 'paused', ['starting', 'running', 'paused']],
    ['starting', 'paused', ['running', 'paused']],
    ['granted', 'verifying', ['verifying']],
    ['granted', 'expired', ['expired']],
    ['running', 'running', []],
    ['verifying', 'running', ['running']],
  ] as const)('from %s to %s is %j', (from, to, path) => {
    expect(pathTo(from, to)).toEqual(path)
  })

  it.each([
    ['offered', 'running'],
    ['claimed', 'starting'],
    ['running', 'granted'],
    ['verifying', 'starting'],
    ['paused', 'starting'],
    ['succeeded', 'failed'],
    ['cancelled', 'running'],
  ] as const)('from %s to %s is none', (from, to) => {
    expect(pathTo(from, to)).toBeUndefined()
  })

  it('never passes the states before a grant, or out of an end', () => {
    for (const { from, to } of PAIRS) {
      const path = pathTo(from, to) ?? []
      if (path.length > 1) expect(mayHaveStarted(from)).toBe(true)
      if (isAttemptEnd(from)) expect(path).toEqual([])
    }
  })
})
