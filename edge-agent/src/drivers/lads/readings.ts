import { type Duration, millis } from '@muster/runtime'
import type { DataValue, NodeId } from 'node-opcua-client'

/** The states of FunctionalStateMachineType and RunningStateMachineType by their number in the nodeset of LADS 1.0. */
const STATES: Readonly<Record<number, UnitState>> = {
  5085: 'Stopped',
  5099: 'Running',
  5100: 'Stopping',
  5143: 'Clearing',
  5159: 'Aborting',
  5160: 'Aborted',
}
const PAUSED: Readonly<Record<number, string>> = {
  5118: 'Suspending',
  5121: 'Suspended',
  5123: 'Holding',
  5124: 'Held',
}

export type UnitState = 'Stopped' | 'Running' | 'Stopping' | 'Clearing' | 'Aborting' | 'Aborted'

/** What a functional unit says of itself in one look; each is undefined where it is not there or makes no sense. */
export interface UnitLook {
  readonly state: UnitState | undefined
  /** What it says instead of a state that LADS knows; for people. */
  readonly said: string
  readonly paused: boolean
  /** DeviceProgramRunId of ActiveProgram. */
  readonly runId: string | undefined
  readonly lockedBy: string | undefined
  /** 0 to 100. */
  readonly percent: number | undefined
  readonly phase: string | undefined
  readonly remaining: Duration | undefined
  readonly values: Readonly<Record<string, number>>
}

/** Times of a result. A time that was not set is undefined. */
export interface ResultTimes {
  readonly started: Date | undefined
  readonly stopped: Date | undefined
  readonly runId: string | undefined
}

/** Whether a program runs, or is about to end. */
export function isActive(look: UnitLook): boolean {
  return look.state === undefined || ['Running', 'Stopping', 'Aborting'].includes(look.state)
}

export function goodValue(value: DataValue | undefined): unknown {
  return value?.statusCode.isGood() ? (value.value.value as unknown) : undefined
}

export function textOf(value: DataValue | undefined): string | undefined {
  const good = goodValue(value)
  const text = typeof good === 'object' && good !== null && 'text' in good ? good.text : good
  return typeof text === 'string' && text !== '' ? text : undefined
}

export function numberOf(value: DataValue | undefined): number | undefined {
  const good = goodValue(value)
  return typeof good === 'number' && Number.isFinite(good) ? good : undefined
}

/** node-opcua reads a time that was not set as 1601-01-01. */
export function timeOf(value: DataValue | undefined): Date | undefined {
  const good = goodValue(value)
  if (!(good instanceof Date) || Number.isNaN(good.getTime())) return undefined
  return good.getUTCFullYear() > 1601 ? good : undefined
}

/** By the node of the state, which is the same on each server; else by its text. */
export function stateOf(
  id: DataValue | undefined,
  text: DataValue | undefined,
  namespace: number,
): UnitState | undefined {
  const known = STATES[ladsNumber(id, namespace) ?? -1]
  return known ?? Object.values(STATES).find(state => state === textOf(text))
}

export function isPaused(id: DataValue | undefined, text: DataValue | undefined, namespace: number): boolean {
  const number = ladsNumber(id, namespace)
  if (number !== undefined && number in PAUSED) return true
  return Object.values(PAUSED).includes(textOf(text) ?? '')
}

/** What variables of ActiveProgram say of the progress; nothing where a number of them makes no sense. */
export interface ProgramReadings {
  readonly runtime: number | undefined
  readonly estimatedRuntime: number | undefined
  readonly step: number | undefined
  readonly steps: number | undefined
}

/** By time where the server estimates it, else by steps that are done. */
export function progressOf(readings: ProgramReadings): {
  readonly percent: number | undefined
  readonly remaining: Duration | undefined
} {
  const { runtime, estimatedRuntime, step, steps } = readings
  if (runtime !== undefined && runtime >= 0 && estimatedRuntime !== undefined && estimatedRuntime > 0)
    return {
      percent: Math.min(100, (runtime / estimatedRuntime) * 100),
      remaining: millis(Math.max(0, estimatedRuntime - runtime)),
    }
  const bySteps = step !== undefined && step >= 1 && steps !== undefined && steps >= step
  return { percent: bySteps ? ((step - 1) / steps) * 100 : undefined, remaining: undefined }
}

function ladsNumber(id: DataValue | undefined, namespace: number): number | undefined {
  const node = goodValue(id) as Partial<NodeId> | null | undefined
  return node?.namespace === namespace && typeof node.value === 'number' ? node.value : undefined
}
