import { hours, minutes, silentLogger, sleep } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { expect, it } from 'vitest'
import type { Driver } from '../../instruments/driver.ts'
import { FakeInstrument, fakeDriver } from '../../testing/index.ts'
import { Bench } from './bench.ts'
import { closeDuringStart } from './closing.ts'

/** A driver that takes a minute before it sends the start. @param heeds whether it looks then whether it was closed meanwhile */
function bench(heeds: boolean): Bench {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const fake = new FakeInstrument({ clock })
  const context = {
    instrumentId: 'i',
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    folder: '/nowhere',
  }
  const slow = (): Driver => {
    const driver = fakeDriver(fake, context)
    let isClosed = false
    const { start } = driver
    return Object.assign(driver, {
      start: async (request: Parameters<Driver['start']>[0]) => {
        await sleep(clock, minutes(1))
        if (!heeds || !isClosed) return start.call(driver, request)
        const failure = { code: 'closed', message: 'closed', category: 'transient', started: 'no' } as const
        return { kind: 'refused', failure } as const
      },
      close: async () => void (isClosed = true),
    })
  }
  const unused = async (): Promise<never> => Promise.reject(new Error('not needed here'))
  return new Bench({
    context,
    activity: 'print',
    short: {},
    long: {},
    createDriver: slow,
    settled: async work => {
      let isDone = false
      const note = () => void (isDone = true)
      work.then(note, note)
      await time.until(() => isDone, hours(1))
      return work
    },
    dispose: async () => {},
    instrument: {
      starts: async () => fake.ledger.length,
      startedIds: unused,
      failNextStart: unused,
      dropLink: unused,
      restoreLink: unused,
      reboot: unused,
    },
  })
}

it('a driver that goes on with a start after it was closed is found out', async () => {
  await expect(closeDuringStart(bench(false))).rejects.toThrow('went on after the driver was closed')
  await closeDuringStart(bench(true))
})
