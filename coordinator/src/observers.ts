import { type Logger, messageOf } from '@muster/runtime'
import type { EscalationRecord } from './model/records.ts'
import type { Change } from './store/store.ts'

/** Who wants to know of changes as they are committed, such as the stream of the API. */
export interface Observer {
  committed(change: Change): void
  /** Contact, progress or links of an agent changed; none of it is in the store. */
  live(agentId: string): void
  /** Another lead began: what was known may have changed altogether. */
  restarted(): void
}

export class Observers implements Observer {
  readonly #all = new Set<Observer>()

  /** @returns how to stop watching. */
  watch(observer: Observer): () => void {
    this.#all.add(observer)
    return () => void this.#all.delete(observer)
  }

  committed(change: Change): void {
    for (const observer of this.#all) observer.committed(change)
  }

  live(agentId: string): void {
    for (const observer of this.#all) observer.live(agentId)
  }

  restarted(): void {
    for (const observer of this.#all) observer.restarted()
  }
}

const TOLD: ReadonlySet<string> = new Set(['escalation.raised', 'escalation.resolved'])

/** Calls `told` for each escalation that is raised or resolved. What it throws is logged, and disturbs nothing else. */
export function escalationObserver(told: (escalation: EscalationRecord) => void, logger: Logger): Observer {
  return {
    committed({ events, rows }) {
      const ids = new Set(events.filter(({ kind }) => TOLD.has(kind)).map(({ subject }) => subject))
      for (const escalation of rows.escalations) {
        if (!ids.has(escalation.id)) continue
        try {
          told(escalation)
        } catch (error) {
          logger.error('onEscalation failed', { escalation: escalation.id, error: messageOf(error) })
        }
      }
    },
    live() {},
    restarted() {},
  }
}
