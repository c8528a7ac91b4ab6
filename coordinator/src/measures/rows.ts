import type { AuditEvent } from '../model/records.ts'

/** The rows of a change by id, to find what its events are about. */
export function byId<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map(row => [row.id, row]))
}

/** The last word of `<of>.<word>`, where it is one of these. */
export function wordOf<W extends string>(event: AuditEvent, of: string, words: readonly W[]): W | undefined {
  return words.find(word => event.kind === `${of}.${word}`)
}
