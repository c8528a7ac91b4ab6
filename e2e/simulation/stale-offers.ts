import { decodeDown, decodeUp, parseTopic } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { World } from './world.ts'

/** Watches what agents do about offers of a lead that is over: they are to refuse them for just that. */
export class StaleOffers {
  readonly broken: string[] = []
  readonly #world: World
  /** When an offer of an older lead than its agent knew came there last, by attempt. */
  readonly #came = new Map<string, { readonly at: number; readonly what: string }>()

  constructor(world: World) {
    this.#world = world
  }

  /** A message is about to be taken in by an agent. */
  heard(agentId: string, topic: string, payload: Uint8Array): void {
    const journal = this.#world.machines.get(agentId)?.agent?.journal
    const parsed = parseTopic(topic)
    if (!journal || parsed?.direction !== 'down' || parsed.kind !== 'offer') return
    const { header, attemptId } = decodeDown('offer', payload)
    const { storeId, epoch } = journal.current
    if (header.storeId !== storeId || header.epoch >= epoch) return
    const what = `${agentId} knew of epoch ${epoch}, and took the offer ${attemptId} of epoch ${header.epoch}`
    this.#came.set(attemptId, { at: this.#world.time.now, what })
  }

  /** Looks at a message on its way: what is said in the same moment is the answer. */
  hop({ leg, topic, payload }: Hop): void {
    if (leg !== 'up' || !topic.endsWith('/up/claim')) return
    const { attemptId, refusal } = decodeUp('claim', payload)
    const came = this.#came.get(attemptId)
    this.#came.delete(attemptId)
    if (came?.at === this.#world.time.now && refusal?.reason !== 'stale-epoch')
      this.broken.push(`${came.what} (${refusal?.reason ?? 'claimed'})`)
  }
}
