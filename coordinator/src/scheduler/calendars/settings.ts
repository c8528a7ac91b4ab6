import { ID_PATTERN } from '@muster/protocol'
import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { DAYS, isTimeZone } from '../../supervisor/calendar.ts'
import { instantOf, parseLocal, parseTime } from './times.ts'

/** Calendars, who keeps to them, and maintenance that is known beforehand: parts of the configuration under `scheduler`. */

const strict = { additionalProperties: false } as const
const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })
const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'Such as "18:00".' })
const Name = Type.String({ pattern: '^[A-Za-z0-9._-]{1,63}$' })
const Reason = Type.String({ minLength: 1, maxLength: 1_000 })
const LOCAL_FORM = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$'
/** A time with its offset, as settings and the API take it. */
export const TIME_FORM =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})$'
const Local = Type.String({
  pattern: LOCAL_FORM,
  description: 'Such as 2026-12-24T00:00, in the time zone of the calendar; or with an offset, such as Z.',
})
const Time = Type.String({ pattern: TIME_FORM, description: 'Such as 2026-12-01T08:00Z.' })

const Calendar = Type.Object(
  {
    name: Name,
    timeZone: Type.String({ default: 'UTC', description: 'Such as "Europe/Berlin".' }),
    open: Type.Array(
      Type.Object(
        {
          days: Type.Optional(
            Type.Array(words(DAYS), {
              minItems: 1,
              uniqueItems: true,
              description: 'On which it begins; every day where left out.',
            }),
          ),
          from: Type.Optional(Clock),
          to: Type.Optional(Clock),
        },
        {
          ...strict,
          description: 'Where `to` is not after `from`, it ends the next day; a whole day without both.',
        },
      ),
      { default: [], description: 'Always open where nothing is given.' },
    ),
    closed: Type.Array(Type.Object({ from: Local, to: Local, reason: Reason }, strict), {
      default: [],
      description: 'Closed all the same, such as over holidays.',
    }),
  },
  strict,
)
export type CalendarSettings = Static<typeof Calendar>

const Keeping = Type.Object(
  {
    calendar: Type.Optional(
      Type.String({ description: 'The name of a calendar: nothing is begun while it is not open.' }),
    ),
    fits: Type.Boolean({
      default: false,
      description: 'Begin only what is expected to end before it closes.',
    }),
    quiet: Type.Optional(
      Type.String({ description: 'The name of a calendar: nothing is begun while it is open.' }),
    ),
  },
  strict,
)
export type Keeping = Static<typeof Keeping>

export const CALENDAR_SETTINGS = {
  calendars: Type.Array(Calendar, { default: [], description: 'Hours by name.' }),
  instruments: Type.Record(Type.String({ pattern: ID_PATTERN }), Keeping, {
    default: {},
    description: 'When something may be begun at an instrument, by its id; at any time where left out.',
  }),
  activities: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Keeping, {
    default: {},
    description: 'The same for an activity, wherever it is done: one that is noisy, say.',
  }),
  maintenance: Type.Array(
    Type.Object(
      { instrument: Type.String({ pattern: ID_PATTERN }), from: Time, to: Time, reason: Reason },
      strict,
    ),
    {
      default: [],
      description: 'What is to run into one of these is not begun before it. More can be added by the API.',
    },
  ),
}
const All = Type.Object(CALENDAR_SETTINGS)
export type AllCalendarSettings = Static<typeof All>

/** What one field alone does not show: names that nobody has, times that do not exist. */
export function calendarFaults(settings: AllCalendarSettings): Fault[] {
  const names = settings.calendars.map(({ name }) => name)
  return [
    ...settings.calendars.flatMap((calendar, index) => [
      ...(names.indexOf(calendar.name) === index
        ? []
        : [{ field: `calendars.${index}.name`, message: `"${calendar.name}" is there twice` }]),
      ...faultsOf(calendar, `calendars.${index}`),
    ]),
    ...keepingFaults(settings.instruments, 'instruments', names),
    ...keepingFaults(settings.activities, 'activities', names),
    ...settings.maintenance.flatMap(({ from, to }, index) =>
      spanFaults(parseTime(from), parseTime(to), `maintenance.${index}`),
    ),
  ]
}

function faultsOf({ timeZone, open, closed }: CalendarSettings, field: string): Fault[] {
  if (!isTimeZone(timeZone))
    return [{ field: `${field}.timeZone`, message: `"${timeZone}" is no time zone, such as Europe/Berlin` }]
  const half = open.flatMap(({ from, to }, index) => {
    if ((from === undefined) === (to === undefined)) return []
    const missing = from === undefined ? 'from' : 'to'
    return [{ field: `${field}.open.${index}.${missing}`, message: 'is needed where the other is given' }]
  })
  const spans = closed.flatMap((span, index) =>
    spanFaults(closedFrom(span, timeZone), closedTo(span, timeZone), `${field}.closed.${index}`),
  )
  return [...half, ...spans]
}

type Span = CalendarSettings['closed'][number]

/** An hour that comes twice is closed both times. */
export const closedFrom = ({ from }: Span, timeZone: string): number | undefined =>
  parseTime(from) ?? instantOf(parseLocal(from), timeZone, 'first')
export const closedTo = ({ to }: Span, timeZone: string): number | undefined =>
  parseTime(to) ?? instantOf(parseLocal(to), timeZone, 'last')

function spanFaults(from: number | undefined, to: number | undefined, field: string): Fault[] {
  const faults: Fault[] = []
  const isNone = 'is no time that there is'
  if (from === undefined) faults.push({ field: `${field}.from`, message: isNone })
  if (to === undefined) faults.push({ field: `${field}.to`, message: isNone })
  if (from !== undefined && to !== undefined && to <= from)
    faults.push({ field: `${field}.to`, message: 'must be later than `from`' })
  return faults
}

function keepingFaults(
  all: Readonly<Record<string, Keeping>>,
  section: string,
  names: readonly string[],
): Fault[] {
  const known = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`
  return Object.entries(all).flatMap(([id, { calendar, quiet, fits }]) => {
    const field = `${section}.${id}`
    const faults = Object.entries({ calendar, quiet }).flatMap(([key, name]) =>
      name === undefined || names.includes(name)
        ? []
        : [{ field: `${field}.${key}`, message: `"${name}" is no calendar: ${known}` }],
    )
    if (fits && calendar === undefined && quiet === undefined)
      faults.push({ field: `${field}.fits`, message: 'needs a calendar to fit into' })
    return faults
  })
}
