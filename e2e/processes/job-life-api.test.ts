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

test('a job is paused, resumed, given a step, sent a signal, looked at, and then can not be changed any more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = started.use(await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false }))
  await lab.start()
  const api = new CheckedApi(lab.apiUrl)
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
