import { hours, millis, minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { FAKE_ACTIVITY } from '../testing/index.ts'
import { Bench } from './testing/bench.ts'

const LONG = { ...FAKE_ACTIVITY, expectedDurationMs: hours(9) }

let bench: Bench
beforeEach(async () => {
  bench = new Bench(LONG)
  await bench.setUp()
})

function outcome(): string | undefined {
  const [line] = bench.instrument.ledger
  const came = line && bench.instrument.outcomeOf(line)
  return typeof came === 'object' ? came.kind : came
}
const watched = (after = minutes(10)) => bench.running({ awayPolicy: 'safe-stop', awayLimitMs: after })

/** The coordinator is back, whoever was away. */
async function back(): Promise<void> {
  bench.network.heal()
  await bench.time.advance(minutes(2))
}

describe('a run whose coordinator is away', () => {
  it('goes on for hours where its step says so, and tells its end when contact is back', async () => {
    await bench.running()
    bench.network.partition('bench-pc')
    await bench.time.advance(hours(10))
    expect(outcome()).toBe('succeeded')
    await back()
    expect([bench.reported.at(-1), bench.starts]).toEqual(['succeeded', 1])
  })

  it('is stopped after the time that its step gives, and why is told', async () => {
    await watched()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(9))
    expect(outcome()).toBeUndefined()
    await bench.time.advance(minutes(2))
    expect(outcome()).toBe('cancelled')
    await back()
    expect(bench.reports.at(-1)).toMatchObject({
      state: 'cancelled',
      note: 'stopped safely: nothing was heard of the coordinator for 10 min',
    })
  })

  it('is not stopped by a coordinator that has nothing to say', async () => {
    await watched(minutes(1))
    await bench.time.advance(hours(2))
    expect(outcome()).toBeUndefined()
  })

  it('counts on when the agent is started again meanwhile', async () => {
    await watched(hours(1))
    bench.network.partition('bench-pc')
    for (let restart = 0; restart < 5; restart += 1) {
      await bench.time.advance(minutes(11))
      bench.killAgent()
      await bench.startAgent()
    }
    expect(outcome()).toBeUndefined()
    await bench.time.advance(minutes(8))
    expect([outcome(), bench.starts]).toEqual(['cancelled', 1])
  })

  it('is not stopped by an agent that starts late and finds the coordinator there', async () => {
    await watched()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(5))
    bench.killAgent()
    await bench.time.advance(hours(3))
    bench.network.heal()
    await bench.startAgent()
    await bench.time.advance(minutes(30))
    expect(outcome()).toBeUndefined()
  })

  it('is stopped a minute after an agent that was down for longer started, where it stays away', async () => {
    await watched()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(5))
    bench.killAgent()
    await bench.time.advance(hours(3))
    await bench.startAgent()
    await bench.time.advance(seconds(50))
    expect(outcome()).toBeUndefined()
    await bench.time.advance(seconds(20))
    expect(outcome()).toBe('cancelled')
  })

  it('is not stopped when its machine slept, and finds the coordinator when it wakes', async () => {
    await watched()
    bench.clock.suspend(hours(8))
    await bench.time.advance(millis(hours(8) + minutes(20)))
    expect(outcome()).toBeUndefined()
  })

  it('has the time counted for which its machine slept, where the coordinator stays away', async () => {
    await watched(hours(2))
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(5))
    bench.clock.suspend(hours(8))
    await bench.time.advance(millis(hours(8) + seconds(30)))
    expect(outcome()).toBeUndefined()
    await bench.time.advance(minutes(2))
    expect(outcome()).toBe('cancelled')
  })

  it.each([
    ['ahead', hours(1000)],
    ['back', millis(-hours(1000))],
  ])('is stopped neither sooner nor later when the wall clock jumps %s', async (_, by) => {
    await watched()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(5))
    bench.clock.jump(by)
    bench.killAgent()
    await bench.startAgent()
    await bench.time.advance(minutes(4))
    expect(outcome()).toBeUndefined()
    await bench.time.advance(minutes(3))
    expect(outcome()).toBe('cancelled')
  })

  it('is asked to stop again where its driver could not', async () => {
    await watched()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(9))
    bench.driver?.failNext('cancel', 'throw')
    await bench.time.advance(minutes(3))
    expect(outcome()).toBe('cancelled')
  })

  it('is stopped for no time that passed before contact came back once', async () => {
    await watched(hours(1))
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(50))
    await back()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(5))
    bench.killAgent()
    await bench.startAgent()
    await bench.time.advance(minutes(45))
    expect(outcome()).toBeUndefined()
    await bench.time.advance(minutes(15))
    expect(outcome()).toBe('cancelled')
  })
})
