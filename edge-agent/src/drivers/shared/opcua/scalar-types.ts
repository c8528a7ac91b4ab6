/** The scalar types that a parameter can be sent as. */
export const SCALAR_TYPES = [
  'Boolean',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Float',
  'Double',
  'String',
] as const
export type ScalarType = (typeof SCALAR_TYPES)[number]
