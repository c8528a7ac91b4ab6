import { InvalidInputError } from '@muster/runtime'
import type { RunUpdate } from '../../instruments/driver.ts'
import { buildCommand } from './command.ts'
import { type ScpiConnection, ScpiRefusal } from './connection.ts'
import { plausibleQuantity, type Quantity } from './quantity.ts'
import type { ScpiRun } from './reference.ts'
import type { ScpiActivity, ScpiSettings } from './settings.ts'
import { askStanding, readStanding } from './standing.ts'

/** Asks the instrument how a run stands. Rejects where it does not answer. `isDone`: what `status.wait` has told. */
export async function readRun(
  connection: ScpiConnection,
  settings: ScpiSettings,
  { activity, attemptId }: Pick<ScpiRun, 'activity' | 'attemptId'>,
  isDone?: boolean,
): Promise<RunUpdate> {
  const { status } = activity
  const { meaning, said } =
    status.query === undefined
      ? await readStanding(connection, status, isDone)
      : await askStanding(connection, status, filled(status.query, attemptId))
  switch (meaning) {
    case 'unknown':
      return { kind: 'lost', reason: `the instrument knows of no run: ${said}` }
    case 'cancelled':
      return { kind: 'cancelled' }
    case 'stoppedLocally':
      return { kind: 'stopped-locally', note: said }
    case 'failed':
      return readFailure(connection, settings, said)
    case 'done':
      return readEnd(connection, settings, activity, attemptId)
    default:
      return readProgress(connection, activity, attemptId, said, meaning === 'paused')
  }
}

/** Registers do not tell what went wrong: where they say done, the error queue has the last word. */
async function readEnd(
  connection: ScpiConnection,
  settings: ScpiSettings,
  activity: ScpiActivity,
  attemptId: string,
): Promise<RunUpdate> {
  const errors = activity.status.query === undefined ? await drainErrors(connection, settings) : []
  return errors.length > 0 ? failure(errors.join('; ')) : readResult(connection, activity, attemptId)
}

async function readProgress(
  connection: ScpiConnection,
  activity: ScpiActivity,
  attemptId: string,
  answer: string,
  paused: boolean,
): Promise<RunUpdate> {
  const percent =
    activity.status.percent === undefined ? undefined : Number(groupOf(activity.status.percent, answer))
  const phase =
    activity.phase && groupOf(activity.phase.pattern, await connection.query(activity.phase.query, /./))
  const values: Record<string, number> = {}
  for (const reading of activity.values) {
    const text = await connection.query(filled(reading.query, attemptId), new RegExp(reading.pattern))
    const quantity = plausibleQuantity(groupOf(reading.pattern, text) ?? '', reading)
    if (typeof quantity !== 'string') values[reading.name] = quantity.value
  }
  return {
    kind: 'progress',
    ...(paused ? { paused } : {}),
    ...(percent === undefined || !Number.isFinite(percent) ? {} : { percent }),
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
      const value = reading.as === 'text' ? { text: part } : plausibleQuantity(part, reading)
      if (typeof value === 'string') return unreadable(`${reading.name} ${value}`)
      result[reading.name] = 'text' in value ? value.text : value
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
  return failure(errors.length > 0 ? errors.join('; ') : `the instrument reports ${answer}`)
}

function failure(message: string): RunUpdate {
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

/** What the first group of a pattern caught, or all that it matched where it has no group. */
function groupOf(pattern: string, text: string): string | undefined {
  const match = new RegExp(pattern).exec(text)
  return match ? (match[1] ?? match[0]) : undefined
}
