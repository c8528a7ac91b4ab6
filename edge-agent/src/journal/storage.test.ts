import { minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { Bench } from '../activities/testing/bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = new Bench()
  await bench.setUp()
})

const told = () => bench.coordinator.all('heartbeat').at(-1)?.storage
const refusals = () => bench.coordinator.all('claim').flatMap(({ refusal }) => refusal ?? [])

describe.each(['ENOSPC', 'EROFS', 'EIO'] as const)('a disk that answers %s', fault => {
  it('is told of, keeps every start away, and is found to be well again by itself', async () => {
    bench.faults.fail(fault)
    bench.offer()
    await bench.time.advance(minutes(1))
    // What could not be written is not claimed either.
    expect(bench.coordinator.all('claim')).toEqual([])
    expect(told()).toMatchObject({ ok: false, message: expect.stringContaining(fault) })
    expect(bench.agent.status().storage).toMatchObject({ message: expect.stringContaining(fault) })
    bench.offer({ attemptId: 'job-2-run-1', jobId: 'job-2', taskId: 'job-2-run', fence: 2 })
    await bench.time.advance(seconds(1))
    expect(refusals()).toMatchObject([{ reason: 'not-ready', message: expect.stringContaining(fault) }])
    bench.faults.mend()
    await bench.time.advance(seconds(16))
    expect([told(), bench.agent.status().storage]).toEqual([undefined, undefined])
    expect(bench.starts).toBe(0)
  })

  it('does not lose sight of what runs, and its end is told when the disk is back', async () => {
    await bench.running()
    bench.faults.fail(fault)
    await bench.time.advance(seconds(5))
    const [run] = bench.coordinator.all('heartbeat').at(-1)?.runs ?? []
    expect(run?.percent).toBeGreaterThan(20)
    await bench.time.advance(minutes(5))
    expect(bench.reported.at(-1)).toBe('running')
    bench.faults.mend()
    await bench.time.advance(seconds(11))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['succeeded', 1])
  })

  it('lets no start pass that was granted before: it is over when the disk is back', async () => {
    const nonce = await bench.claimed()
    bench.faults.fail(fault)
    bench.grant(nonce)
    await bench.time.advance(minutes(1))
    expect(bench.starts).toBe(0)
    bench.faults.mend()
    await bench.time.advance(seconds(11))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['not-started', 0])
  })
})

it.each(['sync', 'rename', 'syncFolder'] as const)(
  'a start is not made after a failed %s, though the bytes may be there',
  async operation => {
    const nonce = await bench.claimed()
    bench.faults.fail('EIO', [operation])
    bench.grant(nonce)
    await bench.time.advance(minutes(1))
    expect([bench.starts, bench.faults.failures > 2]).toEqual([0, true])
    bench.faults.mend()
    await bench.time.advance(seconds(11))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['not-started', 0])
  },
)

it('a run that began as the disk filled up is followed, and told of when there is room', async () => {
  const nonce = await bench.claimed()
  const { driver } = bench
  const start = driver?.start.bind(driver)
  if (!driver || !start) throw new Error('no driver')
  driver.start = request => {
    bench.faults.fail('ENOSPC')
    return start(request)
  }
  bench.grant(nonce)
  await bench.time.advance(seconds(5))
  expect(bench.coordinator.all('heartbeat').at(-1)?.runs[0]?.percent).toBeGreaterThan(20)
  expect(bench.reported).toEqual(['starting'])
  bench.faults.mend()
  await bench.time.advance(seconds(20))
  expect([bench.reports.map(({ state }) => state), bench.starts]).toEqual([
    ['starting', 'running', 'succeeded'],
    1,
  ])
})

it('an end that was acknowledged while the disk was full goes to the history when there is room', async () => {
  await bench.running()
  await bench.time.until(() => bench.reported.includes('succeeded'))
  bench.faults.fail('ENOSPC')
  const { header, events } = bench.coordinator.all('report').at(-1) ?? {}
  bench.coordinator.say('ack', { bootId: header?.bootId ?? '', sequence: events?.at(-1)?.sequence ?? 0 })
  await bench.time.advance(minutes(1))
  bench.faults.mend()
  await bench.time.advance(seconds(11))
  bench.killAgent()
  await bench.startAgent()
  expect(bench.coordinator.all('sync').at(-1)?.attempts).toEqual([])
  expect(told()).toBeUndefined()
})

it('an agent whose folder can not be written at its start ends with what to do about it', async () => {
  bench.killAgent()
  bench.faults.fail('EROFS')
  await expect(bench.startAgent()).rejects.toThrow(/EROFS.*\nmake room, or have the disk mounted/s)
})
