import { describe, expect, it } from 'vitest'
import type { EscalationEntry, EscalationRecord } from '../model/records.ts'
import { State } from '../model/state.ts'
import { aBreaker, aJob, anEscalation } from '../testing/store-fixtures.ts'
import { mergePatch } from './merge-patch.ts'
import { documentOf } from './stream-document.ts'

const entry = (jobId: string, more: Partial<EscalationEntry> = {}): EscalationEntry => ({
  subject: `job:${jobId}`,
  message: `${jobId} will be late.`,
  since: 1_000,
  count: 1,
  links: { jobId },
  ...more,
})

const escalation = (id: string, more: Partial<EscalationRecord> = {}): EscalationRecord =>
  anEscalation(id, { kind: 'deadline-at-risk', entries: [entry('job-1')], ...more })

describe('the document of the stream', () => {
  it('has the open escalations, without what the time alone changes', () => {
    const state = new State()
    state.put('escalations', escalation('escalation-1'))
    state.put('escalations', escalation('escalation-2', { state: 'resolved', resolvedAt: 2_000 }))
    const { escalations } = documentOf(state, undefined)
    expect(Object.keys(escalations)).toEqual(['escalation-1'])
    expect(escalations['escalation-1']).toMatchObject({ title: 'A job will miss its deadline: job-1' })
    expect(escalations['escalation-1']).not.toHaveProperty('text')
  })

  it('has breakers that are not closed or count failures', () => {
    const state = new State()
    state.put('breakers', aBreaker('agent:a', { failures: 0 }))
    state.put('breakers', aBreaker('agent:b', { failures: 2 }))
    state.put('breakers', aBreaker('activity:print', { state: 'open', retryAt: 9_000 }))
    expect(documentOf(state, undefined).breakers).toMatchObject({
      'agent:b': { of: 'agent', name: 'b', failures: 2 },
      'activity:print': { of: 'activity', name: 'print', retryAt: '1970-01-01T00:00:09.000Z' },
    })
    expect(documentOf(state, undefined).breakers).not.toHaveProperty('agent:a')
  })

  it('of one job has the escalations that are about it still', () => {
    const state = new State()
    state.put('jobs', aJob(1))
    state.put('escalations', escalation('escalation-1', { entries: [entry('job-2'), entry('job-1')] }))
    state.put('escalations', escalation('escalation-2', { entries: [entry('job-2')] }))
    const over = entry('job-1', { clearedAt: 2_000 })
    state.put('escalations', escalation('escalation-3', { entries: [over, entry('job-2')] }))
    state.put('breakers', aBreaker('agent:b', { failures: 2 }))
    const document = documentOf(state, 'job-1')
    expect(Object.keys(document.escalations)).toEqual(['escalation-1'])
    expect(document.breakers).toEqual({})
  })

  it('changes by a patch that takes away what is over', () => {
    const state = new State()
    const snoozed = escalation('escalation-1', { snoozedUntil: 9_000, nextRungAt: 9_000 })
    state.put('escalations', snoozed)
    state.put('escalations', escalation('escalation-2'))
    state.put('breakers', aBreaker('agent:b', { failures: 2 }))
    const before = documentOf(state, undefined)
    state.put('escalations', escalation('escalation-1', { version: 2 }))
    state.put('escalations', escalation('escalation-2', { version: 2, state: 'resolved' }))
    state.put('breakers', aBreaker('agent:b', { version: 2, failures: 0 }))
    expect(mergePatch(before, documentOf(state, undefined))).toEqual({
      escalations: { 'escalation-1': { snoozedUntil: null, nextStepAt: null }, 'escalation-2': null },
      breakers: { 'agent:b': null },
    })
  })
})
