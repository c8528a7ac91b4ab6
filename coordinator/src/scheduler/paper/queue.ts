import { Heap } from './heap.ts'
import type { Level } from './level.ts'
import { Group, type Instrument, type Node, type Resource, type Shape } from './world.ts'

/**
 * How many shapes that can't begin are passed over in a group, and how many are woken by a resource, at one moment.
 * Beyond that one that could begin is left for the next moment: paper must not take longer than work.
 */
const DEPTH = 64

/**
 * What is ready, in order. Only what something has changed for is looked at: tasks stand in shapes, shapes in groups;
 * a shape that can't begin is parked at what it waits for, and is listed again when that changes.
 */
export class Ready {
  /** Instruments stand for all their groups: of many groups only the best is looked at. */
  readonly #queue = new Heap<Group | Instrument>()
  #moment = 1

  /** Looks at moment after moment: passes are counted anew. */
  nextMoment(): void {
    this.#moment++
  }

  add(node: Node): void {
    const { shape } = node
    node.state = 'ready'
    const better = node.key < (headOf(shape)?.key ?? Number.POSITIVE_INFINITY)
    shape.ready.push(node.place, node.index, node)
    const isEnough = shape.parkedAt === 'batch' && shape.ready.size >= (shape.batch?.size ?? 1)
    if (!better && !isEnough) return
    // What is kept for others holds against the first of the shape until now, but maybe not against this one.
    shape.parkedAt = undefined
    this.list(shape)
  }

  /** The first task that may be able to begin, taken out. Give it back with `list` or `park`. */
  next(): Node | undefined {
    for (;;) {
      const key = this.#queue.firstKey
      const source = this.#queue.pop()
      if (!source) return undefined
      if (source.queuedKey !== key) continue
      source.queuedKey = Number.POSITIVE_INFINITY
      const group = source instanceof Group ? source : this.#bestOf(source)
      if (!group || group.idle === 0 || !this.#mayTry(group)) continue
      const shape = firstOf(group)
      if (!shape) continue
      if (shape.listedKey > key) {
        this.#enter(source, shape.listedKey)
        continue
      }
      group.open.pop()
      shape.listedKey = Number.POSITIVE_INFINITY
      // If the task leaves the instrument idle, it is looked at again.
      if (source !== group) this.#enter(source, key)
      return headOf(shape)
    }
  }

  /** Something has changed for the tasks of these instruments. */
  touch(group: Group): void {
    if (group.idle === 0) return
    const key = firstOf(group)?.listedKey
    if (key !== undefined) this.#enter(group, key)
  }

  #enter(source: Group | Instrument, key: number): void {
    if (key >= source.queuedKey) return
    source.queuedKey = key
    this.#queue.push(key, source.index, source)
  }

  #bestOf(instrument: Instrument): Group | undefined {
    if (!instrument.idle) return undefined
    let best: Group | undefined
    let bestKey = Number.POSITIVE_INFINITY
    for (const group of instrument.groups) {
      // A first look at the key spares most of them the second, which clears away what is out of date.
      if (group.open.firstKey >= bestKey || !this.#mayTry(group)) continue
      const key = firstOf(group)?.listedKey ?? Number.POSITIVE_INFINITY
      if (key >= bestKey) continue
      best = group
      bestKey = key
    }
    return best
  }

  /** The first task of the shape may be able to begin. */
  list(shape: Shape): void {
    const head = headOf(shape)
    if (head && shape.parkedAt === undefined && head.key < shape.listedKey) {
      shape.listedKey = head.key
      shape.group.open.push(head.key, shape.index, shape)
    }
    this.touch(shape.group)
  }

  park(shape: Shape, at: Resource | 'unfit' | 'chain' | 'batch'): void {
    shape.parkedAt = at
    const { group } = shape
    const triesAt = group.triesAt === this.#moment ? group.tries : 0
    group.tries = triesAt + 1
    group.triesAt = this.#moment
    if (at === 'unfit') group.unfit.push(shape)
    else if (at !== 'chain' && at !== 'batch') this.#parkAt(at, shape)
    this.touch(group)
  }

  /** It goes before others that it went after. */
  risen(level: Level<Shape>): void {
    for (const shape of level.shapes) if (shape.parkedAt === undefined) this.list(shape)
  }

  unpark(shape: Shape): void {
    if (shape.parkedAt === undefined) return
    shape.parkedAt = undefined
    this.list(shape)
  }

  /** An instrument is free, open, or no longer kept for somebody. */
  available(instrument: Instrument): void {
    for (const group of instrument.groups) {
      if (group.unfit.length === 0) continue
      for (const shape of group.unfit.splice(0)) if (shape.parkedAt === 'unfit') this.unpark(shape)
    }
    // No task goes before this: the first look finds the right key.
    this.#enter(instrument, Number.NEGATIVE_INFINITY)
  }

  /** There may be enough for the first of those that wait for it; when that one was tried, for the next. */
  wake(resource: Resource): void {
    if (resource.wakesAt !== this.#moment) {
      resource.wakes = 0
      resource.wakesAt = this.#moment
      for (const shape of resource.passed.splice(0)) this.#parkAt(resource, shape)
    }
    while (resource.free > 0 && resource.wakes < DEPTH) {
      const shape = resource.parked.pop()
      if (!shape) return
      if (shape.parkedAt !== resource) continue
      resource.wakes++
      if (amountOf(shape, resource) > resource.free) {
        resource.passed.push(shape)
        continue
      }
      shape.wokenBy = resource
      this.unpark(shape)
      if (shape.group.idle === 0) continue
      if (!shape.group.wokenBy.includes(resource)) shape.group.wokenBy.push(resource)
      return
    }
  }

  #parkAt(resource: Resource, shape: Shape): void {
    if (shape.parkedAt === resource) resource.parked.push(headOf(shape)?.key ?? 0, shape.index, shape)
  }

  /** Its last idle instrument is taken: those woken in it are not tried now, so others are. */
  full(group: Group): void {
    for (const resource of group.wokenBy.splice(0)) this.wake(resource)
  }

  #mayTry(group: Group): boolean {
    return group.triesAt !== this.#moment || group.tries < DEPTH
  }
}

/** The first of its tasks; those that were placed meanwhile are thrown out. */
export function headOf(shape: Shape): Node | undefined {
  for (;;) {
    const head = shape.ready.first()
    if (!head || (head.state === 'ready' && head.never === undefined)) return head
    shape.ready.pop()
  }
}

function amountOf(shape: Shape, resource: Resource): number {
  return shape.uses.find(use => use.resource === resource)?.amount ?? 0
}

/** The shape whose first task goes before those of the others. */
function firstOf(group: Group): Shape | undefined {
  for (;;) {
    const shape = group.open.first()
    if (!shape) return undefined
    const key = group.open.firstKey
    if (shape.listedKey === key) {
      const head = headOf(shape)
      if (shape.parkedAt === undefined && head?.key === key) return shape
      shape.listedKey = Number.POSITIVE_INFINITY
      group.open.pop()
      if (shape.parkedAt !== undefined || !head) continue
      shape.listedKey = head.key
      group.open.push(head.key, shape.index, shape)
    } else group.open.pop()
  }
}
