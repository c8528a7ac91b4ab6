import { ATTEMPT_TRANSITIONS, isAttemptEnd } from '@muster/protocol'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import type { AttemptRecord, InstrumentRecord } from '../model/records.ts'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import {
  type Change,
  StoreConflictError,
  TABLE_NAMES,
  type TableName,
  type Tables,
  type Term,
} from './store.ts'

/** The nonce of a grant that this store never gave: the attempt was taken over from an agent's journal. */
export const ADOPTED = 'adopted'

/** What the rules need to see of the store, inside the transaction. */
export interface StoredRows {
  version(table: TableName, id: string): number
  attempt(id: string): AttemptRecord | undefined
  /** An attempt of this task, or at this instrument, that has not ended, other than `exceptId`. */
  openAttempt(by: 'task' | 'instrument', id: string, exceptId: string): string | undefined
  instrument(id: string): InstrumentRecord | undefined
  workflow(id: string): WorkflowRecord | undefined
}

/** @throws StoreConflictError unless `term` is the one that is stored. */
export function checkTerm(term: Term, stored: Term): void {
  if (term.epoch === stored.epoch && term.leadId === stored.leadId) return
  throw new StoreConflictError(
    `epoch ${term.epoch} is over: ${stored.leadId} leads since epoch ${stored.epoch}`,
    {
      epoch: term.epoch,
      storedEpoch: stored.epoch,
    },
  )
}

/**
 * The promises that a store holds by itself, whoever writes.
 * @throws StoreConflictError naming the change and the row.
 */
export function checkChange(change: Change, stored: StoredRows): void {
  for (const table of TABLE_NAMES) {
    for (const row of change.rows[table]) checkVersion(change, table, row, stored)
  }
  for (const attempt of change.rows.attempts) checkAttempt(change, attempt, stored)
  for (const { id, hash } of change.rows.workflows) {
    const before = stored.workflow(id)
    if (before && before.hash !== hash)
      throw conflict(change, `workflow ${id} is registered, and does not change any more`)
  }
  for (const instrument of change.rows.instruments) {
    const before = stored.instrument(instrument.id)
    if (before && instrument.fence < before.fence) {
      throw conflict(
        change,
        `the fence of ${instrument.id} would go back from ${before.fence} to ${instrument.fence}`,
      )
    }
  }
}

function checkVersion(change: Change, table: TableName, row: Tables[TableName], stored: StoredRows): void {
  const before = stored.version(table, row.id)
  // Several changes of one row in one decision are one row: its version may have grown by more than one.
  if (row.version <= before) {
    throw conflict(
      change,
      `${table} ${row.id} has version ${before}, the change was built on ${row.version - 1}`,
    )
  }
}

/** Where an open attempt is the only one: with each of its tasks, and at its instrument. */
export const placesOf = (attempt: AttemptRecord): (readonly ['task' | 'instrument', string])[] => [
  ...taskIdsOf(attempt).map(id => ['task', id] as const),
  ['instrument', attempt.instrumentId],
]

function checkAttempt(change: Change, attempt: AttemptRecord, stored: StoredRows): void {
  const before = stored.attempt(attempt.id)
  if (before === undefined) {
    const fence = stored.instrument(attempt.instrumentId)?.fence ?? 0
    const raised = change.rows.instruments.find(row => row.id === attempt.instrumentId)?.fence ?? fence
    if (attempt.fence > raised)
      throw conflict(change, `fence ${attempt.fence} of ${attempt.id} is above its instrument's`)
    if (attempt.state === 'offered' && attempt.fence <= fence) {
      throw conflict(change, `fence ${attempt.fence} of ${attempt.id} is not above ${fence}`)
    }
  } else if (before.state !== attempt.state && !reachable(before, attempt) && !isAdoption(before, attempt)) {
    throw conflict(change, `attempt ${attempt.id} can't go from ${before.state} to ${attempt.state}`)
  }
  if (isAttemptEnd(attempt.state)) return
  for (const [by, id] of placesOf(attempt)) {
    const other = stored.openAttempt(by, id, attempt.id)
    const endsHere = change.rows.attempts.some(row => row.id === other && isAttemptEnd(row.state))
    if (other !== undefined && !endsHere)
      throw conflict(change, `${by} ${id} already has the open attempt ${other}`)
  }
}

/**
 * A store that was put back from a backup takes an attempt over as the agent's journal has it, also one that it
 * had ended without ever granting it.
 */
function isAdoption(before: AttemptRecord, after: AttemptRecord): boolean {
  return before.grant === undefined && after.grant?.nonce === ADOPTED
}

/** States passed within one decision are one row: each step of the way must be in the table. */
function reachable(before: AttemptRecord, after: AttemptRecord): boolean {
  const seen = new Set([before.state])
  const ways = [before.state]
  for (let state = ways.pop(); state !== undefined; state = ways.pop()) {
    if (ATTEMPT_TRANSITIONS.allows(state, after.state)) return true
    for (const next of ATTEMPT_TRANSITIONS.next(state)) {
      if (seen.has(next)) continue
      seen.add(next)
      ways.push(next)
    }
  }
  return false
}

function conflict(change: Change, message: string): StoreConflictError {
  return new StoreConflictError(`${change.intent}: ${message}`, { intent: change.intent })
}
