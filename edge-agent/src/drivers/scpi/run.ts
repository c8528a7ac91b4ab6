import { InvalidInputError } from '@muster/runtime'
import type { RunUpdate } from '../../instruments/driver.ts'
import { buildCommand } from './command.ts'
import { type ScpiConnection, ScpiRefusal } from './connection.ts'
import type { ScpiActivity, ScpiSettings } from './settings.ts'

/** A number with its unit, as the instrument said it. */
export interface Quantity {
  readonly value: number
  readonly unit?: string
}

const QUANTITY = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?$/

/** @returns undefined where the text does not begin with a number. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text)
  if (!match) return undefined
  const value = Number(match[1])
  const unit = match[2]?.trim()
  return unit === undefined ? { value } : { value, unit }
}

/** Asks the instrument how a run stands. Rejects where it does not answer. */
export async function readRun(
  connection: ScpiConnection,
  settings: ScpiSettings,
  activity: ScpiActivity,
  attemptId: string,
): Promise<RunUpdate> {
  const { status } = activity
  const command = filled(status.query, attemptId)
  const patterns = [
    status.busy,
    status.done,
    status.failed,
    status.cancelled,
    status.stoppedLocally,
    status.unknown,
  ]
  const answer = await connection.query(command, anyOf(patterns))
  const says = (pattern: string | undefined) => pattern !== undefined && new RegExp(pattern).test(answer)
  if (says(status.unknown)) return { kind: 'lost', reason: `the instrument knows of no run: ${answer}` }
  if (says(status.cancelled)) return { kind: 'cancelled' }
  if (says(status.stoppedLocally)) return { kind: 'stopped-locally', note: answer }
  if (says(status.failed)) return readFailure(connection, settings, answer)
  if (says(status.done)) return readResult(connection, activity, attemptId)
  return readProgress(connection, activity, attemptId, answer)
}

async function readProgress(
  connection: ScpiConnection,
  activity: ScpiActivity,
  attemptId: string,
  answer: string,
): Promise<RunUpdate> {
  const percent =
    activity.status.percent === undefined ? undefined : Number(groupOf(activity.status.percent, answer))
  const phase =
    activity.phase && groupOf(activity.phase.pattern, await connection.query(activity.phase.query, /./))
  const values: Record<string, number> = {}
  for (const reading of activity.values) {
    const text = await connection.query(filled(reading.query, attemptId), new RegExp(reading.pattern))
    const quantity = parseQuantity(groupOf(reading.pattern, text) ?? '')
    if (quantity) values[reading.name] = quantity.value
  }
  return {
    kind: 'progress',
    ...(percent === undefined || Number.isNaN(percent) ? {} : { percent }),
    ...(phase === undefined ? {} : { phase }),
    ...(activity.values.length === 0 ? {} : { values }),
  }
}

async function readResult(
  connection: ScpiConnection,
  activity: ScpiActivity,
  attemptId: string,
): Promise<RunUpdate> {
  const result: Record<string, Quantity | string> = {}
  try {
    for (const reading of activity.result) {
      const text = await connection.query(filled(reading.query, attemptId), new RegExp(reading.pattern))
      const part = groupOf(reading.pattern, text) ?? text
      const value = reading.as === 'text' ? part : parseQuantity(part)
      if (value === undefined) return unreadable(`${reading.name} is no number: ${text}`)
      result[reading.name] = value
    }
  } catch (error) {
    if (error instanceof ScpiRefusal) return unreadable(error.message)
    throw error
  }
  return { kind: 'succeeded', result }
}

function unreadable(message: string): RunUpdate {
  return {
    kind: 'failed',
    failure: {
      code: 'result-unreadable',
      message: `the run is done and its result can't be read: ${message}`,
      category: 'instrument',
      started: 'yes',
    },
  }
}

async function readFailure(
  connection: ScpiConnection,
  settings: ScpiSettings,
  answer: string,
): Promise<RunUpdate> {
  const errors = await drainErrors(connection, settings)
  const message = errors.length > 0 ? errors.join('; ') : `the instrument reports ${answer}`
  return { kind: 'failed', failure: { code: 'run-failed', message, category: 'instrument', started: 'yes' } }
}

/** More than an error queue holds; one that never empties is left. */
const MOST_ERRORS = 32

/** Takes all errors out of the instrument's queue. */
export async function drainErrors(connection: ScpiConnection, settings: ScpiSettings): Promise<string[]> {
  const { query, none } = settings.errorQueue
  const errors: string[] = []
  while (errors.length < MOST_ERRORS) {
    const answer = await connection.query(query, /^[+-]?\d/)
    if (new RegExp(none).test(answer)) break
    errors.push(answer)
  }
  return errors
}

/** A query with the attempt id in it. */
export function filled(template: string, attemptId: string): string {
  const command = buildCommand(template, [], { attemptId })
  if (!command.ok) throw new InvalidInputError(`the command ${template} can't be built`, command.faults)
  return command.value
}

export function anyOf(patterns: readonly (string | undefined)[]): RegExp {
  return new RegExp(
    patterns
      .filter(pattern => pattern !== undefined)
      .map(pattern => `(?:${pattern})`)
      .join('|'),
  )
}

/** What the first group of a pattern caught, or all that it matched where it has no group. */
function groupOf(pattern: string, text: string): string | undefined {
  const match = new RegExp(pattern).exec(text)
  return match ? (match[1] ?? match[0]) : undefined
}
