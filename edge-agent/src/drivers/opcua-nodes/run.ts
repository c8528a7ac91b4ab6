import type { RunEnd, RunLost, RunUpdate } from '../../instruments/driver.ts'
import type { NodesActivity, Point, Reading, Scalar } from './settings.ts'
import { NonsenseError, NoValueError } from './value.ts'

/** Gives what a variable holds. @throws NonsenseError, NoValueError */
export type Reader = (point: Point, type?: Reading['type']) => Scalar

/** Whether a value is one of those that the settings name. */
export function isOneOf(value: Scalar, known: readonly Scalar[] | undefined): boolean {
  return known?.some(one => one === value || String(one) === String(value)) ?? false
}

/**
 * How a run stands, from what was read in one look.
 * @param wasStopAsked the instrument has taken a stop from us
 * @throws NonsenseError where the state says nothing that is known; NoValueError where it can't be told at present
 */
export function judgeRun(read: Reader, activity: NodesActivity, wasStopAsked: boolean): RunUpdate {
  const { state } = activity
  const value = read(state)
  const said = `${state.node} is ${value}`
  if (isOneOf(value, state.running)) return progress(read, activity, false)
  if (isOneOf(value, state.paused)) return progress(read, activity, true)
  if (isOneOf(value, state.succeeded)) return result(read, activity)
  if (isOneOf(value, state.failed)) return failure(read, activity, said)
  if (isOneOf(value, state.cancelled)) return { kind: 'cancelled' }
  if (isOneOf(value, state.stoppedLocally)) return { kind: 'stopped-locally', note: said }
  if (isOneOf(value, state.stopped))
    return wasStopAsked ? { kind: 'cancelled' } : { kind: 'stopped-locally', note: said }
  if (isOneOf(value, state.none)) return lost(`the instrument knows of no run: ${said}`)
  throw new NonsenseError(`${said}, which is none of the states that are declared`)
}

function progress(read: Reader, activity: NodesActivity, isPaused: boolean): RunUpdate {
  const { percent, phase, values } = activity
  const part = percent && sensible(() => read(percent, 'number'))
  const stage = phase && sensible(() => read(phase))
  const live = values.flatMap(reading => {
    const value = sensible(() => read(reading, 'number'))
    return typeof value === 'number' ? [[reading.name, value] as const] : []
  })
  return {
    kind: 'progress',
    ...(isPaused ? { paused: true } : {}),
    ...(typeof part === 'number' ? { percent: part } : {}),
    ...(phase && stage !== undefined && stage !== ''
      ? { phase: phase.names[String(stage)] ?? String(stage) }
      : {}),
    ...(live.length === 0 ? {} : { values: Object.fromEntries(live) }),
  }
}

/** A value that is none now may be one at the next look: it is left out. */
function sensible(read: () => Scalar): Scalar | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof NonsenseError || error instanceof NoValueError) return undefined
    throw error
  }
}

function result(read: Reader, { result: readings }: NodesActivity): RunEnd {
  const found: Record<string, unknown> = {}
  for (const reading of readings) {
    try {
      const value = read(reading, reading.type)
      found[reading.name] =
        typeof value === 'number' ? { value, ...(reading.unit && { unit: reading.unit }) } : value
    } catch (error) {
      if (!(error instanceof NonsenseError)) throw error
      const message = `the run is done and ${reading.name} can't be read: ${error.message}`
      return failed('result-unreadable', message)
    }
  }
  return { kind: 'succeeded', result: found }
}

function failure(read: Reader, { message }: NodesActivity, said: string): RunEnd {
  const why = message && sensible(() => read(message))
  return failed('run-failed', why === undefined || why === '' ? said : `${why} (${said})`)
}

function failed(code: string, message: string): RunEnd {
  return { kind: 'failed', failure: { code, message, category: 'instrument', started: 'yes' } }
}

function lost(reason: string): RunLost {
  return { kind: 'lost', reason }
}
