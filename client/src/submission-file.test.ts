import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, runCommand } from './testing/run-command.ts'

const STEPS = { weigh: { activity: 'weigh', parameters: { sample: '${ inputs.sample }' } } }
const WORKFLOW = { muster: 1, name: 'weighing', inputs: { sample: { type: 'string' } }, steps: STEPS }
const JOB = {
  id: 'job-1',
  name: 'weighing',
  state: 'running',
  priority: 50,
  submittedAt: '2026-01-01T08:00:00.000Z',
  tasks: [],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-submission-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(value: unknown): Promise<string> {
  const path = join(folder, 'file.yaml')
  await writeFile(path, JSON.stringify(value, undefined, 2))
  return path
}

describe('muster submit', () => {
  it('takes a workflow alone, with inputs and labels of the command line', async () => {
    const flags = { input: ['sample=A-17'], label: ['experiment=density'] }
    const { asked } = await runCommand(['submit', await fileOf(WORKFLOW)], flags, JOB)
    const labels = { experiment: 'density' }
    expect(asked).toEqual([
      [
        'POST',
        '/v1/jobs',
        { workflow: expect.objectContaining(WORKFLOW), inputs: { sample: 'A-17' }, labels },
      ],
    ])
  })

  it('puts them in the place of those of a submission', async () => {
    const file = await fileOf({ uses: 'weighing', inputs: { sample: 'A', n: 1 }, labels: { a: 'b' } })
    const { asked } = await runCommand(['submit', file], { input: ['sample=B'], label: ['c=d'] }, JOB)
    const more = { inputs: { sample: 'B', n: 1 }, labels: { a: 'b', c: 'd' } }
    expect(asked[0]?.[2]).toMatchObject({ uses: 'weighing', ...more })
  })

  it('tells faults of a workflow alone with their place in it, its own and those of the coordinator', async () => {
    const wrong = await fileOf({ ...WORKFLOW, steps: { weigh: { activity: 'weigh', retry: 3 } } })
    await expect(runCommand(['submit', wrong], {}, JOB)).rejects.toMatchObject({
      faults: [expect.objectContaining({ field: 'steps.weigh.retry', line: 12, column: 7 })],
    })
    const refused = refusal(422, {
      status: 422,
      detail: 'the workflow is not right',
      code: 'invalid',
      faults: [{ field: 'workflow.steps.weigh.activity', message: 'nothing can do it' }],
    })
    await expect(
      runCommand(['submit', await fileOf(WORKFLOW)], { input: ['sample=A'] }, refused),
    ).rejects.toMatchObject({
      faults: [expect.objectContaining({ field: 'steps.weigh.activity' })],
    })
  })
})

describe('muster answer', () => {
  const prompt = {
    id: 'prompt-1',
    kind: 'step',
    question: 'May it be weighed?',
    known: '',
    answers: [{ id: 'go', title: 'Go on', leadsTo: 'The step is done with this answer.' }],
    state: 'open',
    raisedAt: '2026-01-01T08:00:00.000Z',
    jobId: 'job-1',
    taskId: 'job-1-approve',
    fields: { holder: { type: 'string' }, humidity: { type: 'number' } },
    optional: ['humidity'],
  }

  it('says what else was asked for', async () => {
    const flags = { by: 'Ann', field: ['holder=H-2', 'humidity=41.5'] }
    const { asked } = await runCommand('answer prompt-1 go', flags, { ...prompt, state: 'answered' })
    const fields = { holder: 'H-2', humidity: 41.5 }
    expect(asked).toEqual([['POST', '/v1/prompts/prompt-1/answer', { answer: 'go', by: 'Ann', fields }]])
    await expect(runCommand('answer prompt-1 go', { ...flags, field: ['H-2'] }, prompt)).rejects.toThrow(
      'H-2 is no field: --field NAME=VALUE',
    )
  })

  it('is told of by muster prompts, with who asks', async () => {
    const { lines } = await runCommand('prompts', {}, { prompts: [prompt] })
    expect(lines).toEqual([
      'May it be weighed?',
      '    asked by job-1-approve',
      '    --field holder=…  {"type":"string"}',
      '    --field humidity=…  {"type":"number"} (may be left out)',
      '    muster answer prompt-1 go --by NAME --field NAME=VALUE…  Go on: The step is done with this answer.',
      '',
    ])
  })
})
