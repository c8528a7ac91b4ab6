import { expect, test } from 'vitest'
import { renderJob } from './render.ts'

const job = { id: 'job-1', name: 'part', state: 'running', priority: 50, submittedAt: '2026-01-01T00:00:00Z' }

test('shows how far a task is, and why another waits', () => {
  const tasks = [
    {
      id: 'job-1-print',
      step: 'print',
      activity: 'print',
      state: 'running',
      attempts: 1,
      waiting: [],
      progress: { percent: 50, phase: 'layers', remainingMs: 90_000 },
    },
    {
      id: 'job-1-cure',
      step: 'cure',
      activity: 'cure',
      state: 'pending',
      attempts: 0,
      waiting: [{ code: 'needs-step', message: 'step print has to succeed first; it is running' }],
    },
  ]
  expect(renderJob({ ...job, tasks })).toEqual([
    'job-1  part  running',
    '  print  running     [##########..........] 50 %  layers  1 min 30 s left',
    '  cure   pending     step print has to succeed first; it is running',
  ])
})
