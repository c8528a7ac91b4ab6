import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../model/records.ts'
import { State } from '../model/state.ts'
import { aJob, anAttempt, aTask } from '../testing/store-fixtures.ts'
import { checkpointAfter, PREEMPTED, wasDisplaced } from './displaced.ts'

const TASK = aTask(aJob(1))
const attempt = (more: Partial<AttemptRecord> = {}) => anAttempt(TASK, 1, { repeatability: 'safe', ...more })
const asked = (action: 'cancel' | 'checkpoint', actor: string) => ({ control: { version: 1, action, actor } })
const CHECKPOINT = { checkpoint: { json: '{"step":5}', version: 1, at: 0 } }

describe('an attempt was displaced', () => {
  it('where it was taken back, or stopped, for critical work', () => {
    const state = new State()
    expect(wasDisplaced(state, attempt({ settledBy: PREEMPTED }), 'cancelled')).toBe(true)
    expect(wasDisplaced(state, attempt(asked('cancel', PREEMPTED)), 'cancelled')).toBe(true)
  })

  it('not where it ended otherwise, nor where a person stopped it', () => {
    const state = new State()
    for (const end of ['succeeded', 'failed', 'stopped-locally'] as const)
      expect(wasDisplaced(state, attempt(asked('cancel', PREEMPTED)), end)).toBe(false)
    const byHand = attempt({ ...asked('cancel', 'person:ada'), ...CHECKPOINT })
    expect(wasDisplaced(state, byHand, 'cancelled')).toBe(false)
    // Its agent stopped it, after it had been asked for a checkpoint.
    const byItself = attempt({ ...asked('checkpoint', PREEMPTED), ...CHECKPOINT })
    expect(wasDisplaced(state, byItself, 'cancelled')).toBe(false)
  })

  it('where the store was put back and nobody knows who stopped it, but its checkpoint is there', () => {
    const state = new State()
    expect(wasDisplaced(state, attempt(CHECKPOINT), 'cancelled')).toBe(false)
    state.recovering = { lastSequence: 1, waitingFor: new Set(['hall-2']) }
    expect(wasDisplaced(state, attempt(CHECKPOINT), 'cancelled')).toBe(true)
    expect(wasDisplaced(state, attempt(), 'cancelled')).toBe(false)
    const byHand = attempt({ ...asked('cancel', 'person:ada'), ...CHECKPOINT })
    expect(wasDisplaced(state, byHand, 'cancelled')).toBe(false)
  })
})

describe('where the next attempt goes on', () => {
  it('is what the displaced run gave, done in the same way', () => {
    const displaced = attempt({ ...CHECKPOINT, variant: 'half' })
    expect(checkpointAfter(displaced, 'cancelled', true, false)).toEqual({
      checkpoint: { attemptId: displaced.id, json: '{"step":5}', variant: 'half' },
    })
  })

  it('is as before where it gave none or came to no start, and the beginning where it failed', () => {
    expect(checkpointAfter(attempt(), 'cancelled', true, false)).toEqual({})
    expect(checkpointAfter(attempt(), 'not-started', false, false)).toEqual({})
    expect(checkpointAfter(attempt(), 'failed', false, false)).toHaveProperty('checkpoint', undefined)
    expect(checkpointAfter(attempt(), 'cancelled', false, true)).toHaveProperty('checkpoint', undefined)
  })
})
