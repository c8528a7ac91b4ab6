import type { Change } from '@muster/coordinator/testing'
import type { Agent } from '@muster/edge-agent'
import { isAttemptEnd } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { World } from './world.ts'

/** Watches what agents forget: a result that an agent had may be gone from its journal only once a decision has taken it over. */
export class Handover {
  readonly broken: { readonly what: string; readonly about: readonly string[] }[] = []
  readonly #world: World
  /** Attempts that a decision has ended, or whose report it has put aside for a person. Kept whatever becomes of the store. */
  readonly #taken = new Set<string>()
  /** The results that the process of each agent had when it was last looked at. */
  readonly #held = new Map<string, { readonly agent: Agent; readonly results: readonly string[] }>()

  constructor(world: World) {
    this.#world = world
  }

  committed({ rows, events }: Change): void {
    for (const { id, state } of rows.attempts) if (isAttemptEnd(state)) this.#taken.add(id)
    for (const { kind, subject } of events) if (kind === 'event.set-aside') this.#taken.add(subject)
  }

  /** Looks at an agent whenever a message sets out from it or to it: between two of them it forgets nothing that it has just got. */
  hop({ process }: Hop): void {
    const agent = this.#world.machines.get(process)?.agent
    if (!agent) return
    const { attempts } = agent.journal.current
    const before = this.#held.get(process)
    for (const id of before?.agent === agent ? before.results : [])
      if (attempts[id] === undefined && !this.#taken.has(id))
        this.broken.push({
          what: `${process} forgot the result of ${id}, and nobody has taken it over`,
          about: [id, process],
        })
    const results = Object.values(attempts).filter(({ state }) => state === 'succeeded')
    this.#held.set(process, { agent, results: results.map(({ attemptId }) => attemptId) })
  }
}
