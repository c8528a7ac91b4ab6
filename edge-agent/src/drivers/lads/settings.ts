import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import {
  checkActivities,
  DECLARED_ACTIVITY,
  durationSetting,
  parameterNames,
} from '../shared/declared-activity.ts'
import { parsePath } from '../shared/opcua/browse-path.ts'
import { checkOpcUaServer, OPCUA_SERVER } from '../shared/opcua/server-settings.ts'
import { placeholdersOf } from './template.ts'

const strict = { additionalProperties: false }
const TEMPLATE = 'Names of parameters in {braces} stand for their values.'
const pattern = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })
const nameSetting = (description: string) => Type.String({ minLength: 1, maxLength: 200, description })

/** Fields of a result, each with a pattern; all must fit. */
const Match = Type.Record(Type.String(), pattern('What the field must fit.'))
export type Match = Static<typeof Match>

const LiveValue = Type.Object(
  {
    name: nameSetting('Name of the value in the progress.'),
    function: nameSetting(
      'Browse name of the function in the FunctionSet, such as S:Temperature; one that lies in another: S:Chamber/L:FunctionSet/S:Temperature.',
    ),
    variable: Type.String({
      minLength: 1,
      default: 'L:SensorValue',
      description: 'Which of its variables, a number: L:SensorValue, L:CurrentValue, L:TargetValue.',
    }),
  },
  strict,
)

const Sample = Type.Object(
  {
    sampleId: Type.String({ default: '', description: TEMPLATE }),
    containerId: Type.String({ default: '', description: TEMPLATE }),
    position: Type.String({ default: '', description: TEMPLATE }),
    customData: Type.String({ default: '', description: TEMPLATE }),
  },
  strict,
)

const Result = Type.Object(
  {
    name: nameSetting('Name of the value in the result.'),
    variable: nameSetting(
      'Name of the variable in the VariableSet, without namespace; one that lies in an object there: Sample 1/Absorbance.',
    ),
    unit: Type.Optional(Type.String({ description: 'Unit of a number, where the server gives none.' })),
  },
  strict,
)

const Activity = Type.Object(
  {
    ...DECLARED_ACTIVITY,
    template: Type.Optional(
      nameSetting(
        'The ProgramTemplateId: DeviceTemplateId, SupervisoryTemplateId or name of a template; the name of the activity where left out.',
      ),
    ),
    canPause: Type.Boolean({
      default: false,
      description: 'The functional unit has Suspend and Unsuspend, or Hold and Unhold, and takes them in it.',
    }),
    properties: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Type.String(), {
        description: `The Properties of StartProgram, by key. ${TEMPLATE} One that names a parameter that was not given is left out. Without this setting: each parameter that no sample names, by its own name.`,
      }),
    ),
    samples: Type.Array(Sample, {
      default: [],
      description: `The Samples of StartProgram. ${TEMPLATE}`,
    }),
    samplesFrom: Type.Optional(
      nameSetting(
        'A parameter that is a list of samples: texts (each a sampleId), or objects with sampleId, containerId, position, customData.',
      ),
    ),
    result: Type.Array(Result, {
      default: [],
      description: 'What of the VariableSet is the result; all that `ends` does not use, where left out.',
    }),
  },
  strict,
)
export type LadsActivity = Static<typeof Activity>

const Ends = Type.Object(
  {
    succeeded: {
      ...Match,
      description:
        'Which results mean success, by fields of the VariableSet. {} is any run after which the unit is Stopped, also one that was stopped: OPC 30500-1 does not tell them apart.',
    },
    stoppedLocally: Type.Optional({ ...Match, description: 'Stopped by a person at the instrument.' }),
    cancelled: Type.Optional({ ...Match, description: 'Stopped because we asked for it.' }),
    message: Type.Optional(nameSetting('The field that says why a run failed.')),
  },
  strict,
)

export const LadsSettings = Type.Object(
  {
    ...OPCUA_SERVER,
    namespaces: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_]+$' }), Type.String({ minLength: 1 }), {
      default: {},
      description: 'Prefixes for paths. `0` (OPC UA), `D` (devices) and `L` (LADS) are there already.',
    }),
    device: Type.String({
      minLength: 1,
      description:
        'The LADSDevice. A path from Objects, such as /D:DeviceSet/S:PlateReader; each prefix is one of `namespaces`.',
    }),
    functionalUnit: nameSetting(
      'Browse name of the functional unit in its FunctionalUnitSet, such as S:Reader.',
    ),
    results: Type.Unsafe<'all' | 'some' | 'none'>({
      type: 'string',
      enum: ['all', 'some', 'none'],
      default: 'some',
      description:
        'Which results the server keeps from one boot to the next: `all`; `some`, as it removes old ones or those of aborted runs; `none`: it has no ProgramManager, or does not keep the SupervisoryTaskId. Only with `all` can "there is no such result" mean that it was never started.',
    }),
    maxResults: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 2_000,
      description: 'The most results that are looked through for a run.',
    }),
    resultLimit: durationSetting(
      'How long after the end of a run its result may need to be complete, and after a start the unit to run.',
      '30 s',
    ),
    startsFromAborted: Type.Boolean({
      default: false,
      description:
        'The functional unit takes a start while it is Aborted. By OPC 30500-1 it has to be cleared first.',
    }),
    values: Type.Array(LiveValue, { default: [], description: 'Live values during a run.' }),
    ends: Ends,
    activities: Type.Array(Activity, { minItems: 1, description: 'What the instrument can do.' }),
  },
  strict,
)
export type LadsSettings = Static<typeof LadsSettings>

/** The prefixes that need no declaration. */
export const KNOWN_NAMESPACES: Readonly<Record<string, string>> = {
  0: 'http://opcfoundation.org/UA/',
  D: 'http://opcfoundation.org/UA/DI/',
  L: 'http://opcfoundation.org/UA/LADS/',
}

/** The ProgramTemplateId of an activity. */
export function templateOf({ template, name }: LadsActivity): string {
  return template ?? name
}

/** Where the functional unit is, from Objects. */
export function unitPath({ device, functionalUnit }: LadsSettings): string {
  return `${device}/L:FunctionalUnitSet/${functionalUnit}`
}

/** Where a live value is, from Objects. */
export function valuePath(settings: LadsSettings, value: LadsSettings['values'][number]): string {
  return `${unitPath(settings)}/L:FunctionSet/${value.function}/${value.variable}`
}

/** What the schema can't say: paths and patterns that are none, parameters that don't exist. */
export function checkLadsSettings(settings: LadsSettings): Fault[] {
  const declared = Object.keys(KNOWN_NAMESPACES).filter(prefix => Object.hasOwn(settings.namespaces, prefix))
  return [
    ...checkOpcUaServer(settings),
    ...checkActivities(settings.activities),
    ...pathFaults(settings),
    ...patternFaults(settings),
    ...declared.map(prefix => ({ field: `namespaces.${prefix}`, message: 'is there already' })),
    ...settings.activities.flatMap(parameterFaults),
  ]
}

function pathFaults(settings: LadsSettings): Fault[] {
  const { device, functionalUnit, values } = settings
  const paths: [string, string, string][] = [
    ['device', device, '/prefix:Name/prefix:Name'],
    ['functionalUnit', `/${functionalUnit}`, 'prefix:Name'],
    ...values.flatMap((value, index): [string, string, string][] => [
      [`values.${index}.function`, `/${value.function}`, 'prefix:Name'],
      [`values.${index}.variable`, `/${value.variable}`, 'prefix:Name'],
    ]),
  ]
  const prefixes = new Set([...Object.keys(KNOWN_NAMESPACES), ...Object.keys(settings.namespaces)])
  return paths.flatMap(([field, text, form]): Fault[] => {
    const parsed = parsePath(text)
    if (!parsed) return [{ field, message: `must be ${form}` }]
    const unknown = parsed.find(({ prefix }) => !prefixes.has(prefix))
    if (!unknown) return []
    return [{ field, message: `has the prefix ${unknown.prefix}, which is not among \`namespaces\`` }]
  })
}

function patternFaults({ ends }: LadsSettings): Fault[] {
  return (['succeeded', 'stoppedLocally', 'cancelled'] as const).flatMap(end =>
    Object.entries(ends[end] ?? {}).flatMap(([field, text]) =>
      isPattern(text) ? [] : [{ field: `ends.${end}.${field}`, message: 'is not a regular expression' }],
    ),
  )
}

function parameterFaults(activity: LadsActivity, index: number): Fault[] {
  const known = parameterNames(activity)
  const at = `activities.${index}`
  const templates: [string, string][] = [
    ...Object.entries(activity.properties ?? {}).map(([key, text]): [string, string] => [
      `${at}.properties.${key}`,
      text,
    ]),
    ...activity.samples.flatMap((sample, sampleIndex) =>
      Object.entries(sample).map(([key, text]): [string, string] => [
        `${at}.samples.${sampleIndex}.${key}`,
        text,
      ]),
    ),
    ...(activity.samplesFrom === undefined
      ? []
      : [[`${at}.samplesFrom`, `{${activity.samplesFrom}}`] as [string, string]]),
  ]
  return templates.flatMap(([field, text]) =>
    placeholdersOf(text)
      .filter(parameter => !known.has(parameter))
      .map(parameter => ({ field, message: `names ${parameter}, which is no parameter of the activity` })),
  )
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
