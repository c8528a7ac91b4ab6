import { type Static, Type } from '@sinclair/typebox'

const strict = { additionalProperties: false }

/** Registers that a type takes up; a text says how many itself. */
const REGISTERS = {
  bool: 1,
  bits: 1,
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  int64: 4,
  uint64: 4,
  float64: 4,
} as const

type PointType = keyof typeof REGISTERS | 'string'

const oneOf = <const T extends string>(values: readonly T[], options: { description: string }) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...options })

/** Where a value stands, and how it is written there. */
export const POINT = {
  table: oneOf(['coil', 'discrete', 'input', 'holding'], {
    description:
      'Which table: coils (0x), discrete inputs (1x), input registers (3x), holding registers (4x).',
  }),
  address: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    description: 'Counted from 0, as on the wire: the register that manuals call 40001 is 0 of holding.',
  }),
  type: Type.Optional(
    oneOf<PointType>(['string', ...(Object.keys(REGISTERS) as (keyof typeof REGISTERS)[])], {
      description: 'Of a register; uint16 where left out. A coil and a discrete input are always bool.',
    }),
  ),
  bit: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 15, description: 'bool, bits: the lowest bit; 0 is the least.' }),
  ),
  width: Type.Optional(Type.Integer({ minimum: 1, maximum: 16, description: 'bits: how many.' })),
  registers: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 123, description: 'string: how many registers, of two characters.' }),
  ),
  scale: Type.Optional(Type.Number({ description: 'value = what stands there · scale + offset.' })),
  offset: Type.Optional(Type.Number({ description: 'See scale.' })),
  wordOrder: Type.Optional(oneOf(['big', 'little'], { description: 'In place of the one for all.' })),
  byteOrder: Type.Optional(oneOf(['big', 'little'], { description: 'In place of the one for all.' })),
}

const PointSchema = Type.Object(POINT, strict)
export type Point = Static<typeof PointSchema>

/** The orders of an instrument's words and bytes; `big`: the most significant first. */
export interface Orders {
  readonly wordOrder: 'big' | 'little'
  readonly byteOrder: 'big' | 'little'
}

export type PointValue = number | string | boolean

/** A value that can't stand at its point, or something at a point that is no value. */
export class PointError extends Error {}

export const isBit = (point: Point) => point.table === 'coil' || point.table === 'discrete'
export const isWritable = (point: Point) => point.table === 'coil' || point.table === 'holding'

const typeOf = (point: Point) => point.type ?? 'uint16'

/** How many registers it takes up. */
export function registersOf(point: Point): number {
  const type = typeOf(point)
  return type === 'string' ? (point.registers ?? 1) : REGISTERS[type]
}

/** How a point is named in messages. */
export function nameOf(point: Point): string {
  return `${point.table} ${point.address}`
}

/**
 * What registers say.
 * @throws PointError where that is no value: too few registers, a number that is none, text with control characters.
 */
export function decode(point: Point, registers: readonly number[], orders: Orders): PointValue {
  if (registers.length < registersOf(point))
    throw new PointError(`${nameOf(point)}: ${registers.length} registers in place of ${registersOf(point)}`)
  const bytes = bytesOf(registers.slice(0, registersOf(point)), point, orders)
  const type = typeOf(point)
  if (type === 'string') return textOf(bytes, point)
  const first = bytes.readUInt16BE(0)
  if (type === 'bool') return ((first >> (point.bit ?? 0)) & 1) === 1
  if (type === 'bits') return (first >> (point.bit ?? 0)) & (2 ** (point.width ?? 1) - 1)
  const value = readNumber(type, bytes) * (point.scale ?? 1) + (point.offset ?? 0)
  if (!Number.isFinite(value)) throw new PointError(`${nameOf(point)} is no number: ${value}`)
  return tidy(value)
}

/**
 * The registers that say a value.
 * @throws PointError where it does not fit.
 */
export function encode(point: Point, value: unknown, orders: Orders): number[] {
  const type = typeOf(point)
  const bytes = Buffer.alloc(registersOf(point) * 2)
  if (type === 'string') writeText(bytes, value)
  else if (type === 'bool' || type === 'bits') throw new PointError('can not be written by itself')
  else writeNumber(type, bytes, rawOf(point, value))
  return wordsOf(bytes, point, orders)
}

/** Arithmetic of scales leaves digits that nobody measured: 0.1 · 1804 is 180.4. */
const tidy = (value: number) => Number(value.toPrecision(15))

function rawOf(point: Point, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new PointError(`${String(value)} is no number`)
  const raw = tidy((value - (point.offset ?? 0)) / (point.scale ?? 1))
  if (typeOf(point).startsWith('float')) return raw
  const whole = Math.round(raw)
  // What the register can't hold to the digit is not made to fit in silence.
  if (Math.abs(raw - whole) > 1e-6)
    throw new PointError(`${value} is between two steps of ${point.scale ?? 1} of its register`)
  return whole
}

type NumberType = 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64'

function readNumber(type: NumberType, bytes: Buffer): number {
  switch (type) {
    case 'int16':
      return bytes.readInt16BE()
    case 'uint16':
      return bytes.readUInt16BE()
    case 'int32':
      return bytes.readInt32BE()
    case 'uint32':
      return bytes.readUInt32BE()
    case 'int64':
      return Number(bytes.readBigInt64BE())
    case 'uint64':
      return Number(bytes.readBigUInt64BE())
    case 'float32':
      return Number(bytes.readFloatBE().toPrecision(7))
    case 'float64':
      return bytes.readDoubleBE()
  }
}

const LARGEST_FLOAT32 = 3.402_823_5e38

function writeNumber(type: NumberType, bytes: Buffer, raw: number): void {
  if (type === 'float64') return void bytes.writeDoubleBE(raw)
  if (type === 'float32') {
    if (Math.abs(raw) > LARGEST_FLOAT32) throw new PointError(`${raw} does not fit into float32`)
    return void bytes.writeFloatBE(raw)
  }
  const signed = type.startsWith('int')
  const bits = bytes.length * 8
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
  if (raw < least || raw > most || !Number.isSafeInteger(raw))
    throw new PointError(`${raw} does not fit into ${type}`)
  const twos = BigInt.asUintN(bits, BigInt(raw))
  for (let index = 0; index < bytes.length; index++)
    bytes[bytes.length - 1 - index] = Number((twos >> BigInt(8 * index)) & 0xffn)
}

const PRINTABLE = /^[\x20-\x7e]*$/

function textOf(bytes: Buffer, point: Point): string {
  // It ends at the first zero; what stands behind is left over from before.
  const text = bytes
    .toString('latin1')
    .replace(/\0[^]*$/, '')
    .trimEnd()
  if (!PRINTABLE.test(text)) throw new PointError(`${nameOf(point)} is no text: ${JSON.stringify(text)}`)
  return text
}

function writeText(bytes: Buffer, value: unknown): void {
  const text = String(value)
  if (!PRINTABLE.test(text)) throw new PointError(`${JSON.stringify(text)} is not printable ASCII`)
  if (text.length > bytes.length)
    throw new PointError(`"${text}" has ${text.length} characters, and there is room for ${bytes.length}`)
  bytes.write(text, 'latin1')
}

function bytesOf(registers: readonly number[], point: Point, orders: Orders): Buffer {
  const { words, swapped } = layoutOf(point, orders)
  const inOrder = words === 'little' ? registers.toReversed() : registers
  const bytes = Buffer.alloc(inOrder.length * 2)
  for (const [index, register] of inOrder.entries()) bytes.writeUInt16BE(register, index * 2)
  return swapped ? bytes.swap16() : bytes
}

function wordsOf(bytes: Buffer, point: Point, orders: Orders): number[] {
  const { words, swapped } = layoutOf(point, orders)
  if (swapped) bytes.swap16()
  const registers = Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(index * 2))
  return words === 'little' ? registers.toReversed() : registers
}

/** The words of a text stand in reading order, whatever that of numbers is. */
function layoutOf(point: Point, orders: Orders): { words: 'big' | 'little'; swapped: boolean } {
  const words = typeOf(point) === 'string' ? 'big' : (point.wordOrder ?? orders.wordOrder)
  return { words, swapped: (point.byteOrder ?? orders.byteOrder) === 'little' }
}
