import type { RunEnd } from '../../instruments/driver.ts'
import type { JobState, ResponseField } from './job-order.ts'
import type { Isa95Activity, Isa95Settings, Match } from './settings.ts'

/** A number with its unit, text, or a truth value. */
type ResultValue = { readonly value: number; readonly unit?: string } | string | boolean

/**
 * What an order that is over came to. The state does not tell a run that was completed from one that was stopped, so
 * that the response's own fields decide, as the settings read them.
 * @param wasStopAccepted the instrument has taken a stop from us; without a field that says success that was it
 */
export function readEnd(
  state: JobState & ('ended' | 'aborted'),
  response: readonly ResponseField[],
  settings: Isa95Settings,
  activity: Isa95Activity | undefined,
  wasStopAccepted: boolean,
): RunEnd {
  const { ends } = settings
  if (fits(response, ends.stoppedLocally)) return { kind: 'stopped-locally', note: noteOf(response) }
  if (fits(response, ends.cancelled)) return { kind: 'cancelled' }
  const saysSuccess = Object.keys(ends.succeeded).length > 0 && fits(response, ends.succeeded)
  if (wasStopAccepted && !saysSuccess) return { kind: 'cancelled' }
  if (state === 'ended' && fits(response, ends.succeeded))
    return { kind: 'succeeded', result: resultOf(response, settings, activity) }
  const message = ends.message === undefined ? undefined : textOf(response, ends.message)
  return {
    kind: 'failed',
    failure: {
      code: 'run-failed',
      message: message ?? `the instrument ended the run as ${state}: ${noteOf(response)}`,
      category: 'instrument',
      started: 'yes',
    },
  }
}

function fits(response: readonly ResponseField[], match: Match | undefined): boolean {
  if (!match) return false
  return Object.entries(match).every(([id, pattern]) => new RegExp(pattern).test(textOf(response, id) ?? ''))
}

function resultOf(
  response: readonly ResponseField[],
  { ends }: Isa95Settings,
  activity: Isa95Activity | undefined,
): Readonly<Record<string, ResultValue>> {
  const wanted = activity?.result ?? []
  const judged = new Set(
    [ends.succeeded, ends.stoppedLocally, ends.cancelled].flatMap(match => Object.keys(match ?? {})),
  )
  const readings =
    wanted.length > 0
      ? wanted
      : response.filter(({ id }) => !judged.has(id)).map(({ id }) => ({ id, name: id, unit: undefined }))
  return Object.fromEntries(
    readings.flatMap(({ id, name, unit }) => {
      const found = response.find(entry => entry.id === id)
      const value = found && valueOf(found, unit)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function valueOf(field: ResponseField, declaredUnit: string | undefined): ResultValue | undefined {
  if (typeof field.value !== 'number') return field.value
  const unit = field.unit ?? declaredUnit
  return unit === undefined ? { value: field.value } : { value: field.value, unit }
}

function textOf(response: readonly ResponseField[], id: string): string | undefined {
  const value = response.find(entry => entry.id === id)?.value
  return value === undefined ? undefined : String(value)
}

function noteOf(response: readonly ResponseField[]): string {
  return response.map(({ id, value }) => `${id} ${String(value)}`).join(', ')
}
