import { expect, test } from 'vitest'
import { JobLine, UNTIL_GO } from '../testing/job-line.ts'
import { tell } from './tell.ts'

const submit = (line: JobLine, steps: object) =>
  line.submit({ workflow: { muster: 1, name: 'study', steps } })

test.each([
  ['a wait for a signal', UNTIL_GO],
  ['a wait for a time', { wait: { for: '1 h' } }],
  ['a wait for a file', { wait: { file: 'scans/*.csv' } }],
  ['a call', { call: { kind: 'http', with: { url: 'https://lims.example/' } } }],
  ['a question', { prompt: { question: 'Is it dry?' } }],
  ['a wait among steps within a step', { steps: { within: UNTIL_GO } }],
])('a job runs while %s is all that is under way', async (_, step) => {
  const line = await JobLine.open()
  const id = await submit(line, { step })
  expect(line.job(id)).toMatchObject({ state: 'running', startedAt: line.job(id).submittedAt })
  expect(line.events(id)).toEqual(['job.submitted', 'job.running'])
  await line.restart()
  expect(line.job(id).state).toBe('running')
})

test('a job is queued while nothing of it has begun: its step is in the queue, or it waits for its key', async () => {
  const line = await JobLine.open()
  const queued = await submit(line, { a: { activity: 'weigh' }, b: { ...UNTIL_GO, after: ['a'] } })
  const keyed = {
    workflow: { muster: 1, name: 'keyed', steps: { a: UNTIL_GO }, concurrency: { key: 'one' } },
  }
  const [first, held] = [await line.submit(keyed), await line.submit(keyed)]
  expect([queued, first, held].map(id => line.job(id).state)).toEqual(['queued', 'running', 'queued'])
  expect(line.job(queued)).not.toHaveProperty('startedAt')
  await line.go(first)
  expect(line.job(held).state).toBe('running')
})

test('a job whose wait could not begin is queued while a person is asked, and runs once it is waited for', async () => {
  const line = await JobLine.open()
  const steps = {
    a: { activity: 'weigh', set: { length: '1 h' } },
    b: { wait: { for: '${vars.length}' }, onFailure: 'ask' },
  }
  const variables = { length: { initial: 'not known yet' } }
  const id = await line.submit({ workflow: { muster: 1, name: 'study', variables, steps } })
  expect([...line.desk.state.prompts.values()]).toMatchObject([{ kind: 'step-failed', jobId: id }])
  expect(line.job(id).state).toBe('queued')
  await line.act(id, draft => {
    tell(draft, id, { kind: 'done', path: 'a', result: 1 })
    tell(draft, id, { kind: 'retry', path: 'b', withFollowers: false })
  })
  expect(line.job(id).state).toBe('running')
})
