import type { AttemptState, UpSyncMessage } from '@muster/protocol'
import { expect, test } from 'vitest'
import {
  acceptOtherJournal,
  applyDigest,
  fenceFloor,
  repeatOffers,
  signsOfRestore,
  syncEntries,
} from './sync.ts'
import { attempt, bench, GRANT, HEADER, PRINTER } from './testing/open-attempt.ts'

const NOTHING = { attempts: new Map(), jobs: new Set<string>() }

const digest = (states: readonly AttemptState[], header = HEADER): UpSyncMessage => ({
  header,
  token: 't',
  epoch: 1,
  storeWrites: 0,
  firstSequence: 1,
  fences: [],
  history: false,
  attempts: states.map(state => ({
    report: { attemptId: 'job-1-run-1', revision: 3, state, atWallMs: 0 },
    jobId: 'job-1',
    taskId: 'job-1-run',
    instrumentId: 'printer',
    fence: 1,
    activity: 'print',
  })),
})

test('an attempt that ended here before any grant is not settled at an agent that may have started it', () => {
  const { draft, agent } = bench(attempt('expired', { endedAt: 1 }))
  syncEntries(draft, agent, digest(['verifying']), NOTHING)
  expect(draft.messages).toEqual([])
})

test('what a person settled is told again to an agent that still has it open', () => {
  const control = { version: 4, action: 'settle' as const, end: 'failed' as const, actor: 'person:ann' }
  const { draft, agent } = bench(attempt('failed', { endedAt: 1, grant: GRANT, control }))
  syncEntries(draft, agent, digest(['verifying']), NOTHING)
  expect(draft.messages).toMatchObject([
    { kind: 'control', message: { action: 'settle', end: 'failed', version: 4 } },
  ])
})

test('silence of an older digest says nothing about an attempt', () => {
  const { draft, agent, stateNow } = bench(attempt('granted', { grant: GRANT }))
  applyDigest(draft, agent, digest([], { ...HEADER, journalWrites: 9 }), NOTHING)
  expect(stateNow()).toBe('granted')
})

test('silence of the journal that claimed makes a question, not a second start', () => {
  const { draft, agent, stateNow } = bench(attempt('granted', { grant: GRANT }))
  applyDigest(draft, agent, digest([]), NOTHING)
  expect(stateNow()).toBe('verifying')
})

test('an offer that the agent does not know is made again, and no fence that it is told stands in its way', () => {
  const { draft, state, agent } = bench(attempt('offered'))
  repeatOffers(draft, agent, digest([]))
  expect(draft.messages).toMatchObject([{ kind: 'offer', message: { attemptId: 'job-1-run-1', fence: 1 } }])
  expect(fenceFloor(state, PRINTER)).toBe(0)
})

test('an offer that the agent has answered is not made again', () => {
  const { draft, agent } = bench(attempt('offered'))
  repeatOffers(draft, agent, digest(['claimed']))
  expect(draft.messages).toEqual([])
})

test('an attempt that was granted is below every new fence', () => {
  const { state } = bench(attempt('granted', { grant: GRANT }))
  expect(fenceFloor(state, PRINTER)).toBe(1)
})

test('an empty journal in the place of the one that claimed leaves all it was allowed to start in doubt', () => {
  const { draft, state, stateNow } = bench(attempt('running', { grant: GRANT }))
  const empty = { ...HEADER, journalId: 'journal-2', bootId: 'boot-2', journalWrites: 1 }
  acceptOtherJournal(draft, 'left', empty, 'it has another journal than before')
  expect(stateNow()).toBe('verifying')
  expect([...state.prompts.values()].map(prompt => prompt.kind).sort()).toEqual([
    'confirm-journal',
    'verify-start',
  ])
  const agent = state.agents.get('left')
  if (!agent) throw new Error('the agent is known')
  // Its word that nothing was started is not taken for what it can't know.
  applyDigest(draft, agent, digest(['expired'], empty), NOTHING)
  expect(stateNow()).toBe('verifying')
})

test('what was at the instrument before somebody cancelled it shows that the store is older than what it granted', () => {
  const { draft } = bench(attempt('expired', { endedAt: 1 }))
  const told = digest(['cancelled'])
  expect(signsOfRestore(draft, told, NOTHING)).toEqual([])
  const atInstrument = told.attempts.map(entry => ({
    ...entry,
    report: { ...entry.report, runReference: 'run-1' },
  }))
  expect(signsOfRestore(draft, { ...told, attempts: atInstrument }, NOTHING)).toHaveLength(1)
})
