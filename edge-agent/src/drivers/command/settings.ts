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
import { checkPools, Pool } from './pool/settings.ts'

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
    program: Type.Optional(
      Type.String({ minLength: 1, description: 'Absolute path of a program that is begun for each run.' }),
    ),
    pool: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'In place of program: the pool whose programs take the jobs.',
      }),
    ),
    job: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The line that hands a job to a program of the pool, with {parameter} and {attemptId}; JSON of all where left out.',
      }),
    ),
    done: Type.Optional(
      Type.String({ description: 'Text of the line that ends a job well. Must hold {attemptId}.' }),
    ),
    failed: Type.Optional(
      Type.String({ description: 'Text of the line that ends a job badly. Must hold {attemptId}.' }),
    ),
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
        line: Type.Optional(
          Type.String({
            minLength: 1,
            description:
              'In place of the signal: a line, with {attemptId}, that asks a program of a pool to stop.',
          }),
        ),
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
    pools: Type.Array(Pool, {
      default: [],
      description: 'Programs that stay and take one job after another.',
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
    ...checkPools(settings.pools),
    ...settings.activities.flatMap((activity, index) => [
      ...activityFaults(activity, `activities.${index}`),
      ...pooledFaults(activity, settings, `activities.${index}`),
    ]),
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

/** What the programs of pools need to be told, and what is of no meaning for them. */
function pooledFaults(activity: CommandActivity, settings: CommandSettings, field: string): Fault[] {
  const faults: Fault[] = []
  const fault = (part: string, message: string) => faults.push({ field: `${field}.${part}`, message })
  if ((activity.program === undefined) === (activity.pool === undefined))
    faults.push({ field, message: 'must name either program or pool' })
  if (activity.pool === undefined) {
    for (const part of ['job', 'done', 'failed'] as const)
      if (activity[part] !== undefined) fault(part, 'has a meaning only with pool')
    if (activity.cancel.line !== undefined) fault('cancel.line', 'has a meaning only with pool')
    return faults
  }
  if (!settings.pools.some(pool => pool.name === activity.pool))
    fault(
      'pool',
      `must be one of pools: ${settings.pools.map(pool => pool.name).join(', ') || 'there is none'}`,
    )
  if (activity.arguments.length > 0) fault('arguments', 'are those of the pool')
  if (activity.stdin) fault('stdin', 'is where the jobs of a pool come from')
  if (activity.exits.length > 0) fault('exits', 'has no meaning with pool: its programs stay')
  const known = new Set([...parameterNames(activity), 'attemptId', 'runFolder'])
  faults.push(...unknownPlaceholders(placeholdersIn(activity.job ?? ''), known, `${field}.job`))
  if (activity.job !== undefined && !placeholdersIn(activity.job).includes('attemptId'))
    fault('job', 'must hold {attemptId}: the answer has to repeat it')
  if (activity.done === undefined) fault('done', 'is missing')
  for (const part of ['done', 'failed'] as const) {
    const text = activity[part]
    // So that a late answer to another job, or a name that is repeated, is never taken for the end of this one.
    if (text !== undefined && placeholdersIn(text).join() !== 'attemptId')
      fault(part, 'must hold {attemptId}, and name nothing else')
  }
  return faults
}
