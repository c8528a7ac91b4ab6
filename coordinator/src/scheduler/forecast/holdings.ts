import type { Timestamp } from '@muster/runtime'
import type { ResourceRequest, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { PaperCandidate, PaperResource, PaperReturn, PaperUse } from '../paper/index.ts'
import { agentResource, type Holder, OWN, sampleKey } from '../resources/ledger.ts'
import { endOfAttempt, exactly, type Expectation } from '../until.ts'

/** What tasks take besides instruments, and when what others have of it comes back. Of alternatives the first that there is counts. */
export class Holdings {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #resources = new Map<string, PaperResource>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
  }

  /** All that any task asked for. */
  get resources(): PaperResource[] {
    return [...this.#resources.values()]
  }

  /**
   * @param candidates where it may be done
   */
  of(task: TaskRecord, candidates: readonly PaperCandidate[]): readonly PaperUse[] | undefined {
    const { resources = [], samples = [] } = task
    if (resources.length === 0 && samples.length === 0) return undefined
    const uses: PaperUse[] = samples.map(id => ({
      resource: this.#note(sampleKey(id)),
      amount: 1,
      kind: 'held',
      of: 'own',
    }))
    for (const { anyOf } of resources) {
      const use = this.#first(anyOf, candidates)
      if (use) uses.push(use)
    }
    return uses.length > 0 ? uses : undefined
  }

  #first(anyOf: readonly ResourceRequest[], candidates: readonly PaperCandidate[]): PaperUse | undefined {
    for (const { resource, amount, names } of anyOf) {
      const id = resource.startsWith(OWN) ? this.#ownOf(resource.slice(OWN.length), candidates) : resource
      const info = id === undefined ? undefined : this.#state.resources.info(id)
      if (!info) continue
      const kind = info.kind === 'consumable' ? 'used-up' : 'held'
      return { resource: this.#note(info.id), amount, kind, ...(names ? { of: 'all' } : {}) }
    }
    return undefined
  }

  /** An agent's own counts where only one agent can do it: which of several will, nobody knows. */
  #ownOf(name: string, candidates: readonly PaperCandidate[]): string | undefined {
    const agents = new Set(candidates.map(({ instrumentId }) => this.#state.known.get(instrumentId)?.agentId))
    const [only] = agents
    return agents.size === 1 && only !== undefined ? agentResource(only, name) : undefined
  }

  #note(id: string): string {
    if (this.#resources.has(id)) return id
    const { resources } = this.#state
    const isSample = id.startsWith(sampleKey(''))
    const isUsedUp = resources.info(id)?.kind === 'consumable'
    const holders = [...resources.holders(id)]
    const returns = holders.flatMap(holder => {
      // What a run uses up does not come back.
      if (isUsedUp && holder.kind === 'attempt') return []
      const back = this.#backAt(id, holder)
      return back ? [returned(holder, back, this.#taskOf(holder))] : []
    })
    const free = isSample ? (holders.length > 0 ? 0 : 1) : resources.free(id)
    this.#resources.set(id, { id, free, returns })
    return id
  }

  #backAt(id: string, holder: Holder): Expectation | undefined {
    if (holder.kind === 'attempt') {
      const attempt = this.#state.attempts.get(holder.id)
      return attempt && endOfAttempt(this.#state, attempt, this.#now)
    }
    const record = this.#state.resources.records.get(id)
    const until =
      holder.kind === 'lease'
        ? record?.leases.find(lease => lease.id === holder.id)?.until
        : record?.recycling[Number(holder.id)]?.until
    return until === undefined ? undefined : exactly(Math.max(until, this.#now))
  }

  #taskOf({ kind, id }: Holder): string | undefined {
    return kind === 'attempt' ? this.#state.attempts.get(id)?.taskId : undefined
  }
}

const returned = ({ amount }: Holder, back: Expectation, heldBy: string | undefined): PaperReturn => ({
  at: back.expected,
  amount,
  quick: back.from,
  slow: back.to,
  ...(heldBy === undefined ? {} : { heldBy }),
})
