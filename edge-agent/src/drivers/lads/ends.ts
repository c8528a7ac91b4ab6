import type { RunEnd } from '../../instruments/driver.ts'
import type { LadsActivity, LadsSettings, Match } from './settings.ts'

/** A variable of a result's VariableSet. */
export interface ResultField {
  readonly name: string
  /** As the server gives it. */
  readonly value: unknown
  readonly unit?: string
}

/** A file of a result's FileSet. */
export interface ResultFile {
  readonly name: string
  readonly mimeType?: string
  readonly url?: string
}

/** A number or numbers with their unit, text, or a truth value. */
type ResultValue = { readonly value: number | readonly number[]; readonly unit?: string } | string | boolean

/** A spectrum has so many points and more: it belongs into a file. */
const MOST_NUMBERS = 1_000

export interface RunOver {
  /** What the unit was in when the run was over; undefined where nobody saw it. */
  readonly state: 'Stopped' | 'Aborted' | undefined
  readonly fields: readonly ResultField[]
  readonly files: readonly ResultFile[]
  readonly activity: LadsActivity | undefined
  /** The instrument has taken a stop from us; without a field that says success that was it. */
  readonly wasStopAccepted: boolean
}

/**
 * What a run that is over came to. That the unit is Stopped does not tell a run that was completed from one that was
 * stopped, so that fields of the result decide, as the settings read them.
 * @returns undefined where that can't be told
 */
export function readEnd(over: RunOver, { ends }: Pick<LadsSettings, 'ends'>): RunEnd | undefined {
  const { state, fields } = over
  if (fits(fields, ends.stoppedLocally)) return { kind: 'stopped-locally', note: noteOf(fields) }
  if (fits(fields, ends.cancelled)) return { kind: 'cancelled' }
  const asksFields = Object.keys(ends.succeeded).length > 0
  const fitsSuccess = fits(fields, ends.succeeded)
  if (over.wasStopAccepted && !(asksFields && fitsSuccess)) return { kind: 'cancelled' }
  if (state !== 'Aborted' && fitsSuccess && (asksFields || state === 'Stopped'))
    return { kind: 'succeeded', result: resultOf(over, ends) }
  if (state === undefined && !asksFields) return undefined
  const said = ends.message === undefined ? undefined : textIn(fields, ends.message)
  const note = noteOf(fields)
  const ended = `the functional unit ended the run as ${state ?? 'it says in the result'}`
  const message = said ?? (note === '' ? ended : `${ended}: ${note}`)
  return { kind: 'failed', failure: { code: 'run-failed', message, category: 'instrument', started: 'yes' } }
}

function fits(fields: readonly ResultField[], match: Match | undefined): boolean {
  if (!match) return false
  return Object.entries(match).every(([name, pattern]) =>
    new RegExp(pattern).test(textIn(fields, name) ?? ''),
  )
}

function resultOf(
  { fields, files, activity }: RunOver,
  ends: LadsSettings['ends'],
): Readonly<Record<string, unknown>> {
  const wanted = activity?.result ?? []
  const judged = new Set(
    [ends.succeeded, ends.stoppedLocally, ends.cancelled].flatMap(match => Object.keys(match ?? {})),
  )
  const readings =
    wanted.length > 0
      ? wanted
      : fields
          .filter(({ name }) => !judged.has(name))
          .map(({ name }) => ({ name, variable: name, unit: undefined }))
  const values = readings.flatMap(({ name, variable, unit }) => {
    const field = fields.find(known => known.name === variable)
    const value = field && valueOf(field, unit)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(values), ...(files.length > 0 && { files }) }
}

function valueOf({ value, unit }: ResultField, declaredUnit: string | undefined): ResultValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const named = unit ?? declaredUnit
  const withUnit = named === undefined ? {} : { unit: named }
  if (isFinite(value)) return { value, ...withUnit }
  const list =
    Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : []
  const isList = list.length > 0 && list.length <= MOST_NUMBERS && list.every(isFinite)
  return isList ? { value: list, ...withUnit } : undefined
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function textIn(fields: readonly ResultField[], name: string): string | undefined {
  const value = fields.find(field => field.name === name)?.value
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
  return isScalar ? String(value) : undefined
}

function noteOf(fields: readonly ResultField[]): string {
  return fields
    .flatMap(({ name }) => {
      const text = textIn(fields, name)
      return text === undefined ? [] : [`${name} ${text}`]
    })
    .join(', ')
    .slice(0, 1_000)
}
