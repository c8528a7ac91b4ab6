import type { Hold, ResourceRequest, ResourceRequirement } from '../../model/records.ts'
import { fromParts, toParts } from './amounts.ts'
import { agentResource, type Ledger, OWN, sampleKey } from './ledger.ts'

/** Where a task would be done; what is left out is not looked at. */
export interface Where {
  readonly agentId?: string
  readonly instrumentId?: string
}

/** What one task wants. */
export interface Wanted {
  readonly where: Where
  readonly requirements: readonly ResourceRequirement[]
  readonly samples: readonly string[]
}

/** Why a request can't be met now: `unknown`, of another `unit`, `elsewhere` at another instrument, or held. */
export interface Shortfall {
  readonly why: 'unknown' | 'unit' | 'elsewhere' | 'held'
  /** The id of the resource; of an agent's own, that agent's. */
  readonly resource: string
  readonly request: ResourceRequest
}

export type Allocation =
  | { readonly ok: true; readonly holds: readonly Hold[] }
  /** For each requirement that can't be met: why not, alternative by alternative. */
  | { readonly ok: false; readonly shortages: readonly (readonly Shortfall[])[] }

export type JointAllocation =
  /** For each task what it gets, in the order in which they were given. */
  | { readonly ok: true; readonly holds: readonly (readonly Hold[])[] }
  /** `shortages` of each task for itself: none where they only stand in each other's way. */
  | { readonly ok: false; readonly shortages: readonly (readonly (readonly Shortfall[])[])[] }

/** Ways that are tried, where tasks stand in each other's way, before it is given up. */
const MOST_TRIES = 10_000

/** All that a task wants, or nothing. Nothing is changed by asking. Holds come in the order of the ids. */
export function allocate(ledger: Ledger, wanted: Wanted): Allocation {
  const joint = allocateTogether(ledger, [wanted])
  if (joint.ok) return { ok: true, holds: joint.holds[0] ?? [] }
  return { ok: false, shortages: joint.shortages[0] ?? [] }
}

/**
 * All that all of these tasks want, or nothing. Of alternatives the first that can be met is taken; a later one only where the
 * others' wishes leave no other way.
 */
export function allocateTogether(ledger: Ledger, list: readonly Wanted[]): JointAllocation {
  const items = list.flatMap((wanted, task) => itemsOf(wanted, task)).sort(compareItems)
  const taken = new Taken(ledger)
  const holds: Hold[][] = list.map(() => [])
  let tries = 0
  const search = (at: number): boolean => {
    const item = items[at]
    if (!item) return true
    for (const request of item.alternatives) {
      tries += 1
      if (tries > MOST_TRIES) return false
      const found = taken.find(item, request)
      if ('why' in found) continue
      taken.add(found)
      if (search(at + 1)) {
        holds[item.task]?.push(found)
        return true
      }
      taken.remove(found)
    }
    return false
  }
  if (search(0)) return { ok: true, holds: holds.map(inOrder) }
  const alone = new Taken(ledger)
  const shortages = list.map((wanted, task) =>
    itemsOf(wanted, task).flatMap(item => {
      const results = item.alternatives.map(request => alone.find(item, request))
      const short = results.flatMap(result => ('why' in result ? [result] : []))
      return short.length === results.length ? [short] : []
    }),
  )
  return { ok: false, shortages }
}

/** The one order in which everything is taken: by id. */
const inOrder = (holds: readonly Hold[]): Hold[] =>
  [...holds].sort((a, b) => (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0))

interface Item {
  readonly task: number
  readonly where: Where
  readonly samples: readonly string[]
  readonly alternatives: readonly ResourceRequest[]
}

function itemsOf({ where, requirements, samples }: Wanted, task: number): Item[] {
  const held = samples.map(id => ({ anyOf: [{ resource: sampleKey(id), amount: 1 }] }))
  return [...held, ...requirements].flatMap(({ anyOf }) => {
    // Where nobody says which agent, what is the agent's own is not looked at.
    const isOpen = where.agentId === undefined && anyOf.some(({ resource }) => resource.startsWith(OWN))
    return isOpen ? [] : [{ task, where, samples, alternatives: anyOf }]
  })
}

/** What leaves the least choice first: certain names, then what has no alternatives. */
function compareItems(a: Item, b: Item): number {
  return choiceOf(a) - choiceOf(b) || a.task - b.task
}

function choiceOf({ alternatives }: Item): number {
  if (alternatives.length > 1) return 2
  return alternatives[0]?.names ? 0 : 1
}

/** What has been found for others, while nothing of it is taken yet. */
class Taken {
  readonly #ledger: Ledger
  readonly #parts = new Map<string, number>()
  readonly #names = new Map<string, Set<string>>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  add({ resource, amount, names = [] }: Hold): void {
    this.#parts.set(resource, (this.#parts.get(resource) ?? 0) + toParts(amount))
    const taken = this.#names.get(resource) ?? new Set()
    for (const name of names) taken.add(name)
    this.#names.set(resource, taken)
  }

  remove({ resource, amount, names = [] }: Hold): void {
    this.#parts.set(resource, (this.#parts.get(resource) ?? 0) - toParts(amount))
    for (const name of names) this.#names.get(resource)?.delete(name)
  }

  find({ where, samples }: Item, request: ResourceRequest): Hold | Shortfall {
    const resource = idFor(request.resource, where.agentId)
    const short = (why: Shortfall['why']): Shortfall => ({ why, resource, request })
    if (resource.startsWith(sampleKey('')))
      return this.#isSampleFree(resource) ? { resource, amount: 1 } : short('held')
    const info = this.#ledger.info(resource)
    if (!info) return short('unknown')
    if (request.unit !== undefined && request.unit !== info.unit) return short('unit')
    const isElsewhere = info.instrument !== undefined && where.instrumentId !== undefined
    if (isElsewhere && info.instrument !== where.instrumentId) return short('elsewhere')
    if (info.kind === 'named') {
      const names = this.#namesFor(resource, request, samples)
      return names ? { resource, amount: names.length, names } : short('held')
    }
    const free = toParts(this.#ledger.free(resource)) - (this.#parts.get(resource) ?? 0)
    return free >= toParts(request.amount)
      ? { resource, amount: fromParts(toParts(request.amount)) }
      : short('held')
  }

  #isSampleFree(resource: string): boolean {
    const [holder] = this.#ledger.holders(resource)
    return holder === undefined && (this.#parts.get(resource) ?? 0) === 0
  }

  #namesFor(
    resource: string,
    { amount, names }: ResourceRequest,
    samples: readonly string[],
  ): readonly string[] | undefined {
    const all = this.#ledger.names(resource)
    const taken = this.#names.get(resource)
    const isTaken = (name: string) => taken?.has(name) === true
    if (!all) return undefined
    if (names) return names.every(name => all.isFreeFor(name, samples) && !isTaken(name)) ? names : undefined
    const found: string[] = []
    for (const name of all.freeFor(samples)) {
      if (isTaken(name)) continue
      found.push(name)
      if (found.length >= amount) return found
    }
    return undefined
  }
}

/** The id of what is asked for: an agent's own is that of the agent that gets the task. */
export function idFor(resource: string, agentId: string | undefined): string {
  return resource.startsWith(OWN) && agentId !== undefined
    ? agentResource(agentId, resource.slice(OWN.length))
    : resource
}
