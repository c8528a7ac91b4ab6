import { isAttemptEnd } from '@muster/protocol'
import { InvariantError } from '@muster/runtime'
import type { AttemptRecord, Hold, ResourceKind, ResourceRecord, SampleRecord } from '../../model/records.ts'
import { fromParts, PIECES, toParts } from './amounts.ts'
import { Names } from './names.ts'

/** What is known of a resource, whoever announced it. */
export interface ResourceInfo {
  readonly id: string
  readonly kind: ResourceKind
  readonly unit: string
  /** The most that it could ever give; undefined where there is no limit. */
  readonly capacity?: number
  /** Tasks elsewhere can't have it. */
  readonly instrument?: string
  readonly agentId?: string
}

/** Who keeps something of a resource from others: an attempt, a person, or the time that it rests. */
export interface Holder {
  readonly kind: 'attempt' | 'lease' | 'recycling'
  /** The attempt's or the lease's. */
  readonly id: string
  readonly amount: number
  readonly names?: readonly string[]
}

/** What a sample is held as. */
export const sampleKey = (id: string): string => `sample:${id}`

/** @param name such as `gpu` */
export const agentResource = (agentId: string, name: string): string => `agent:${agentId}/${name}`

/** What a request for the agent's own begins with. */
export const OWN = 'agent/'

class Entry {
  info: ResourceInfo | undefined
  /** What there is, in parts: how many, or what remains. */
  there = 0
  /** In parts. */
  held = 0
  readonly holders = new Map<string, Holder>()
  names: Names | undefined

  get freeParts(): number {
    return this.names ? toParts(this.names.free) : Math.max(0, this.there - this.held)
  }

  hold(holder: Holder): void {
    this.holders.set(`${holder.kind} ${holder.id}`, holder)
    this.held += toParts(holder.amount)
    if (holder.names) this.#namesOf(holder.names).forEach(name => this.names?.block(name))
  }

  letGo(kind: Holder['kind'], id: string): void {
    const holder = this.holders.get(`${kind} ${id}`)
    if (!holder) return
    this.holders.delete(`${kind} ${id}`)
    this.held -= toParts(holder.amount)
    holder.names?.forEach(name => this.names?.unblock(name))
  }

  /** Undoes that an attempt let go. @param before all holders as they were then */
  takeBack(attemptId: string, before: readonly Holder[]): void {
    const own = before.find(({ kind, id }) => kind === 'attempt' && id === attemptId)
    if (!own) return
    this.hold(own)
    // In the order in which they came.
    this.holders.clear()
    for (const holder of before) this.holders.set(`${holder.kind} ${holder.id}`, holder)
  }

  /** Names are held before their resource is known where a start reads attempts first. */
  #namesOf(names: readonly string[]): readonly string[] {
    this.names ??= new Names([])
    return names
  }
}

const NOBODY: readonly string[] = []

/**
 * What there is and who holds it. Kept up with every row that is put, in any order: a ledger that is built anew from the same
 * rows is the same. Taking and giving back cost a few steps, however much there is.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>()
  readonly #records = new Map<string, ResourceRecord>()
  readonly #samples = new Map<string, SampleRecord>()
  /** Of open attempts. */
  readonly #holds = new Map<string, readonly Hold[]>()
  /** Of agents: the names of what each has. */
  readonly #ofAgents = new Map<string, readonly string[]>()

  get records(): ReadonlyMap<string, ResourceRecord> {
    return this.#records
  }

  get samples(): ReadonlyMap<string, SampleRecord> {
    return this.#samples
  }

  /** Of all that there is, agents' own too. */
  *infos(): Iterable<ResourceInfo> {
    for (const { info } of this.#entries.values()) if (info) yield info
  }

  info(id: string): ResourceInfo | undefined {
    return this.#entries.get(id)?.info
  }

  /** Agents that have something of this name. */
  *agentsWith(name: string): Iterable<ResourceInfo> {
    for (const agentId of this.#ofAgents.keys()) {
      const info = this.info(agentResource(agentId, name))
      if (info) yield info
    }
  }

  free(id: string): number {
    const entry = this.#entries.get(id)
    return entry?.info ? fromParts(entry.freeParts) : 0
  }

  held(id: string): number {
    return fromParts(this.#entries.get(id)?.held ?? 0)
  }

  /** How many there are, or what remains. */
  there(id: string): number {
    return fromParts(this.#entries.get(id)?.there ?? 0)
  }

  /** Who holds some of it, the longest first. */
  holders(id: string): Iterable<Holder> {
    return this.#entries.get(id)?.holders.values() ?? []
  }

  names(id: string): Names | undefined {
    return this.#entries.get(id)?.names
  }

  /** The open attempt that has a sample. */
  holderOfSample(id: string): Holder | undefined {
    const [holder] = this.holders(sampleKey(id))
    return holder
  }

  // Each of these gives the ids of what has become free by it.

  putRecord(record: ResourceRecord): readonly string[] {
    const before = this.#records.get(record.id)
    if (before === record) return NOBODY
    this.#records.set(record.id, record)
    return this.#changing([record.id], () => {
      const entry = this.#entryOf(record.id)
      entry.info = infoOf(record)
      if (record.kind === 'named' && before?.names !== record.names)
        entry.names = new Names(record.names ?? [], entry.names)
      entry.there = toParts(
        record.kind === 'consumable' ? (record.remaining ?? 0) : (entry.info.capacity ?? 0),
      )
      if (before?.leases !== record.leases) putLeases(entry, before, record)
      if (before?.recycling !== record.recycling) putRecycling(entry, before, record)
    })
  }

  putAgent(agentId: string, resources: Readonly<Record<string, number>> = {}): readonly string[] {
    const before = this.#ofAgents.get(agentId) ?? []
    const names = Object.keys(resources)
    if (names.length === 0 && before.length === 0) return NOBODY
    const all = [...new Set([...before, ...names])]
    if (names.length === 0) this.#ofAgents.delete(agentId)
    else this.#ofAgents.set(agentId, names)
    const ids = all.map(name => agentResource(agentId, name))
    return this.#changing(ids, () => {
      for (const name of all) {
        const id = agentResource(agentId, name)
        const entry = this.#entryOf(id)
        const capacity = resources[name]
        entry.there = toParts(capacity ?? 0)
        entry.info =
          capacity === undefined ? undefined : { id, kind: 'countable', unit: PIECES, capacity, agentId }
      }
    })
  }

  putAttempt(attempt: AttemptRecord): readonly string[] {
    const holds = isAttemptEnd(attempt.state) ? undefined : attempt.holds
    const before = this.#holds.get(attempt.id)
    if (before === holds) return NOBODY
    if (holds) this.#holds.set(attempt.id, holds)
    else this.#holds.delete(attempt.id)
    const ids = new Set([...(before ?? []), ...(holds ?? [])].map(({ resource }) => resource))
    return this.#changing(ids, () => {
      for (const { resource } of before ?? []) this.#entryOf(resource).letGo('attempt', attempt.id)
      for (const { resource, amount, names, isUsed } of holds ?? []) {
        if (isUsed === true) continue
        this.#entryOf(resource).hold({ kind: 'attempt', id: attempt.id, amount, ...(names ? { names } : {}) })
      }
    })
  }

  /** What `ask` says while an attempt is thought away. It may not change anything. */
  without<T>(attemptId: string | undefined, ask: () => T): T {
    const holds = attemptId === undefined ? undefined : this.#holds.get(attemptId)
    if (attemptId === undefined || !holds) return ask()
    const entries = [...new Set(holds.map(({ resource }) => this.#entryOf(resource)))]
    const before = entries.map(entry => [...entry.holders.values()])
    for (const entry of entries) entry.letGo('attempt', attemptId)
    try {
      return ask()
    } finally {
      for (const [at, entry] of entries.entries()) entry.takeBack(attemptId, before[at] ?? [])
    }
  }

  /** @throws InvariantError where another sample lies there */
  putSample(sample: SampleRecord): readonly string[] {
    const before = positionOf(this.#samples.get(sample.id))
    const after = positionOf(sample)
    const other = after && this.sampleAt(after.resource, after.name)
    if (after && other !== undefined && other !== sample.id)
      throw new InvariantError(`${sample.id} would lie in ${after.name}, where ${other} is`)
    this.#samples.set(sample.id, sample)
    if (before?.resource === after?.resource && before?.name === after?.name) return NOBODY
    const ids = [before, after].flatMap(position => position?.resource ?? [])
    return this.#changing(ids, () => {
      if (before) this.#leave(before)
      if (after) this.#lie(after, sample.id)
    })
  }

  /** The sample that lies in a position. */
  sampleAt(resource: string, name: string): string | undefined {
    return this.#entries.get(resource)?.names?.samples.get(name)
  }

  #lie({ resource, name }: Position, sample: string): void {
    const entry = this.#entryOf(resource)
    entry.names ??= new Names([])
    entry.names.samples.set(name, sample)
    entry.names.block(name)
  }

  #leave({ resource, name }: Position): void {
    const { names } = this.#entryOf(resource)
    names?.samples.delete(name)
    names?.unblock(name)
  }

  #entryOf(id: string): Entry {
    let entry = this.#entries.get(id)
    if (entry) return entry
    entry = new Entry()
    // A sample is one, and is there as soon as somebody asks for it.
    entry.there = id.startsWith(sampleKey('')) ? toParts(1) : 0
    this.#entries.set(id, entry)
    return entry
  }

  /** Does something, and says of which resources there is more than before. */
  #changing(ids: Iterable<string>, act: () => void): readonly string[] {
    const before = [...new Set(ids)].map(id => {
      const entry = this.#entryOf(id)
      return { id, entry, free: entry.freeParts, releases: entry.names?.releases ?? 0 }
    })
    act()
    const freed: string[] = []
    for (const { id, entry, free, releases } of before) {
      if (entry.freeParts > free || (entry.names?.releases ?? 0) > releases) freed.push(...askedAs(id))
      if (!entry.info && entry.holders.size === 0 && (entry.names?.isIdle ?? true)) this.#entries.delete(id)
    }
    return freed
  }
}

/** What it is asked for as: an agent's own is not asked for by the agent's name. */
function askedAs(id: string): readonly string[] {
  const [, own] = /^agent:[^/]*\/(.*)$/.exec(id) ?? []
  return own === undefined ? [id] : [id, `${OWN}${own}`]
}

function infoOf(record: ResourceRecord): ResourceInfo {
  const { id, kind, unit, instrument } = record
  const capacity = kind === 'named' ? (record.names?.length ?? 0) : record.capacity
  return {
    id,
    kind,
    unit,
    ...(capacity === undefined ? {} : { capacity }),
    ...(instrument === undefined ? {} : { instrument }),
  }
}

interface Position {
  readonly resource: string
  readonly name: string
}

function positionOf(sample: SampleRecord | undefined): Position | undefined {
  const place = sample?.place
  return place && 'resource' in place ? place : undefined
}

function putLeases(entry: Entry, before: ResourceRecord | undefined, after: ResourceRecord): void {
  for (const { id } of before?.leases ?? []) entry.letGo('lease', id)
  for (const { id, amount, names } of after.leases)
    entry.hold({ kind: 'lease', id, amount, ...(names ? { names } : {}) })
}

function putRecycling(entry: Entry, before: ResourceRecord | undefined, after: ResourceRecord): void {
  for (const at of before?.recycling.keys() ?? []) entry.letGo('recycling', String(at))
  for (const [at, { amount, names }] of after.recycling.entries())
    entry.hold({ kind: 'recycling', id: String(at), amount, ...(names ? { names } : {}) })
}
