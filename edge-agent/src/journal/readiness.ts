import {
  type AttemptState,
  isAttemptEnd,
  type Readiness,
  type ReadinessOrder,
  type ReadinessOrderWord,
} from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import type { InstrumentReadiness, JournalEntry, ReadinessOnDisk } from './on-disk.ts'

/** This many changes of an instrument are kept, to be told to a coordinator that did not hear them. */
const CHANGES_KEPT = 20

/** What people make of an instrument: it is what it was when they give it back. */
const isHeld = (readiness: Readiness): boolean => readiness === 'borrowed' || readiness === 'in-maintenance'

/** What a person says of an instrument. */
export interface ReadinessWish {
  readonly readiness: ReadinessOrderWord
  readonly by: string
  readonly reason?: string | undefined
}

type Said = Omit<ReadinessOnDisk, 'count'>

/**
 * What the instrument is after an attempt came into `state`, as its activity says; undefined where that changes nothing: it did not run, or
 * is as ready as before.
 */
export function afterEnd(
  before: InstrumentReadiness | undefined,
  entry: JournalEntry,
  next: Pick<JournalEntry, 'state' | 'failure' | 'changedAt'>,
): InstrumentReadiness | undefined {
  const { state, failure, changedAt } = next
  if (!isAttemptEnd(state) || !hasRun(entry.state, state, failure)) return undefined
  const readiness = entry.readinessAfter?.[state]
  if (readiness === undefined || readiness === 'ready') return undefined
  const said: Said = { readiness, at: changedAt, reason: `${entry.activity} ${state} (${entry.attemptId})` }
  // Whoever has it finds it so when it comes back.
  if (before && isHeld(before.readiness)) return { ...before, under: { ...said, count: before.count } }
  return changed(before, said)
}

/** Whether the instrument did something: at the last look before a start it had not. */
function hasRun(from: AttemptState, end: AttemptState, failure: JournalEntry['failure']): boolean {
  if (from === 'claimed' || failure?.started === 'no') return false
  return from !== 'starting' || end !== 'cancelled'
}

/**
 * What the instrument is when a person has said so.
 * @throws MusterError `readiness-refused` with the sentence why
 */
export function bySomebody(
  before: InstrumentReadiness | undefined,
  { readiness, by, reason }: ReadinessWish,
  at: string,
  runs: JournalEntry | undefined,
): InstrumentReadiness {
  const now = before?.readiness ?? 'ready'
  const said = { at, by, ...(reason === undefined ? {} : { reason }) }
  if (readiness === 'return') {
    if (!isHeld(now)) throw refused(`it is ${now}: neither borrowed nor in maintenance`)
    const { readiness: left = 'ready', reason: need = reason } = before?.under ?? {}
    return changed(before, { readiness: left, at, by, ...(need === undefined ? {} : { reason: need }) })
  }
  if (isHeld(now))
    throw refused(`it is ${now}${before?.by === undefined ? '' : ` by ${before.by}`}: return it first`)
  if (readiness === 'borrowed' && runs)
    throw refused(
      `${runs.activity} (${runs.attemptId}) is ${runs.state} there: cancel it, or wait for its end`,
    )
  const next = changed(before, { readiness, ...said })
  if (!isHeld(readiness) || !before || now === 'ready') return next
  const { order: _order, refusal: _refusal, changes: _changes, under: _under, ...under } = before
  return { ...next, under }
}

/**
 * What comes of an order of the coordinator; undefined where it is old, or has to wait for the end of a run. What was ordered of a state
 * that is not any more is not done, and says so.
 */
export function byOrder(
  before: InstrumentReadiness | undefined,
  order: ReadinessOrder,
  at: string,
  runs: JournalEntry | undefined,
): InstrumentReadiness | undefined {
  if (order.version <= (before?.order ?? 0)) return undefined
  if (order.readiness === 'borrowed' && runs) return undefined
  try {
    // To borrow it is right whatever it needs; that it is ready was said of what it was then.
    if (!isHeld(order.readiness as Readiness) && order.about !== (before?.count ?? 0))
      throw refused(`it has become ${before?.readiness ?? 'ready'} since`)
    const { refusal: _, ...next } = bySomebody(before, order, at, runs)
    return { ...next, order: order.version }
  } catch (error) {
    if (!(error instanceof MusterError)) throw error
    const kept = before ?? { readiness: 'ready', count: 0, at, changes: [] }
    return { ...kept, order: order.version, refusal: error.message }
  }
}

/** A sentence such as "needs-clean since … by Ann"; undefined where the instrument is ready. */
export function notReadyBecause(known: InstrumentReadiness | undefined): string | undefined {
  if (!known || known.readiness === 'ready') return undefined
  const by = known.by === undefined ? '' : ` by ${known.by}`
  const why = known.reason === undefined ? '' : `: ${known.reason}`
  return `${known.readiness} since ${known.at}${by}${why}`
}

function changed(before: InstrumentReadiness | undefined, said: Said): InstrumentReadiness {
  const entry = { ...said, count: (before?.count ?? 0) + 1 }
  const changes = [...(before?.changes ?? []), entry].slice(-CHANGES_KEPT)
  return { ...entry, ...(before?.order === undefined ? {} : { order: before.order }), changes }
}

const refused = (why: string) => new MusterError('readiness-refused', 'conflict', why)
