import { hours, millis, seconds, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import type { DriverContext, StartRequest } from '../instruments/driver.ts'
import { describeDriver } from './driver.contract.ts'
import type { ContractStartFault, DriverHarness } from '../driver-kit/contract/bench.ts'
import { fakeDriver } from './fake-driver.ts'
import {
  FAKE_ACTIVITY,
  FakeInstrument,
  type FakeInstrumentOptions,
  type FakeStartFault,
} from './fake-instrument.ts'

const FAULTS: { readonly [K in ContractStartFault]: FakeStartFault } = {
  refuse: { kind: 'refuse' },
  'lose-answer': { kind: 'lose-answer' },
  'lose-request': { kind: 'lose-request' },
  'drop-link-before': { kind: 'drop-link', started: false },
  'drop-link-after': { kind: 'drop-link', started: true },
}

function setUp(options: Omit<FakeInstrumentOptions, 'clock'> = {}) {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const instrument = new FakeInstrument({ clock, ...options })
  const context: DriverContext = {
    instrumentId: 'fake',
    clock,
    random: seededRandom(7),
    logger: silentLogger,
    folder: '/nowhere',
  }
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const note = () => void (done = true)
    work.then(note, note)
    await time.until(() => done, hours(10))
    return work
  }
  return { time, instrument, context, settled }
}

async function harness(options: Omit<FakeInstrumentOptions, 'clock'>): Promise<DriverHarness> {
  const { instrument, context, settled } = setUp(options)
  return {
    context,
    activity: FAKE_ACTIVITY.name,
    short: { layers: 3 },
    long: { layers: 3 },
    createDriver: () => fakeDriver(instrument, context),
    settled,
    dispose: async () => {},
    instrument: {
      starts: async () => instrument.ledger.length,
      startedIds: async () => instrument.ledger.map(line => line.attemptId),
      failNextStart: async fault => instrument.failNextStart(FAULTS[fault]),
      dropLink: async () => instrument.dropLink(),
      restoreLink: async () => instrument.restoreLink(),
      reboot: async () => instrument.reboot(),
      stopAtPanel: async () => instrument.stopAtPanel(),
    },
  }
}

describeDriver('the fake with ids', () => harness({}))
describeDriver('the fake with ids, over a slow link', () => harness({ latency: millis(300) }))
describeDriver('the fake without ids', () => harness({ keepsIds: false, hasBootMark: false }))

describe('the fake instrument', () => {
  const request = (context: DriverContext): StartRequest => ({
    attemptId: context.random.id(),
    activity: 'print',
    parameters: {},
  })
  const events = { connected() {}, disconnected() {} }

  it('gets a request that was under way when the process was killed, whose answer nobody sees', async () => {
    const { time, instrument, context, settled } = setUp({ latency: seconds(1) })
    const driver = fakeDriver(instrument, context)
    await settled(driver.connect(events))
    let answered = false
    void driver.start(request(context)).then(() => {
      answered = true
    })
    driver.endProcess()
    await time.advance(seconds(20))
    expect(instrument.ledger).toHaveLength(1)
    expect(answered).toBe(false)
  })

  it('asks for nothing more once its process was killed', async () => {
    const { time, instrument, context, settled } = setUp()
    const driver = fakeDriver(instrument, context)
    await settled(driver.connect(events))
    driver.endProcess()
    void driver.start(request(context))
    await time.advance(seconds(20))
    expect(instrument.ledger).toHaveLength(0)
  })

  it('can begin late, after the driver has given up', async () => {
    const { time, instrument, context, settled } = setUp()
    instrument.failNextStart({ kind: 'late-start', by: seconds(30) })
    const driver = fakeDriver(instrument, context)
    await settled(driver.connect(events))
    expect((await settled(driver.start(request(context)))).kind).toBe('unsure')
    expect(instrument.ledger).toHaveLength(0)
    await time.advance(seconds(30))
    expect(instrument.ledger).toHaveLength(1)
  })

  it('waits while it is paused', async () => {
    const { time, instrument, context, settled } = setUp()
    const driver = fakeDriver(instrument, context)
    await settled(driver.connect(events))
    const outcome = await settled(driver.start(request(context)))
    if (outcome.kind !== 'started') throw new Error(outcome.kind)
    await settled(driver.pause(outcome.runReference))
    await time.advance(hours(1))
    expect(instrument.look(outcome.runReference)).toMatchObject({
      kind: 'progress',
      paused: true,
      percent: 0,
    })
    await settled(driver.resume(outcome.runReference))
    await time.advance(seconds(10))
    expect(instrument.look(outcome.runReference)?.kind).toBe('succeeded')
  })
})
