import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@muster/client'
import { systemClock } from '@muster/runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

let started: AsyncDisposableStack
beforeEach(() => void (started = new AsyncDisposableStack()))
afterEach(() => started.disposeAsync())

test('why a task waits and when it begins is asked for, and what would become of a job', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const coordinator = { heartbeatSeconds: 0.5 }
  const lab = started.use(
    await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false, coordinator }),
  )
  await lab.start()
  const client = createClient({ url: lab.apiUrl, user: 'ada', fetch: checkedFetch(lab.apiUrl) })
  await until(async () => ((await client.instruments()).length > 0 ? true : undefined))
  const weigh = { activity: 'weigh' }
  await client.pause('queue', { by: 'Ann', reason: 'the vent is open', for: '2 h' })
  const { id } = await client.submit({ activity: weigh })
  const [task] = (await client.job(id)).tasks

  const why = await client.why(task?.id ?? '')
  expect(why).toMatchObject({
    state: 'queued',
    reasons: [{ code: 'queue-paused' }],
    chain: [{ code: 'queue-paused', waitsFor: { kind: 'person', id: 'Ann' } }],
    position: { ahead: 0, of: 1 },
  })
  const wait = Date.parse(why.expectedStart?.expected ?? '') - Date.parse(why.at)
  expect(wait).toBeGreaterThan(7_000_000)
  expect(wait).toBeLessThanOrEqual(7_200_000)
  expect((await client.task(task?.id ?? '')).expectedStart?.expected).toBe(why.expectedStart?.expected)
  await expect(client.why('none')).rejects.toMatchObject({ status: 404 })

  const steps = { first: weigh, again: { ...weigh, after: ['first'] } }
  const workflow = { muster: 1 as const, name: 'twice', version: 1, steps }
  const plan = await client.plan({
    workflow,
    deadline: new Date(systemClock.wall() + 3_600_000).toISOString(),
  })
  expect(plan.steps.map(({ step, instrument }) => [step, instrument])).toEqual([
    ['first', 'balance-1'],
    ['again', 'balance-1'],
  ])
  expect(plan).toMatchObject({ deadline: { holds: 'no' }, moved: [{ job: id }], movedJobs: 1 })
  expect(Date.parse(plan.end?.expected ?? '')).toBeGreaterThan(
    Date.parse(plan.steps[1]?.start?.expected ?? ''),
  )
  await planWithAQuestion(client)
  const jobs: string[] = []
  for await (const job of client.jobs()) jobs.push(job.id)
  expect(jobs).toEqual([id])

  await expect(client.plan({ activity: { activity: 'fly' } })).rejects.toMatchObject({
    status: 422,
    faults: [{ field: 'activity.activity' }],
  })
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const wrong = await checkedFetch(lab.apiUrl)(`${lab.apiUrl}/v1/plan`, { ...post, body: '{' })
  expect(wrong.status).toBe(400)
})

async function planWithAQuestion(client: Client): Promise<void> {
  const control = await client.plan({
    workflow: {
      muster: 1,
      name: 'asks',
      steps: {
        rest: { wait: { for: '3 h' } },
        ask: { after: ['rest'], prompt: { question: 'Go on?' } },
        last: { activity: 'weigh', after: ['ask'] },
      },
    },
    deadline: new Date(systemClock.wall() + 3_600_000).toISOString(),
  })
  expect(control).toMatchObject({
    steps: [
      { step: 'rest' },
      { step: 'ask', unknownEnd: { code: 'unknown-duration' } },
      { step: 'last', unknownStart: { code: 'needs-step', waitsFor: { kind: 'task', id: 'plan-ask' } } },
    ],
    // Nobody knows when it ends, and it is too late for its deadline in any case.
    deadline: { holds: 'no' },
  })
  const soonest = Date.parse(control.at) + 3 * 3_600_000
  const { steps, endNotBefore } = control
  const times = [steps[0]?.end?.expected, steps[2]?.unknownStart?.notBefore, endNotBefore]
  // The forecast is a little older than the answer, and weighing takes its time.
  for (const time of times) expect(Math.abs(Date.parse(time ?? '') - soonest)).toBeLessThan(600_000)
}
