import type { TelemetryPoint } from '@muster/protocol'
import { hours, minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { Bench } from '../activities/testing/bench.ts'
import { FAKE_ACTIVITY } from '../testing/index.ts'

const FOLDER = '/agent/telemetry'

let bench: Bench
beforeEach(async () => {
  // A step of a minute each.
  bench = new Bench({ ...FAKE_ACTIVITY, expectedDurationMs: minutes(10) })
  await bench.setUp()
})

/** What a coordinator keeps of what came: of each stream, what is above all before. */
function kept(): (TelemetryPoint & { readonly stream: string })[] {
  const highest = new Map<string, number>()
  return bench.coordinator.all('telemetry').flatMap(({ stream, points }) =>
    points.flatMap(point => {
      if (point.sequence <= (highest.get(stream) ?? 0)) return []
      highest.set(stream, point.sequence)
      return { ...point, stream }
    }),
  )
}
/** How often each point came. */
const sent = () => bench.coordinator.all('telemetry').flatMap(({ points }) => points).length
const percents = () => kept().map(({ percent }) => percent)
/** Minutes between the points, as they were measured. */
const pace = () => {
  const times = kept().map(({ atWallMs }) => atWallMs)
  return times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / minutes(1)))
}
const onDisk = () => bench.disk.list(FOLDER)

describe('what is measured of a run', () => {
  it('in contact comes within a turn of the work loop, each point once, and nothing is written down', async () => {
    await bench.running()
    await bench.time.advance(minutes(5.5))
    expect(percents()).toEqual([0, 10, 20, 30, 40, 50])
    expect([sent(), await onDisk()]).toEqual([6, []])
  })

  it('while the broker is away comes when it is back: once, in order, with the times it was measured at', async () => {
    await bench.running()
    await bench.time.advance(minutes(1.5))
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(7))
    expect(await onDisk()).toHaveLength(1)
    bench.network.heal()
    await bench.time.advance(minutes(2))
    expect(percents()).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    expect(pace()).toEqual(Array(9).fill(1))
    expect(await onDisk()).toEqual([])
  })

  it('comes over restarts of the agent too, before what is measured later', async () => {
    await bench.running()
    bench.network.partition('bench-pc')
    await bench.time.advance(minutes(3.7))
    bench.killAgent()
    await bench.startAgent()
    await bench.time.advance(minutes(2))
    bench.killAgent()
    bench.network.heal()
    await bench.startAgent()
    await bench.time.advance(minutes(1))
    const all = percents()
    expect(all).toEqual([...all].sort((a = 0, b = 0) => a - b))
    expect(new Set(all)).toEqual(new Set([0, 10, 20, 30, 40, 50, 60]))
    expect(new Set(kept().map(({ stream }) => stream)).size).toBe(3)
  })

  it('is sent again where no answer comes, and waits in bounds for a coordinator that keeps none of it', async () => {
    bench.coordinator.keepsTelemetry = false
    await bench.running()
    await bench.time.advance(hours(1))
    expect(bench.reported.at(-1)).toBe('succeeded')
    expect(sent()).toBeGreaterThan(100)
    bench.coordinator.keepsTelemetry = true
    await bench.time.advance(seconds(30))
    expect(percents()).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    const before = sent()
    await bench.time.advance(minutes(5))
    expect(sent()).toBe(before)
  })

  it('is held in memory where the disk can not be written, and keeps no run from going on', async () => {
    await bench.running()
    bench.network.partition('bench-pc')
    bench.faults.fail('ENOSPC')
    await bench.time.advance(minutes(5))
    bench.faults.mend()
    bench.network.heal()
    await bench.time.advance(minutes(10))
    expect(percents()).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    expect(bench.reported.at(-1)).toBe('succeeded')
  })
})
