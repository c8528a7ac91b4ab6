/** ID and content of an ISA95ParameterDataType. */
export function idAndValue(entry: unknown): readonly [id: unknown, value: unknown] {
  return [field(entry, 'ID') ?? field(entry, 'iD'), field(field(entry, 'value'), 'value')]
}

/** A field of a structure, as far as the value is one. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

/** The elements of an array, also of one of numbers. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[]
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as Uint32Array)
    : undefined
}
