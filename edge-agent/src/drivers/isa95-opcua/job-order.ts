import { readLayersPlanned } from './additive.ts'
import type { Isa95Settings } from './settings.ts'
import { field, listOf } from './structure.ts'

/** StateNumber of the top level states (OPC 10031-4, 6.2.3; table of ISA95JobOrderReceiverObjectType's states). */
const STATES: Readonly<Record<number, JobState>> = {
  1: 'not-allowed-to-start',
  2: 'allowed-to-start',
  3: 'running',
  4: 'interrupted',
  5: 'ended',
  6: 'aborted',
}

export type JobState =
  | 'not-allowed-to-start'
  | 'allowed-to-start'
  | 'running'
  | 'interrupted'
  | 'ended'
  | 'aborted'

/** A job order in the controller's list. */
export interface ListedOrder {
  readonly id: string
  readonly workMaster: string | undefined
  /** undefined where the server says something that the specification does not know. */
  readonly state: JobState | undefined
  /** Where the order says it (OPC 40540). */
  readonly layersPlanned?: number
}

/** A field of a job response: a number, text or truth value, or undefined for anything else. */
export interface ResponseField {
  readonly id: string
  readonly value: string | number | boolean | undefined
  readonly unit?: string
}

/** Whether the order was let go to start: it runs, has run, or may begin by itself at any moment. */
export function isStarted(order: ListedOrder): boolean {
  return order.state !== 'not-allowed-to-start'
}

/** Whether the instrument does something because of the order, or is about to. */
export function isActive(order: ListedOrder): boolean {
  return order.state === undefined || ['allowed-to-start', 'running', 'interrupted'].includes(order.state)
}

/** Reads the value of JobOrderList. @returns undefined where it is none: nothing can be said then. */
export function readJobOrders(value: unknown): readonly ListedOrder[] | undefined {
  const entries = listOf(value)
  if (!entries) return undefined
  const orders: ListedOrder[] = []
  for (const entry of entries) {
    const order = field(entry, 'jobOrder')
    const id = field(order, 'jobOrderID')
    if (typeof id !== 'string') return undefined
    const master = listOf(field(order, 'workMasterID'))?.[0]
    const layersPlanned = readLayersPlanned(order)
    const workMaster = field(master, 'ID') ?? field(master, 'iD')
    orders.push({
      id,
      workMaster: typeof workMaster === 'string' ? workMaster : undefined,
      state: topState(field(entry, 'state')),
      ...(layersPlanned === undefined ? {} : { layersPlanned }),
    })
  }
  return orders
}

/** Reads JobResponseData of an ISA95JobResponseDataType; undefined where the value is no response. */
export function readResponse(value: unknown): readonly ResponseField[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (listOf(field(value, 'jobResponseData')) ?? []).flatMap(entry => {
    const id = field(entry, 'ID') ?? field(entry, 'iD')
    if (typeof id !== 'string') return []
    const unit = field(field(field(entry, 'engineeringUnits'), 'displayName'), 'text')
    const named = typeof unit === 'string' && unit !== '' ? { unit } : {}
    return [{ id, value: scalarOf(field(entry, 'value')), ...named }]
  })
}

/** ReturnStatus as a whole number; node-opcua gives a UInt64 as high and low word. */
export function readReturnStatus(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'bigint') return value
  const words = listOf(value)
  const [high, low] = words ?? []
  return words?.length === 2 && typeof high === 'number' && typeof low === 'number'
    ? BigInt(high) * 4_294_967_296n + BigInt(low)
    : undefined
}

/** Whether a command was carried out (OPC 10031-4, B.2, or as a known server has it). */
export function isDone(status: bigint | undefined, dialect: Isa95Settings['dialect']): boolean {
  return status === (dialect === 'spec' ? 1n : 0n)
}

/** The state whose browse path is empty; the others are states within it (OPC 10031-4, ISA95StateDataType). */
function topState(value: unknown): JobState | undefined {
  const top = listOf(value)?.find(
    state => (listOf(field(field(state, 'browsePath'), 'elements')) ?? []).length === 0,
  )
  const number = field(top, 'stateNumber')
  return typeof number === 'number' ? STATES[number] : undefined
}

function scalarOf(variant: unknown): string | number | boolean | undefined {
  const value = field(variant, 'value')
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return undefined
}
