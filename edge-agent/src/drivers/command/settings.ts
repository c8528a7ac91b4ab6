import { isAbsolute } from 'node:path'
import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { ProgressPatterns, Reading, unknownPlaceholders } from '../shared/readings.ts'
import { placeholdersIn } from '../shared/template.ts'

const strict = { additionalProperties: false }

const Exit = Type.Object(
  {
    code: Type.Integer({ minimum: 0, maximum: 255 }),
    as: Type.Unsafe<'succeeded' | 'failed' | 'stopped-locally'>({
      type: 'string',
      enum: ['succeeded', 'failed', 'stopped-locally'],
    }),
    message: Type.Optional(Type.String({ description: 'What the code means, for people.' })),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    program: Type.String({ minLength: 1, description: 'Absolute path of the program.' }),
    arguments: Type.Array(Type.String(), {
      default: [],
      description:
        'Handed over as they are, without a shell. {parameter}, {attemptId}, {inputFile} and {runFolder} are filled in; one that names a parameter that was not given is left out.',
    }),
    folder: Type.Optional(
      Type.String({ description: "Working folder, absolute; the run's own folder where left out." }),
    ),
    environment: Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), Type.String(), {
      default: {},
      description: 'Besides PATH, HOME, LANG, TZ and TMPDIR, which are the ones of the agent.',
    }),
    stdin: Type.Boolean({
      default: false,
      description: 'The request (attemptId, activity, parameters) comes as JSON on standard input.',
    }),
    output: Type.Unsafe<'text' | 'json-lines'>({
      type: 'string',
      enum: ['text', 'json-lines'],
      default: 'text',
      description:
        'text: `progress` reads it; json-lines: objects with percent, phase and values are progress.',
    }),
    progress: ProgressPatterns,
    result: Type.Object(
      {
        file: Type.Optional(
          Type.String({
            description: 'A JSON file. Must hold {runFolder} or {attemptId}, so that it is of no other run.',
          }),
        ),
        lastJsonLine: Type.Boolean({
          default: false,
          description: 'The last line of output that is an object.',
        }),
        readings: Type.Array(Reading, { default: [], description: 'Read from the output; the last counts.' }),
      },
      { ...strict, default: {} },
    ),
    exits: Type.Array(Exit, {
      default: [],
      description: 'What exit codes mean. Others: 0 is succeeded, all else failed.',
    }),
    cancel: Type.Object(
      {
        signal: Type.Unsafe<'SIGTERM' | 'SIGINT' | 'SIGHUP'>({
          type: 'string',
          enum: ['SIGTERM', 'SIGINT', 'SIGHUP'],
          default: 'SIGTERM',
          description: 'Asks the program, and all that it started, to end.',
        }),
        killAfter: durationSetting('It is killed when it has not ended by then.', '10 s'),
      },
      { ...strict, default: {} },
    ),
  },
  strict,
)
export type CommandActivity = Static<typeof Activity>

export const CommandSettings = Type.Object(
  {
    shell: Type.String({
      default: '/bin/sh',
      description: 'A POSIX shell; it runs a fixed script around the program and sees no parameter as code.',
    }),
    startLimit: durationSetting('How long the script may take to say that it began.', '5 s'),
    pollEvery: durationSetting('How often a run is looked at.', '250 ms'),
    checkEvery: durationSetting('How often it is looked whether programs and folders are there.', '5 s'),
    keepRuns: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 50,
      description: 'How many folders of runs whose results are kept elsewhere stay for people to look at.',
    }),
    activities: Type.Array(Activity, { minItems: 1, description: 'What can be run.' }),
  },
  strict,
)
export type CommandSettings = Static<typeof CommandSettings>

/** What `arguments` and `result.file` may name besides the parameters. */
const GIVEN = ['attemptId', 'inputFile', 'runFolder']

/** What the schema can't say. */
export function checkCommandSettings(settings: CommandSettings): Fault[] {
  return [
    ...checkActivities(settings.activities),
    ...settings.activities.flatMap((activity, index) => activityFaults(activity, `activities.${index}`)),
  ]
}

function activityFaults(activity: CommandActivity, field: string): Fault[] {
  const faults: Fault[] = []
  for (const name of ['program', 'folder'] as const) {
    const path = activity[name]
    if (path !== undefined && !isAbsolute(path))
      faults.push({ field: `${field}.${name}`, message: 'must be an absolute path' })
  }
  const known = new Set([...parameterNames(activity), ...GIVEN])
  faults.push(...unknownPlaceholders(activity.arguments.flatMap(placeholdersIn), known, `${field}.arguments`))
  const { file } = activity.result
  if (file !== undefined) {
    const used = placeholdersIn(file)
    faults.push(...unknownPlaceholders(used, new Set(GIVEN), `${field}.result.file`))
    if (!used.includes('runFolder') && !used.includes('attemptId'))
      faults.push({ field: `${field}.result.file`, message: 'must hold {runFolder} or {attemptId}' })
  }
  return faults
}
