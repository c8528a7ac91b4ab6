import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { placeholdersOf } from './command.ts'

const strict = { additionalProperties: false }
const pattern = (description: string) => Type.String({ minLength: 1, description })
const command = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })

const Status = Type.Object(
  {
    query: command('Asks how the run stands. May hold {attemptId} where the instrument keeps ids.'),
    busy: pattern('The run goes on.'),
    done: pattern('The run has ended well.'),
    failed: Type.Optional(pattern('The run has failed.')),
    cancelled: Type.Optional(pattern('The run was stopped by us.')),
    stoppedLocally: Type.Optional(pattern('The run was stopped by a person at the instrument.')),
    unknown: Type.Optional(pattern('The instrument knows of no run.')),
    percent: Type.Optional(pattern('One group: the percentage.')),
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
      { query: command('Asks whether the instrument does something.'), pattern: pattern('It does.') },
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
  for (const [index, activity] of settings.activities.entries()) {
    faults.push(...placeholderFaults(activity, `activities.${index}.start`, settings.find !== undefined))
  }
  return faults
}

function placeholderFaults(activity: ScpiActivity, field: string, keepsIds: boolean): Fault[] {
  const known = new Set([...parameterNames(activity), 'attemptId'])
  const used = [activity.start.command, ...activity.start.arguments].flatMap(placeholdersOf)
  const faults = used
    .filter(name => !known.has(name))
    .map(name => ({ field, message: `names {${name}}, which is no parameter of the activity` }))
  if (keepsIds && !used.includes('attemptId')) {
    faults.push({ field, message: 'must hand over {attemptId} for find to have something to find' })
  }
  return faults
}

const PATTERN_FIELDS = new Set([
  ...['busy', 'done', 'failed', 'cancelled', 'stoppedLocally', 'unknown', 'known', 'percent'],
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
