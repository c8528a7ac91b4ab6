import { compileForeignSchema, type Fault, type JsonSchema, type Parsed } from '@muster/runtime'

type Parser = (value: unknown) => Parsed<unknown>

/** So many schemas are kept compiled: the same ones are asked for with each submission. */
const MOST_KEPT = 500
const kept = new Map<string, Parsed<Parser>>()

/** What is wrong with a schema that came with a workflow, or what checks values against it. */
export function schemaParser(schema: JsonSchema): Parsed<Parser> {
  const text = JSON.stringify(schema)
  const known = kept.get(text)
  if (known) return known
  if (kept.size >= MOST_KEPT) kept.clear()
  const made = compileForeignSchema(schema)
  kept.set(text, made)
  return made
}

/** What is wrong with a value. A schema that is none finds nothing: that is a fault of its own. */
export function valueFaults(schema: JsonSchema | undefined, value: unknown): readonly Fault[] {
  const parser = schema && schemaParser(schema)
  if (!parser?.ok) return []
  const parsed = parser.value(value)
  return parsed.ok ? [] : parsed.faults
}

/** The schema of what stands at a place in a value, as far as it is told by `properties` and `items`. */
export function schemaAt(schema: JsonSchema | undefined, place: readonly string[]): JsonSchema | undefined {
  let at: unknown = schema
  for (const part of place) {
    if (!isSchema(at)) return undefined
    const { properties, items } = at
    at = isSchema(properties) && Object.hasOwn(properties, part) ? properties[part] : undefined
    at ??= /^\d+$/.test(part) ? items : undefined
  }
  return isSchema(at) ? at : undefined
}

/** The types that a schema names; none where it names none. */
export function typesOf(schema: JsonSchema | undefined): readonly string[] {
  const type = schema?.['type']
  if (typeof type === 'string') return [type]
  return Array.isArray(type) ? type.filter(one => typeof one === 'string') : []
}

/** Whether a value of one of the types could be one of the others. Whether a number is whole is known when it is there. */
export function canBe(given: readonly string[], wanted: readonly string[]): boolean {
  if (given.length === 0 || wanted.length === 0) return true
  const wide = (type: string) => (type === 'integer' ? 'number' : type)
  return given.some(one => wanted.some(other => wide(one) === wide(other)))
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
