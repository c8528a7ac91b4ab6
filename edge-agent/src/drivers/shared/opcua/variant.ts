import { DataType, VariantArrayType, type VariantOptions } from 'node-opcua-client'
import type { ScalarType } from './scalar-types.ts'

const RANGES: Readonly<Partial<Record<ScalarType, readonly [number, number]>>> = {
  Int16: [-32_768, 32_767],
  UInt16: [0, 65_535],
  Int32: [-2_147_483_648, 2_147_483_647],
  UInt32: [0, 4_294_967_295],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
}

/** The type that a value is sent as where none was declared. */
export function typeOf(value: unknown): ScalarType | undefined {
  if (typeof value === 'boolean') return 'Boolean'
  if (typeof value === 'string') return 'String'
  if (typeof value !== 'number') return undefined
  if (!Number.isSafeInteger(value)) return 'Double'
  return fits(value, 'Int32') ? 'Int32' : 'Int64'
}

/** @returns what is wrong with the value, where something is. */
export function variantOf(value: unknown, type: ScalarType | undefined): VariantOptions | string {
  switch (type) {
    case undefined:
      return 'must be a number, a text, true or false'
    case 'Boolean':
      return typeof value === 'boolean' ? { dataType: DataType.Boolean, value } : 'must be true or false'
    case 'String':
      return { dataType: DataType.String, value: String(value) }
    case 'Float':
    case 'Double':
      return typeof value === 'number' ? { dataType: DataType[type], value } : 'must be a number'
    default:
      if (typeof value !== 'number' || !fits(value, type)) return `must be a whole number that fits ${type}`
      if (!type.endsWith('64')) return { dataType: DataType[type], value }
      return { dataType: DataType[type], arrayType: VariantArrayType.Scalar, value: words(value) }
  }
}

function fits(value: number, type: ScalarType): boolean {
  const [least, most] = RANGES[type] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return Number.isInteger(value) && value >= least && value <= most
}

/** A 64 bit integer as node-opcua has it: high and low word. */
function words(value: number): [number, number] {
  const bits = BigInt.asUintN(64, BigInt(value))
  return [Number(bits >> 32n), Number(bits & 0xffff_ffffn)]
}
