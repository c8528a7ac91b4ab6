import { isAbsolute } from 'node:path'
import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { ENCODINGS, type Encoding } from '../shared/line-splitter.ts'
import { patternSetting, ProgressPatterns, Reading, unknownPlaceholders } from '../shared/readings.ts'
import { placeholdersIn } from '../shared/template.ts'

const strict = { additionalProperties: false }
const folder = (description: string) => Type.String({ minLength: 1, description })
const encoding = Type.Unsafe<Encoding>({
  type: 'string',
  enum: [...ENCODINGS],
  default: 'utf-8',
  description: 'How the file is written.',
})

const Log = Type.Object(
  {
    file: Type.String({
      description: 'Absolute path; must hold {attemptId}, so that it is of no other run.',
    }),
    encoding,
    progress: ProgressPatterns,
    done: Type.Optional(patternSetting('A line that means that the run has ended well.')),
    failed: Type.Optional(patternSetting('A line that means that it has failed. One group: why.')),
    cancelled: Type.Optional(patternSetting('A line that means that it was stopped by us.')),
    stoppedLocally: Type.Optional(patternSetting('A line that means that a person stopped it.')),
    within: durationSetting(
      'How long after a job was put among the failed ones its log may take to say why.',
      '2 s',
    ),
  },
  strict,
)

const Result = Type.Object(
  {
    file: Type.String({ description: 'Absolute path; must hold {attemptId}.' }),
    encoding,
    format: Type.Unsafe<'json' | 'text'>({ type: 'string', enum: ['json', 'text'], default: 'json' }),
    readings: Type.Array(Reading, { default: [], description: 'Of format text: what is read out of it.' }),
    within: durationSetting('How long after the end it may take to be there and whole.', '30 s'),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    job: Type.Optional(
      Type.String({
        description: 'What is in the job file, with {parameter} and {attemptId}; JSON of all where left out.',
      }),
    ),
    log: Type.Optional(Log),
    result: Type.Optional(Result),
    cancel: Type.Optional(
      Type.Object(
        { file: Type.String({ description: 'Absolute path, with {attemptId}: a file that asks to stop.' }) },
        strict,
      ),
    ),
  },
  strict,
)
export type FileDropActivity = Static<typeof Activity>

export const FileDropSettings = Type.Object(
  {
    folders: Type.Object(
      {
        in: folder('Where job files are put.'),
        working: Type.Optional(folder('Where the instrument moves what it is doing.')),
        done: Type.Optional(folder('Where it moves what has ended well.')),
        failed: Type.Optional(folder('Where it moves what has failed.')),
      },
      strict,
    ),
    jobName: Type.String({ default: '{attemptId}.json', description: 'Must hold {attemptId}.' }),
    partSuffix: Type.String({
      default: '.part',
      pattern: '^[\\w.~-]+$',
      description: 'Ending of a job file that is being written; the instrument must pass over it.',
    }),
    pollEvery: durationSetting('How often folders and files are looked at.', '1 s'),
    checkEvery: durationSetting('How often it is looked whether the folders are there.', '5 s'),
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type FileDropSettings = Static<typeof FileDropSettings>

/** What the schema can't say. */
export function checkFileDropSettings(settings: FileDropSettings): Fault[] {
  const faults = checkActivities(settings.activities)
  for (const [name, path] of Object.entries(settings.folders)) {
    if (!isAbsolute(path)) faults.push({ field: `folders.${name}`, message: 'must be an absolute path' })
  }
  if (!placeholdersIn(settings.jobName).includes('attemptId') || settings.jobName.includes('/'))
    faults.push({ field: 'jobName', message: 'must be a file name that holds {attemptId}' })
  for (const [index, activity] of settings.activities.entries()) {
    faults.push(...activityFaults(activity, settings, `activities.${index}`))
  }
  return faults
}

function activityFaults(activity: FileDropActivity, settings: FileDropSettings, field: string): Fault[] {
  const faults: Fault[] = []
  const known = new Set([...parameterNames(activity), 'attemptId'])
  faults.push(...unknownPlaceholders(placeholdersIn(activity.job ?? ''), known, `${field}.job`))
  for (const part of ['log', 'result', 'cancel'] as const) {
    const file = activity[part]?.file
    if (file === undefined) continue
    if (!isAbsolute(file) || placeholdersIn(file).join() !== 'attemptId')
      faults.push({
        field: `${field}.${part}.file`,
        message: 'must be an absolute path that holds {attemptId}',
      })
  }
  if (!settings.folders.done && activity.log?.done === undefined && !activity.result)
    faults.push({ field, message: 'has no end: name folders.done, log.done or result' })
  return faults
}
