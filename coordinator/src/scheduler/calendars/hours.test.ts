import { minutes } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAYS, type Day } from '../../supervisor/calendar.ts'
import { ALWAYS, type Hours, hoursOf, nextOpening, openUntil, outside } from './hours.ts'
import type { CalendarSettings } from './settings.ts'

const at = (text: string): number => Date.parse(text)
const iso = (time: number | undefined): string | undefined =>
  time === undefined || time === Number.POSITIVE_INFINITY
    ? undefined
    : new Date(time).toISOString().slice(0, 16)
const calendar = (patch: Partial<CalendarSettings> = {}): CalendarSettings => ({
  name: 'some',
  timeZone: 'Europe/Berlin',
  open: [],
  closed: [],
  ...patch,
})
const WEEKDAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri']
const dayShift = hoursOf(calendar({ open: [{ days: WEEKDAYS, from: '08:00', to: '18:00' }] }))

/** The next changes after a moment, `+` where it opens. */
function changes(hours: Hours, from: string, count: number): string[] {
  const found: string[] = []
  let time = hours.nextChange(at(from))
  while (time !== undefined && found.length < count) {
    found.push(`${hours.isOpen(time) ? '+' : '-'}${iso(time)}`)
    time = hours.nextChange(time)
  }
  return found
}

describe('a calendar', () => {
  test('opens and closes by the clocks of its time zone, also over a weekend and where these are set otherwise', () => {
    // Friday noon; on Sunday the 29th clocks go forward.
    expect(changes(dayShift, '2026-03-27T11:00:00Z', 4)).toEqual([
      '-2026-03-27T17:00',
      '+2026-03-30T06:00',
      '-2026-03-30T16:00',
      '+2026-03-31T06:00',
    ])
  })

  test.each<[string, string, string, string, string[]]>([
    [
      'over midnight is an hour shorter in the night that loses one',
      '22:00',
      '06:00',
      '2026-03-28T12:00Z',
      ['+2026-03-28T21:00', '-2026-03-29T04:00'],
    ],
    [
      'over midnight is an hour longer in the night that gains one',
      '22:00',
      '06:00',
      '2026-10-24T12:00Z',
      ['+2026-10-24T20:00', '-2026-10-25T05:00'],
    ],
    [
      'in the hour that is left out is not open that day',
      '02:00',
      '03:00',
      '2026-03-28T12:00Z',
      ['+2026-03-30T00:00', '-2026-03-30T01:00'],
    ],
    [
      'that ends in the hour that is left out ends as the clocks are set',
      '00:30',
      '02:30',
      '2026-03-28T12:00Z',
      ['+2026-03-28T23:30', '-2026-03-29T01:00'],
    ],
    [
      'that begins in the hour that is left out begins as the clocks are set',
      '02:30',
      '05:00',
      '2026-03-28T12:00Z',
      ['+2026-03-29T01:00', '-2026-03-29T03:00'],
    ],
    [
      'in the hour that comes twice is open through both',
      '02:00',
      '03:00',
      '2026-10-24T12:00Z',
      ['+2026-10-25T00:00', '-2026-10-25T02:00'],
    ],
    [
      'in half of the hour that comes twice opens twice',
      '02:00',
      '02:30',
      '2026-10-24T12:00Z',
      ['+2026-10-25T00:00', '-2026-10-25T00:30', '+2026-10-25T01:00', '-2026-10-25T01:30'],
    ],
  ])('%s', (_what, from, to, start, expected) => {
    const hours = hoursOf(calendar({ open: [{ from, to }] }))
    expect(changes(hours, start, expected.length)).toEqual(expected)
  })

  test('is always open where nothing is given, and never changes', () => {
    const hours = hoursOf(calendar())
    expect([hours.isOpen(0), hours.nextChange(0), openUntil(hours, 0)]).toEqual([
      true,
      undefined,
      Number.POSITIVE_INFINITY,
    ])
  })

  test('never changes where its windows make whole weeks', () => {
    expect(hoursOf(calendar({ open: [{}] })).nextChange(at('2026-03-28T12:00Z'))).toBeUndefined()
  })

  test('is closed over holidays, in its own time zone, however long they are and whatever they touch', () => {
    const hours = hoursOf(
      calendar({
        open: [{ days: WEEKDAYS, from: '08:00', to: '18:00' }],
        closed: [
          { from: '2026-12-24T12:00', to: '2026-12-28T00:00', reason: 'holidays' },
          { from: '2026-12-27T00:00', to: '2029-01-01T00:00Z', reason: 'rebuilding' },
        ],
      }),
    )
    expect(changes(hours, '2026-12-24T00:00Z', 3)).toEqual([
      '+2026-12-24T07:00',
      '-2026-12-24T11:00',
      '+2029-01-01T07:00',
    ])
  })

  test('that is closed for a while and always open else says so', () => {
    const closed = [{ from: '2026-10-25T02:30', to: '2026-10-25T02:30', reason: 'both hours of it' }]
    // The first half past two to the last one.
    expect(changes(hoursOf(calendar({ closed })), '2026-01-01T00:00Z', 9)).toEqual([
      '-2026-10-25T00:30',
      '+2026-10-25T01:30',
    ])
  })
})

describe('the next opening', () => {
  test.each<[string, string, number, string | undefined]>([
    ['is now, while it is open', '2026-06-10T10:00Z', 0, '2026-06-10T10:00'],
    ['is now, where what is begun fits', '2026-06-10T10:00Z', 360, '2026-06-10T10:00'],
    ['is the next day, where it does not', '2026-06-10T10:00Z', 361, '2026-06-11T06:00'],
    ['is after the weekend', '2026-06-12T16:00Z', 0, '2026-06-15T06:00'],
    ['is as long as the whole opening', '2026-06-10T16:00Z', 600, '2026-06-11T06:00'],
    ['is none, where none is long enough', '2026-06-10T10:00Z', 601, undefined],
  ])('%s', (_what, from, time, expected) => {
    expect(iso(nextOpening(dayShift, at(from), minutes(time)))).toBe(expected)
  })

  test('of what is closed for ever is none', () => {
    expect(nextOpening(outside(ALWAYS), 0)).toBeUndefined()
    expect(openUntil(outside(ALWAYS), 0)).toBeUndefined()
  })
})

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
]
const clock = fc
  .integer({ min: 0, max: 95 })
  .map(n => `${String(n >> 2).padStart(2, '0')}:${String((n & 3) * 15).padStart(2, '0')}`)
const window = fc.record(
  { days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }), from: clock, to: clock },
  { requiredKeys: ['from', 'to'] },
)
/** Within the days around the changes of clocks of 2026. */
const moment = fc
  .tuple(
    fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-06-10'),
    fc.integer({ min: -3 * 1_440, max: 3 * 1_440 }),
  )
  .map(([day, minute]) => Date.parse(`${day}T00:00Z`) + minute * 60_000)
const closedSpan = fc.tuple(moment, fc.integer({ min: 1, max: 4_000 })).map(([from, length]) => ({
  from: `${iso(from)}Z`,
  to: `${iso(from + length * 60_000)}Z`,
  reason: 'closed',
}))
const anyCalendar: fc.Arbitrary<CalendarSettings> = fc.record({
  name: fc.constant('any'),
  timeZone: fc.constantFrom(...ZONES),
  open: fc.array(window, { maxLength: 3 }),
  closed: fc.array(closedSpan, { maxLength: 2 }),
})
/** The same without what is remembered from one question to the next. */
const openAt = (settings: CalendarSettings, time: number): boolean => hoursOf(settings).isOpen(time)

describe('of any calendar', () => {
  test('the next change is one, and between here and there is none', () => {
    fc.assert(
      fc.property(anyCalendar, moment, (settings, from) => {
        const was = openAt(settings, from)
        const next = hoursOf(settings).nextChange(from)
        const end = Math.min(next ?? Number.POSITIVE_INFINITY, from + 4 * 86_400_000)
        const { isOpen } = bare(settings)
        if (next !== undefined) {
          expect(next).toBeGreaterThan(from)
          expect(isOpen(next)).toBe(!was)
          expect(isOpen(next - 1)).toBe(was)
        }
        for (let time = from; time < end; time += 15 * 60_000) expect(isOpen(time)).toBe(was)
      }),
      { numRuns: 150 },
    )
  })

  test('what was asked before changes no answer', () => {
    fc.assert(
      fc.property(anyCalendar, fc.array(moment, { maxLength: 8 }), (settings, times) => {
        const hours = hoursOf(settings)
        for (const time of times) {
          expect(hours.isOpen(time)).toBe(openAt(settings, time))
          expect(hours.nextChange(time)).toBe(hoursOf(settings).nextChange(time))
        }
      }),
      { numRuns: 100 },
    )
  })

  test('what begins at the next opening fits in, and nothing that begins sooner does', () => {
    fc.assert(
      fc.property(anyCalendar, moment, fc.integer({ min: 0, max: 1_000 }), (settings, from, length) => {
        const duration = length * 60_000
        const start = nextOpening(hoursOf(settings), from, duration)
        const { isOpen } = bare(settings)
        const fits = (time: number): boolean => {
          for (let step = time; step < time + duration; step += 15 * 60_000) if (!isOpen(step)) return false
          return isOpen(time)
        }
        if (start === undefined) return
        expect(fits(start)).toBe(true)
        const sooner = Math.max(from, start - 2 * 86_400_000)
        const longer = (time: number) =>
          isOpen(time) && (openUntil(hoursOf(settings), time) ?? 0) - time >= duration
        for (let time = sooner; time < start; time += 45 * 60_000) expect(longer(time)).toBe(false)
      }),
      { numRuns: 40 },
    )
  })
})

/** What is open, minute by minute, from the local time alone: without the search for changes. */
function bare({ timeZone, open, closed }: CalendarSettings): { isOpen(time: number): boolean } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const minuteOf = (text = '00:00') => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  return {
    isOpen(time) {
      if (closed.some(({ from, to }) => at(from) <= time && time < at(to))) return false
      if (open.length === 0) return true
      const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
      const today = DAYS.findIndex(day => day === parts['weekday']?.toLowerCase())
      const minute = Number(parts['hour']) * 60 + Number(parts['minute'])
      const begins = (days: readonly Day[] | undefined, day: number) =>
        days === undefined || days.includes(DAYS[(day + 7) % 7] ?? 'mon')
      return open.some(({ days, from, to }) => {
        const [first, last] = [minuteOf(from), minuteOf(to)]
        if (first < last) return begins(days, today) && first <= minute && minute < last
        return (begins(days, today) && minute >= first) || (begins(days, today - 1) && minute < last)
      })
    },
  }
}
