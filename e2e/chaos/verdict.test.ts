import type { PromptView, TaskDetail } from '@muster/client'
import { expect, test } from 'vitest'
import { linesOf } from './person.ts'
import type { LedgerLine } from './site.ts'
import { questionOf, startsOf } from './verdict.ts'

const aTask = (values: Partial<TaskDetail> = {}): TaskDetail => ({
  id: 'job-1-run',
  jobId: 'job-1',
  step: 'run',
  activity: 'weigh',
  parameters: { sample: 's1' },
  after: [],
  state: 'succeeded',
  attempts: 1,
  waiting: [],
  attemptList: [],
  ...values,
})

const aLine = (values: Partial<LedgerLine> = {}): LedgerLine => ({
  at: '2026-01-01T08:00:00.000Z',
  instrument: 'balance-2',
  activity: 'weigh',
  jobOrderId: null,
  start: 1,
  parameters: { sample: 's1' },
  ...values,
})

const nobody = () => ({ orders: new Map<string, number>(), settled: new Set<string>() })
const lines = (count: number) => Array.from({ length: count }, (_, index) => aLine({ start: index + 1 }))

test('a second start is told, whatever became of the task', () => {
  expect(startsOf(aTask(), lines(2), nobody())).toHaveLength(1)
  expect(startsOf(aTask({ state: 'failed' }), lines(2), nobody())).toHaveLength(1)
})

test('a task that succeeded without a start is told, unless a person said so', () => {
  expect(startsOf(aTask(), [], nobody())).toHaveLength(1)
  expect(startsOf(aTask({ state: 'failed' }), [], nobody())).toEqual([])
  expect(startsOf(aTask(), [], { ...nobody(), settled: new Set(['job-1-run']) })).toEqual([])
})

test('an order allows one start beyond those that there were', () => {
  const ordered = { ...nobody(), orders: new Map([['job-1-run', 0]]) }
  expect(startsOf(aTask(), lines(1), ordered)).toEqual([])
  expect(startsOf(aTask(), lines(2), ordered)).toHaveLength(1)
  expect(startsOf(aTask(), lines(2), { ...nobody(), orders: new Map([['job-1-run', 1]]) })).toEqual([])
})

test('what is safe may be started again, but not be done without a start', () => {
  expect(startsOf(aTask({ activity: 'look' }), lines(3), nobody())).toEqual([])
  expect(startsOf(aTask({ activity: 'look' }), [], nobody())).toHaveLength(1)
})

test('a line in a ledger is found by the id that the instrument was given, else by the sample', () => {
  const attempt = { id: 'a-1', number: 1, instrument: 'balance-1', agent: 'bench-1', fence: 1 }
  const task = aTask({ attemptList: [{ ...attempt, state: 'succeeded', offeredAt: '' }] })
  const other = [aLine({ jobOrderId: 'a-2' }), aLine({ parameters: { sample: 's2' } })]
  expect(linesOf(task, [...other, aLine({ jobOrderId: 'a-1' }), aLine()])).toHaveLength(2)
})

test('a question that nobody was told of is told, and so is one without a cause', () => {
  const prompt: PromptView = {
    id: 'prompt-1',
    kind: 'verify-start',
    question: 'What became of it?',
    known: 'Nothing.',
    answers: [],
    state: 'answered',
    raisedAt: '2026-01-01T08:00:00.000Z',
    endedAt: '2026-01-01T08:00:20.000Z',
  }
  const told = { hasEscalations: true, escalated: new Set(['prompt:prompt-1']) }
  const untold = { ...told, escalated: new Set<string>() }
  expect(questionOf(prompt, told)).toEqual([])
  expect(questionOf(prompt, untold)).toHaveLength(1)
  expect(questionOf({ ...prompt, state: 'withdrawn', endedAt: '2026-01-01T08:00:01.000Z' }, untold)).toEqual(
    [],
  )
  expect(questionOf({ ...prompt, kind: 'store-restored' }, told)).toHaveLength(1)
})
