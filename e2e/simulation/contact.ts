import { decodeUp } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { World } from './world.ts'

/** A connection of an agent's process, as its messages name it. */
interface Connection {
  readonly bootId: string
  readonly connection: number
}

/** Watches over what the coordinator takes agents for: the end of an old connection is not the end of the one that followed it. */
export class Contact {
  readonly broken: string[] = []
  readonly #world: World
  /** Of each agent that has said on its connection that it is there, while the broker has announced no end of any. */
  readonly #begun = new Map<string, Connection>()
  /** Those of them that the coordinator has taken for there. */
  readonly #known = new Set<Connection>()
  #ends = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Looks at a message on its way. */
  hop({ leg, process, topic, payload }: Hop): void {
    if (leg !== 'up' || !topic.endsWith('/up/session')) return
    const { header, online } = decodeUp('session', payload)
    this.#forgetEnded()
    if (online) this.#begun.set(process, { bootId: header.bootId, connection: header.connection })
  }

  look(): void {
    this.#forgetEnded()
    for (const [agentId, begun] of this.#begun) {
      const live = this.#state()?.live.get(agentId)
      if (live?.bootId !== begun.bootId || live.connection !== begun.connection) continue
      if (live.online) this.#known.add(begun)
      else if (this.#known.delete(begun))
        this.broken.push(`${agentId} is taken for gone, and its connection ${begun.connection} has not ended`)
    }
  }

  /** Whose connection the broker saw the end of is not told: after one, all have to begin anew. */
  #forgetEnded(): void {
    const { wills, takeovers } = this.#world.network.counts
    if (wills + takeovers === this.#ends) return
    this.#ends = wills + takeovers
    this.#begun.clear()
    this.#known.clear()
  }

  #state() {
    try {
      return this.#world.coordinator?.lead().state
    } catch {
      return undefined
    }
  }
}
