import { goesAhead, type TaskClass } from './pool.ts'

/** What a class that waits for a resource is asked, and told. */
interface Waking {
  /** Whether it still can't have what it needs, wherever it is done: a quick no. */
  readonly lacks: (group: TaskClass) => boolean
  /** Whether some places have what it needs, and others do not. */
  readonly isByPlace: (group: TaskClass) => boolean
  /** It may be looked at again. */
  readonly wake: (group: TaskClass) => void
}

/** For which class that goes before it, and waits for this, something is left. */
export interface LeftFor {
  readonly other: TaskClass
  readonly resource: string
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
  /** Those that could have what they need, and leave it to others that go first. */
  readonly #left = new Map<TaskClass, LeftFor>()
  /** Those for which it depends on the instrument whether there is enough. */
  readonly #byPlace = new Set<TaskClass>()

  constructor(waking: Waking) {
    this.#waking = waking
  }

  get size(): number {
    return this.#byResource.size
  }

  by(resource: string): Iterable<TaskClass> {
    return this.#byResource.get(resource) ?? []
  }

  /** Those for which it depends on the instrument whether there is enough. */
  get byPlace(): ReadonlySet<TaskClass> {
    return this.#byPlace
  }

  all(): Set<TaskClass> {
    return new Set([...this.#byResource.values()].flatMap(groups => [...groups]))
  }

  /** Whether some of these resources have come free, and not all that may have them were looked at. */
  get isWaking(): boolean {
    return this.#freed.size > 0
  }

  /** Those that leave what they need to others. */
  get left(): ReadonlyMap<TaskClass, LeftFor> {
    return this.#left
  }

  /** @param leftFor where it could have what it needs: to whom it is left */
  add(group: TaskClass, resources: readonly string[], leftFor?: LeftFor): void {
    this.remove(group)
    if (leftFor) this.#left.set(group, leftFor)
    else if (this.#waking.isByPlace(group)) this.#byPlace.add(group)
    group.blockedBy = resources
    for (const id of resources) {
      const waiting = this.#byResource.get(id)
      if (waiting) waiting.add(group)
      else this.#byResource.set(id, new Set([group]))
    }
  }

  remove(group: TaskClass): void {
    if (group.blockedBy.length === 0) return
    this.#left.delete(group)
    this.#byPlace.delete(group)
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
