import {
  type CallMethodResultOptions,
  DataType,
  type StatusCode,
  StatusCodes,
  VariantArrayType,
  type VariantOptions,
} from 'node-opcua'
import type { Isa95Protocol } from '../config/schema.ts'
import type { RefusalReason } from '../instruments/refusal.ts'

type Dialect = Isa95Protocol['dialect']

/** The bit positions of OPC 10031-4, annex B.2. */
const NO_ERROR = 0
const BITS: Readonly<Record<RefusalReason, number>> = {
  'unknown-id': 1,
  'wrong-state': 3,
  'known-id': 4,
  busy: 4,
  'list-full': 4,
  'refused-by-instrument': 4,
  'unknown-activity': 32,
  'wrong-parameters': 32,
}

/**
 * What a method returns. In the specification's dialect ReturnStatus is a bit map, and the call's own status is
 * Uncertain where it was refused: a Bad one would carry no return arguments. In the `numbered` dialect
 * ReturnStatus is the number of the bit, and so success is 0.
 * @param outputs what the method returns before its ReturnStatus
 */
export function methodResult(
  dialect: Dialect,
  refusal: RefusalReason | undefined,
  outputs: readonly VariantOptions[] = [],
): CallMethodResultOptions {
  const bit = refusal === undefined ? NO_ERROR : BITS[refusal]
  const value = dialect === 'spec' ? bitMap(bit) : [0, bit]
  return {
    statusCode: statusOf(dialect, refusal),
    outputArguments: [...outputs, { dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value }],
  }
}

function statusOf(dialect: Dialect, refusal: RefusalReason | undefined): StatusCode {
  return dialect === 'spec' && refusal !== undefined ? StatusCodes.Uncertain : StatusCodes.Good
}

/** A UInt64 with one bit set, as node-opcua has it: high word, low word. */
function bitMap(bit: number): [number, number] {
  return bit < 32 ? [0, 2 ** bit] : [2 ** (bit - 32), 0]
}
