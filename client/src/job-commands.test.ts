import { describe, expect, it } from 'vitest'
import { UsageError } from './command-call.ts'
import { refusal, runCommand } from './testing/run-command.ts'

const job = (more: object = {}) => ({
  id: 'job-1',
  name: 'study',
  workflow: { name: 'study', version: 3 },
  state: 'running',
  priority: 50,
  labels: {},
  submittedBy: 'ada',
  submittedAt: '2026-01-01T08:00:00.000Z',
  ...more,
})
const ANN = { by: 'Ann', reason: 'to see' }

describe('muster job', () => {
  it('begins a job again, with other inputs and what has not changed taken over', async () => {
    const flags = { ...ANN, input: ['layers=3', 'note=thin film'], reuse: true, label: ['try=2'] }
    const { asked, output } = await runCommand('job rerun job-0', flags, job({ tasks: [] }))
    const inputs = { layers: 3, note: 'thin film' }
    expect(asked).toEqual([
      ['POST', '/v1/jobs/job-0/rerun', { ...ANN, inputs, reuse: true, labels: { try: '2' } }],
    ])
    expect(output).toBe('job-1 is job-0 begun again; muster watch job-1 follows it\n')
    expect((await runCommand('job rerun job-0', {}, job({ tasks: [] }))).asked).toEqual([
      ['POST', '/v1/jobs/job-0/rerun', {}],
    ])
    await expect(runCommand('job rerun job-0', { label: ['x'] }, job())).rejects.toThrow(UsageError)
  })

  it.each([
    [
      'job pause job-1',
      { through: true },
      'pause',
      { ...ANN, through: true },
      'is paused: nothing more of it begins',
    ],
    ['job pause job-1', {}, 'pause', ANN, 'is paused: nothing more of it begins'],
    ['job resume job-1', {}, 'resume', ANN, 'goes on'],
    [
      'job signal job-1 go',
      { payload: '{"n":1}' },
      'signal',
      { name: 'go', by: 'Ann', payload: { n: 1 } },
      'has the signal',
    ],
    [
      'job retry-from job-1 heat',
      { 'start-again': true },
      'retry-from',
      { ...ANN, step: 'heat', startAgain: true },
      'is running',
    ],
    ['job version job-1 3', {}, 'version', { ...ANN, version: 3 }, 'goes by study@3'],
    ['job deadline job-1 none', {}, 'deadline', { ...ANN, deadline: null }, 'has no deadline'],
  ] as const)('%s', async (line, flags, path, body, said) => {
    const { asked, output, code } = await runCommand(line, { ...ANN, ...flags }, job())
    expect(asked).toEqual([['POST', `/v1/jobs/job-1/${path}`, body]])
    expect([output, code]).toEqual([`job-1 ${said}\n`, 0])
  })

  it('gives a deadline', async () => {
    const at = '2026-12-01T08:00:00.000Z'
    const { asked, output } = await runCommand(
      'job deadline job-1 2026-12-01T08:00Z',
      { by: 'Ann' },
      job({ deadline: at }),
    )
    expect(asked).toEqual([['POST', '/v1/jobs/job-1/deadline', { by: 'Ann', deadline: at }]])
    expect(output).toBe(`job-1 is due ${at}\n`)
  })

  it.each([
    ['job', {}],
    ['job stop job-1', ANN],
    ['job pause job-1', { by: 'Ann' }],
    ['job resume job-1', { reason: 'x' }],
    ['job version job-1 first', ANN],
    ['job deadline job-1 soon', ANN],
    ['job signal job-1 go', { payload: '{' }],
    ['checkpoint', ANN],
  ])('does not understand %s with %j', async (line, flags) => {
    await expect(runCommand(line, flags, job())).rejects.toThrow(UsageError)
  })
})

describe('muster checkpoint', () => {
  const task = {
    id: 'job-1-run',
    step: 'run',
    activity: 'sinter',
    state: 'running',
    attempts: 1,
    waiting: [],
    attemptList: [],
  }

  it('asks, and says why where it is refused', async () => {
    const { asked, output } = await runCommand('checkpoint job-1-run', { by: 'Ann' }, task)
    expect(asked).toEqual([['POST', '/v1/tasks/job-1-run/checkpoint', { by: 'Ann' }]])
    expect(output).toBe('job-1-run is asked how far it has come\n')
    const why = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'checkpoint-refused',
      detail: 'It does not run.',
    }
    await expect(runCommand('checkpoint job-1-run', { by: 'Ann' }, refusal(409, why))).rejects.toMatchObject({
      code: 'checkpoint-refused',
    })
  })
})
