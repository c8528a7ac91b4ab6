import { type Static, Type } from '@sinclair/typebox'
import type { Fault } from '@muster/runtime'
import type { RunProgressUpdate } from '../../instruments/driver.ts'

const strict = { additionalProperties: false }
export const patternSetting = (description: string) =>
  Type.String({ minLength: 1, format: 'regex', description })

/** What is read out of a line of text by a pattern. */
export const Reading = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Name of the value in the result or the progress.' }),
    pattern: patternSetting('The first group, or all that it matches: the value.'),
    as: Type.Unsafe<'quantity' | 'text'>({
      type: 'string',
      enum: ['quantity', 'text'],
      default: 'quantity',
      description: 'quantity: a number with its unit, if there is one; text: as it is.',
    }),
    unit: Type.Optional(Type.String({ description: 'The unit, where the text does not say it.' })),
  },
  strict,
)
export type Reading = Static<typeof Reading>

/** How the progress of a run is read from lines of text. */
export const ProgressPatterns = Type.Object(
  {
    percent: Type.Optional(patternSetting('One group: the percentage.')),
    phase: Type.Optional(patternSetting('One group: the phase.')),
    values: Type.Array(Reading, { default: [], description: 'Live values.' }),
  },
  { ...strict, default: {} },
)
export type ProgressPatterns = Static<typeof ProgressPatterns>

export interface ReadQuantity {
  readonly value: number
  readonly unit?: string
}

const QUANTITY = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?$/

/** @returns undefined where the text does not begin with a finite number. */
function readQuantity(text: string, unitUnlessSaid?: string): ReadQuantity | undefined {
  const match = QUANTITY.exec(text)
  const value = Number(match?.[1])
  if (!match || !Number.isFinite(value)) return undefined
  const unit = match[2]?.trim() ?? unitUnlessSaid
  return unit === undefined ? { value } : { value, unit }
}

/** What the first group of a pattern caught, or all that it matched where it has no group. */
export function groupOf(pattern: string, text: string): string | undefined {
  const match = new RegExp(pattern).exec(text)
  return match ? (match[1] ?? match[0]) : undefined
}

/** The readings that a line holds. Text that should be a number and is none is left out. */
export function readLine(line: string, readings: readonly Reading[]): Record<string, ReadQuantity | string> {
  const found: Record<string, ReadQuantity | string> = {}
  for (const reading of readings) {
    const text = groupOf(reading.pattern, line)
    const value = text === undefined || reading.as === 'text' ? text : readQuantity(text, reading.unit)
    if (value !== undefined) found[reading.name] = value
  }
  return found
}

type Progress = Omit<RunProgressUpdate, 'kind'>

/** What a line says of the progress, on top of what was known before it. */
export function progressAfter(before: Progress, line: string, patterns: ProgressPatterns): Progress {
  const percent = patterns.percent === undefined ? undefined : groupOf(patterns.percent, line)
  const phase = patterns.phase === undefined ? undefined : groupOf(patterns.phase, line)
  const numbers = Object.entries(readLine(line, patterns.values)).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [[name, value.value] as const],
  )
  return {
    ...before,
    ...(percent === undefined || !Number.isFinite(Number(percent)) ? {} : { percent: Number(percent) }),
    ...(phase === undefined ? {} : { phase }),
    ...(numbers.length === 0 ? {} : { values: { ...before.values, ...Object.fromEntries(numbers) } }),
  }
}

/** What a line of JSON says of the progress: `percent`, `phase`, `values`. Anything else is no progress. */
export function progressOfJson(before: Progress, line: Readonly<Record<string, unknown>>): Progress {
  const { percent, phase, values } = line
  const numbers = isRecord(values)
    ? Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    : []
  return {
    ...before,
    ...(typeof percent === 'number' ? { percent } : {}),
    ...(typeof phase === 'string' ? { phase } : {}),
    ...(numbers.length === 0 ? {} : { values: { ...before.values, ...Object.fromEntries(numbers) } }),
  }
}

/** @returns undefined for what is no JSON object. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is wrong with placeholders that nothing fills. */
export function unknownPlaceholders(
  used: readonly string[],
  known: ReadonlySet<string>,
  field: string,
): Fault[] {
  return used
    .filter(name => !known.has(name))
    .map(name => ({ field, message: `names {${name}}, which is no parameter of the activity` }))
}
