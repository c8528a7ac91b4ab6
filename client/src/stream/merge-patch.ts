type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a JSON merge patch (RFC 7396, clause 2) makes of `target`, which stays as it is. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  // A map, so that a field named `__proto__` is a field like any other.
  const fields = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) fields.delete(name)
    else fields.set(name, applyMergePatch(fields.get(name), change))
  }
  return Object.fromEntries(fields)
}
