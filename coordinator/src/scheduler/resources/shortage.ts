import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, Hold, TaskRecord, TaskVariant } from '../../model/records.ts'
import { allocate, type Shortfall, type Where } from './allocate.ts'
import { quantity } from './amounts.ts'
import { type Holder, type Ledger, sampleKey } from './ledger.ts'

/** As much of the state as is looked at here. */
export interface Holdings {
  readonly resources: Ledger
  readonly attempts: ReadonlyMap<string, AttemptRecord>
  readonly tasks: ReadonlyMap<string, TaskRecord>
}

/** As much of an instrument as is looked at here. */
export interface Place {
  readonly description: { readonly id: string }
  readonly agentId: string
  readonly activities: ReadonlyMap<
    string,
    { readonly parse: (parameters: unknown) => { readonly ok: boolean } }
  >
}

/** What a task has to wait for. */
export interface Shortage {
  readonly code: string
  readonly message: string
  readonly waitsFor?: { readonly kind: 'task' | 'resource' | 'sample'; readonly id: string }
  /** The ids of all that could end it by becoming free: those of `resourcesOf`. */
  readonly resources: readonly string[]
}

/** What an attempt of a task is given. */
export interface Taking {
  readonly holds: readonly Hold[]
  /** Where the task is done in a lesser way. */
  readonly variant?: TaskVariant
}

/** The ids of all that a task may hold, in whatever way it is done: `agent/gpu` for an agent's own, `sample:<id>` for a sample. */
export function resourcesOf(task: TaskRecord): readonly string[] {
  if (!task.resources && !task.samples && !task.degraded) return NONE
  let ids = asked.get(task)
  if (!ids) {
    ids = idsAsked(task)
    asked.set(task, ids)
  }
  return ids
}

/** By task: what it asks for, which is looked at again and again while it waits. */
const asked = new WeakMap<TaskRecord, readonly string[]>()

function idsAsked(task: TaskRecord): readonly string[] {
  const requirements = [task, ...(task.degraded ?? [])].flatMap(({ resources = [] }) => resources)
  const ids = requirements.flatMap(({ anyOf }) => anyOf.map(({ resource }) => resource))
  return [...new Set([...ids, ...(task.samples ?? []).map(sampleKey)])].sort()
}

/** The same for tasks that wait for the same in the same amounts; `` where a task needs nothing but an instrument. */
export function keyOfRequests({ resources, samples, degraded }: TaskRecord): string {
  return resources || samples || degraded ? JSON.stringify([resources, samples, degraded]) : ''
}

const NONE: readonly string[] = []

/** When, while it waits, a task may next be done in a lesser way; undefined where it may in all by now, or has none. */
export function nextVariantAt(task: TaskRecord, now: Timestamp): Timestamp | undefined {
  const since = task.queuedAt
  if (!task.degraded || since === undefined) return undefined
  const later = task.degraded.map(({ after }) => since + after).filter(at => at > now)
  return later.length > 0 ? Math.min(...later) : undefined
}

/**
 * What the task would get at this instrument now: all that it asks for or, where that can't be had, what the first of its
 * variants asks for whose time has come. All of it or nothing.
 * @param now wall time; where it is not known, only variants without a wait are looked at
 */
export function takingFor(
  state: Holdings,
  task: TaskRecord,
  instrument: Place | undefined,
  now?: Timestamp,
): Taking | Shortage {
  const where: Where = instrument
    ? { agentId: instrument.agentId, instrumentId: instrument.description.id }
    : {}
  const samples = task.samples ?? []
  const full = allocate(state.resources, { where, requirements: task.resources ?? [], samples })
  if (full.ok) return { holds: full.holds }
  for (const variant of task.degraded ?? []) {
    const isDue = variant.after <= (now === undefined ? 0 : now - (task.queuedAt ?? now))
    if (!isDue || !takes(instrument, task, variant)) continue
    const requirements = variant.resources ?? task.resources ?? []
    const lesser = allocate(state.resources, { where, requirements, samples })
    if (lesser.ok) return { holds: lesser.holds, variant }
  }
  return shortageOf(state, task, full.shortages[0] ?? [])
}

function takes(instrument: Place | undefined, task: TaskRecord, { parametersJson }: TaskVariant): boolean {
  const activity = instrument?.activities.get(task.activity)
  return !activity || parametersJson === undefined || activity.parse(JSON.parse(parametersJson)).ok
}

/** Why what the task needs besides an instrument can't be had now. Undefined where it can. */
export function shortage(
  state: Holdings,
  task: TaskRecord,
  instrument: Place | undefined,
  now?: Timestamp,
): Shortage | undefined {
  if (!task.resources && !task.samples) return undefined
  const taking = takingFor(state, task, instrument, now)
  return 'message' in taking ? taking : undefined
}

function shortageOf(state: Holdings, task: TaskRecord, alternatives: readonly Shortfall[]): Shortage {
  const [first] = alternatives
  const told = alternatives.map(shortfall => sentence(state, shortfall))
  const waitsFor = first && holderLink(state, first)
  return {
    code: first ? codeOf(state, first) : 'resource-held',
    message: told.join('; or '),
    ...(waitsFor ? { waitsFor } : {}),
    resources: resourcesOf(task),
  }
}

function codeOf(state: Holdings, { why, resource }: Shortfall): string {
  if (why !== 'held') return why === 'elsewhere' ? 'resource-elsewhere' : 'resource-impossible'
  if (resource.startsWith(sampleKey(''))) return 'sample-held'
  return state.resources.info(resource)?.kind === 'consumable' ? 'resource-used-up' : 'resource-held'
}

function sentence(state: Holdings, shortfall: Shortfall): string {
  const { why, resource, request } = shortfall
  const info = state.resources.info(resource)
  if (why === 'unknown') {
    const [, agentId, name] = /^agent:([^/]*)\/(.*)$/.exec(resource) ?? []
    return agentId === undefined
      ? `needs ${resource}, which there is not`
      : `needs ${name ?? ''}, which the agent ${agentId} does not have`
  }
  if (why === 'unit')
    return `needs ${resource} in ${request.unit ?? ''}, and it is counted in ${info?.unit ?? ''}`
  if (why === 'elsewhere') return `needs ${resource}, which belongs to ${info?.instrument ?? ''}`
  if (resource.startsWith(sampleKey('')))
    return `needs the sample ${resource.slice(sampleKey('').length)}${by(state, shortfall)}`
  const free = state.resources.free(resource)
  const unit = info?.unit ?? ''
  const needed = request.names
    ? `needs ${request.names.join(', ')} of ${resource}, not all are free`
    : `needs ${quantity(request.amount, unit, resource)}, ${free} ${free === 1 ? 'is' : 'are'} free`
  return needed + by(state, shortfall)
}

/** Who keeps it from the task, for a sentence. */
function by(state: Holdings, shortfall: Shortfall): string {
  const holder = holderOf(state, shortfall)
  if (!holder) return inPosition(state, shortfall)
  if (holder.kind === 'recycling') return '; some rests after use'
  if (holder.kind === 'lease') return `; held by ${leaseText(state, shortfall.resource, holder)}`
  const attempt = state.attempts.get(holder.id)
  const task = attempt && state.tasks.get(attempt.taskId)
  return `; held by ${task ? `step ${task.step} of ${task.jobId}` : holder.id}`
}

function leaseText(state: Holdings, resource: string, holder: Holder): string {
  const lease = state.resources.records.get(resource)?.leases.find(({ id }) => id === holder.id)
  if (!lease) return holder.id
  const until = lease.until === undefined ? '' : ` until ${new Date(lease.until).toISOString()}`
  return `${lease.by}${until}: ${lease.reason}`
}

/** A position may be kept by nothing but the sample in it. */
function inPosition(state: Holdings, { resource, request }: Shortfall): string {
  const samples = state.resources.names(resource)?.samples
  const name = request.names?.find(wanted => samples?.has(wanted)) ?? samples?.keys().next().value
  return name === undefined ? '' : `; ${samples?.get(name) ?? ''} lies in ${name}`
}

function holderOf({ resources }: Holdings, { resource, request }: Shortfall): Holder | undefined {
  for (const holder of resources.holders(resource))
    if (!request.names || holder.names?.some(name => request.names?.includes(name))) return holder
  return undefined
}

function holderLink(state: Holdings, shortfall: Shortfall): Shortage['waitsFor'] {
  const { resource, why } = shortfall
  if (why !== 'held') return undefined
  const holder = holderOf(state, shortfall)
  const attempt = holder?.kind === 'attempt' ? state.attempts.get(holder.id) : undefined
  if (attempt) return { kind: 'task', id: attempt.taskId }
  const isSample = resource.startsWith(sampleKey(''))
  return isSample
    ? { kind: 'sample', id: resource.slice(sampleKey('').length) }
    : { kind: 'resource', id: resource }
}
