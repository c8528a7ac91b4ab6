import type { RunUpdate } from '../../instruments/driver.ts'
import type { ModbusConnection } from './connection.ts'
import { ModbusRefusal } from './exception.ts'
import { nameOf, PointError, type PointValue } from './point.ts'
import type { ModbusActivity, Reading, State } from './settings.ts'

/** Whether a value is one of a state, or has one of its bits. */
export function says(state: State | undefined, value: PointValue): boolean {
  if (!state) return false
  if (state.is?.some(one => Number(one) === Number(value))) return true
  return typeof value === 'number' && (state.anyBit ?? []).some(bit => Math.floor(value / 2 ** bit) % 2 === 1)
}

/**
 * Asks the instrument how a run stands.
 * @throws PointError where the status says nothing that is known; ModbusRefusal, ModbusLinkError.
 */
export async function readRun(connection: ModbusConnection, activity: ModbusActivity): Promise<RunUpdate> {
  const { status } = activity
  const value = await connection.read(status)
  if (says(status.unknown, value))
    return { kind: 'lost', reason: `the instrument knows of no run: ${nameOf(status)} is ${value}` }
  if (says(status.cancelled, value)) return { kind: 'cancelled' }
  if (says(status.stoppedLocally, value))
    return { kind: 'stopped-locally', note: `${nameOf(status)} is ${value}` }
  if (says(status.failed, value)) return readFailure(connection, activity, value)
  if (says(status.done, value)) return readResult(connection, activity)
  if (says(status.busy, value)) return readProgress(connection, activity)
  throw new PointError(`${nameOf(status)} is ${value}, which is none of the states that are declared`)
}

async function readProgress(connection: ModbusConnection, activity: ModbusActivity): Promise<RunUpdate> {
  const percent =
    activity.percent && (await sensible(() => connection.read(activity.percent ?? activity.status)))
  const { phase } = activity
  const stage = phase && (await sensible(() => connection.read(phase)))
  const values: Record<string, number> = {}
  for (const reading of activity.values) {
    const value = await sensible(() => readWithin(connection, reading))
    if (value !== undefined && typeof value !== 'string') values[reading.name] = Number(value)
  }
  return {
    kind: 'progress',
    ...(typeof percent === 'number' ? { percent } : {}),
    ...(phase && stage !== undefined ? { phase: phase.names[String(stage)] ?? String(stage) } : {}),
    ...(activity.values.length === 0 ? {} : { values }),
  }
}

/** A value that is none now may be one at the next look: it is left out. */
async function sensible(read: () => Promise<PointValue>): Promise<PointValue | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof PointError || error instanceof ModbusRefusal) return undefined
    throw error
  }
}

async function readWithin(connection: ModbusConnection, reading: Reading): Promise<PointValue> {
  const value = await connection.read(reading)
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = reading
  if (typeof value === 'number' && (value < minimum || value > maximum))
    throw new PointError(`${nameOf(reading)} is ${value}, out of its range`)
  return value
}

async function readResult(connection: ModbusConnection, activity: ModbusActivity): Promise<RunUpdate> {
  const result: Record<string, unknown> = {}
  for (const reading of activity.result) {
    try {
      const value = await readWithin(connection, reading)
      result[reading.name] =
        typeof value === 'number' ? { value, ...(reading.unit && { unit: reading.unit }) } : value
    } catch (error) {
      if (error instanceof PointError || error instanceof ModbusRefusal)
        return failed(
          'result-unreadable',
          `the run is done and ${reading.name} can't be read: ${error.message}`,
        )
      throw error
    }
  }
  return { kind: 'succeeded', result }
}

async function readFailure(
  connection: ModbusConnection,
  activity: ModbusActivity,
  status: PointValue,
): Promise<RunUpdate> {
  const { failure } = activity
  const code = failure && (await sensible(() => connection.read(failure)))
  const told = failure && code !== undefined ? `, ${nameOf(failure)} is ${code}` : ''
  return failed('run-failed', `${nameOf(activity.status)} is ${status}${told}`)
}

function failed(code: string, message: string): RunUpdate {
  return { kind: 'failed', failure: { code, message, category: 'instrument', started: 'yes' } }
}
