import type { Fault } from '@muster/runtime'
import type { Write } from './connection.ts'
import { encode, nameOf, type Orders, PointError } from './point.ts'
import type { Trigger, Written } from './settings.ts'

/** Registers that one request can write. */
const MOST_AT_ONCE = 123

type Writes =
  | { readonly ok: true; readonly value: readonly Write[] }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** The requests that write these values, neighbours together, in the order in which they were given. */
export function planWrites(
  written: readonly Written[],
  values: Readonly<Record<string, unknown>>,
  orders: Orders,
): Writes {
  const faults: Fault[] = []
  const writes: Write[] = []
  for (const one of written) {
    const value = one.parameter === undefined ? one.value : values[one.parameter]
    if (value === undefined) continue
    try {
      writes.push(writeOf(one, chosen(one, value), orders))
    } catch (error) {
      if (!(error instanceof PointError)) throw error
      faults.push({ field: one.parameter ?? nameOf(one), message: error.message })
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: merged(writes) }
}

/** The one request that writes the value of a trigger. @throws PointError where it does not fit. */
export function triggerWrite(trigger: Trigger, value: number | boolean, orders: Orders): Write {
  return writeOf(trigger, trigger.table === 'coil' ? Boolean(value) : Number(value), orders)
}

function chosen({ choices, minimum, maximum }: Written, value: unknown): unknown {
  if (choices) {
    const choice = Object.hasOwn(choices, String(value)) ? choices[String(value)] : undefined
    if (choice === undefined)
      throw new PointError(`${String(value)} is none of ${Object.keys(choices).join(', ')}`)
    return choice
  }
  if (typeof value === 'number' && minimum !== undefined && value < minimum)
    throw new PointError(`${value} is below ${minimum}`)
  if (typeof value === 'number' && maximum !== undefined && value > maximum)
    throw new PointError(`${value} is above ${maximum}`)
  return value
}

function writeOf(point: Omit<Written, 'value'>, value: unknown, orders: Orders): Write {
  const { table, address } = point
  if (table === 'coil') {
    if (typeof value !== 'boolean') throw new PointError(`${String(value)} is neither true nor false`)
    return { table, address, value }
  }
  const registers = encode(point, typeof value === 'boolean' ? Number(value) : value, orders)
  return { table: 'holding', address, registers }
}

function merged(writes: readonly Write[]): Write[] {
  const result: Write[] = []
  for (const write of writes) {
    const before = result.at(-1)
    if (
      write.table === 'holding' &&
      before?.table === 'holding' &&
      before.address + before.registers.length === write.address &&
      before.registers.length + write.registers.length <= MOST_AT_ONCE
    )
      result[result.length - 1] = { ...before, registers: [...before.registers, ...write.registers] }
    else result.push(write)
  }
  return result
}
