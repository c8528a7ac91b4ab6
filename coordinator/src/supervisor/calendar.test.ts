import { minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { type ClockWindow, DAYS, type Day, isTimeZone, localTime, minutesLeft } from './calendar.ts'

const at = (time: string): number => {
  const [hour, minute] = time.split(':')
  return Number(hour) * 60 + Number(minute)
}
const window = (from: string, to: string, days?: readonly Day[]): ClockWindow => ({
  days,
  from: at(from),
  to: at(to),
})
const left = (open: ClockWindow, day: Day, time: string) => minutesLeft(open, { day, minute: at(time) })

describe('a window within a day', () => {
  test.each([
    ['00:00', undefined],
    ['07:59', undefined],
    ['08:00', 600],
    ['08:01', 599],
    ['17:59', 1],
    ['18:00', undefined],
    ['23:59', undefined],
  ])('from 08:00 to 18:00 has at %s this many minutes left: %s', (time, expected) => {
    for (const day of DAYS) expect(left(window('08:00', '18:00'), day, time)).toBe(expected)
  })

  test('is open on its days alone', () => {
    const open = window('08:00', '18:00', ['mon', 'fri'])
    expect(DAYS.filter(day => left(open, day, '12:00') !== undefined)).toEqual(['mon', 'fri'])
  })
})

describe('a window over midnight', () => {
  test.each([
    ['21:59', undefined],
    ['22:00', 480],
    ['23:59', 361],
    ['00:00', 360],
    ['05:59', 1],
    ['06:00', undefined],
  ])('from 22:00 to 06:00 has at %s this many minutes left: %s', (time, expected) => {
    for (const day of DAYS) expect(left(window('22:00', '06:00'), day, time)).toBe(expected)
  })

  test.each<[Day, string, number | undefined]>([
    ['fri', '03:00', undefined],
    ['fri', '22:00', 480],
    ['sat', '03:00', 180],
    ['sat', '22:00', undefined],
    ['sun', '03:00', undefined],
  ])(
    'of a Friday, on %s at %s, has %s minutes left: it belongs to the day on which it begins',
    (day, time, expected) => {
      expect(left(window('22:00', '06:00', ['fri']), day, time)).toBe(expected)
    },
  )

  test('of a Sunday goes on into Monday', () => {
    expect(left(window('22:00', '06:00', ['sun']), 'mon', '05:00')).toBe(60)
  })
})

describe('a window that ends when it begins', () => {
  test('is a whole day', () => {
    expect(left(window('08:00', '08:00'), 'wed', '08:00')).toBe(1_440)
    expect(left(window('08:00', '08:00'), 'wed', '07:59')).toBe(1)
  })

  test('is on its days alone, up to the same hour of the next', () => {
    const open = window('08:00', '08:00', ['sat'])
    expect(left(open, 'sat', '07:59')).toBeUndefined()
    expect(left(open, 'sat', '08:00')).toBe(1_440)
    expect(left(open, 'sun', '07:59')).toBe(1)
    expect(left(open, 'sun', '08:00')).toBeUndefined()
  })
})

describe('the local time', () => {
  test.each<[string, string, Day, string]>([
    ['2026-01-05T00:00:59.999Z', 'UTC', 'mon', '00:00'],
    ['2026-01-04T23:59:59.999Z', 'UTC', 'sun', '23:59'],
    ['2026-01-04T23:30:00Z', 'Europe/Berlin', 'mon', '00:30'],
    ['2026-01-05T02:00:00Z', 'America/New_York', 'sun', '21:00'],
    ['2026-01-05T18:31:00Z', 'Asia/Kolkata', 'tue', '00:01'],
    // The clock goes from 02:00 to 03:00.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', 'sun', '01:59'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 'sun', '03:00'],
    // The clock goes from 03:00 back to 02:00.
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', 'sun', '02:30'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', 'sun', '02:30'],
    ['2026-10-25T02:00:00Z', 'Europe/Berlin', 'sun', '03:00'],
  ])('of %s in %s is %s %s', (instant, timeZone, day, time) => {
    expect(localTime(Date.parse(instant), timeZone)).toEqual({ day, minute: at(time) })
  })

  test('names each day of a week once, in order', () => {
    const monday = Date.UTC(2026, 0, 5, 12)
    const names = DAYS.map((_, index) => localTime(monday + minutes(index * 1_440), 'UTC').day)
    expect(names).toEqual(DAYS)
  })

  /** How many minutes of the 48 h from `start` the window is open in Berlin. */
  function openMinutes(open: ClockWindow, start: string): number {
    const begin = Date.parse(start)
    const all = Array.from({ length: 2 * 1_440 }, (_, index) => begin + minutes(index))
    return all.filter(time => minutesLeft(open, localTime(time, 'Europe/Berlin')) !== undefined).length
  }

  test.each([
    ['of a usual night is as long as it says', '22:00', '06:00', '2026-06-10T10:00:00Z', 960],
    ['is an hour shorter in the night that loses one', '22:00', '06:00', '2026-03-28T10:00:00Z', 900],
    ['is an hour longer in the night that gains one', '22:00', '06:00', '2026-10-24T10:00:00Z', 1_020],
    ['in the hour that is left out is not open that day', '02:00', '03:00', '2026-03-28T10:00:00Z', 60],
    ['in the hour that comes twice is open twice', '02:00', '03:00', '2026-10-24T10:00:00Z', 180],
  ])('a window %s', (_what, from, to, start, expected) => {
    expect(openMinutes(window(from, to), start)).toBe(expected)
  })
})

test('a time zone is one that the machine knows', () => {
  expect(['UTC', 'Europe/Berlin', 'Asia/Kolkata'].map(isTimeZone)).toEqual([true, true, true])
  expect(['', 'Berlin', 'Europe/Nowhere'].map(isTimeZone)).toEqual([false, false, false])
})
