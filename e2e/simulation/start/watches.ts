import type { Change } from '@muster/coordinator/testing'
import type { Hop } from '@muster/protocol/testing'
import { Acks } from '../acks.ts'
import { Contact } from '../contact.ts'
import { DurableJournals } from '../durable-journal.ts'
import { Grants } from '../grants.ts'
import { Handover } from '../handover.ts'
import { brokenAlways } from '../invariants.ts'
import { StaleOffers } from '../stale-offers.ts'
import type { World } from '../world.ts'
import { SAFE } from './floor.ts'

/** All that looks at what must hold at every moment. */
export class Watches {
  readonly #world: World
  readonly #acks: Acks
  readonly #contact: Contact
  readonly #durable: DurableJournals
  readonly #grants: Grants
  readonly #handover: Handover
  readonly #staleOffers: StaleOffers
  /** Lines of the ledger that were looked at. */
  readonly #lines = new Set<string>()

  constructor(world: World) {
    this.#world = world
    this.#acks = new Acks(world)
    this.#contact = new Contact(world)
    this.#durable = new DurableJournals(world)
    this.#grants = new Grants(world)
    this.#handover = new Handover(world)
    this.#staleOffers = new StaleOffers(world)
  }

  hop(hop: Hop): void {
    this.#acks.hop(hop)
    this.#contact.hop(hop)
    this.#durable.hop(hop)
    this.#grants.hop(hop)
    this.#handover.hop(hop)
    this.#staleOffers.hop(hop)
  }

  heard(process: string, topic: string, payload: Uint8Array): void {
    this.#acks.heard(topic, payload)
    this.#staleOffers.heard(process, topic, payload)
  }

  /** A driver is asked to start an attempt. */
  starting(agentId: string, attemptId: string): void {
    this.#durable.started(agentId, attemptId)
  }

  committed(change: Change): void {
    this.#acks.committed(change)
    this.#grants.committed(change)
    this.#handover.committed(change)
  }

  storeRestored(): void {
    this.#grants.restored()
  }

  /** Looks at what a step has changed. @returns what does not hold. */
  look(): string[] {
    const { ledger, defects } = this.#world
    this.#acks.look()
    this.#contact.look()
    const isNews = ledger.length !== this.#lines.size || defects.length > 0
    if (isNews) for (const line of ledger) this.#started(line)
    return [
      ...(isNews ? brokenAlways(this.#world, SAFE) : []),
      ...[...this.#grants.broken, ...this.#handover.broken].map(({ what }) => what),
      ...[this.#acks, this.#contact, this.#durable, this.#staleOffers].flatMap(({ broken }) => broken),
    ]
  }

  #started({ attemptId, instrument, at }: World['ledger'][number]): void {
    const line = `${attemptId} at ${instrument}, ${at}`
    if (this.#lines.has(line)) return
    this.#lines.add(line)
    this.#grants.started(attemptId, instrument)
  }
}
