import type { PaperBatch } from './problem.ts'
import { allOf } from './timetable.ts'
import type { Node, Resource, Shape, Use } from './world.ts'

/** Tasks that are passed over for others of their batch, where not all that they need can be had. */
export const PASSED_OVER = 64

/** The first so many that are ready, in order. They stay where they are. */
export function firstOf({ ready }: Shape, count: number): Node[] {
  const found: Node[] = []
  while (found.length < count) {
    const node = ready.pop()
    if (!node) break
    if (node.state === 'ready' && node.never === undefined) found.push(node)
  }
  for (const node of found) ready.push(node.place, node.index, node)
  return found
}

/** When the first of them has waited as long as it may. */
export const holdOver = (nodes: readonly Node[], { hold }: PaperBatch): number =>
  nodes.reduce(
    (first, { task, readyAt }) => Math.min(first, (task.batch?.since ?? readyAt) + hold),
    Number.POSITIVE_INFINITY,
  )

/** What several take together. @param inOneRun what one has for all of them is taken once */
export function takenBy(all: readonly (readonly Use[])[], inOneRun = false): Use[] {
  const sums = new Map<Resource, Use>()
  for (const uses of all)
    for (const use of uses) {
      const sum = sums.get(use.resource)
      if (!sum) sums.set(use.resource, use)
      else if (!(inOneRun && use.isForAll))
        sums.set(use.resource, { ...sum, amount: sum.amount + use.amount, held: sum.held + use.held })
    }
  return [...sums.values()]
}

/** What a run of these takes. */
export const takenInRun = (nodes: readonly Node[]): readonly Use[] =>
  takenBy(
    nodes.map(({ own }) => own),
    true,
  )

/** As many as there will ever be enough for, but no fewer than a run has. */
export function mostEver(nodes: readonly Node[], { size, atLeast }: PaperBatch): readonly Node[] {
  for (let count = size; count > atLeast; count -= 1) {
    const some = nodes.slice(0, count)
    if (takenInRun(some).every(({ resource, amount }) => allOf(resource) >= amount)) return some
  }
  return nodes.slice(0, atLeast)
}

/** Who can be in one run now: the first so many or, where not all that these need can be had, as many as it is there for. */
export function fitting(
  nodes: readonly Node[],
  size: number,
  isThere: (uses: readonly Use[]) => boolean,
): readonly Node[] {
  const first = nodes.slice(0, size)
  if (isThere(takenInRun(first))) return first
  const found: Node[] = []
  for (const node of nodes) if (found.length < size && isThere(takenInRun([...found, node]))) found.push(node)
  return found
}
