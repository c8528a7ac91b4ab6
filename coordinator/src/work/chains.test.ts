import type { WorkflowDefinition } from '@muster/protocol'
import { expect, it } from 'vitest'
import type { PromptRecord } from '../model/records.ts'
import { throughMiddlewareNow } from '../operations/middleware.ts'
import { type AnswerRequest, answerPrompt } from './answers.ts'
import { MOST_IN_CHAIN } from './chains.ts'
import { retireWorkflow, restoreWorkflow } from './workflows.ts'
import { JobLine, UNTIL_GO } from './testing/job-line.ts'

type Then = NonNullable<WorkflowDefinition['then']>

const definition = (name: string, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  muster: 1,
  name,
  steps: { hold: UNTIL_GO },
  ...more,
})
/** What gives its last signal as its output. */
const first = (then: Then, more: Partial<WorkflowDefinition> = {}) =>
  definition('first', {
    outputs: { density: { value: '${ steps.hold.result.payload }' } },
    // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
    then,
    ...more,
  })

async function lineWith(...known: readonly WorkflowDefinition[]): Promise<JobLine> {
  const line = await JobLine.open()
  for (const one of known) await line.register(one)
  return line
}

/** Names of jobs that came after the first, with their inputs. */
const after = (line: JobLine, id: string) =>
  line.kept
    .filter(({ startedBy }) => startedBy?.kind === 'job' && startedBy.jobId === id)
    .map(({ definition: { name, version }, inputs = {} }) => ({ name: `${name}@${version ?? 0}`, inputs }))

const asked = (line: JobLine): PromptRecord => {
  const [prompt] = line.desk.state.prompts.values()
  if (!prompt) throw new Error('nothing is asked')
  return prompt
}
const answer = (line: JobLine, given: Pick<AnswerRequest, 'answer'>) =>
  line.decide(draft => {
    const prompt = asked(line)
    const { submission, submittedBy = '' } = prompt.notBegun ?? {}
    const wanted =
      given.answer === 'begin' && submission
        ? throughMiddlewareNow(draft.state, submission, submittedBy, draft.now)
        : undefined
    answerPrompt(draft, prompt, { by: 'ada', ...given }, wanted)
  })

const report = definition('report', {
  inputs: { density: { type: 'number' }, note: { type: 'string', default: 'none' } },
})

it('begins a job as another ends, with its inputs from the outputs, and labels, priority and submitter of the first', async () => {
  const line = await lineWith(report)
  const then = [{ uses: 'report', inputs: { density: '${ outputs.density }' } }]
  const id = await line.submit({
    workflow: first(then),
    priority: 80,
    labels: { experiment: 'E7' },
  })
  await line.go(id, 97.5)
  const [made] = line.kept.filter(({ startedBy }) => startedBy)
  expect(made).toMatchObject({
    definition: { name: 'report', version: 1 },
    inputs: { density: 97.5, note: 'none' },
    priority: 80,
    labels: { experiment: 'E7' },
    submittedBy: 'ada',
    startedBy: { kind: 'job', jobId: id, place: 0 },
  })
  expect(line.job(id).followed).toEqual([{ place: 0, uses: 'report', jobId: made?.id }])
  expect(line.events(id)).toEqual([
    'job.submitted',
    'job.running',
    'job.signal',
    'job.succeeded',
    'job.chained',
  ])
  // Both stand in one change: there is no moment at which one is there without the other.
  const change = line.desk.changes.find(({ rows }) => rows.jobs.some(job => job.id === made?.id))
  expect(change?.rows.jobs.map(job => job.id)).toEqual(expect.arrayContaining([id, made?.id]))
})

it('begins what fits the end: success, failure, cancelled, any, and a condition on it', async () => {
  const known = ['good', 'bad', 'gone', 'any', 'dense'].map(name => definition(name))
  const then: Then = [
    { uses: 'good' },
    { uses: 'bad', on: 'failure' },
    { uses: 'gone', on: 'cancelled' },
    { uses: 'any', on: 'always' },
    { uses: 'dense', when: 'outputs.density > 95.0 && state == "succeeded"' },
  ]
  const ends = async (end: (line: JobLine, id: string) => Promise<void>, more = {}) => {
    const line = await lineWith(...known)
    const id = await line.submit({ workflow: first(then, more) })
    await end(line, id)
    expect(line.desk.state.prompts.size).toBe(0)
    return after(line, id).map(({ name }) => name)
  }
  expect(await ends((line, id) => line.go(id, 97))).toEqual(['good@1', 'any@1', 'dense@1'])
  expect(await ends((line, id) => line.go(id, 90))).toEqual(['good@1', 'any@1'])
  expect(await ends((line, id) => line.cancel(id))).toEqual(['gone@1', 'any@1'])
  const failing = { outputs: { no: { value: '${ steps.hold.result.payload.no }' } } }
  expect(await ends((line, id) => line.go(id, 1), failing)).toEqual(['bad@1', 'any@1'])
})

it('takes the latest version at the time of the end, or the one that is named', async () => {
  const line = await lineWith(report)
  const inputs = { density: 1 }
  const then: Then = [
    { uses: 'report', inputs },
    { uses: 'report@1', inputs },
  ]
  const id = await line.submit({ workflow: first(then) })
  await line.register({ ...report, title: 'Newer' })
  await line.go(id, 1)
  expect(after(line, id).map(({ name }) => name)).toEqual(['report@2', 'report@1'])
})

it('asks a person where it can not begin, and begins it when that is put right', async () => {
  const line = await lineWith(report)
  const id = await line.submit({
    workflow: first([{ uses: 'report', inputs: { density: '${ outputs.density }' } }]),
  })
  await line.decide(draft => void retireWorkflow(draft, 'report', 'ben', 'there is a better one'))
  await line.go(id, 97)
  expect(after(line, id)).toEqual([])
  expect(line.job(id).followed).toEqual([{ place: 0, uses: 'report' }])
  expect(line.events(id)).toContain('job.not-chained')
  expect(asked(line)).toMatchObject({
    kind: 'then-not-begun',
    jobId: id,
    question:
      'first has ended as succeeded, and report, which was to begin then, has not. How does it go on?',
    known: expect.stringMatching(/report is retired: ben said so.*Its inputs: {"density":97}/) as string,
    answers: [{ id: 'begin' }, { id: 'leave' }],
  })
  await line.restart()
  await expect(answer(line, { answer: 'begin' })).rejects.toMatchObject({ faults: [{ field: 'uses' }] })
  await line.decide(draft => void restoreWorkflow(draft, 'report', 'still needed'))
  await answer(line, { answer: 'begin' })
  expect(after(line, id)).toEqual([{ name: 'report@1', inputs: { density: 97, note: 'none' } }])
  expect(line.desk.state.prompts.size).toBe(0)
})

it('asks, with all that is wrong, where inputs do not fit, or can not be worked out; and takes no for an answer', async () => {
  const line = await lineWith(report)
  const wrong = await line.submit({
    workflow: first([{ uses: 'report', inputs: { density: '${ outputs.density }', colour: 'red' } }]),
  })
  await line.go(wrong, 'high')
  expect(asked(line).known).toMatch(/colour is no input of report.*density must be number/)
  await answer(line, { answer: 'leave' })
  const missing = await line.submit({
    workflow: first([{ uses: 'report', inputs: { density: '${ outputs.nothing }' } }]),
  })
  await line.go(missing, 1)
  expect(asked(line).answers.map(({ id }) => id)).toEqual(['leave'])
  expect(asked(line).known).toContain('outputs.nothing')
  await answer(line, { answer: 'leave' })
  const unclear = await line.submit({ workflow: first([{ uses: 'report', when: 'outputs.density' }]) })
  await line.go(unclear, 1)
  expect(asked(line).known).toContain('must be true or false, not 1')
  expect(line.kept.filter(({ startedBy }) => startedBy)).toEqual([])
})

it('asks after a restore, since what was to begin may have begun before', async () => {
  const line = await lineWith(report)
  const id = await line.submit({ workflow: first([{ uses: 'report', inputs: { density: 1 } }]) })
  const { state } = line.desk
  state.recovering = { lastSequence: state.lastSequence, waitingFor: new Set(['a']) }
  await line.go(id, 1)
  expect(asked(line).known).toMatch(/The store was put back from a backup/)
  expect(after(line, id)).toEqual([])
})

it('waits for its key like any other, and is asked about where it would be refused', async () => {
  const keyed = (rule: 'wait' | 'refuse') => definition('keyed', { concurrency: { key: 'one', rule } })
  const line = await lineWith(keyed('wait'))
  const id = await line.submit({ workflow: first([{ uses: 'keyed' }]) })
  const holder = await line.submit({ uses: 'keyed' }, true)
  await line.go(id, 1)
  const made = line.job(id).followed?.[0]?.jobId ?? ''
  expect(line.states(made)).toEqual(['held'])
  await line.go(holder)
  expect(line.states(made)).toEqual(['open'])
  await line.register(keyed('refuse'))
  const other = await line.submit({ workflow: first([{ uses: 'keyed' }]) })
  await line.go(other, 1)
  expect(asked(line).known).toContain(made)
  await expect(answer(line, { answer: 'begin' })).rejects.toMatchObject({ code: 'key-taken' })
  await line.go(made)
  await answer(line, { answer: 'begin' })
  expect(after(line, other)).toHaveLength(1)
})

it('gives the key to those that wait before what begins itself again', async () => {
  const line = await lineWith(definition('round'))
  const round = definition('round', {
    concurrency: { key: 'one' },
    // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
    then: [{ uses: 'round' }],
  })
  await line.register(round)
  const one = await line.submit({ uses: 'round' }, true)
  const two = await line.submit({ uses: 'round' }, true)
  await line.go(one)
  const again = line.job(one).followed?.[0]?.jobId ?? ''
  expect(line.states(two, again)).toEqual(['open', 'held'])
})

it('comes to an end where chains go in a ring: so many follow from one in all, also where each begins two', async () => {
  // Each ends as soon as it begins.
  const inputs = { n: { type: 'number', default: 0 } }
  const steps = { never: { wait: { signal: 'go' }, when: 'inputs.n > 0' } }
  const ring = async (then: Then) => {
    const line = await lineWith(definition('side', { inputs, steps }), definition('ring', { inputs, steps }))
    // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
    await line.register(definition('ring', { inputs, steps, then }))
    const { state } = line.desk
    const definitions = state.workflows.version('ring')?.definition
    await line.submit({ workflow: definitions })
    return { line, followers: line.kept.filter(({ startedBy }) => startedBy).length }
  }
  const straight = await ring([{ uses: 'ring' }])
  expect(straight.followers).toBe(MOST_IN_CHAIN)
  expect(asked(straight.line).known).toContain('jobs have followed from one that was submitted')
  const withSide = await ring([{ uses: 'side' }, { uses: 'ring' }])
  expect(withSide.followers).toBe(MOST_IN_CHAIN)
  const twice = await ring([{ uses: 'ring' }, { uses: 'ring' }])
  expect(twice.followers).toBeLessThanOrEqual(MOST_IN_CHAIN)
  expect(twice.followers).toBeGreaterThan(MOST_IN_CHAIN / 4)
})

it('begins nothing after what gave way to a newer job before it had begun', async () => {
  const round = (then: Then) =>
    definition('round', {
      concurrency: { key: 'one', rule: 'newest-wins' },
      steps: { weigh: UNTIL_GO },
      // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
      then,
    })
  const line = await lineWith(round([]))
  await line.register(round([{ uses: 'round', on: 'always' }]))
  const [one, two, three] = [
    await line.submit({ uses: 'round' }, true),
    await line.submit({ uses: 'round' }, true),
    await line.submit({ uses: 'round' }, true),
  ]
  expect(line.states(one, two, three)).toEqual(['open', 'cancelled', 'held'])
  expect(after(line, two)).toEqual([])
  await line.go(one)
  expect(after(line, one)).toHaveLength(1)
})
