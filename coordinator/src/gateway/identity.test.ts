import type { UpHeader } from '@muster/protocol'
import { expect, test } from 'vitest'
import type { AgentRecord } from '../model/records.ts'
import { judge } from './identity.ts'

const agent: AgentRecord = {
  id: 'left',
  version: 1,
  journalId: 'journal-1',
  bootId: 'boot-2',
  bootWrites: 40,
  journalWrites: 50,
  connection: 1,
  acked: 0,
  formerJournals: ['journal-0'],
  formerBoots: ['boot-1'],
  instruments: [],
  roles: [],
  labels: {},
  maxConcurrentTasks: 1,
  executed: 0,
  succeeded: 0,
  failed: 0,
  durationMs: 0,
  firstSeenAt: 0,
}
const header = (more: Partial<UpHeader>): UpHeader => ({
  journalId: 'journal-1',
  bootId: 'boot-2',
  bootWrites: 40,
  journalWrites: 50,
  connection: 1,
  ...more,
})

test('an agent that was never heard is the first', () => {
  expect(judge(undefined, header({})).kind).toBe('first')
})

test('the process that is known is known also by an older message', () => {
  expect(judge(agent, header({ journalWrites: 41 })).kind).toBe('current')
})

test('a process that begins above all that was heard of the journal has restarted', () => {
  expect(judge(agent, header({ bootId: 'boot-3', bootWrites: 51, journalWrites: 51 })).kind).toBe('restarted')
})

test('a process that begins at or below what was heard is a journal that went back', () => {
  expect(judge(agent, header({ bootId: 'boot-3', bootWrites: 50, journalWrites: 90 })).kind).toBe('suspect')
})

test('another journal is a suspect, an empty one too', () => {
  expect(
    judge(agent, header({ journalId: 'journal-9', bootId: 'boot-9', bootWrites: 1, journalWrites: 1 })).kind,
  ).toBe('suspect')
})

test('a process of before is a suspect, however much it has written', () => {
  expect(judge(agent, header({ bootId: 'boot-1', bootWrites: 30, journalWrites: 99 })).kind).toBe('suspect')
})
