import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { estimate, remaining } from '../estimate.ts'
import type { Holder } from './ledger.ts'

/** Whether a task that takes a resource now has given it back before another could have had enough of it. */
export function isBackInTime(
  state: Snapshot,
  task: TaskRecord,
  waiting: TaskRecord,
  resource: string,
  now: Timestamp,
): boolean {
  const until = now + estimate(state, task, task.instrument).high
  const needed = amountOf(waiting, resource)
  let free = state.resources.free(resource)
  if (free >= needed) return until <= now
  if (state.resources.info(resource)?.kind === 'consumable') return true
  // Nearly always a few of many are enough to see that it is not.
  for (const holder of state.resources.holders(resource)) {
    if (returnedAt(state, resource, holder, now) >= until) continue
    free += holder.amount
    if (free >= needed) return false
  }
  return true
}

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

/**
 * Whether something that a task needs can't be had now, wherever it is done: a quick look at what is counted and at its samples. Where
 * this says no, it may still be short of something.
 */
export function lacks({ resources }: Snapshot, task: TaskRecord): boolean {
  if (task.degraded) return false
  if (task.samples?.some(sample => resources.holderOfSample(sample) !== undefined) === true) return true
  return (
    task.resources?.some(({ anyOf }) =>
      anyOf.every(({ resource, amount }) => {
        const info = resources.info(resource)
        // Names may be free for the sample that lies there only; an agent's own depends on the agent.
        return info !== undefined && info.kind !== 'named' && resources.free(resource) < amount
      }),
    ) === true
  )
}
