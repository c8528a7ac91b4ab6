import { millis, seconds, silentLogger } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { fakeDriver } from '../testing/fake-driver.ts'
import { FakeInstrument } from '../testing/fake-instrument.ts'
import type { Driver } from './driver.ts'
import { HealthWatch } from './health-watch.ts'

async function watched(options: { readonly ours?: () => boolean; readonly connected?: () => boolean } = {}) {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const instrument = new FakeInstrument({ clock })
  const context = { clock, random: seededRandom(1), logger: silentLogger, instrumentId: 'i', folder: '/i' }
  const driver: Driver = fakeDriver(instrument, context)
  await driver.connect({ connected() {}, disconnected() {} })
  let changes = 0
  const watch = new HealthWatch({
    clock,
    logger: silentLogger,
    every: seconds(30),
    driver: () => (options.connected?.() === false ? undefined : driver),
    isOurs: options.ours ?? (() => false),
    changed: () => void (changes += 1),
  })
  watch.start()
  return { time, instrument, driver, watch, changes: () => changes }
}

describe('the watch over an instrument', () => {
  it('counts checks that fail in a row, and forgets them when one succeeds', async () => {
    const { time, instrument, watch, changes } = await watched()
    await time.advance(seconds(61))
    expect([watch.failedChecks, watch.message, changes()]).toEqual([0, undefined, 0])
    instrument.feelSick('the chamber is too warm')
    await time.advance(seconds(60))
    expect([watch.failedChecks, watch.message, changes()]).toEqual([2, 'the chamber is too warm', 2])
    instrument.feelSick(undefined)
    await time.advance(seconds(30))
    expect([watch.failedChecks, watch.message]).toEqual([0, undefined])
  })

  it('tells of a run that nobody here asked for once two checks in a row have seen it', async () => {
    const { time, instrument, watch } = await watched()
    instrument.startAtPanel()
    instrument.stall(true)
    await time.advance(seconds(31))
    expect(watch.foreignRun).toBeUndefined()
    await time.advance(seconds(30))
    expect(watch.foreignRun).toBe('by-hand')
    instrument.stall(false)
    await time.advance(seconds(60))
    expect(watch.foreignRun).toBeUndefined()
  })

  it('takes no run of its own for a foreign one', async () => {
    let isOurs = true
    const { time, instrument, watch } = await watched({ ours: () => isOurs })
    instrument.start({ attemptId: 'a', activity: 'print', parameters: {} })
    instrument.stall(true)
    await time.advance(seconds(120))
    expect(watch.foreignRun).toBeUndefined()
    isOurs = false
    await time.advance(seconds(60))
    expect(watch.foreignRun).toBe('a')
  })

  it('asks nobody while there is no link, and takes a check that throws for a failed one', async () => {
    let isConnected = false
    const { time, driver, watch } = await watched({ connected: () => isConnected })
    driver.health = () => Promise.reject(new Error('no answer in 30 s'))
    await time.advance(seconds(120))
    expect(watch.failedChecks).toBe(0)
    isConnected = true
    await time.advance(seconds(90))
    expect([watch.failedChecks, watch.message]).toEqual([3, 'no answer in 30 s'])
  })

  it('makes no second call while the first hangs', async () => {
    const { time, driver, watch } = await watched()
    let calls = 0
    driver.health = () => {
      calls += 1
      return new Promise(() => undefined)
    }
    await time.advance(seconds(300))
    watch.stop()
    await time.advance(millis(1))
    expect(calls).toBe(1)
  })
})
