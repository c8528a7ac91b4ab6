import type { InstrumentStatus, ReadinessOrder } from '@muster/protocol'
import { minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ReadinessWish } from '../journal/readiness.ts'
import { FAKE_ACTIVITY } from '../testing/index.ts'
import { Bench } from './testing/bench.ts'

const AFTER = { succeeded: 'needs-unload', failed: 'needs-clean', 'stopped-locally': 'needs-clean' } as const

let bench: Bench
beforeEach(async () => {
  bench = new Bench({ ...FAKE_ACTIVITY, readinessAfter: AFTER })
  await bench.setUp()
})

/** As the coordinator heard it last. */
const heard = (): InstrumentStatus | undefined =>
  bench.coordinator
    .all('heartbeat')
    .at(-1)
    ?.instruments.find(({ instrumentId }) => instrumentId === 'printer')

const refusals = () => bench.coordinator.all('claim').flatMap(({ refusal }) => refusal ?? [])

const say = async (wish: ReadinessWish) => {
  const keeper = bench.agent.readiness.get('printer')
  if (!keeper) throw new Error('no keeper')
  await bench.settled(keeper.say(wish))
  await bench.time.advance(seconds(2))
}

const order = (more: Partial<ReadinessOrder>) => {
  const about = { instrumentId: 'printer', version: 10, readiness: 'ready', by: 'Bob', about: 0 } as const
  bench.coordinator.say('sync', {
    token: '',
    attempts: [],
    fences: [],
    readiness: { orders: [{ ...about, ...more }] },
  })
  return bench.time.advance(seconds(2))
}

async function restart(): Promise<void> {
  bench.killAgent()
  await bench.startAgent()
}

const offerNext = async () => {
  bench.offer({ attemptId: 'job-2-run-1', jobId: 'job-2', taskId: 'job-2-run', fence: 2 })
  await bench.time.advance(seconds(1))
}

describe('after a run', () => {
  it('the instrument is as its activity says, and that is heard before the end', async () => {
    await bench.running()
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    const kinds = bench.coordinator.heard.map(({ kind, message }) =>
      kind === 'heartbeat'
        ? message.instruments[0]?.readiness
        : kind === 'report'
          ? message.events.at(-1)?.report.state
          : kind,
    )
    expect(kinds.indexOf('needs-unload')).toBeGreaterThan(0)
    expect(kinds.indexOf('needs-unload')).toBeLessThan(kinds.indexOf('succeeded'))
    expect(heard()?.readinessDetail).toMatchObject({ count: 1, reason: 'print succeeded (job-1-run-1)' })
  })

  it('nothing more is taken until a person has said that it is ready', async () => {
    await bench.running()
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    await offerNext()
    expect(refusals()).toEqual([
      expect.objectContaining({
        reason: 'not-ready',
        message: expect.stringContaining('printer is needs-unload since'),
      }),
    ])
    await say({ readiness: 'ready', by: 'Ann' })
    expect(heard()).toMatchObject({ readiness: 'ready', readinessDetail: { count: 2, by: 'Ann' } })
    await offerNext()
    expect(bench.coordinator.all('claim').at(-1)).toMatchObject({
      attemptId: 'job-2-run-1',
      nonce: expect.stringMatching(/./),
    })
  })

  it('that is not forgotten, whatever becomes of the agent', async () => {
    await bench.running()
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    await restart()
    await offerNext()
    expect([heard()?.readiness, refusals().length]).toEqual(['needs-unload', 1])
  })

  it.each([
    [
      'failed',
      () => bench.instrument.failRun({ code: 'x', message: 'x', category: 'instrument', started: 'yes' }),
    ],
    ['stopped-locally', () => bench.instrument.stopAtPanel()],
  ] as const)('that %s it is what that end asks for', async (end, endIt) => {
    await bench.running()
    endIt()
    await bench.time.until(() => bench.reported.includes(end), minutes(1))
    expect(heard()?.readiness).toBe('needs-clean')
  })

  it('that was cancelled it is ready, where nothing is said of that end', async () => {
    await bench.running()
    bench.control('cancel', 1)
    await bench.time.until(() => bench.reported.includes('cancelled'), minutes(1))
    expect(heard()?.readiness).toBe('ready')
  })

  it('that nobody knew the end of, a person says the end, and it is what that asks for', async () => {
    bench.instrument.failNextStart({ kind: 'lose-answer' })
    await bench.running().catch(() => undefined)
    bench.instrument.reboot()
    await bench.time.until(() => bench.reported.includes('verifying'), minutes(20))
    bench.coordinator.say('control', {
      attemptId: 'job-1-run-1',
      version: 1,
      action: 'settle',
      end: 'failed',
      actor: 'person:Ann',
    })
    await bench.time.advance(seconds(5))
    expect([bench.reported.at(-1), heard()?.readiness]).toEqual(['failed', 'needs-clean'])
  })

  it('that was refused it is ready: nothing was done', async () => {
    bench.instrument.failNextStart({ kind: 'refuse' })
    const nonce = await bench.claimed()
    bench.grant(nonce)
    await bench.time.until(() => bench.reported.includes('failed'), minutes(1))
    expect([heard()?.readiness, bench.starts]).toEqual(['ready', 0])
  })
})

describe('an instrument that a person has taken', () => {
  it('is looked at once more before a start', async () => {
    const nonce = await bench.claimed()
    await say({ readiness: 'in-maintenance', by: 'Ann', reason: 'new belt' })
    bench.grant(nonce)
    await bench.time.advance(seconds(5))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['not-started', 0])
    expect(bench.reports.at(-1)?.failure).toMatchObject({
      code: 'instrument-not-ready',
      message: expect.stringContaining('by Ann: new belt'),
    })
  })

  it('is left alone while it is borrowed, and what runs at its panel is nobody’s business', async () => {
    await say({ readiness: 'borrowed', by: 'Ann', reason: 'alignment' })
    expect(heard()).toMatchObject({
      link: 'connecting',
      readiness: 'borrowed',
      readinessDetail: { by: 'Ann' },
    })
    bench.asked.length = 0
    bench.instrument.startAtPanel()
    await bench.time.advance(minutes(10))
    expect(bench.asked).toEqual([])
    expect(heard()?.foreignRun).toBeUndefined()
    await offerNext()
    expect(refusals().at(-1)?.reason).toBe('not-ready')
    await say({ readiness: 'return', by: 'Ann' })
    expect(heard()).toMatchObject({
      link: 'connected',
      readiness: 'ready',
      readinessDetail: { by: 'Ann', count: 2 },
    })
  })

  it('stays borrowed when the agent starts anew, and is not touched', async () => {
    await say({ readiness: 'borrowed', by: 'Ann' })
    bench.asked.length = 0
    await restart()
    await bench.time.advance(minutes(5))
    expect(heard()).toMatchObject({ link: 'connecting', readiness: 'borrowed' })
    expect(bench.asked).toEqual(['close'])
    await say({ readiness: 'return', by: 'Ann' })
    expect(heard()?.link).toBe('connected')
  })

  it('is what it was when it is returned', async () => {
    await say({ readiness: 'needs-clean', by: 'Ann', reason: 'spill' })
    await say({ readiness: 'borrowed', by: 'Bob' })
    await say({ readiness: 'return', by: 'Bob' })
    expect(heard()).toMatchObject({
      readiness: 'needs-clean',
      readinessDetail: { by: 'Bob', reason: 'spill' },
    })
  })

  it('is what a run left, where that ended during maintenance', async () => {
    await bench.running()
    await say({ readiness: 'in-maintenance', by: 'Ann' })
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    expect(heard()?.readiness).toBe('in-maintenance')
    await say({ readiness: 'return', by: 'Ann' })
    expect(heard()?.readiness).toBe('needs-unload')
  })

  it('is not lent while it runs, nor to two, nor said to be ready meanwhile', async () => {
    await bench.running()
    await expect(say({ readiness: 'borrowed', by: 'Ann' })).rejects.toThrow(
      'print (job-1-run-1) is running there',
    )
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    await say({ readiness: 'borrowed', by: 'Ann' })
    await expect(say({ readiness: 'borrowed', by: 'Bob' })).rejects.toThrow(
      'it is borrowed by Ann: return it first',
    )
    await expect(say({ readiness: 'ready', by: 'Bob' })).rejects.toThrow('return it first')
    await say({ readiness: 'return', by: 'Ann' })
    await expect(say({ readiness: 'return', by: 'Ann' })).rejects.toThrow(
      'neither borrowed nor in maintenance',
    )
  })
})

describe('what is ordered at the coordinator', () => {
  it('is done once, however often it comes, and answered', async () => {
    await order({ readiness: 'needs-refill' })
    expect(heard()).toMatchObject({
      readiness: 'needs-refill',
      readinessDetail: { by: 'Bob', order: 10, count: 1 },
    })
    await say({ readiness: 'ready', by: 'Ann' })
    await order({ readiness: 'needs-refill' })
    await order({ readiness: 'needs-clean', version: 9 })
    expect(heard()).toMatchObject({ readiness: 'ready', readinessDetail: { by: 'Ann', order: 10, count: 2 } })
  })

  it('is not done where it was said of what is not so any more', async () => {
    await bench.running()
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    await order({ readiness: 'ready', about: 0 })
    expect(heard()).toMatchObject({
      readiness: 'needs-unload',
      readinessDetail: { order: 10, refusal: 'it has become needs-unload since' },
    })
    await order({ readiness: 'ready', about: 1, version: 11 })
    expect(heard()).toMatchObject({ readiness: 'ready', readinessDetail: { order: 11, by: 'Bob' } })
    expect(heard()?.readinessDetail?.refusal).toBeUndefined()
  })

  it('waits for the end of a run where it is to be lent', async () => {
    await bench.running()
    await order({ readiness: 'borrowed' })
    expect([heard()?.readiness, heard()?.link, heard()?.readinessDetail]).toEqual([
      'ready',
      'connected',
      undefined,
    ])
    await bench.time.until(() => bench.reported.includes('succeeded'), minutes(1))
    await order({ readiness: 'borrowed' })
    expect(heard()).toMatchObject({
      readiness: 'borrowed',
      link: 'connecting',
      readinessDetail: { by: 'Bob' },
    })
  })
})

it('names of changes that nobody heard are told when digests are exchanged', async () => {
  await say({ readiness: 'needs-clean', by: 'Ann' })
  await say({ readiness: 'ready', by: 'Bob' })
  await restart()
  const changes = bench.coordinator.all('sync').at(-1)?.readiness?.changes
  expect(changes?.map(({ readiness, detail }) => [readiness, detail.by, detail.count])).toEqual([
    ['needs-clean', 'Ann', 1],
    ['ready', 'Bob', 2],
  ])
})
