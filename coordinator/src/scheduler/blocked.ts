import { goesAhead, type TaskClass } from './pool.ts'

/** What a class that waits for a resource is asked, and told. */
interface Waking {
  /** Whether it still can't have what it needs, wherever it is done: a quick no. */
  readonly lacks: (group: TaskClass) => boolean
  /** It may be looked at again. */
  readonly wake: (group: TaskClass) => void
}

/**
 * Classes whose first task waits for resources, by what these are. What comes free wakes no more of them than can have it: one after
 * another in the order of the queue, and the next only when it was found what became of the one before.
 */
export class Blocked {
  readonly #byResource = new Map<string, Set<TaskClass>>()
  /** Resources of which there may be enough by now, with those of the classes that were woken since. */
  readonly #freed = new Map<string, Set<TaskClass>>()
  readonly #waking: Waking
  /** Some are blocked for the sake of others that go first. */
  hasKept = false

  constructor(waking: Waking) {
    this.#waking = waking
  }

  get size(): number {
    return this.#byResource.size
  }

  by(resource: string): Iterable<TaskClass> {
    return this.#byResource.get(resource) ?? []
  }

  all(): Set<TaskClass> {
    return new Set([...this.#byResource.values()].flatMap(groups => [...groups]))
  }

  add(group: TaskClass, resources: readonly string[]): void {
    this.remove(group)
    group.blockedBy = resources
    group.pool.blocked += 1
    for (const id of resources) {
      const waiting = this.#byResource.get(id)
      if (waiting) waiting.add(group)
      else this.#byResource.set(id, new Set([group]))
    }
  }

  remove(group: TaskClass): void {
    if (group.blockedBy.length === 0) return
    group.pool.blocked -= 1
    for (const id of group.blockedBy) {
      const waiting = this.#byResource.get(id)
      waiting?.delete(group)
      if (waiting?.size === 0) this.#byResource.delete(id)
    }
    group.blockedBy = []
  }

  /** There is more of these, or they are kept for somebody no more. */
  freed(resources: Iterable<string>): void {
    for (const id of resources) if (this.#byResource.has(id)) this.#freed.set(id, new Set())
  }

  /** Some that others let go first are in nobody's way any more: none of their instruments is free. */
  noneFree(): void {
    if (!this.hasKept) return
    this.hasKept = false
    this.freed(this.#byResource.keys())
  }

  /** Wakes, of each resource that has come free, the first class that may have enough of it. */
  wakeFirst(): void {
    for (const [id, woken] of this.#freed) {
      const first = this.#firstOf(id, woken)
      if (!first) {
        this.#freed.delete(id)
        continue
      }
      woken.add(first)
      this.#waking.wake(first)
    }
  }

  #firstOf(id: string, woken: ReadonlySet<TaskClass>): TaskClass | undefined {
    let first: TaskClass | undefined
    for (const group of this.by(id)) {
      if (woken.has(group)) continue
      // It is looked at when one of its instruments is free: until then it is in nobody's way.
      if (group.pool.free.size === 0) {
        this.#waking.wake(group)
        continue
      }
      if (this.#waking.lacks(group)) continue
      group.look()
      if (!first || goesAhead(group, first)) first = group
    }
    return first
  }
}
