import { compileSchema, InvariantError, type JsonSchema, type Parsed } from '@muster/runtime'
import { Type } from '@sinclair/typebox'

/**
 * A parser for things that are told apart by their `kind`, each kind with a schema of its own: what is wrong is
 * then said in the terms of the kind that was meant. A schema is compiled when it is first needed, as that costs
 * some ten milliseconds.
 */
export function parserByKind<T>(
  schemas: Readonly<Record<string, JsonSchema>>,
): (value: unknown) => Parsed<T> {
  const kinds = Object.keys(schemas)
  const parseKind = compileSchema<{ kind: string }>(
    Type.Object({ kind: Type.String({ enum: kinds }) }, { additionalProperties: true }),
  )
  const parsers = new Map<string, (value: unknown) => Parsed<T>>()
  const parserOf = (kind: string) => {
    const known = parsers.get(kind)
    if (known) return known
    const schema = schemas[kind]
    if (!schema) throw new InvariantError(`no schema for the kind ${kind}`)
    const parser = compileSchema<T>(schema, { defaults: true })
    parsers.set(kind, parser)
    return parser
  }
  return value => {
    const kind = parseKind(value)
    return kind.ok ? parserOf(kind.value.kind)(value) : kind
  }
}
