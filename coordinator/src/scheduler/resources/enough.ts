import type { Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { estimate, remaining } from '../estimate.ts'
import { fromParts, toParts } from './amounts.ts'
import { type Holder, OWN, sampleKey } from './ledger.ts'
import { resourcesOf } from './shortage.ts'

/**
 * Whether a task may take a resource before others that wait, and are to be begun at once: there is enough for all, or it has given
 * it back before the others could have had all that they need.
 */
export function isBackInTime(
  state: Snapshot,
  task: TaskRecord,
  waiting: readonly TaskRecord[],
  resource: string,
  now: Timestamp,
): boolean {
  const until = now + estimate(state, task, task.instrument).high
  const needed = amountOf(waiting, resource)
  const free = state.resources.free(resource)
  if (free >= needed) {
    const isEnough = free >= amountOf([task, ...waiting], resource)
    if (isEnough && !waiting.some(each => asksForNames(each, resource))) return true
    // They wait for something else.
    return (
      until <= now ||
      waiting.flatMap(needsOf).some(id => id !== resource && !isEnoughBy(state, waiting, id, until, now))
    )
  }
  if (state.resources.info(resource)?.kind === 'consumable') return true
  return !isEnoughBy(state, waiting, resource, until, now)
}

/** Whether there is as much of a resource by then as these tasks ask for, as far as can be told. */
function isEnoughBy(
  state: Snapshot,
  waiting: readonly TaskRecord[],
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

type Needs = Pick<TaskRecord, 'resources' | 'samples'>

/** What a task asks for first, of each thing that it needs. */
const needsOf = ({ resources = [], samples = [] }: Needs): readonly string[] => [
  ...resources.flatMap(({ anyOf }) => anyOf.slice(0, 1).map(({ resource }) => resource)),
  ...samples.map(sampleKey),
]

const asksForNames = ({ resources = [] }: Needs, id: string): boolean =>
  resources.some(({ anyOf }) => anyOf.some(({ resource, names }) => resource === id && names !== undefined))

/** What tasks need of a resource that are to be begun at once. */
export function amountOf(tasks: readonly Needs[], resource: string): number {
  const [only] = tasks
  if (only && tasks.length === 1) return amountOfOne(only, resource)
  return fromParts(tasks.reduce((sum, task) => sum + toParts(amountOfOne(task, resource)), 0))
}

/** By the first of its alternatives that names it. */
function amountOfOne({ resources = [], samples = [] }: Needs, resource: string): number {
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

/** Whether it depends on the instrument if there is enough for a task: of what belongs to one, or to its agent. */
export function isByPlace({ resources }: Snapshot, task: TaskRecord): boolean {
  // In another way other instruments may do it.
  if (task.degraded?.some(({ parametersJson }) => parametersJson !== undefined) === true) return true
  return resourcesOf(task).some(id => id.startsWith(OWN) || resources.info(id)?.instrument !== undefined)
}
