import { hours, minutes } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MaintenanceWindow } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import { aScene, anActivity, anAgentWith } from '../../supervisor/testing/view.ts'
import { anInstrument } from '../../testing/store-fixtures.ts'
import { STANDARD_SCHEDULER, type SchedulerSettings } from '../settings.ts'
import { closedFor } from './closed.ts'

const at = (text: string): number => Date.parse(text)
const SHIFT = {
  name: 'day-shift',
  timeZone: 'UTC',
  open: [{ from: '08:00', to: '18:00' }],
  closed: [],
}
const NIGHT = { name: 'night', timeZone: 'UTC', open: [{ from: '22:00', to: '06:00' }], closed: [] }

interface Given {
  readonly settings?: Partial<SchedulerSettings>
  readonly added?: readonly MaintenanceWindow[]
}

/** A printer that prints for three hours, and does something of which nobody knows how long it takes. */
function labOf({ settings = {}, added }: Given): State {
  const activities = [
    anActivity({ name: 'print', expectedDurationMs: hours(3) }),
    anActivity({ name: 'unknown' }),
  ]
  const instrument = anInstrument(0, added ? { maintenance: added } : {})
  const { state } = aScene({ agents: [anAgentWith(activities)], instruments: [instrument] })
  state.schedulerSettings = { ...STANDARD_SCHEDULER, ...settings }
  return state
}

function printer(state: State) {
  const known = state.known.get('printer')
  if (!known) throw new Error('there is no printer')
  return known
}

const closed = (state: State, time: string, activity = 'print') =>
  closedFor(state, activity, '{}', printer(state), at(time))

/** Until when it may not be begun; `never` where there is no such time, undefined where it may now. */
function until(state: State, time: string, activity = 'print'): string | undefined {
  const obstacle = closed(state, time, activity)
  return obstacle && `${obstacle.code} ${obstacle.waitsFor?.id ?? 'never'}`
}

test('where nothing is configured, anything may be begun at any time', () => {
  const state = labOf({})
  expect(closed(state, '2026-06-10T03:00Z')).toBeUndefined()
})

test('names that every object has are no settings of an instrument or activity', () => {
  const state = labOf({ settings: { calendars: [SHIFT] } })
  expect(closed(state, '2026-06-10T03:00Z', 'constructor')).toBeUndefined()
})

describe('by a calendar', () => {
  const keeping = (patch: object) =>
    labOf({
      settings: {
        calendars: [SHIFT, NIGHT],
        instruments: { printer: { fits: false, calendar: 'day-shift', ...patch } },
      },
    })

  test.each<[string, string | undefined]>([
    ['2026-06-10T07:59Z', 'out-of-hours 2026-06-10T08:00:00.000Z'],
    ['2026-06-10T08:00Z', undefined],
    ['2026-06-10T17:59Z', undefined],
    ['2026-06-10T18:00Z', 'out-of-hours 2026-06-11T08:00:00.000Z'],
  ])('at %s a start waits: %s', (time, expected) => expect(until(keeping({}), time)).toBe(expected))

  test.each<[string, string | undefined]>([
    ['2026-06-10T08:00Z', undefined],
    ['2026-06-10T15:00Z', undefined],
    ['2026-06-10T15:01Z', 'out-of-hours 2026-06-11T08:00:00.000Z'],
  ])('at %s what is to fit in waits: %s', (time, expected) =>
    expect(until(keeping({ fits: true }), time)).toBe(expected),
  )

  test('what fits into no opening waits for no time, and says so', () => {
    const state = keeping({ fits: true })
    state.put(
      'agents',
      anAgentWith([anActivity({ name: 'print', expectedDurationMs: hours(11) })], 'printer', 'hall-2'),
    )
    expect(closed(state, '2026-06-10T09:00Z')).toEqual({
      code: 'out-of-hours',
      message:
        'print takes about 11 h at printer, and it closes at 2026-06-10T18:00:00.000Z (day-shift); there is no time for it to come',
    })
  })

  test('a noisy activity is not begun in quiet hours, wherever and whatever else is configured', () => {
    const settings = {
      calendars: [SHIFT, NIGHT],
      activities: { print: { quiet: 'night', fits: true } },
    }
    const alone = labOf({ settings })
    expect(until(alone, '2026-06-10T19:00Z')).toBeUndefined()
    expect(until(alone, '2026-06-10T19:01Z')).toBe('out-of-hours 2026-06-11T06:00:00.000Z')
    expect(closed(alone, '2026-06-10T23:00Z')?.message).toBe(
      'print is not begun at printer in quiet hours (night)',
    )
    expect(until(alone, '2026-06-10T23:00Z', 'unknown')).toBeUndefined()
    const both = labOf({
      settings: { ...settings, instruments: { printer: { calendar: 'day-shift', fits: false } } },
    })
    expect(until(both, '2026-06-10T23:00Z')).toBe('out-of-hours 2026-06-11T08:00:00.000Z')
  })
})

describe('by maintenance', () => {
  const WINDOW = {
    instrument: 'printer',
    from: '2026-12-01T08:00Z',
    to: '2026-12-01T12:00Z',
    reason: 'new heating elements',
  }
  const state = labOf({ settings: { maintenance: [WINDOW] } })

  test.each<[string, string | undefined]>([
    // Three hours are stated: it may take a little longer.
    ['2026-12-01T04:06Z', undefined],
    ['2026-12-01T04:06:01Z', 'maintenance 2026-12-01T12:00:00.000Z'],
    ['2026-12-01T08:00Z', 'maintenance 2026-12-01T12:00:00.000Z'],
    ['2026-12-01T11:59Z', 'maintenance 2026-12-01T12:00:00.000Z'],
    ['2026-12-01T12:00Z', undefined],
  ])('at %s a start waits: %s', (time, expected) => expect(until(state, time)).toBe(expected))

  test('of something unknown about half an hour is kept free', () => {
    expect(until(state, '2026-12-01T07:30Z', 'unknown')).toBeUndefined()
    expect(until(state, '2026-12-01T07:31Z', 'unknown')).toBe('maintenance 2026-12-01T12:00:00.000Z')
  })

  test('says what it is', () => {
    expect(closed(state, '2026-12-01T09:00Z')?.message).toBe(
      'printer is in maintenance until 2026-12-01T12:00:00.000Z: new heating elements',
    )
    expect(closed(state, '2026-12-01T07:00Z')?.message).toBe(
      'printer has maintenance from 2026-12-01T08:00:00.000Z (new heating elements), and print may take 3 h 54 min',
    )
  })

  test('that a person added counts beside it, and one after the other is waited for', () => {
    const added = [
      { id: 'm-1', from: at('2026-12-01T13:00Z'), to: at('2026-12-01T14:00Z'), reason: 'belts', by: 'Ann' },
    ]
    const both = labOf({ settings: { maintenance: [WINDOW] }, added })
    expect(until(both, '2026-12-01T09:00Z')).toBe('maintenance 2026-12-01T14:00:00.000Z')
  })
})

test('what is waited for is the first moment at which nothing is in the way', () => {
  const settings = fc.record({
    calendar: fc.constantFrom('day-shift', 'night'),
    quiet: fc.option(fc.constantFrom('day-shift', 'night'), { nil: undefined }),
    fits: fc.boolean(),
    windows: fc.array(fc.tuple(fc.integer({ min: 0, max: 72 }), fc.integer({ min: 1, max: 30 })), {
      maxLength: 3,
    }),
    start: fc.integer({ min: 0, max: 48 }),
  })
  const zero = at('2026-06-10T00:00Z')
  fc.assert(
    fc.property(settings, ({ calendar, quiet, fits, windows, start }) => {
      const rule = quiet === undefined ? { calendar, fits } : { calendar, quiet, fits }
      const lab = labOf({
        settings: { calendars: [SHIFT, NIGHT], instruments: { printer: rule } },
        added: windows.map(([from, length], index) => ({
          id: `m-${index}`,
          from: zero + hours(from),
          to: zero + hours(from + length),
          reason: 'some',
          by: 'Ann',
        })),
      })
      const ask = (time: number) => closedFor(lab, 'print', '{}', printer(lab), time)
      const now = zero + hours(start)
      const id = ask(now)?.waitsFor?.id
      if (id === undefined) return
      expect(ask(at(id))).toBeUndefined()
      for (let time = now; time < at(id); time += minutes(30)) expect(ask(time)).toBeDefined()
    }),
    { numRuns: 100 },
  )
})
