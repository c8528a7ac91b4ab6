import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { placeholdersOf } from './command.ts'
import { SCPI_ENCODINGS, type ScpiEncoding } from './encoding.ts'

const strict = { additionalProperties: false }
const pattern = (description: string) => Type.String({ minLength: 1, description })
const command = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })

const bits = (description: string) =>
  Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 14 }), { minItems: 1, description }))

const Register = Type.Object(
  {
    query: command('Asks for a status register: *STB?, *ESR?, STATus:OPERation:CONDition? and the like.'),
    running: bits('Bits, from 0, that mean that the run goes on.'),
    paused: bits('… that it is held.'),
    done: bits('… that it has ended well.'),
    failed: bits('… that it has failed.'),
    cancelled: bits('… that it was stopped by us.'),
    stoppedLocally: bits('… that it was stopped by a person at the instrument.'),
  },
  strict,
)

const Wait = Type.Object(
  {
    query: Type.String({ default: '*OPC?', description: 'Answered only when the instrument is done.' }),
    done: Type.String({ default: '^[+]?1$', description: 'The answer.' }),
    limit: durationSetting('How long one answer is awaited; then it is asked again.', '24 h'),
  },
  strict,
)

const Status = Type.Object(
  {
    query: Type.Optional(
      command('Asks how the run stands. May hold {attemptId} where the instrument keeps ids.'),
    ),
    busy: Type.Optional(pattern('The run goes on.')),
    paused: Type.Optional(pattern('The run is held.')),
    done: Type.Optional(pattern('The run has ended well.')),
    failed: Type.Optional(pattern('The run has failed.')),
    cancelled: Type.Optional(pattern('The run was stopped by us.')),
    stoppedLocally: Type.Optional(pattern('The run was stopped by a person at the instrument.')),
    unknown: Type.Optional(pattern('The instrument knows of no run.')),
    percent: Type.Optional(pattern('One group: the percentage.')),
    registers: Type.Optional(
      Type.Array(Register, {
        minItems: 1,
        description: 'In place of query: status registers, read in order.',
      }),
    ),
    otherwise: Type.Unsafe<'done' | 'unknown'>({
      type: 'string',
      enum: ['done', 'unknown'],
      default: 'unknown',
      description: 'Of registers: what it means when none of their bits is set.',
    }),
    wait: Type.Optional(Wait),
  },
  strict,
)

const Phase = Type.Object(
  {
    query: command('Asks for the phase.'),
    pattern: Type.String({ default: '^(.+)$', description: 'One group: the phase.' }),
  },
  strict,
)

const Reading = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Name of the value in the result or the progress.' }),
    query: command('Asks for it.'),
    pattern: Type.String({ default: '^(.+)$', description: 'One group: the value.' }),
    unit: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'The unit it must be in; added where the instrument says none.',
      }),
    ),
    minimum: Type.Optional(Type.Number({ description: 'A smaller value is not believed.' })),
    maximum: Type.Optional(Type.Number({ description: 'A larger value is not believed.' })),
    as: Type.Unsafe<'quantity' | 'text'>({
      type: 'string',
      enum: ['quantity', 'text'],
      default: 'quantity',
      description: 'quantity: a number with its unit, if there is one; text: as it is.',
    }),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    start: Type.Object(
      {
        prepare: Type.Array(command('A command with {parameter}.'), {
          default: [],
          description:
            'Sent before it, in order, without answers; then the error queue must be empty, or nothing is started.',
        }),
        command: command('The command that starts.'),
        arguments: Type.Array(Type.String({ minLength: 1 }), {
          default: [],
          description: 'Joined by commas; one that names a parameter that was not given is left out.',
        }),
        accepted: Type.Optional(
          pattern('The answer that means started. Left out: there is no answer, the error queue tells.'),
        ),
      },
      strict,
    ),
    status: Status,
    phase: Type.Optional(Phase),
    values: Type.Array(Reading, { default: [], description: 'Live values during the run.' }),
    result: Type.Array(Reading, { default: [], description: 'Read once when the run is done.' }),
    cancel: Type.Optional(
      Type.Object(
        {
          command: command('Stops the run.'),
          accepted: Type.Optional(pattern('The answer that means done.')),
        },
        strict,
      ),
    ),
  },
  strict,
)
export type ScpiActivity = Static<typeof Activity>

export const ScpiSettings = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      description: 'Host name or address of the instrument.',
      example: '192.168.10.21',
    }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 5025, description: 'TCP port.' }),
    terminator: Type.Unsafe<'lf' | 'crlf' | 'cr'>({
      type: 'string',
      enum: ['lf', 'crlf', 'cr'],
      default: 'lf',
      description: 'What ends a command. Answers may end with any of them.',
    }),
    encoding: Type.Unsafe<ScpiEncoding>({
      type: 'string',
      enum: [...SCPI_ENCODINGS],
      default: 'latin1',
      description: 'How answers are written. Lines that are no such text are passed over.',
    }),
    connectLimit: durationSetting('How long a connection may take.', '5 s'),
    responseLimit: durationSetting('How long an answer may take; after it the connection is dropped.', '2 s'),
    pollEvery: durationSetting('How often a run is looked at.', '500 ms'),
    checkEvery: durationSetting('How often a quiet instrument is asked whether it is there.', '5 s'),
    identity: Type.String({
      default: '*IDN?',
      description: 'Asks for maker, model, serial number, version.',
    }),
    boot: Type.Optional(command('Asks for something that differs after each boot.')),
    failure: Type.String({
      default: '^ERR\\b',
      description: 'An answer that means that a command was not done.',
    }),
    errorQueue: Type.Object(
      {
        query: Type.String({ default: 'SYST:ERR?', description: 'Takes the oldest error from the queue.' }),
        none: Type.String({ default: '^[+-]?0\\b', description: 'The answer when the queue is empty.' }),
      },
      { ...strict, default: {} },
    ),
    busy: Type.Object(
      {
        query: command('Asks whether the instrument does something.'),
        pattern: Type.Optional(pattern('It does.')),
        idle: Type.Optional(pattern('It does nothing. Left out: any other answer.')),
        bits: bits('In place of pattern, of a status register: it does.'),
      },
      strict,
    ),
    find: Type.Optional(
      Type.Object(
        {
          query: command(
            'Asks for the run with {attemptId}. Naming it declares that the instrument keeps ids.',
          ),
          known: pattern('There is such a run.'),
          unknown: pattern('There is none and there was none since the boot.'),
        },
        strict,
      ),
    ),
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type ScpiSettings = Static<typeof ScpiSettings>

/** What the schema can't say: patterns that are none, placeholders that nothing fills. */
export function checkScpiSettings(settings: ScpiSettings): Fault[] {
  const faults = [...patternFaults(settings, ''), ...checkActivities(settings.activities)]
  if (settings.find && settings.activities.length > 1) {
    faults.push({
      field: 'find',
      message: 'can be used with one activity only: an id does not tell which it was',
    })
  }
  if (settings.find && !placeholdersOf(settings.find.query).includes('attemptId')) {
    faults.push({ field: 'find.query', message: 'must hold {attemptId}' })
  }
  if ((settings.busy.pattern === undefined) === (settings.busy.bits === undefined))
    faults.push({ field: 'busy', message: 'must name either pattern or bits' })
  for (const [index, activity] of settings.activities.entries()) {
    faults.push(...statusFaults(activity.status, `activities.${index}.status`, settings.boot !== undefined))
    faults.push(...placeholderFaults(activity, `activities.${index}.start`, settings.find !== undefined))
  }
  return faults
}

function statusFaults(status: Static<typeof Status>, field: string, knowsBoots: boolean): Fault[] {
  const faults: Fault[] = []
  const { query, registers, wait, otherwise } = status
  if (query !== undefined && (registers || wait))
    faults.push({ field, message: 'must name either query, or registers and wait' })
  if (query === undefined && !registers && !wait)
    faults.push({ field, message: 'must name query, registers or wait' })
  for (const name of ['busy', 'done'] as const) {
    if (query !== undefined && status[name] === undefined)
      faults.push({ field: `${field}.${name}`, message: 'is missing' })
  }
  const meansDone = registers?.some(register => register.done) || wait || otherwise === 'done'
  if (query === undefined && !meansDone)
    faults.push({ field, message: 'has no end: name bits that mean done, wait, or otherwise: done' })
  // An instrument that was switched off and on is as done as one that has done its work.
  if ((wait || (registers && otherwise === 'done')) && !knowsBoots)
    faults.push({ field, message: 'needs boot: after a power cut an instrument says that it is done, too' })
  return faults
}

function placeholderFaults(activity: ScpiActivity, field: string, keepsIds: boolean): Fault[] {
  const known = new Set([...parameterNames(activity), 'attemptId'])
  const { prepare, command: head, arguments: tail } = activity.start
  const started = [head, ...tail].flatMap(placeholdersOf)
  const used = [...prepare.flatMap(placeholdersOf), ...started]
  const faults = used
    .filter(name => !known.has(name))
    .map(name => ({ field, message: `names {${name}}, which is no parameter of the activity` }))
  if (keepsIds && !started.includes('attemptId')) {
    faults.push({ field, message: 'must hand over {attemptId} for find to have something to find' })
  }
  return faults
}

const PATTERN_FIELDS = new Set([
  ...['busy', 'paused', 'done', 'failed', 'cancelled', 'stoppedLocally', 'unknown', 'known'],
  ...['percent', 'idle'],
  ...['pattern', 'accepted', 'failure', 'none'],
])

function patternFaults(value: object, at: string): Fault[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]): Fault[] => {
    const field = at === '' ? key : `${at}.${key}`
    if (key === 'parameters') return []
    if (typeof part === 'object' && part !== null) return patternFaults(part, field)
    if (typeof part !== 'string' || !PATTERN_FIELDS.has(key) || isPattern(part)) return []
    return [{ field, message: 'is not a regular expression' }]
  })
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
