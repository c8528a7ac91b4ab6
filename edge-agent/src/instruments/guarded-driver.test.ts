import { hours, millis, minutes, seconds, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { FakeInstrument, fakeDriver } from '../testing/index.ts'
import type { Driver, RunUpdate } from './driver.ts'
import { guardDriver } from './guarded-driver.ts'

const request = { attemptId: 'a-1', activity: 'print', parameters: {} }

async function setUp() {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const instrument = new FakeInstrument({ clock })
  const random = seededRandom(3)
  const context = { instrumentId: 'fake', clock, random, logger: silentLogger, folder: '/nowhere' }
  const fake = fakeDriver(instrument, context)
  const driver = guardDriver(fake, context)
  await driver.connect({ connected() {}, disconnected() {} })
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const note = () => void (done = true)
    work.then(note, note)
    await time.until(() => done, hours(1))
    return work
  }
  return { time, clock, instrument, fake, driver, context, settled }
}

describe('a guarded driver', () => {
  it('says unsure of a start that hangs, and lets no other start through while it does', async () => {
    const { instrument, driver, settled } = await setUp()
    instrument.failNextStart({ kind: 'hang', started: false })
    expect(await settled(driver.start(request))).toMatchObject({ kind: 'unsure' })
    expect(await settled(driver.start({ ...request, attemptId: 'a-2' }))).toMatchObject({ kind: 'refused' })
    expect(await settled(driver.find('a-1'))).toMatchObject({ kind: 'unsure' })
    expect(instrument.ledger).toHaveLength(0)
  })

  it('lets no start through to a driver that was closed, whatever that would make of it', async () => {
    const { instrument, driver, fake, settled } = await setUp()
    fake.close = async () => undefined
    await settled(driver.close())
    expect(await settled(driver.start(request))).toMatchObject({
      kind: 'refused',
      failure: { code: 'closed', started: 'no' },
    })
    expect(instrument.ledger).toHaveLength(0)
  })

  it('says unsure of a start that throws', async () => {
    const { driver, fake, settled } = await setUp()
    fake.start = () => {
      throw new Error('a bug in the driver')
    }
    expect(await settled(driver.start(request))).toEqual({ kind: 'unsure', reason: 'a bug in the driver' })
  })

  it.each(['hang', 'throw'] as const)(
    'gives the careful answer when a question ends in a %s',
    async fault => {
      const { driver, fake, settled } = await setUp()
      for (const call of ['find', 'idle', 'health', 'describe', 'bootMark', 'cancel'] as const)
        fake.failNext(call, fault)
      expect((await settled(driver.find('a-1'))).kind).toBe('unsure')
      expect((await settled(driver.idle())).idle).toBe(false)
      expect((await settled(driver.health())).ok).toBe(false)
      await expect(settled(driver.describe())).rejects.toThrow()
      await expect(settled(driver.bootMark())).rejects.toThrow()
      await expect(settled(driver.cancel('a-1'))).rejects.toThrow()
    },
  )

  it('goes on following when the stream breaks', async () => {
    const { driver, fake, settled } = await setUp()
    await settled(driver.start(request))
    const follow = fake.follow.bind(fake)
    let calls = 0
    fake.follow = (run, signal) => {
      calls += 1
      return calls === 1 ? broken() : follow(run, signal)
    }
    const updates: RunUpdate[] = []
    const following = (async () => {
      for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
    })()
    await settled(following)
    expect(updates.at(-1)?.kind).toBe('succeeded')
  })

  it('stops waiting for a broken stream when it is told to', async () => {
    const { driver, fake, settled, time } = await setUp()
    fake.follow = () => broken()
    const abort = new AbortController()
    const following = (async () => {
      for await (const _ of driver.follow('a-1', abort.signal)) expect.unreachable()
    })()
    await time.advance(minutes(5))
    abort.abort()
    await settled(following)
  })

  it('closes even if the driver does not', async () => {
    const { driver, fake, settled } = await setUp()
    fake.close = () => new Promise(() => {})
    await settled(driver.close())
  })

  it('has the optional calls that the driver has, and no others', async () => {
    const { driver, context, fake } = await setUp()
    expect(driver.pause).toBeDefined()
    const required = [
      'connect',
      'describe',
      'bootMark',
      'idle',
      'start',
      'find',
      'follow',
      'cancel',
      'health',
      'close',
    ] as const
    const calls = Object.fromEntries(required.map(name => [name, fake[name].bind(fake)]))
    const bare = {
      ...calls,
      traits: { keepsIds: false, neverClears: false, settlingTime: millis(0) },
    } as Driver
    expect(guardDriver(bare, context).pause).toBeUndefined()
  })

  it('has limits that can be set', async () => {
    const { clock, fake, context, settled } = await setUp()
    const limits = {
      connect: seconds(1),
      start: seconds(1),
      checkpoint: seconds(1),
      call: seconds(1),
      close: seconds(1),
    }
    fake.failNext('health', 'hang')
    const before = clock.monotonic()
    await settled(guardDriver(fake, context, limits).health())
    expect(clock.monotonic() - before).toBe(1_000)
  })
})

async function* broken(): AsyncIterable<RunUpdate> {
  throw new Error('the stream broke')
}
