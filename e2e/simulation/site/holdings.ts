import type { Change, TaskRecord } from '@muster/coordinator/testing'
import { isAttemptEnd } from '@muster/protocol'
import type { World } from '../world.ts'
import type { Counts } from './dice.ts'
import type { Broken } from './truth.ts'

type AttemptRecord = Change['rows']['attempts'][number]
type ResourceRecord = Change['rows']['resources'][number]
type Hold = NonNullable<AttemptRecord['holds']>[number]
type Requirement = NonNullable<TaskRecord['resources']>[number]

const SAMPLE = 'sample:'
/** Amounts are exact to a millionth. */
const LITTLE = 1e-7

/**
 * Looks at what attempts hold, decision by decision, and counts for itself: an offer is made with all that its step asks for, and of
 * nothing more is given out than there is.
 *
 * It looks where something is given out, which is when an offer is made. What a run has that is taken over after the store was put
 * back is there whatever the books say, so that more may be held then than there is; nobody else gets any of it.
 */
export class Holdings {
  readonly broken: Broken[] = []
  readonly #world: World
  readonly #counts: Counts
  /** Of open attempts. */
  readonly #held = new Map<string, readonly Hold[]>()
  readonly #resources = new Map<string, ResourceRecord>()
  readonly #tasks = new Map<string, TaskRecord>()

  constructor(world: World, counts: Counts) {
    this.#world = world
    this.#counts = counts
  }

  /** Another database lies in the store's place. */
  restored(): void {
    for (const index of [this.#held, this.#resources, this.#tasks]) index.clear()
    const rows = this.#world.storeDisk.database?.rows
    for (const attempt of rows?.attempts.values() ?? []) this.#put(attempt)
    for (const record of rows?.resources.values() ?? []) this.#resources.set(record.id, record)
    for (const task of rows?.tasks.values() ?? []) this.#tasks.set(task.id, task)
  }

  committed({ rows }: Change): void {
    for (const task of rows.tasks) this.#tasks.set(task.id, task)
    for (const record of rows.resources) {
      this.#resources.set(record.id, record)
      if ((record.remaining ?? 0) < 0) this.#break(`${record.id} has ${record.remaining} in it`, record.id)
    }
    const made = rows.attempts.filter(({ id, state }) => state === 'offered' && !this.#held.has(id))
    for (const attempt of rows.attempts) this.#put(attempt)
    for (const attempt of made) this.#made(attempt)
  }

  #put({ id, state, holds = [] }: AttemptRecord): void {
    if (isAttemptEnd(state)) this.#held.delete(id)
    else this.#held.set(id, holds)
  }

  #made(attempt: AttemptRecord): void {
    const { id, holds = [], variant } = attempt
    if (holds.length > 0) this.#counts.add('offer: with resources')
    if (variant !== undefined) this.#counts.add('offer: of a variant')
    if (attempt.members) this.#counts.add('offer: of a batch')
    if (this.#tasks.get(attempt.taskId)?.together !== undefined)
      this.#counts.add('offer: together with another')
    this.#company(attempt)
    for (const what of this.#missing(attempt)) this.#break(`${id} is offered without ${what}`, id)
    for (const hold of holds) {
      this.#names(id, hold)
      this.#amounts(id, hold.resource)
      this.#positions(id, hold, holds)
    }
  }

  /** A batch is no larger than it may be, and all alike; steps that are begun together are begun in one decision. */
  #company({ id, taskId, members = [] }: AttemptRecord): void {
    const task = this.#tasks.get(taskId)
    const size = task?.batch?.size ?? 1
    const isAlike = members.every(member => this.#tasks.get(member)?.activity === task?.activity)
    if (members.length >= size || !isAlike)
      this.#break(`${id} is for ${[taskId, ...members].join(', ')}, and its batch is of ${size}`, id, taskId)
    if (task?.together === undefined) return
    for (const other of this.#tasks.values())
      if (other.jobId === task.jobId && other.together === task.together && isWaiting(other))
        this.#break(`${id} is offered without ${other.id}, which is to begin with it`, id, other.id)
  }

  /** What its steps ask for, and it does not hold. */
  *#missing({ taskId, members = [], holds = [], variant, agentId }: AttemptRecord): Iterable<string> {
    const tasks = [taskId, ...members].flatMap(id => this.#tasks.get(id) ?? [])
    const [first] = tasks
    const declared = first?.degraded?.find(({ name }) => name === variant)
    const has = (wanted: string, amount: number) =>
      holds.some(({ resource, amount: held }) => resource === wanted && held >= amount - LITTLE)
    const isMet = ({ anyOf }: Requirement) =>
      anyOf.some(({ resource, amount, names }) =>
        has(resource.replace(/^agent\//, `agent:${agentId}/`), names ? amount : amount * tasks.length),
      )
    for (const requirement of declared?.resources ?? first?.resources ?? [])
      if (!isMet(requirement)) yield JSON.stringify(requirement.anyOf)
    for (const sample of tasks.flatMap(({ samples = [] }) => samples))
      if (!has(SAMPLE + sample, 1)) yield `the sample ${sample}`
  }

  /** What is named, and a sample, is with one at a time. */
  #names(id: string, { resource, amount, names = [] }: Hold): void {
    const record = this.#resources.get(resource)
    if (record?.kind === 'named' && names.length !== amount)
      this.#break(`${id} is offered ${amount} of ${resource}, and these: ${names.join(', ')}`, id, resource)
    const others = [...this.#others(id, resource)]
    if (resource.startsWith(SAMPLE) && others.length > 0)
      this.#break(
        `${id} is offered with ${resource}, which ${others[0]?.[0]} has`,
        id,
        String(others[0]?.[0]),
      )
    for (const name of names) {
      const [other] = others.find(([, hold]) => hold.names?.includes(name) === true) ?? []
      const out = [...(record?.leases ?? []), ...(record?.recycling ?? [])].some(({ names: taken = [] }) =>
        taken.includes(name),
      )
      if (other !== undefined || out)
        this.#break(
          `${id} is offered ${name} of ${resource}, which ${other ?? 'somebody'} has`,
          id,
          other ?? id,
        )
    }
  }

  #amounts(id: string, resource: string): void {
    const there = this.#capacity(resource)
    if (there === undefined) return
    const own = this.#held.get(id)?.filter(hold => hold.resource === resource) ?? []
    const record = this.#resources.get(resource)
    const held = [...own, ...[...this.#others(id, resource)].map(([, hold]) => hold)]
    const all = [
      ...held.filter(({ isUsed }) => isUsed !== true),
      ...(record?.leases ?? []),
      ...(record?.recycling ?? []),
    ]
    const sum = all.reduce((total, { amount }) => total + amount, 0)
    if (sum > there + LITTLE)
      this.#break(
        `${sum} of ${resource} are held with the offer of ${id}, and there are ${there}`,
        id,
        resource,
      )
  }

  /** A position in which a sample lies is free for who has that sample. */
  #positions(id: string, { resource, names = [] }: Hold, holds: readonly Hold[]): void {
    if (names.length === 0) return
    for (const sample of this.#world.storeDisk.database?.rows.samples.values() ?? []) {
      const { place } = sample
      if (!place || !('resource' in place) || place.resource !== resource || !names.includes(place.name))
        continue
      if (!holds.some(hold => hold.resource === SAMPLE + sample.id))
        this.#break(`${id} is offered ${place.name}, where ${sample.id} lies`, id, sample.id)
    }
  }

  *#others(id: string, resource: string): Iterable<readonly [string, Hold]> {
    for (const [other, holds] of this.#held)
      if (other !== id) for (const hold of holds) if (hold.resource === resource) yield [other, hold]
  }

  /** How many there are, or what remains; undefined where it is one of a kind. */
  #capacity(resource: string): number | undefined {
    const [, agentId = '', name = ''] = /^agent:([^/]*)\/(.*)$/.exec(resource) ?? []
    const record = this.#resources.get(resource)
    if (!record) return this.#world.machines.get(agentId)?.resources[name]
    return record.kind === 'consumable' ? record.remaining : (record.capacity ?? record.names?.length)
  }

  #break(what: string, ...about: readonly string[]): void {
    this.broken.push({ what, about })
  }
}

const isWaiting = ({ state }: TaskRecord): boolean => state === 'queued' || state === 'pending'
