import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { estimate, remaining } from '../estimate.ts'
import { type Holder, sampleKey } from './ledger.ts'

/**
 * Whether a task may take a resource before another that waits: there is enough for both, or it has given it back before the
 * other could have had all that it needs.
 */
export function isBackInTime(
  state: Snapshot,
  task: TaskRecord,
  waiting: TaskRecord,
  resource: string,
  now: Timestamp,
): boolean {
  const until = now + estimate(state, task, task.instrument).high
  const needed = amountOf(waiting, resource)
  const free = state.resources.free(resource)
  if (free >= needed) {
    if (free - amountOf(task, resource) >= needed && !asksForNames(waiting, resource)) return true
    // It waits for something else.
    return (
      until <= now ||
      needsOf(waiting).some(id => id !== resource && !isEnoughBy(state, waiting, id, until, now))
    )
  }
  if (state.resources.info(resource)?.kind === 'consumable') return true
  return !isEnoughBy(state, waiting, resource, until, now)
}

/** Whether there is as much of a resource by then as a task asks for, as far as can be told. */
function isEnoughBy(
  state: Snapshot,
  waiting: TaskRecord,
  resource: string,
  until: Timestamp,
  now: Timestamp,
): boolean {
  const needed = amountOf(waiting, resource)
  let free = state.resources.free(resource)
  if (free >= needed) return true
  // Nearly always a few of many are enough to see that it is not.
  for (const holder of state.resources.holders(resource)) {
    if (returnedAt(state, resource, holder, now) >= until) continue
    free += holder.amount
    if (free >= needed) return true
  }
  return false
}

/** What a task asks for first, of each thing that it needs. */
const needsOf = ({ resources = [], samples = [] }: TaskRecord): readonly string[] => [
  ...resources.flatMap(({ anyOf }) => anyOf.slice(0, 1).map(({ resource }) => resource)),
  ...samples.map(sampleKey),
]

const asksForNames = ({ resources = [] }: TaskRecord, id: string): boolean =>
  resources.some(({ anyOf }) => anyOf.some(({ resource, names }) => resource === id && names !== undefined))

/** By the first of its alternatives that names it. */
export function amountOf({ resources = [], samples = [] }: TaskRecord, resource: string): number {
  if (samples.some(sample => resource.endsWith(`:${sample}`))) return 1
  for (const { anyOf } of resources)
    for (const request of anyOf)
      if (request.resource === resource) return request.names?.length ?? request.amount
  return 0
}

function returnedAt(state: Snapshot, resource: string, { kind, id }: Holder, now: Timestamp): Timestamp {
  if (kind === 'attempt') {
    const attempt = state.attempts.get(id)
    const isKnown = attempt && attempt.state !== 'verifying'
    return isKnown ? now + remaining(state, attempt, now).expected : Number.POSITIVE_INFINITY
  }
  const record = state.resources.records.get(resource)
  if (kind === 'lease')
    return record?.leases.find(lease => lease.id === id)?.until ?? Number.POSITIVE_INFINITY
  return now
}
