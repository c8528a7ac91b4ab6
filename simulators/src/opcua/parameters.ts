import { DataType, type Variant, type VariantOptions } from 'node-opcua'
import type { JobOrder } from '../instruments/job-orders.ts'
import type { Parameters, ParameterValue } from '../instruments/plan.ts'
import { RefusedError } from '../instruments/refusal.ts'

/** The longest id that a controller's list takes. */
const LONGEST_ID = 128

/**
 * An ISA95JobOrderDataType as the controller understands it.
 * @throws RefusedError where it is malformed.
 */
export function readJobOrder(value: unknown): JobOrder {
  const order = asRecord(value, 'JobOrder')
  const id = readId(order['jobOrderID'])
  const workMasters = asList(order['workMasterID'])
  if (workMasters.length !== 1) throw malformed('WorkMasterID must have exactly one entry')
  const activity = asRecord(workMasters[0], 'WorkMasterID[0]')['ID']
  if (typeof activity !== 'string') throw malformed('WorkMasterID[0].ID must be a string')
  const parameters = Object.fromEntries(asList(order['jobOrderParameters']).map(readParameter))
  return { id, activity, parameters }
}

/** @throws RefusedError where it is none. */
export function readId(value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID) return value
  throw malformed(`JobOrderID must be a string of 1 to ${LONGEST_ID} characters`)
}

function readParameter(value: unknown, index: number): [string, ParameterValue] {
  const place = `JobOrderParameters[${index}]`
  const parameter = asRecord(value, place)
  const id = parameter['ID']
  if (typeof id !== 'string' || id === '') throw malformed(`${place}.ID must be a string`)
  const scalar = scalarOf(parameter['value'] as Variant | undefined)
  if (scalar === undefined) throw malformed(`${place}.Value must be a Boolean, a number or a String`)
  return [id, scalar]
}

function scalarOf(variant: Variant | undefined): ParameterValue | undefined {
  const value: unknown = variant?.value
  if (variant?.dataType === DataType.Int64 || variant?.dataType === DataType.UInt64) return wholeNumber(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

/** A 64 bit integer, which node-opcua gives as high and low word. */
function wholeNumber(value: unknown): number | undefined {
  if (!Array.isArray(value)) return undefined
  const [high, low] = value as [number, number]
  // -1 as Int64 has a high word of 0xffffffff.
  return (high > 0x7fffffff ? high - 2 ** 32 : high) * 2 ** 32 + low
}

/** Parameters or results as a list of ISA95ParameterDataType fields. */
export function writeParameters(parameters: Parameters): { ID: string; value: VariantOptions }[] {
  return Object.entries(parameters).map(([ID, value]) => ({ ID, value: writeScalar(ID, value) }))
}

/** Counters among results: whole by nature, whatever value they have. */
const COUNTERS = new Set(['start', 'layersPrinted', 'segmentsCompleted'])

function writeScalar(id: string, value: ParameterValue): VariantOptions {
  if (typeof value === 'boolean') return { dataType: DataType.Boolean, value }
  if (typeof value === 'string') return { dataType: DataType.String, value }
  return { dataType: COUNTERS.has(id) ? DataType.UInt32 : DataType.Double, value }
}

function asRecord(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw malformed(`${place} is missing`)
  return value as Record<string, unknown>
}

function asList(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.from(value as Iterable<unknown>)
}

function malformed(message: string): RefusedError {
  return new RefusedError('wrong-parameters', message)
}
