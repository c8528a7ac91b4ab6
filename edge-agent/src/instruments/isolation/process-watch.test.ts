import { minutes, seconds } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Deaths } from './deaths.ts'
import { ProcessWatch } from './process-watch.ts'

function setUp() {
  const time = new VirtualTime()
  const clock = new ManualClock(time)
  const ends: string[] = []
  let pings = 0
  const watch = new ProcessWatch({
    clock,
    limits: { memoryMb: 100, silence: seconds(20) },
    ping: () => void (pings += 1),
    end: reason => void ends.push(reason),
  })
  return { time, clock, watch, ends, pings: () => pings }
}

describe("the watch on a driver's process", () => {
  it('ends one that has answered and then falls silent, after the time that it is given', async () => {
    const { time, watch, ends } = setUp()
    watch.answered(0)
    await time.advance(seconds(20))
    expect(ends).toEqual([])
    await time.advance(seconds(5))
    expect(ends).toEqual(['it gave no sign of life for 20 s (process.silence)'])
  })

  it('waits longer for the first answer: libraries have to be loaded', async () => {
    const { time, ends } = setUp()
    await time.advance(seconds(59))
    expect(ends).toEqual([])
    await time.advance(seconds(2))
    expect(ends).toEqual(['it gave no sign of life for 1 min (process.silence)'])
  })

  it('asks again and again, and lets one live that answers', async () => {
    const { time, watch, ends, pings } = setUp()
    for (let turn = 0; turn < 100; turn++) {
      watch.answered(50 * 2 ** 20)
      await time.advance(seconds(5))
    }
    expect(ends).toEqual([])
    expect(pings()).toBe(101)
  })

  it('ends one that takes too much memory, at the second look', () => {
    const { watch, ends } = setUp()
    watch.answered(101 * 2 ** 20)
    watch.answered(99 * 2 ** 20)
    watch.answered(120 * 2 ** 20)
    expect(ends).toEqual([])
    watch.answered(130 * 2 ** 20)
    expect(ends).toEqual(['it took 130 MB of memory, and may take 100 (process.memoryMb)'])
  })
})

describe('the breaker of a driver that keeps dying', () => {
  it('lets ever more time pass, up to five minutes, and says since when, how often and why', async () => {
    const time = new VirtualTime()
    const clock = new ManualClock(time)
    const deaths = new Deaths(clock, seededRandom(1))
    const since = new Date(clock.wall()).toISOString().slice(0, 19).replace('T', ' ')
    const pauses: number[] = []
    for (let death = 1; death <= 15; death++) {
      deaths.died('boom')
      pauses.push(deaths.pause)
      if (death === 1) expect(deaths.message).toBe(`the driver's process has ended at ${since} UTC: boom`)
      await time.advance(seconds(400))
      expect(deaths.pause).toBe(0)
      deaths.connected()
    }
    expect(deaths.message).toContain(
      `has ended 15 times since ${since} UTC: boom; the next one is started in`,
    )
    expect(pauses[0]).toBeLessThanOrEqual(500)
    expect(pauses[4]).toBeGreaterThan(3_000)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(minutes(5))
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(minutes(2.5))
  })

  it('begins anew once a process was sound for ten minutes', async () => {
    const time = new VirtualTime()
    const deaths = new Deaths(new ManualClock(time), seededRandom(1))
    for (let death = 0; death < 5; death++) deaths.died('boom')
    deaths.connected()
    await time.advance(minutes(10))
    deaths.died('bang')
    expect(deaths.message).toMatch(/has ended at .*: bang$/)
    expect(deaths.pause).toBeLessThanOrEqual(500)
  })
})
