import { type TSchema, Type } from '@sinclair/typebox'

/** What the schemas of answers, bodies and queries are made of. */

export const strict = { additionalProperties: false } as const
export const words = <T extends string>(all: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...all] })
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
export const Time = Type.String({ format: 'date-time' })
export const Failure = Type.Object(
  { code: Type.String(), message: Type.String(), category: Type.String(), started: Type.String() },
  strict,
)
