import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@muster/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

test('maintenance is planned, listed and cancelled, and outlives the coordinator; runs are measured', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const configured = {
    instrument: 'balance-1',
    from: '2090-01-01T08:00Z',
    to: '2090-01-01T12:00Z',
    reason: 'calibration',
  }
  const coordinator = { heartbeatSeconds: 0.5, scheduler: { maintenance: [configured] } }
  const lab = started.use(
    await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false, coordinator }),
  )
  await lab.start()
  const client = createClient({ url: lab.apiUrl, fetch: checkedFetch(lab.apiUrl) })
  const run = await client.submit({ activity: { activity: 'weigh', instrument: 'balance-1' } })
  await until(async () => (await client.job(run.id)).state === 'succeeded' || undefined)

  const wanted = { instrument: 'balance-1', from: '2091-01-01T09:00+01:00', to: '2091-01-01T12:00Z' }
  const added = await client.addMaintenance({ ...wanted, by: 'Ann', reason: 'new pans' })
  expect(added).toMatchObject({ from: '2091-01-01T08:00:00.000Z', by: 'Ann' })
  await expect(
    client.addMaintenance({ ...wanted, to: wanted.from, by: 'Ann', reason: 'x' }),
  ).rejects.toMatchObject({ status: 422, faults: [{ field: 'to', message: 'must be later than `from`' }] })
  const api = new CheckedApi(lab.apiUrl)
  const refused = await api.call('POST', '/v1/maintenance', {
    instrument: 'balance-1',
    to: '2091-02-30T00:00Z',
  })
  expect(refused.body['faults']).toMatchObject([{ field: 'by' }, { field: 'reason' }])
  await expect(
    client.cancelMaintenance('configured-balance-1-1', { by: 'Ann', reason: 'x' }),
  ).rejects.toMatchObject({ status: 409, code: 'maintenance-configured' })

  await lab.kill('coordinator', 'balance')
  await lab.revive('coordinator', 'balance')
  expect(await until(async () => client.maintenance().catch(() => undefined))).toEqual([
    {
      ...configured,
      id: 'configured-balance-1-1',
      from: '2090-01-01T08:00:00.000Z',
      to: '2090-01-01T12:00:00.000Z',
    },
    added,
  ])
  const [balance] = await client.instruments()
  expect(balance?.activities[0]?.measuredDuration).toMatchObject({ runs: 1 })
  expect(await client.cancelMaintenance(added.id, { by: 'Ann', reason: 'not needed' })).toEqual(added)
  expect((await client.maintenance()).map(({ id }) => id)).toEqual(['configured-balance-1-1'])
})
