import { expect, it } from 'vitest'
import type { JobDetail, PromptView, TaskView } from '../api-types.ts'
import type { RunState } from '../run.ts'
import { changesOf } from './changes.ts'
import { renderRun } from './render-run.ts'

const task = (step: string, state: TaskView['state'], more: Partial<TaskView> = {}): TaskView => ({
  id: `job-1-${step}`,
  jobId: 'job-1',
  step,
  activity: step,
  parameters: {},
  after: [],
  state,
  attempts: 1,
  waiting: [],
  ...more,
})
const run = (tasks: readonly TaskView[], prompts: readonly PromptView[] = []): RunState => ({
  job: { id: 'job-1', name: 'Bracket', state: 'running', tasks } as unknown as JobDetail,
  prompts,
})
const progress = { percent: 50, phase: 'layer 17', values: {}, remainingMs: 90_000 }
const waiting = [{ code: 'after', message: 'step print has to succeed first' }]
const prompt = {
  id: 'prompt-1',
  question: 'Did it start?',
  known: 'The printer rebooted.',
  answers: [{ id: 'start-again', title: 'No', leadsTo: 'it is started' }],
} as unknown as PromptView

const PLAIN = { width: 100, color: false }

it('draws a bar with phase and time left, why others wait, and what to say to a question', () => {
  const tasks = [
    task('print', 'running', { progress, instrument: 'printer-1' }),
    task('cure', 'pending', { waiting }),
  ]
  const lines = renderRun(run(tasks, [prompt]), PLAIN)
  expect(lines[1]).toMatch(/print +running +██████████░░░░░░░░░░ +50 % +layer 17 +.*left +on printer-1/)
  expect(lines[2]).toContain('step print has to succeed first')
  expect(lines.join('\n')).toContain('muster answer prompt-1 start-again --by NAME')
})

it('never draws a line that wraps, nor what an instrument sends to steer the terminal', () => {
  const evil = task('print', 'running', { progress: { ...progress, phase: '\u001b[2J' + 'x'.repeat(200) } })
  const lines = renderRun(run([evil]), { width: 40, color: false })
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
  expect(lines.join('')).not.toContain('\u001b')
})

it('counts the tasks that do not fit, and shows those that need a look', () => {
  const many = Array.from({ length: 20 }, (_, index) =>
    task(`s${index}`, index === 7 ? 'failed' : 'succeeded'),
  )
  const lines = renderRun(run(many), { ...PLAIN, height: 6 })
  expect(lines).toHaveLength(6)
  expect(lines.join('\n')).toContain('s7')
  expect(lines.at(-1)).toContain('more')
})

it('in a pipe tells each change once', () => {
  const before = run([task('print', 'running', { progress: { ...progress, percent: 51 } })])
  const after = run([task('print', 'running', { progress: { ...progress, percent: 58 } })])
  expect(changesOf(before, after)).toEqual([])
  const later = run([task('print', 'succeeded', { result: { mass: { value: 12.5, unit: 'g' } } })])
  expect(changesOf(after, later)).toEqual(['print succeeded: mass 12.5 g'])
})

it('tells what it has to do with other jobs', () => {
  const job = { ...run([]).job, key: 'S1', cancelReason: 'job-9 is newer' } as JobDetail
  const began = [
    { place: 0, uses: 'report', job: 'job-3' },
    { place: 1, uses: 'tidy' },
  ]
  const all = {
    ...job,
    held: true,
    waitsForJob: 'job-0',
    waitingAhead: 2,
    startedBy: { kind: 'job' as const, job: 'job-2', place: 0 },
    began,
  }
  expect(renderRun({ job: all, prompts: [] }, PLAIN).slice(1)).toEqual([
    '  waits for the key "S1", which job-0 has; 2 go before it',
    '  cancelled: job-9 is newer',
    '  begun at the end of job-2',
    '  has begun job-3 (report) at its end',
    '  tidy was to begin at its end, and has not',
  ])
})
