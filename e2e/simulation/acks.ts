import type { Change } from '@muster/coordinator/testing'
import { decodeUp, parseTopic } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { World } from './world.ts'

/** Which events of one process of an agent a coordinator was ever told. */
interface Told {
  readonly sequences: Set<number>
  /** Up to here nothing is missing. */
  upTo: number
}

/** An agent, and one of its processes. */
const nameOf = (agentId: string, bootId: string): string => `${agentId}, process ${bootId}`

/**
 * Watches the way of events: a decision takes over only those before which nothing is missing, and an agent lets go only of
 * what a decision has taken over. Both are kept whatever becomes of the store.
 */
export class Acks {
  readonly broken: string[] = []
  readonly #world: World
  readonly #told = new Map<string, Told>()
  /** The highest sequence that a decision has taken over. */
  readonly #taken = new Map<string, number>()

  constructor(world: World) {
    this.#world = world
  }

  /** A message is about to be taken in by a process. */
  heard(topic: string, payload: Uint8Array): void {
    const parsed = parseTopic(topic)
    if (parsed?.direction !== 'up' || parsed.kind !== 'report') return
    const { header, events } = decodeUp('report', payload)
    const name = nameOf(parsed.agentId, header.bootId)
    const told = this.#told.get(name) ?? { sequences: new Set(), upTo: 0 }
    this.#told.set(name, told)
    for (const { sequence } of events) told.sequences.add(sequence)
    while (told.sequences.has(told.upTo + 1)) told.upTo += 1
  }

  committed({ rows }: Change): void {
    for (const { id, bootId, acked } of rows.agents) {
      const name = nameOf(id, bootId)
      const upTo = this.#told.get(name)?.upTo ?? 0
      if (acked > upTo)
        this.broken.push(`event ${acked} of ${name} was taken over, and not told is ${upTo + 1}`)
      this.#taken.set(name, Math.max(acked, this.#taken.get(name) ?? 0))
    }
  }

  /** Looks at an agent whenever a message sets out from it or to it. */
  hop({ process }: Hop): void {
    this.#look(process)
  }

  look(): void {
    for (const agentId of this.#world.machines.keys()) this.#look(agentId)
  }

  #look(agentId: string): void {
    const journal = this.#world.machines.get(agentId)?.agent?.journal
    if (!journal) return
    const name = nameOf(agentId, journal.bootId)
    const taken = this.#taken.get(name) ?? 0
    if (journal.acked > taken)
      this.broken.push(`${name} let go of event ${journal.acked}, and only ${taken} are taken over`)
  }
}
