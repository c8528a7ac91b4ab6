import type { Steps } from './model.ts'
import { stepOf } from './nested.ts'

/** A map of steps, such as a definition: the same for the steps of a workflow and for those within a step. */
export interface StepMap {
  readonly steps: Steps
}

/** Steps in an order in which each stands after all it needs; within that, in the order of the definition. */
export function topologicalOrder(definition: StepMap): string[] {
  const missing = new Map(Object.entries(definition.steps).map(([id, step]) => [id, step.after?.length ?? 0]))
  const followers = followersOf(definition)
  const order = [...missing].filter(([, count]) => count === 0).map(([id]) => id)
  // A list hands out what is added while it is gone through.
  for (const id of order) {
    for (const follower of followers.get(id) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1
      missing.set(follower, left)
      if (left === 0) order.push(follower)
    }
  }
  return order
}

/** Which steps wait for each step. */
export function followersOf(definition: StepMap): Map<string, string[]> {
  const followers = new Map<string, string[]>()
  for (const [id, step] of Object.entries(definition.steps)) {
    for (const needed of step.after ?? []) {
      const list = followers.get(needed)
      if (list) list.push(id)
      else followers.set(needed, [id])
    }
  }
  return followers
}

/** The steps that have to be done before a step, the nearest first. */
export function stepsBefore(definition: StepMap, id: string): Set<string> {
  const before = new Set(stepOf(definition.steps, id)?.after)
  // A set hands out what is added while it is gone through.
  for (const step of before)
    for (const needed of stepOf(definition.steps, step)?.after ?? []) before.add(needed)
  return before
}

/** Answers which steps come before which, often and for large graphs. Only for graphs without rings. */
export class Precedence {
  readonly #steps: Steps
  #places: Map<string, number> | undefined
  /** For each step, by its place in the order, a bit for each step before it: 12 MB for 10,000 steps. */
  #before: Uint32Array[] = []

  constructor(definition: StepMap) {
    this.#steps = definition.steps
  }

  /** Whether a step has to be done, directly or not, before another begins. */
  isBefore(earlier: string, later: string): boolean {
    // Most that is asked is about the step right before.
    if (stepOf(this.#steps, later)?.after?.includes(earlier)) return true
    this.#places ??= this.#fill()
    const [place, of] = [this.#places.get(earlier), this.#places.get(later)]
    if (place === undefined || of === undefined) return false
    return (((this.#before[of]?.[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1
  }

  #fill(): Map<string, number> {
    const order = topologicalOrder({ steps: this.#steps })
    const places = new Map(order.map((id, place) => [id, place]))
    for (const [place, id] of order.entries()) {
      // What comes before a step stands before it in the order.
      const bits = new Uint32Array((place + 31) >>> 5)
      for (const needed of stepOf(this.#steps, id)?.after ?? []) {
        const at = places.get(needed)
        if (at === undefined) continue
        const word = at >>> 5
        bits[word] = (bits[word] ?? 0) | (1 << (at & 31))
        for (const [index, more] of (this.#before[at] ?? new Uint32Array()).entries())
          if (more !== 0) bits[index] = (bits[index] ?? 0) | more
      }
      this.#before[place] = bits
    }
    return places
  }
}

/** A ring of steps that wait for each other, first and last the same; undefined where there is none. */
export function findRing(definition: StepMap): string[] | undefined {
  const { steps } = definition
  const done = new Set<string>(topologicalOrder(definition))
  const isLeft = (id: string) => !done.has(id) && Object.hasOwn(steps, id)
  for (const start of Object.keys(steps).filter(isLeft)) {
    const path: string[] = []
    const seen = new Map<string, number>()
    for (let id: string | undefined = start; id !== undefined; ) {
      const first = seen.get(id)
      if (first !== undefined) return [...path.slice(first), id]
      seen.set(id, path.length)
      path.push(id)
      id = stepOf(steps, id)?.after?.find(isLeft)
    }
    // These wait for a step that there is not, which is a fault of its own.
    for (const id of path) done.add(id)
  }
  return undefined
}
