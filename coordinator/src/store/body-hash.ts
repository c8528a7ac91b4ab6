import { hash } from 'node:crypto'

/** SHA-256 of a body, the same however its keys are ordered. */
export function hashOfBody(body: unknown): string {
  return hash('sha256', JSON.stringify(inOrder(body)))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]))
}
