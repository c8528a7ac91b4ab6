import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, workflow } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

test('workflows are registered, listed, compared, planned and retired, and outlive the coordinator', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const lab = started.use(
    await Lab.prepare({
      folder,
      instruments: ['balance'],
      usualPorts: false,
      coordinator: { heartbeatSeconds: 0.5 },
    }),
  )
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'Ann', fetch: checkedFetch(lab.apiUrl) })
  const api = new CheckedApi(lab.apiUrl)
  await until(async () => (await client.instruments()).length > 0 || undefined)

  const base = workflow('weigh-study').input('samples', { type: 'array', items: { type: 'string' } })
  const first = base.forEach(
    'weigh-all',
    (_, { inputs }) => ({ items: inputs.samples, concurrency: 1 }),
    b => b.step('weigh', { activity: 'weigh' }),
  )
  expect(await client.registerWorkflow(first.build())).toMatchObject({ version: 1, created: true, by: 'Ann' })
  expect(await client.registerWorkflow(first.build())).toMatchObject({ version: 1, created: false })
  const second = first.after('weigh-all').step('report', { activity: 'report' })
  expect(await client.registerWorkflow(second.build())).toMatchObject({
    version: 2,
    definition: { ...second.build(), version: 2 },
    warnings: [{ field: 'steps.report.activity' }],
  })
  await client.registerWorkflow(
    workflow('density')
      .uses('all', 'weigh-study@1', { samples: ['a'] })
      .build(),
  )

  const refused = await api.call('POST', '/v1/workflows', {
    ...first.build(),
    version: 7,
    steps: { a: { uses: 'x' } },
  })
  expect([refused.status, refused.body['faults']]).toMatchObject([422, [{ field: 'steps.a.uses' }]])
  expect((await api.call('POST', '/v1/workflows', '[')).status).toBe(400)
  expect(
    (await api.call('POST', '/v1/workflows', { ...second.build(), title: 'x', version: 7 })).body['faults'],
  ).toMatchObject([{ field: 'version' }])

  const page = await api.call('GET', '/v1/workflows?limit=1')
  expect(page.body).toMatchObject({ workflows: [{ name: 'density' }], nextCursor: 'density' })
  const names: string[] = []
  for await (const { name, version } of client.workflows('weigh')) names.push(`${name}@${version}`)
  expect(names).toEqual(['weigh-study@2'])
  expect((await client.workflowVersions('weigh-study')).map(({ version }) => version)).toEqual([2, 1])
  expect((await api.call('GET', '/v1/workflows/weigh-study/latest')).body).toMatchObject({ version: 2 })
  expect((await api.call('GET', '/v1/workflows/weigh-study/9')).status).toBe(404)
  expect((await api.call('GET', '/v1/workflows/weigh-study/x')).status).toBe(422)
  expect((await api.call('GET', '/v1/workflows/weigh-study/diff?from=1')).status).toBe(422)
  expect(await client.workflowDiff('weigh-study', 1, 'latest')).toMatchObject({
    from: 1,
    to: 2,
    steps: { added: ['report'], removed: [], changed: [] },
  })

  const plan = await client.planWorkflow('weigh-study', { inputs: { samples: ['a', 'b', 'c'] } })
  expect(plan.steps.map(({ path, times }) => [path, times])).toEqual([
    ['weigh-all', 1],
    ['report', 1],
    ['weigh-all.each.weigh', 3],
  ])
  expect(plan.criticalPath).toEqual(['weigh-all', 'report'])
  expect(plan.assumptions.flatMap(({ steps }) => steps)).toEqual(['weigh-all.each.weigh', 'report'])
  expect(plan.needs.map(({ id, peak }) => [id, peak])).toEqual([
    ['report', 1],
    ['weigh', 1],
  ])
  const [weigh] = plan.steps.filter(({ path }) => path.endsWith('.weigh'))
  const [all] = plan.steps
  expect(all?.duration.expected).toBe(3 * (weigh?.duration.expected ?? 0))
  const planned = await api.call('POST', '/v1/workflows/weigh-study/plan', {
    version: 1,
    inputs: { sample: 1 },
  })
  expect([planned.status, planned.body['faults']]).toMatchObject([422, [{ field: 'inputs.sample' }]])
  const paper = await api.call('POST', '/v1/workflows/other/plan', { definition: first.build() })
  expect([paper.status, paper.body['faults']]).toMatchObject([422, [{ field: 'definition.name' }]])

  await client.retireWorkflow('density', { by: 'Ann', reason: 'the balance is gone' })
  await lab.kill('coordinator', 'balance')
  await lab.revive('coordinator', 'balance')
  const density = await until(async () => client.workflow('density').catch(() => undefined))
  expect(density.retired).toMatchObject({ by: 'Ann', reason: 'the balance is gone' })
  const again = api.call('POST', '/v1/workflows/density/retire', { by: 'Ben', reason: 'x' })
  expect(await again).toMatchObject({ status: 409, body: { code: 'workflow-retired' } })
  await client.restoreWorkflow('density', { by: 'Ann', reason: 'it is back' })
  expect((await client.workflow('weigh-study', 1)).definition).toEqual({ ...first.build(), version: 1 })
  const audit = await api.call('GET', '/v1/audit?limit=500')
  const events = audit.body['events'] as readonly { readonly kind: string; readonly actor: string }[]
  expect(
    events.filter(({ kind }) => kind.startsWith('workflow.')).map(({ kind, actor }) => `${kind} ${actor}`),
  ).toEqual([
    'workflow.registered person:Ann',
    'workflow.registered person:Ann',
    'workflow.registered person:Ann',
    'workflow.retired person:Ann',
    'workflow.restored person:Ann',
  ])
})
