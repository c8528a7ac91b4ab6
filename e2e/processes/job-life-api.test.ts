import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

const BY = { by: 'Ann', reason: 'to see' }

async function startLab(): Promise<CheckedApi> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = started.use(await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false }))
  await lab.start()
  return new CheckedApi(lab.apiUrl)
}

test('a job is paused, resumed, given a step, sent a signal, looked at, and then can not be changed any more', async () => {
  const api = await startLab()
  const steps = {
    go: { wait: { signal: 'go' } },
    ask: { after: ['go'], prompt: { question: 'How many?', fields: { count: { type: 'integer' } } } },
  }
  const submitted = await api.call('POST', '/v1/jobs', { workflow: { muster: 1, name: 'life', steps } })
  const job = `/v1/jobs/${String(submitted.body['id'])}`
  expect((await api.call('POST', `${job}/pause`, BY)).body).toMatchObject({ paused: true })
  expect((await api.call('POST', `${job}/pause`, BY)).body).toMatchObject({
    code: 'job-refused',
    status: 409,
  })
  expect((await api.call('POST', `${job}/resume`, BY)).body).not.toHaveProperty('paused')
  const more = { ...BY, steps: { rest: { after: ['ask'], wait: { for: '10 ms' } } } }
  expect((await api.call('POST', `${job}/steps`, more)).status).toBe(200)
  const wrong = await api.call('POST', `${job}/steps`, {
    ...BY,
    steps: { x: { after: ['y'], wait: { for: '1 s' } } },
  })
  expect([wrong.status, wrong.body['faults']]).toMatchObject([422, [{ field: 'steps.x.after.0' }]])
  expect((await api.call('POST', `${job}/signal`, { name: 'go', payload: { n: 1 } })).status).toBe(200)
  const prompts = await until(async () => {
    const { body } = await api.call('GET', '/v1/prompts')
    const [first] = body['prompts'] as readonly { readonly id: string }[]
    return first
  })
  const answer = (fields: object) =>
    api.call('POST', `/v1/prompts/${prompts.id}/answer`, { answer: 'done', by: 'Ann', fields })
  const refused = await answer({ count: 'many' })
  expect([refused.status, refused.body['faults']]).toMatchObject([422, [{ field: 'fields.count' }]])
  expect((await answer({ count: 3 })).status).toBe(200)
  await until(async () => ((await api.call('GET', job)).body['state'] === 'succeeded' ? true : undefined))
  const history = (await api.call('GET', `${job}/history`)).body['events'] as readonly { number: number }[]
  expect(history.length).toBeGreaterThan(5)
  const before = await api.call('GET', `${job}/replay?after=${history[0]?.number ?? 0}`)
  expect(before.body).toMatchObject({ status: { phase: 'running' } })
  expect((await api.call('GET', `${job}/replay`)).body).toMatchObject({ status: { outcome: 'succeeded' } })
  expect((await api.call('GET', `${job}/profile`)).body).toMatchObject({ critical: ['go', 'ask', 'rest'] })
  expect((await api.call('POST', `${job}/version`, { ...BY, version: 2 })).status).toBe(409)
  const again = await api.call('POST', `${job}/retry-from`, { ...BY, step: 'rest' })
  expect(again.body).toMatchObject({ state: 'running' })
  await until(async () => ((await api.call('GET', job)).body['state'] === 'succeeded' ? true : undefined))
  expect((await api.call('POST', `${job}/retry-from`, { ...BY, step: 'none' })).status).toBe(404)
})

test('a job is begun again with what has not changed taken over, given another deadline, asked how far it is, moved, and shown as it was', async () => {
  const api = await startLab()
  await until(async () => {
    const { body } = await api.call('GET', '/v1/instruments')
    return (body['instruments'] as readonly unknown[])[0]
  })
  const stateOf = async (job: string) => (await api.call('GET', job)).body['state']
  const ended = (job: string) => until(async () => ((await stateOf(job)) === 'succeeded' ? true : undefined))
  const steps = {
    weigh: { activity: 'weigh', parameters: { sample: '${ inputs.sample }' }, reuse: 'allowed' },
    rest: { after: ['weigh'], wait: { for: '${ inputs.rest }' } },
  }
  const text = { type: 'string' }
  const workflow = { muster: 1, name: 'again', inputs: { sample: text, rest: text }, steps }
  const { body: registered } = await api.call('POST', '/v1/workflows', workflow, { 'x-muster-user': 'Ann' })
  expect(registered).toMatchObject({ version: 1 })
  const inputs = { sample: 'A-1', rest: '10 ms' }
  const first = await api.call('POST', '/v1/jobs', { uses: 'again@1', inputs })
  const firstJob = `/v1/jobs/${String(first.body['id'])}`
  expect((await api.call('POST', `${firstJob}/rerun`, {})).body).toMatchObject({ code: 'job-refused' })
  // A balance can't tell how far it has come, whatever it does.
  const asked = await api.call('POST', `/v1/tasks/${String(first.body['id'])}-weigh/checkpoint`, {
    by: 'Ann',
  })
  expect([asked.status, asked.body['code']]).toEqual([409, 'checkpoint-refused'])
  await ended(firstJob)

  const wrong = await api.call('POST', `${firstJob}/rerun`, { inputs: { sample: 3 } })
  expect([wrong.status, wrong.body['faults']]).toMatchObject([422, [{ field: 'inputs.sample' }]])
  const key = { 'idempotency-key': 'again-1' }
  const more = { by: 'Ann', reason: 'longer', reuse: true, inputs: { rest: '1 h' }, labels: { try: '2' } }
  const second = await api.call('POST', `${firstJob}/rerun`, more, key)
  expect(second.status).toBe(201)
  expect((await api.call('POST', `${firstJob}/rerun`, more, key)).body['id']).toBe(second.body['id'])
  expect((await api.call('POST', `${firstJob}/rerun`, { ...more, reuse: false }, key)).status).toBe(422)
  expect(second.body).toMatchObject({
    inputs: { sample: 'A-1', rest: '1 h' },
    labels: { try: '2' },
    rerunOf: { job: first.body['id'], reuse: true },
    submittedBy: 'Ann',
  })
  const from = { job: first.body['id'], step: 'weigh' }
  expect((second.body['tasks'] as readonly object[])[0]).toMatchObject({
    state: 'succeeded',
    attempts: 0,
    reusedFrom: from,
  })

  const job = `/v1/jobs/${String(second.body['id'])}`
  const deadline = '2030-01-01T00:00:00.000Z'
  expect((await api.call('POST', `${job}/deadline`, { by: 'Ann', deadline })).body).toMatchObject({
    deadline,
  })
  expect((await api.call('POST', `${job}/deadline`, { by: 'Ann', deadline: null })).body).not.toHaveProperty(
    'deadline',
  )
  expect((await api.call('POST', `${job}/deadline`, { by: 'Ann', deadline: 'soon' })).status).toBe(422)

  const next = { ...workflow, steps: { ...steps, last: { after: ['rest'], wait: { for: '10 ms' } } } }
  await api.call('POST', '/v1/workflows', next, { 'x-muster-user': 'Ann' })
  const moved = await api.call('POST', `${job}/version`, { ...BY, version: 2 })
  expect(moved.body).toMatchObject({ workflow: { version: 2 } })
  const skipped = await api.call('POST', `/v1/tasks/${String(second.body['id'])}-rest/recover`, {
    ...BY,
    action: 'skip',
  })
  expect(skipped.body).toMatchObject({ state: 'skipped', waived: BY })
  await ended(job)
  const history = (await api.call('GET', `${job}/history`)).body['events'] as readonly {
    number: number
    event: { kind: string; reusedFrom?: object }
  }[]
  expect(history.find(({ event }) => event.reusedFrom)?.event).toMatchObject({
    reusedFrom: { path: 'weigh' },
  })
  const move = history.find(({ event }) => event.kind === 'move')?.number ?? 0
  const pathsAt = async (after: number) =>
    (
      (await api.call('GET', `${job}/replay?after=${after}`)).body['steps'] as readonly { path: string }[]
    ).map(({ path }) => path)
  expect([await pathsAt(move - 1), await pathsAt(move)]).toEqual([
    ['weigh', 'rest'],
    ['weigh', 'rest', 'last'],
  ])
  expect((await api.call('POST', `${job}/deadline`, { by: 'Ann', deadline })).status).toBe(409)
})
