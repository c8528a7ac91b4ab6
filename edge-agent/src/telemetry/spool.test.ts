import type { TelemetryPoint } from '@muster/protocol'
import { CrashFileSystem } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Spool } from './spool.ts'
import { thinned } from './thinning.ts'

const FOLDER = '/agent/telemetry'
const point = (sequence: number, more: Partial<TelemetryPoint> = {}): TelemetryPoint => ({
  sequence,
  attemptId: 'job-1-run-1',
  atWallMs: sequence * 1_000,
  percent: sequence % 100,
  phase: 'heat',
  values: { temperature: 20.5, pressure: 1.25 },
  units: {},
  ...more,
})
const range = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => point(from + index))

function bench(maxBytes = 1_000_000) {
  const disk = new CrashFileSystem()
  return { disk, open: () => Spool.open(disk, FOLDER, maxBytes) }
}

/** All that is in it, in the order in which it would be sent. */
async function drained(spool: Spool): Promise<(TelemetryPoint & { stream: string })[]> {
  const all: (TelemetryPoint & { stream: string })[] = []
  for (let next = await spool.next(); next; next = await spool.next()) {
    const { stream, points } = next
    all.push(...points.map(one => ({ ...one, stream })))
    await spool.acknowledged(stream, points.at(-1)?.sequence ?? 0)
  }
  return all
}

describe('points on disk', () => {
  it('come in order over several processes, after the power was lost', async () => {
    const { disk, open } = bench()
    const first = await open()
    await first.append('boot-1', range(1, 3))
    await first.append('boot-1', range(4, 2))
    disk.crash()
    const second = await open()
    await second.append('boot-2', range(1, 2))
    expect((await drained(second)).map(({ stream, sequence }) => [stream, sequence])).toEqual([
      ['boot-1', 1],
      ['boot-1', 2],
      ['boot-1', 3],
      ['boot-1', 4],
      ['boot-1', 5],
      ['boot-2', 1],
      ['boot-2', 2],
    ])
    expect([second.isEmpty, await disk.list(FOLDER)]).toEqual([true, []])
  })

  it('of a line that a crash has torn lose that line only', async () => {
    const { disk, open } = bench()
    await (await open()).append('boot-1', range(1, 3))
    const [name = ''] = await disk.list(FOLDER)
    const bytes = (await disk.read(`${FOLDER}/${name}`)) ?? new Uint8Array()
    await disk.write(`${FOLDER}/${name}`, bytes.slice(0, -20))
    const after = await open()
    await after.append('boot-1', [point(4)])
    expect((await drained(after)).map(({ sequence }) => sequence)).toEqual([1, 2, 4])
  })

  it('never take more room than they may', async () => {
    const { open } = bench(300_000)
    const spool = await open()
    for (let batch = 0; batch < 100; batch += 1) {
      await spool.append('boot-1', range(batch * 100 + 1, 100))
      expect(spool.bytes).toBeLessThanOrEqual(300_000)
    }
  })

  it('lose live values first, the oldest first, and no progress before', async () => {
    const { open } = bench(300_000)
    const spool = await open()
    for (let batch = 0; batch < 26; batch += 1) await spool.append('boot-1', range(batch * 100 + 1, 100))
    const left = await drained(spool)
    expect(left.map(({ sequence }) => sequence)).toEqual(range(1, 2_600).map(({ sequence }) => sequence))
    const valued = left.map(({ values }) => Object.keys(values).length > 0)
    expect(valued.indexOf(true)).toBeGreaterThan(0)
    expect(valued.slice(valued.indexOf(true)).every(Boolean)).toBe(true)
  })

  it('have their progress thinned, and not cut off, once no live values are left', async () => {
    const { open } = bench(200_000)
    const spool = await open()
    for (let batch = 0; batch < 60; batch += 1) await spool.append('boot-1', range(batch * 100 + 1, 100))
    const left = (await drained(spool)).map(({ sequence }) => sequence)
    expect(left[0]).toBe(1)
    const gaps = left.map((sequence, index) => sequence - (left[index - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(20)
  })
})

it('thinning keeps each new phase and the last point of each run', () => {
  const phases = ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c']
  const points = phases.map((phase, index) => point(index + 1, { phase }))
  expect(thinned(points).map(({ sequence }) => sequence)).toEqual([1, 3, 4, 5, 7, 8])
})
