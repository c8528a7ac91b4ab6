import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '@muster/runtime'
import { expect, test } from 'vitest'
import { coordinatorSettings, readCoordinatorSettings } from '../config.ts'
import { STANDARD_SCHEDULER } from './settings.ts'

const EXAMPLE = `
scheduler:
  calendars:
    - name: day-shift
      timeZone: Europe/Berlin
      open: [{ days: [mon, tue, wed, thu, fri], from: "08:00", to: "18:00" }]
      closed: [{ from: 2026-12-24T00:00, to: 2026-12-27T00:00, reason: holidays }]
    - { name: night, open: [{ from: "22:00", to: "06:00" }] }
  instruments:
    furnace-1: { calendar: day-shift, fits: true }
  activities:
    crush: { quiet: night }
  maintenance:
    - { instrument: furnace-1, from: 2026-12-01T08:00Z, to: 2026-12-01T12:00Z, reason: new heating elements }
`

function faultsOf(scheduler: unknown): readonly string[] {
  try {
    coordinatorSettings({ scheduler })
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.faults.map(({ field, message }) => `${field}: ${message}`)
  }
}

test('calendars, who keeps to them, and maintenance are read as they are written', () => {
  const { scheduler } = readCoordinatorSettings(EXAMPLE, 'coordinator.yaml')
  expect(scheduler).toMatchObject({
    calendars: [
      {
        timeZone: 'Europe/Berlin',
        closed: [{ from: '2026-12-24T00:00', to: '2026-12-27T00:00', reason: 'holidays' }],
      },
      { timeZone: 'UTC', closed: [] },
    ],
    instruments: { 'furnace-1': { calendar: 'day-shift', fits: true } },
    activities: { crush: { quiet: 'night', fits: false } },
    maintenance: [{ instrument: 'furnace-1', from: '2026-12-01T08:00Z' }],
  })
})

test('nothing configured is nothing closed', () => {
  expect(coordinatorSettings().scheduler).toEqual(STANDARD_SCHEDULER)
  expect(STANDARD_SCHEDULER).toMatchObject({
    calendars: [],
    instruments: {},
    activities: {},
    maintenance: [],
  })
})

test('what is delivered as an example is right once its signs are taken away', async () => {
  const text = await readFile(new URL('../../../deploy/coordinator.yaml', import.meta.url), 'utf8')
  const section = /^scheduler:\n(?: .*\n| *#.*\n)*/m.exec(text)?.[0] ?? ''
  const { scheduler } = readCoordinatorSettings(
    section.replaceAll(/: (\[\]|\{\})(?=\n {2}# {2})/g, ':').replaceAll(/^ {2}# {2}/gm, '    '),
    'deploy/coordinator.yaml',
  )
  expect([scheduler.calendars.length, scheduler.maintenance.length]).toEqual([2, 1])
  expect(Object.keys(scheduler.instruments)).toEqual(['furnace-1'])
})

test('every fault is named at once, with its place', () => {
  const calendar = { name: 'a', timeZone: 'Berlin' }
  const window = { from: '2026-12-01T08:00Z', to: '2026-12-01T12:00Z', reason: 'belts' }
  expect(
    faultsOf({
      calendars: [
        calendar,
        {
          name: 'a',
          open: [{ from: '08:00' }],
          closed: [{ from: '2026-02-30T00:00', to: '2026-01-01T00:00', reason: 'x' }],
        },
      ],
      instruments: { 'furnace-1': { calendar: 'b' }, 'furnace-2': { fits: true } },
      activities: { crush: { quiet: 'c' } },
      maintenance: [{ ...window, instrument: 'f', to: '2026-12-01T08:00Z' }],
    }),
  ).toEqual([
    'scheduler.calendars.0.timeZone: "Berlin" is no time zone, such as Europe/Berlin',
    'scheduler.calendars.1.name: "a" is there twice',
    'scheduler.calendars.1.open.0.to: is needed where the other is given',
    'scheduler.calendars.1.closed.0.from: is no time that there is',
    'scheduler.instruments.furnace-1.calendar: "b" is no calendar: there are a, a',
    'scheduler.instruments.furnace-2.fits: needs a calendar to fit into',
    'scheduler.activities.crush.quiet: "c" is no calendar: there are a, a',
    'scheduler.maintenance.0.to: must be later than `from`',
  ])
})

test('a time of maintenance says its offset, and nothing is taken that is not known', () => {
  const faults = faultsOf({
    maintenance: [{ instrument: 'f', from: '2026-12-01T08:00', to: '2026-12-01T12:00Z', reason: 'x' }],
    holidays: [],
  })
  expect(new Set(faults.map(fault => fault.split(':')[0]))).toEqual(
    new Set(['scheduler.holidays', 'scheduler.maintenance.0.from']),
  )
})

test('preemption is on, can be switched off, and its times are checked', () => {
  expect(STANDARD_SCHEDULER).toMatchObject({
    preemption: 'on',
    checkpointWithin: '2 min',
    displacedOncePer: '10 min',
  })
  const off = 'scheduler:\n  preemption: off\n'
  expect(readCoordinatorSettings(off, 'coordinator.yaml').scheduler.preemption).toBe('off')
  const [wrong, ...others] = faultsOf({ preemption: 'sometimes' })
  expect([wrong, others]).toEqual([expect.stringContaining('scheduler.preemption'), []])
  expect(faultsOf({ checkpointWithin: '0 s' })).toEqual([
    'scheduler.checkpointWithin: must be longer than 0 s',
  ])
})
