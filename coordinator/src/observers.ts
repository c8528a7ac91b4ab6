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
