import { createHmac } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, workflow } from '@muster/client'
import { systemClock } from '@muster/runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

const SECRET = 'a-secret-for-this-test'

function signed(id: string, body: string, secret = SECRET): Record<string, string> {
  const timestamp = String(Math.floor(systemClock.wall() / 1_000))
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

test('schedules and triggers are kept, changed and deleted; calls and files begin jobs, over a kill of the coordinator', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const watched = join(folder, 'xrd')
  await mkdir(watched)
  await writeFile(join(folder, 'lims.key'), SECRET)
  const lab = started.use(
    await Lab.prepare({
      folder,
      instruments: ['balance'],
      usualPorts: false,
      coordinator: {
        heartbeatSeconds: 0.5,
        secrets: { lims: { file: join(folder, 'lims.key') } },
        folders: { xrd: { path: watched, every: '100 ms', settle: '200 ms' } },
      },
    }),
  )
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'Ann', fetch: checkedFetch(lab.apiUrl) })
  const api = new CheckedApi(lab.apiUrl)
  const note = workflow('note').input('sample', { type: 'string' }).wait('rest', { for: '1 s' }).build()
  await client.registerWorkflow(note)

  const nightly = {
    cron: '30 6 * * mon-fri',
    timeZone: 'Europe/Berlin',
    uses: 'note',
    inputs: { sample: 'S1' },
  }
  const added = await client.addSchedule({ name: 'nightly', ...nightly, until: '2090-01-01T00:00Z' })
  expect(added).toMatchObject({
    name: 'nightly',
    state: 'active',
    by: 'Ann',
    missed: 'skip',
    graceTime: '1 min',
  })
  expect(added.nextTimes).toHaveLength(5)
  await expect(client.addSchedule({ name: 'nightly', ...nightly })).rejects.toMatchObject({
    code: 'name-taken',
  })
  const wrong = await api.call('POST', '/v1/schedules', {
    name: 'x',
    ...nightly,
    cron: '61 * * * *',
    timeZone: 'Mars',
  })
  expect([wrong.status, wrong.body['faults']]).toMatchObject([422, [{ field: 'timeZone' }]])
  expect((await api.call('POST', '/v1/schedules', '{')).status).toBe(400)
  const changed = await client.changeSchedule('nightly', {
    ...nightly,
    missed: 'run-once',
    cron: '0 7 * * *',
  })
  expect(changed).toMatchObject({ missed: 'run-once', cron: '0 7 * * *' })
  expect(changed).not.toHaveProperty('until')
  const deed = { by: 'Ann', reason: 'holidays' }
  expect(await client.pauseSchedule('nightly', deed)).toMatchObject({
    state: 'paused',
    paused: deed,
    nextTimes: [],
  })
  expect(await client.resumeSchedule('nightly', deed)).toMatchObject({ state: 'active' })
  await client.addSchedule({ name: 'weekly', ...nightly })
  const page = await api.call('GET', '/v1/schedules?limit=1')
  expect(page.body).toMatchObject({ schedules: [{ name: 'nightly' }], nextCursor: 'nightly' })
  await client.deleteSchedule('weekly', deed)
  expect((await client.schedules()).map(({ name }) => name)).toEqual(['nightly'])
  await expect(client.schedule('weekly')).rejects.toMatchObject({ status: 404 })

  const inputs = { sample: '${ payload.sample }' }
  const hook = { name: 'lims', on: { webhook: { secret: 'lims' } }, uses: 'note', inputs }
  expect(await client.addTrigger(hook)).toMatchObject({ begun: 0, refused: 0, state: 'active' })
  await client.addTrigger({
    name: 'scans',
    on: { file: { name: 'xrd/*.xrdml' } },
    uses: 'note',
    inputs: { sample: '${ payload.name }' },
  })
  const body = '{"sample":"S1"}'
  const first = await api.call('POST', '/v1/hooks/lims', body, signed('d1', body))
  expect(first).toMatchObject({ status: 201, body: { outcome: 'begun' } })
  const job = await client.job(String(first.body['job']))
  expect(job).toMatchObject({
    submittedBy: 'Ann',
    startedBy: { kind: 'trigger', name: 'lims', on: 'webhook', delivery: 'd1' },
  })
  const again = await api.call('POST', '/v1/hooks/lims', body, signed('d1', body))
  expect(again).toMatchObject({ status: 200, body: { outcome: 'repeated', job: job.id } })
  expect((await api.call('POST', '/v1/hooks/lims', body)).status).toBe(401)
  expect((await api.call('POST', '/v1/hooks/lims', body, signed('d2', body, 'another'))).status).toBe(401)
  expect((await api.call('POST', '/v1/hooks/none', body, signed('d2', body))).status).toBe(401)
  const typed = await api.call('POST', '/v1/hooks/lims', '{"sample":7}', signed('d2', '{"sample":7}'))
  expect([typed.status, typed.body['faults']]).toMatchObject([422, [{ field: 'inputs.sample' }]])
  const long = JSON.stringify({ sample: 'x'.repeat(300_000) })
  expect((await api.call('POST', '/v1/hooks/lims', long, signed('d3', long))).status).toBe(413)
  await client.pauseTrigger('lims', deed)
  expect((await api.call('POST', '/v1/hooks/lims', body, signed('d4', body))).status).toBe(409)
  await client.resumeTrigger('lims', deed)
  const metrics = await (await fetch(`${lab.apiUrl}/metrics`)).text()
  expect(metrics).toContain('muster_webhooks_unsigned_total 3')
  expect(metrics).toContain('muster_trigger_deliveries_total{outcome="begun",trigger="lims"} 1')
  expect(metrics).toContain('muster_trigger_deliveries_total{outcome="refused",trigger="lims"} 1')

  const scanned = async () => {
    const names: (string | undefined)[] = []
    for await (const one of client.jobs())
      if (one.startedBy?.['name'] === 'scans') names.push(one.startedBy['delivery']?.split(' ')[0])
    return names.length > 0 ? names.sort((a = '', b = '') => a.localeCompare(b)) : undefined
  }
  await until(async () => (await client.trigger('scans')).state === 'active' || undefined)
  const audited = async (kind: string) => {
    const { body: found } = await api.call('GET', '/v1/audit?limit=500')
    return (
      (found['events'] as readonly { readonly kind: string }[]).some(event => event.kind === kind) ||
      undefined
    )
  }
  await until(() => audited('trigger.passed-over'))
  await symlink(join(folder, 'lims.key'), join(watched, 'link.xrdml'))
  await mkdir(join(watched, 'folder.xrdml'))
  await writeFile(join(watched, 'a.xrdml.part'), 'scan')
  await rename(join(watched, 'a.xrdml.part'), join(watched, 'a.xrdml'))
  expect(await until(scanned)).toEqual(['xrd/a.xrdml'])

  await lab.kill('coordinator', 'balance')
  await writeFile(join(watched, 'b.xrdml'), 'scan')
  await lab.revive('coordinator', 'balance')
  await until(async () => ((await scanned().catch(() => undefined)) ?? []).length === 2 || undefined)
  expect(await scanned()).toEqual(['xrd/a.xrdml', 'xrd/b.xrdml'])
  const once = await api.call('POST', '/v1/hooks/lims', body, signed('d1', body))
  expect(once).toMatchObject({ status: 200, body: { outcome: 'repeated', job: job.id } })
  expect(await client.schedule('nightly')).toMatchObject({ missed: 'run-once', cron: '0 7 * * *' })
  expect(await client.changeTrigger('lims', { ...hook, when: 'payload.sample != ""' })).toMatchObject({
    when: 'payload.sample != ""',
  })
  const passed = await api.call('POST', '/v1/hooks/lims', '{"sample":""}', signed('d5', '{"sample":""}'))
  expect(passed).toMatchObject({ status: 200, body: { outcome: 'passed' } })
  await client.deleteTrigger('scans', deed)
  expect((await client.triggers()).map(({ name }) => name)).toEqual(['lims'])
}, 60_000)
