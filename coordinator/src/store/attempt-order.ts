import type { AttemptRecord } from '../model/records.ts'

/** A task's attempts: those named after it, which are in order, and those that it was in with others. */
export function inOrder(own: readonly AttemptRecord[], shared: readonly AttemptRecord[]): AttemptRecord[] {
  if (shared.length === 0) return [...own]
  return [...own, ...shared].sort((a, b) => a.offeredAt - b.offeredAt || (a.id < b.id ? -1 : 1))
}
