import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TelemetryPoint } from '@muster/protocol'
import { afterEach, expect, test } from 'vitest'
import { openTelemetryStore, seriesOf } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-telemetry-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const point = (sequence: number, more: Partial<TelemetryPoint> = {}): TelemetryPoint => ({
  sequence,
  attemptId: 'run-1',
  atWallMs: 1_000 * sequence,
  percent: sequence,
  values: { temperature: 20 + sequence },
  units: { temperature: '°C' },
  ...more,
})
const memory = (maxPoints = 1_000) => openTelemetryStore({ path: ':memory:', maxPoints })
const times = (store: ReturnType<typeof memory>, attempt = 'run-1', limit = 100) =>
  store.pointsOf(attempt, limit).map(({ atWallMs }) => atWallMs / 1_000)

test('points that come again, or late, are kept once and in order', () => {
  const store = memory()
  expect(store.take('pc', 'boot-1', [point(1), point(2)])).toBe(2)
  expect(store.take('pc', 'boot-1', [point(1), point(2), point(5)])).toBe(5)
  expect(store.take('pc', 'boot-1', [point(3)])).toBe(5)
  expect(store.take('pc', 'boot-2', [point(1, { atWallMs: 9_000 })])).toBe(1)
  expect(times(store)).toEqual([1, 2, 5, 9])
})

test('what the agents of others number is counted apart', () => {
  const store = memory()
  store.take('pc', 'boot-1', [point(5)])
  expect(store.take('other-pc', 'boot-1', [point(1, { attemptId: 'run-2' })])).toBe(1)
  expect(times(store, 'run-2')).toEqual([1])
})

test('what was kept is there after the process has ended, and still kept only once', () => {
  const open = () =>
    openTelemetryStore({ path: join(folder, '..', `telemetry-${process.pid}.db`), maxPoints: 10 })
  const store = open()
  store.take('pc', 'boot-1', [point(1), point(2)])
  store.close()
  const after = open()
  after.take('pc', 'boot-1', [point(2), point(3)])
  expect(times(after)).toEqual([1, 2, 3])
  after.close()
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(folder, '..', `telemetry-${process.pid}.db${end}`), { force: true })
})

test('the oldest go where there are too many, and the newest are answered where fewer are asked for', () => {
  const store = memory(10)
  store.take(
    'pc',
    'boot-1',
    Array.from({ length: 25 }, (_, index) => point(index + 1)),
  )
  expect(times(store)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
  expect(times(store, 'run-1', 3)).toEqual([23, 24, 25])
})

test('a series has its unit, the phase its changes, and a long one is thinned evenly', () => {
  const points = Array.from({ length: 101 }, (_, at) => ({
    atWallMs: at,
    percent: at,
    phase: at < 40 ? 'heat' : 'hold',
    values: at % 2 === 0 ? { temperature: at } : {},
    units: at === 0 ? { temperature: '°C' } : {},
  }))
  expect(seriesOf(points, 5)).toEqual([
    { name: 'percent', unit: '%', points: [0, 25, 50, 75, 100].map(at => ({ at, value: at })) },
    {
      name: 'phase',
      points: [
        { at: 0, value: 'heat' },
        { at: 40, value: 'hold' },
      ],
    },
    {
      name: 'values.temperature',
      unit: '°C',
      points: [0, 26, 50, 76, 100].map(at => ({ at, value: at })),
    },
  ])
})
