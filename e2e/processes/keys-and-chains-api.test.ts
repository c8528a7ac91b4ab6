import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, expr, workflow } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

test('jobs with one key wait, give way or are refused; a job begins others as it ends, or a person is asked', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = started.use(await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false }))
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'Ann', fetch: checkedFetch(lab.apiUrl) })
  const api = new CheckedApi(lab.apiUrl)
  const idOf = (answer: { readonly body: Readonly<Record<string, unknown>> }) => String(answer.body['id'])
  const jobOf = async (id: string) => (await api.call('GET', `/v1/jobs/${id}`)).body
  const stateOf = (id: string, state: string) =>
    until(async () => ((await jobOf(id))['state'] === state ? true : undefined))
  const go = (id: string, payload: unknown) =>
    api.call('POST', `/v1/jobs/${id}/signal`, { name: 'go', payload })

  const report = workflow('report').input('mass', { type: 'number' }).wait('seen', { signal: 'go' })
  await client.registerWorkflow(report.build())
  const study = (rule: 'wait' | 'newest-wins' | 'refuse') =>
    workflow('study')
      .input('sample', { type: 'string' })
      .concurrency(({ inputs }) => inputs.sample, rule)
      .wait('hold', { signal: 'go' })
      .output('mass', s => expr<number>`${s.hold.result.payload}`)
      .chain(report, ({ outputs }) => ({ inputs: { mass: outputs.mass } }))
      .build()
  const submit = (rule: 'wait' | 'newest-wins' | 'refuse', sample = 'S1') =>
    api.call('POST', '/v1/jobs', { workflow: study(rule), inputs: { sample } })

  const first = idOf(await submit('wait'))
  const second = await submit('wait')
  expect([second.status, second.body]).toMatchObject([
    201,
    { key: 'S1', held: true, waitsForJob: first, state: 'queued' },
  ])
  const [task] = second.body['tasks'] as readonly { readonly id: string }[]
  const why = await api.call('GET', `/v1/tasks/${task?.id ?? ''}/why`)
  expect(why.body).toMatchObject({
    chain: [{ code: 'waits-for-job', waitsFor: { kind: 'job', id: first } }, { code: 'waits-for-signal' }],
  })
  const plan = await api.call('POST', '/v1/plan', { workflow: study('wait'), inputs: { sample: 'S1' } })
  expect([plan.status, plan.body['steps']]).toMatchObject([
    200,
    [{ unknownStart: { code: 'waits-for-job' } }],
  ])
  const refused = await submit('refuse')
  expect([refused.status, refused.body]).toMatchObject([409, { code: 'key-taken', status: 409 }])
  expect(refused.body['detail']).toContain(first)
  const newest = await submit('newest-wins')
  expect(newest.body).toMatchObject({ held: true, waitsForJob: first })
  expect(await jobOf(idOf(second))).toMatchObject({
    state: 'cancelled',
    cancelRequestedBy: 'rule:newest-wins',
    cancelReason: `${idOf(newest)} is newer, and has the same key, "S1"`,
  })
  const wrong = await api.call('POST', '/v1/jobs', {
    workflow: { ...study('wait'), concurrency: { key: '${ labels.furnace }' } },
    inputs: { sample: 'S1' },
  })
  expect([wrong.status, wrong.body['faults']]).toMatchObject([422, [{ field: 'workflow.concurrency.key' }]])

  await lab.kill('coordinator', 'balance')
  await lab.revive('coordinator', 'balance')
  await until(async () => (await go(first, 4.2)).status === 200 || undefined)
  await stateOf(first, 'succeeded')
  const [begun] = (await jobOf(first))['began'] as readonly { readonly job?: string }[]
  expect(begun).toMatchObject({ place: 0, uses: 'report', job: expect.any(String) as string })
  expect(await jobOf(begun?.job ?? '')).toMatchObject({
    workflow: { name: 'report', version: 1 },
    inputs: { mass: 4.2 },
    startedBy: { job: first, place: 0 },
  })
  expect(await jobOf(idOf(newest))).not.toHaveProperty('held')
  await go(idOf(newest), 'heavy')
  await stateOf(idOf(newest), 'succeeded')
  const asked = (await api.call('GET', '/v1/prompts')).body['prompts'] as readonly {
    readonly id: string
    readonly known: string
  }[]
  expect(asked).toMatchObject([{ kind: 'then-not-begun', jobId: idOf(newest) }])
  expect(asked[0]?.known).toContain('mass must be number')
  const answer = (id: string) =>
    api.call('POST', `/v1/prompts/${asked[0]?.id ?? ''}/answer`, { answer: id, by: 'Ann' })
  const still = await answer('begin')
  expect([still.status, still.body['faults']]).toMatchObject([422, [{ field: 'inputs.mass' }]])
  expect((await answer('leave')).body).toMatchObject({ state: 'answered' })
  expect((await jobOf(idOf(newest)))['began']).toEqual([{ place: 0, uses: 'report' }])
})
