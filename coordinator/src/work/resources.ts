import { type AttemptState, type Failure, isAttemptEnd, type OfferMessage } from '@muster/protocol'
import { MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type {
  AttemptRecord,
  Hold,
  Lease,
  Recycling,
  ResourceRecord,
  SampleRecord,
  TaskRecord,
} from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { State } from '../model/state.ts'
import { fromParts, plus, quantity, toParts } from '../scheduler/resources/amounts.ts'
import {
  definedFields,
  newResource,
  type ResourceDefinition,
  type ResourceSettings,
} from '../scheduler/resources/definition.ts'
import { resourcesOf, type Taking, takingFor } from '../scheduler/resources/shortage.ts'

// What attempts take and give back

/**
 * What a new attempt of the task gets: all that it asks for, or what one of its variants does.
 * @param planned what it is given, where that was worked out together with others
 * @returns undefined where that can't be had now
 */
export function takeFor(
  { state, now }: Draft,
  task: TaskRecord,
  instrument: KnownInstrument,
  planned?: Taking,
): Pick<AttemptRecord, 'holds' | 'variant'> | undefined {
  if (!task.resources && !task.samples) return {}
  const taking = planned ?? takingFor(state, task, instrument, now)
  return 'message' in taking ? undefined : takenOf(taking)
}

/** As it stands with an attempt. */
const takenOf = ({ holds, variant }: Taking): Pick<AttemptRecord, 'holds' | 'variant'> => ({
  holds,
  ...(variant ? { variant: variant.name } : {}),
})

/** Offers have a limit of length: of what holds more than this, the agent is told nothing. */
const MOST_TOLD = 1_000

/** What the agent is to keep with an attempt, so that it can be told to a store that has lost it. */
export function holdsToKeep({ holds = [] }: AttemptRecord): Pick<OfferMessage, 'holds'> {
  const count = holds.reduce((sum, { names = [] }) => sum + 1 + names.length, 0)
  if (count === 0 || count > MOST_TOLD) return {}
  return {
    holds: {
      holds: holds.map(({ resource, amount, names = [] }) => ({ resource, amount, names: [...names] })),
    },
  }
}

/** The parameters that an attempt is done with. */
export function parametersOf(task: TaskRecord, { variant }: AttemptRecord): string {
  const declared = task.degraded?.find(({ name }) => name === variant)
  return declared?.parametersJson ?? task.parametersJson
}

/**
 * What an attempt holds once it is in `to`: what is used up goes when the run begins, all else stays with it to its end. At the end
 * what was used rests, where it has to, and is counted.
 */
export function holdsAfter(
  draft: Draft,
  attempt: AttemptRecord,
  to: AttemptState,
  failure: Failure | undefined = attempt.failure,
): readonly Hold[] | undefined {
  if (!attempt.holds) return undefined
  const isEnd = isAttemptEnd(to)
  const begun = hasBegun(attempt, to, failure)
  if (!isEnd && !begun) return attempt.holds
  const holds = begun ? attempt.holds.map(hold => useUp(draft, hold)) : attempt.holds
  if (isEnd) for (const hold of holds) settle(draft, attempt, hold, begun)
  return holds
}

/** Whether its run has begun, as far as anybody knows: in doubt what was to be used up is gone. */
function hasBegun(attempt: AttemptRecord, to: AttemptState, failure: Failure | undefined): boolean {
  if (attempt.startedAt !== undefined || to === 'running' || to === 'paused') return true
  if (to === 'succeeded' || to === 'stopped-locally') return true
  if (to === 'failed') return failure?.started !== 'no'
  const wasUnsure = attempt.state === 'starting' || attempt.state === 'verifying'
  return to === 'cancelled' && wasUnsure && failure?.started !== 'no'
}

function useUp(draft: Draft, hold: Hold): Hold {
  const record = draft.state.resources.records.get(hold.resource)
  if (hold.isUsed === true || record?.kind !== 'consumable') return hold
  draft.update('resources', record, {
    remaining: Math.max(0, plus(record.remaining ?? 0, -hold.amount)),
    usedUp: plus(record.usedUp, hold.amount),
  })
  return { ...hold, isUsed: true }
}

function settle(draft: Draft, attempt: AttemptRecord, hold: Hold, wasUsed: boolean): void {
  const record = draft.state.resources.records.get(hold.resource)
  if (!record) return
  const held = Math.max(0, draft.now - attempt.offeredAt)
  const rest: Recycling | undefined =
    wasUsed && record.recycle !== undefined
      ? {
          amount: hold.amount,
          until: draft.now + record.recycle,
          ...(hold.names ? { names: hold.names } : {}),
        }
      : undefined
  draft.update('resources', record, {
    taken: plus(record.taken, hold.amount),
    heldMs: record.heldMs + Math.round(hold.amount * held),
    ...(rest ? { recycling: [...record.recycling, rest] } : {}),
  })
}

// What people change

/** Resources of the configuration that the store does not have yet. */
export function seedResources(draft: Draft, settings: ResourceSettings): void {
  for (const { id, ...definition } of settings) {
    if (draft.state.resources.records.has(id)) continue
    draft.insert('resources', newResource(id, definition))
    draft.audit('resource.defined', id, { ...definition })
  }
}

/** @throws MusterError `resource-in-use`, before anything is changed. */
export function defineResource(
  draft: Draft,
  id: string,
  definition: ResourceDefinition,
  reason: string,
): ResourceRecord {
  const before = draft.state.resources.records.get(id)
  const why = before && whyNotRedefined(draft.state, before, definition)
  if (why !== undefined) throw new MusterError('resource-in-use', 'conflict', why)
  draft.audit('resource.defined', id, { ...definition, reason })
  if (!before) return draft.insert('resources', newResource(id, definition))
  const isSameKind = before.kind === definition.kind
  const { remaining } = isSameKind ? before : newResource(id, definition)
  const filled = definition.fill ?? remaining
  return draft.update('resources', before, { ...definedFields(definition), remaining: filled })
}

function whyNotRedefined(
  state: State,
  before: ResourceRecord,
  { kind, unit = 'pieces', names = [], capacity, fill }: ResourceDefinition,
): string | undefined {
  const { id } = before
  const inUse = useOf(state, id)
  if (kind !== before.kind && inUse !== undefined)
    return `${id} can't become ${kind} from ${before.kind}: ${inUse}`
  if (unit !== before.unit && inUse !== undefined)
    return `${id} can't be counted in ${unit} where it is in ${before.unit}: ${inUse}`
  const gone = before.names?.find(name => !names.includes(name) && isNameInUse(state, id, name))
  if (gone !== undefined) return `${gone} can't be taken out of ${id}: it is held, or a sample lies there`
  const remaining = fill ?? before.remaining
  if (kind === 'consumable' && capacity !== undefined && (remaining ?? 0) > capacity)
    return `${id} has ${remaining} ${unit} in it, more than ${capacity} would hold`
  return undefined
}

/** Who uses a resource, as the rest of a sentence. */
function useOf(state: State, id: string): string | undefined {
  const [holder] = state.resources.holders(id)
  if (holder) return holder.kind === 'recycling' ? 'some rests after use' : `${holder.id} holds some`
  const isAsking = (task: TaskRecord) =>
    (task.state === 'pending' || task.state === 'queued') && resourcesOf(task).includes(id)
  const asking = [...state.tasks.values()].find(isAsking)
  return asking && `step ${asking.step} of ${asking.jobId} asks for it`
}

function isNameInUse({ resources }: State, id: string, name: string): boolean {
  return resources.names(id)?.isFreeFor(name, []) === false
}

/** @throws MusterError `not-consumable`, `wrong-unit`, `too-much`, before anything is changed. */
export function refill(
  draft: Draft,
  record: ResourceRecord,
  { amount, unit, reason }: { readonly amount: number; readonly unit?: string; readonly reason: string },
): ResourceRecord {
  const { id, capacity } = record
  if (record.kind !== 'consumable')
    throw new MusterError('not-consumable', 'conflict', `${id} is ${record.kind}: it is not used up`)
  if (unit !== undefined && unit !== record.unit)
    throw new MusterError('wrong-unit', 'conflict', `${id} is counted in ${record.unit}, not in ${unit}`)
  const remaining = plus(record.remaining ?? 0, amount)
  if (capacity !== undefined && remaining > capacity) {
    const room = fromParts(toParts(capacity) - toParts(record.remaining ?? 0))
    const message = `${id} has room for ${room} ${record.unit} only: ${record.remaining} of ${capacity} are in it`
    throw new MusterError('too-much', 'conflict', message)
  }
  draft.audit('resource.refilled', id, { amount, remaining, reason })
  return draft.update('resources', record, { remaining })
}

export interface LeaseRequest {
  readonly by: string
  readonly reason: string
  readonly amount?: number
  readonly names?: readonly string[]
  /** Wall time; without it somebody gives it back. */
  readonly until?: Timestamp
}

/** A person takes something out for a while. @throws MusterError `not-free`, before anything is changed. */
export function lend(draft: Draft, record: ResourceRecord, request: LeaseRequest): ResourceRecord {
  const { by, reason, until } = request
  const names = record.kind === 'named' ? namesToLend(draft.state, record, request) : undefined
  const amount = names?.length ?? request.amount ?? 1
  const free = draft.state.resources.free(record.id)
  if (!names && request.names)
    throw new MusterError('not-free', 'conflict', `${record.id} is ${record.kind}: it has no names`)
  if (!names && free < amount) {
    const wanted = quantity(amount, record.unit, record.id)
    throw new MusterError('not-free', 'conflict', `${wanted} can't be had: ${free} are free`)
  }
  const lease: Lease = {
    id: draft.newId('lease'),
    by,
    reason,
    amount,
    ...(names ? { names } : {}),
    since: draft.now,
    ...(until === undefined ? {} : { until }),
  }
  draft.audit('resource.lent', record.id, { ...lease })
  return draft.update('resources', record, { leases: [...record.leases, lease] })
}

function namesToLend(
  { resources }: State,
  { id }: ResourceRecord,
  { names, amount = names?.length ?? 1 }: LeaseRequest,
): readonly string[] {
  const all = resources.names(id)
  const wanted = names ?? [...(all?.freeFor([]) ?? [])].slice(0, amount)
  const taken = wanted.find(name => all?.isFreeFor(name, []) !== true)
  if (taken !== undefined) throw new MusterError('not-free', 'conflict', `${taken} of ${id} is not free`)
  if (wanted.length === amount) return wanted
  throw new MusterError('not-free', 'conflict', `${amount} of ${id} can't be had: ${wanted.length} are free`)
}

/** @throws MusterError `not-found`. */
export function giveBack(
  draft: Draft,
  record: ResourceRecord,
  leaseId: string,
  reason: string,
): ResourceRecord {
  const lease = record.leases.find(({ id }) => id === leaseId)
  if (!lease) throw new MusterError('not-found', 'input', `${record.id} has no lease ${leaseId}`)
  draft.audit('resource.returned', record.id, { lease: leaseId, lentTo: lease.by, reason })
  return draft.update('resources', record, { leases: record.leases.filter(one => one !== lease) })
}

/** When the next lease or rest of a resource is over. */
export function resourceDue({ leases, recycling }: ResourceRecord): Timestamp | undefined {
  const times = [...leases, ...recycling].flatMap(({ until }) => until ?? [])
  return times.length === 0 ? undefined : Math.min(...times)
}

/** Ends leases and rests whose time is over. What an attempt holds is none of them. */
export function expireLeases(draft: Draft, record: ResourceRecord): void {
  const isOver = ({ until }: { readonly until?: Timestamp }) => until !== undefined && until <= draft.now
  for (const { id, by } of record.leases.filter(isOver))
    draft.audit('resource.returned', record.id, { lease: id, lentTo: by, reason: 'its time is over' })
  const rested = record.recycling.filter(isOver)
  if (rested.length > 0) {
    const amount = rested.reduce((sum, one) => plus(sum, one.amount), 0)
    draft.audit('resource.rested', record.id, { amount })
  }
  draft.update('resources', record, {
    leases: record.leases.filter(lease => !isOver(lease)),
    recycling: record.recycling.filter(one => !isOver(one)),
  })
}

export type SamplePlace = NonNullable<SampleRecord['place']>

/**
 * Somebody has put a sample somewhere; nobody knows where it is without `place`.
 * @throws MusterError `no-position`, `position-occupied`, before anything is changed.
 */
export function placeSample(
  draft: Draft,
  id: string,
  place: SamplePlace | undefined,
  { by, reason }: { readonly by: string; readonly reason?: string },
): SampleRecord {
  const { resources } = draft.state
  if (place && 'resource' in place) checkPosition(draft.state, id, place)
  const before = resources.samples.get(id)
  const details = { ...(place ? { place } : {}), ...(reason === undefined ? {} : { reason }) }
  draft.audit('sample.placed', id, details)
  const placed = { since: draft.now, by: `person:${by}` }
  if (before) return draft.update('samples', before, { ...placed, place })
  return draft.insert('samples', { id, version: 1, ...placed, ...(place ? { place } : {}) })
}

function checkPosition(
  { resources }: State,
  id: string,
  { resource, name }: { readonly resource: string; readonly name: string },
): void {
  if (resources.records.get(resource)?.kind !== 'named')
    throw new MusterError('no-position', 'conflict', `there is no named resource ${resource}`)
  if (resources.names(resource)?.has(name) !== true)
    throw new MusterError('no-position', 'conflict', `${resource} has no position ${name}`)
  const other = resources.sampleAt(resource, name)
  if (other !== undefined && other !== id)
    throw new MusterError('position-occupied', 'conflict', `${other} lies in ${name} of ${resource}`)
}
