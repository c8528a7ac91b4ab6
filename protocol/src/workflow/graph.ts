import type { WorkflowDefinition } from './model.ts'

/** Steps in an order in which each stands after all it needs; within that, in the order of the definition. */
export function topologicalOrder(definition: WorkflowDefinition): string[] {
  const missing = new Map(Object.entries(definition.steps).map(([id, step]) => [id, step.after?.length ?? 0]))
  const followers = followersOf(definition)
  const order: string[] = []
  const ready = [...missing].filter(([, count]) => count === 0).map(([id]) => id)
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id)
    for (const follower of followers.get(id) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1
      missing.set(follower, left)
      if (left === 0) ready.push(follower)
    }
  }
  return order
}

/** Which steps wait for each step. */
export function followersOf(definition: WorkflowDefinition): Map<string, string[]> {
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
export function stepsBefore(definition: WorkflowDefinition, id: string): Set<string> {
  const before = new Set(definition.steps[id]?.after ?? [])
  // A set hands out what is added while it is gone through.
  for (const step of before) for (const needed of definition.steps[step]?.after ?? []) before.add(needed)
  return before
}

/** A ring of steps that wait for each other, first and last the same; undefined where there is none. */
export function findRing(definition: WorkflowDefinition): string[] | undefined {
  const done = new Set<string>(topologicalOrder(definition))
  const start = Object.keys(definition.steps).find(id => !done.has(id) && waitsForKnown(definition, id))
  if (start === undefined) return undefined
  const path: string[] = []
  const seen = new Map<string, number>()
  for (let id: string | undefined = start; id !== undefined; ) {
    const first = seen.get(id)
    if (first !== undefined) return [...path.slice(first), id]
    seen.set(id, path.length)
    path.push(id)
    id = definition.steps[id]?.after?.find(needed => !done.has(needed) && needed in definition.steps)
  }
  return undefined
}

function waitsForKnown(definition: WorkflowDefinition, id: string): boolean {
  return (definition.steps[id]?.after ?? []).every(needed => needed in definition.steps)
}
