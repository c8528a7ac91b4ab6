import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { cronFault, lastTime, nextTimes } from './cron.ts'
import { dueAt, nextDue, timesToCome } from './due.ts'

const at = (text: string): number => Date.parse(text)
const iso = (times: readonly number[]): string[] => times.map(time => new Date(time).toISOString())
const after = (cron: string, timeZone: string, from: string, count: number) =>
  iso(nextTimes({ cron, timeZone }, at(from), count))

const NIGHTLY = {
  cron: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  missed: 'skip',
  grace: 60_000,
  overlap: 'allow',
} as const
const MINUTE = 60_000

describe('cron expressions', () => {
  it.each([
    ['0 9 * jan mon-fri', 'UTC', undefined],
    ['*/15 8-17 * * 1-5', 'Europe/Berlin', undefined],
    ['0 9 * *', 'UTC', 'cron'],
    ['0 0 9 * * *', 'UTC', 'cron'],
    ['@daily', 'UTC', 'cron'],
    ['61 * * * *', 'UTC', 'cron'],
    ['0 9 * foo *', 'UTC', 'cron'],
    ['0 9 * * *', 'Europe/Nowhere', 'timeZone'],
    ['0 9 * * *', '+02:00', 'timeZone'],
  ])('%s in %s: fault %s', (cron, timeZone, field) => {
    expect(cronFault({ cron, timeZone })?.field).toBe(field)
  })

  it('name days and months, and a day of the month or of the week where both are given', () => {
    expect(after('0 9 * jan mon-fri', 'UTC', '2026-12-30T00:00Z', 2)).toEqual([
      '2027-01-01T09:00:00.000Z',
      '2027-01-04T09:00:00.000Z',
    ])
    expect(after('0 0 1 * mon', 'UTC', '2026-10-24T12:00Z', 3)).toEqual([
      '2026-10-26T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
      '2026-11-02T00:00:00.000Z',
    ])
  })

  it('have no time where no year has such a day', () => {
    expect(nextTimes({ cron: '0 0 30 2 *', timeZone: 'UTC' }, 0, 1)).toEqual([])
  })

  it('look back to where they look forward from, also within a minute', () => {
    const times = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' }
    const time = at('2026-11-20T01:30:00Z')
    expect(lastTime(times, time)).toBe(time)
    expect(lastTime(times, time + 999)).toBe(time)
    expect(lastTime(times, time - 1)).toBe(at('2026-11-19T01:30:00Z'))
    expect(nextTimes(times, time - 1, 1)).toEqual([time])
    expect(nextTimes(times, time, 1)).toEqual([at('2026-11-21T01:30:00Z')])
  })
})

describe('the hour that does not exist', () => {
  it('is done as soon as clocks go on: Berlin 02:30, as it becomes 03:00', () => {
    expect(after('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  it('is half an hour on Lord Howe Island', () => {
    expect(after('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', 2)).toEqual([
      '2026-10-03T15:30:00.000Z',
      '2026-10-04T15:15:00.000Z',
    ])
  })

  it('has no times of what comes every so often', () => {
    expect(after('30 * * * *', 'Europe/Berlin', '2026-03-28T23:40Z', 3)).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T02:30:00.000Z',
    ])
  })
})

describe('the hour that comes twice', () => {
  it('is done once, the first time: Berlin 02:30, New York 01:30', () => {
    expect(after('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
    expect(after('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ])
  })

  it('has both times of what comes every so often', () => {
    expect(after('30 * * * *', 'Europe/Berlin', '2026-10-24T23:40Z', 3)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ])
  })

  it('is looked back at in the same way', () => {
    const times = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' }
    expect(lastTime(times, at('2026-10-25T01:45Z'))).toBe(at('2026-10-25T00:30Z'))
  })
})

describe('what is due', () => {
  const passedTo = at('2026-11-19T01:30Z')
  const nominal = at('2026-11-20T01:30Z')

  it('is nothing before its time, and the time itself at it', () => {
    expect(dueAt({ ...NIGHTLY, passedTo }, nominal - 1)).toBeUndefined()
    expect(dueAt({ ...NIGHTLY, passedTo }, nominal)).toEqual({
      time: nominal,
      isBegun: true,
      missed: 0,
      first: nominal,
    })
    expect(nextDue({ ...NIGHTLY, passedTo })).toBe(nominal)
  })

  it('is late by no more than its grace; then it is missed', () => {
    expect(dueAt({ ...NIGHTLY, passedTo }, nominal + MINUTE)?.isBegun).toBe(true)
    expect(dueAt({ ...NIGHTLY, passedTo }, nominal + MINUTE + 1)).toMatchObject({ isBegun: false, missed: 1 })
  })

  it('is one job for all that was missed, or none', () => {
    const now = nominal + 3 * 86_400_000 + 3_600_000
    const time = at('2026-11-23T01:30Z')
    expect(dueAt({ ...NIGHTLY, passedTo, missed: 'run-once' }, now)).toEqual({
      time,
      isBegun: true,
      missed: 3,
      first: nominal,
    })
    expect(dueAt({ ...NIGHTLY, passedTo }, now)).toEqual({ time, isBegun: false, missed: 4, first: nominal })
  })

  it('ends with `until`, and what was before it is dealt with still', () => {
    const until = nominal + 1
    const limited = { ...NIGHTLY, passedTo, until, missed: 'run-once' } as const
    expect(dueAt(limited, nominal + 5 * 86_400_000)?.time).toBe(nominal)
    expect(nextDue({ ...limited, passedTo: nominal })).toBeUndefined()
    expect(timesToCome(limited, passedTo, 5)).toEqual([nominal])
  })

  it('is never the same time twice, however the clock is set, and never begun late', () => {
    const step = fc.integer({ min: -6 * 3_600_000, max: 8 * 3_600_000 })
    const crons = fc.constantFrom('30 2 * * *', '*/7 * * * *', '30 * * * *', '15,45 1-3 * * *')
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC')
    const starts = fc.constantFrom('2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-11-01T00:00Z')
    fc.assert(
      fc.property(crons, zones, starts, fc.array(step, { maxLength: 12 }), (cron, timeZone, from, steps) => {
        let clock = at(from)
        let schedule = { ...NIGHTLY, cron, timeZone, passedTo: clock }
        const begun: number[] = []
        for (const by of steps) {
          clock += by
          const due = dueAt(schedule, clock)
          if (!due) continue
          expect(due.time).toBeGreaterThan(schedule.passedTo)
          expect(due.missed + (due.isBegun ? 1 : 0)).toBe(
            nextTimes(schedule, schedule.passedTo, 100).filter(time => time <= due.time).length,
          )
          if (due.isBegun) {
            expect(clock - due.time).toBeLessThanOrEqual(NIGHTLY.grace)
            begun.push(due.time)
          }
          schedule = { ...schedule, passedTo: due.time }
        }
        expect(new Set(begun).size).toBe(begun.length)
      }),
      { numRuns: 60 },
    )
  })
})
