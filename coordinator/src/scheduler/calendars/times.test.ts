import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf, offsetAt, parseLocal, parseTime } from './times.ts'

const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

test.each<[string, string | undefined]>([
  ['2026-12-01T08:00Z', '2026-12-01T08:00:00.000Z'],
  ['2026-12-01T08:00:30.5+05:30', '2026-12-01T02:30:30.500Z'],
  ['2026-12-01T08:00-03:00', '2026-12-01T11:00:00.000Z'],
  ['2026-12-01T08:00', undefined],
  ['2026-02-30T08:00Z', undefined],
  ['2026-12-01T24:00Z', undefined],
  ['2026-12-01T08:60Z', undefined],
  ['2026-12-01T08:00+15:00', undefined],
  ['2026-12-01', undefined],
  ['tomorrow', undefined],
])('%s with its offset is %s', (text, expected) => expect(iso(parseTime(text))).toBe(expected))

test.each<[string, string, string, string]>([
  ['2026-06-10T12:00', 'Europe/Berlin', '2026-06-10T10:00:00.000Z', '2026-06-10T10:00:00.000Z'],
  ['2026-01-01T00:00', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z', '2025-12-31T18:30:00.000Z'],
  ['2026-12-31T23:30', 'America/New_York', '2027-01-01T04:30:00.000Z', '2027-01-01T04:30:00.000Z'],
  // Left out: clocks go from 02:00 to 03:00.
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
  // Twice: clocks go from 03:00 back to 02:00.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
])('clocks show %s in %s first at %s and last at %s', (text, timeZone, first, last) => {
  expect(iso(instantOf(parseLocal(text), timeZone, 'first'))).toBe(first)
  expect(iso(instantOf(parseLocal(text), timeZone, 'last'))).toBe(last)
})

test('what clocks show at a moment leads back to it, but for an hour that comes twice', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland', 'Australia/Lord_Howe']
  const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), minute, (timeZone, minutes) => {
      const at = minutes * 60_000
      const wall = at + offsetAt(at, timeZone) * 60_000
      expect([instantOf(wall, timeZone, 'first'), instantOf(wall, timeZone, 'last')]).toContain(at)
    }),
    { numRuns: 500 },
  )
})
