import { compareRanks } from './build.ts'
import type { Node, World } from './world.ts'

/** A simple rule by which tasks of one band are put in order; what it makes equal stays as it was. */
export type Rule =
  | 'rank'
  | 'shortest'
  | 'longest'
  | 'most-work-left'
  | 'least-work-left'
  | 'critical-path'
  | 'deadline'

export const RULES: readonly Rule[] = [
  'rank',
  'shortest',
  'longest',
  'most-work-left',
  'least-work-left',
  'critical-path',
  'deadline',
]

/** Of each task by its index: tasks with the same number may change places, and lower ones go first. */
export function bandsOf(world: World, prefix: number): Int32Array {
  const bands = new Int32Array(world.nodes.length)
  let band = 0
  let before: readonly number[] | undefined
  for (const node of world.nodes) {
    const fixed = node.task.rank.slice(0, prefix)
    if (before && compareRanks(before, fixed) !== 0) band++
    before = fixed
    bands[node.index] = band
  }
  return bands
}

/** The tasks in the order of a rule, within their bands. */
export function orderBy(world: World, bands: Int32Array, rule: Rule): Node[] {
  const value = valuesOf(world, rule)
  const bandOf = ({ index }: Node) => bands[index] ?? 0
  return world.nodes.toSorted((a, b) => bandOf(a) - bandOf(b) || value(a) - value(b) || a.index - b.index)
}

/** Lower goes first. */
function valuesOf(world: World, rule: Rule): (node: Node) => number {
  if (rule === 'shortest') return durationOf
  if (rule === 'longest') return node => -durationOf(node)
  if (rule === 'deadline') return node => node.task.deadline ?? Number.MAX_VALUE
  if (rule === 'rank') return () => 0
  const left = rule === 'critical-path' ? longestAfter(world) : workAfter(world)
  const sign = rule === 'least-work-left' ? 1 : -1
  return node => sign * (left.get(node) ?? 0)
}

/** Where it is done quickest. */
function durationOf(node: Node): number {
  return node.shape.candidates[0]?.duration ?? 0
}

/** The longest way from a task's beginning to the end of what needs it. */
function longestAfter(world: World): Map<Node, number> {
  const longest = new Map<Node, number>()
  for (const node of lastFirst(world)) {
    let after = 0
    for (const follower of node.followers) {
      const wait = follower.needs.find(need => need.node === node)?.minWait ?? 0
      after = Math.max(after, wait + (longest.get(follower) ?? 0))
    }
    longest.set(node, durationOf(node) + after)
  }
  return longest
}

/** The work of a task's job that is left when it begins: its own, and that of tasks whose longest way is shorter. */
function workAfter(world: World): Map<Node, number> {
  const longest = longestAfter(world)
  const byJob = Map.groupBy(world.nodes, ({ task }) => task.jobId)
  const left = new Map<Node, number>()
  for (const nodes of byJob.values()) {
    let sum = 0
    for (const node of nodes.sort((a, b) => (longest.get(a) ?? 0) - (longest.get(b) ?? 0))) {
      sum += durationOf(node)
      left.set(node, sum)
    }
  }
  return left
}

/** Every task after those that need it; what needs itself is left out. */
function lastFirst(world: World): Node[] {
  const open = new Map(world.nodes.map(node => [node, node.followers.length]))
  const sorted = world.nodes.filter(node => node.followers.length === 0)
  for (const node of sorted) {
    for (const { node: needed } of node.needs) {
      if (!needed) continue
      const left = (open.get(needed) ?? 0) - 1
      open.set(needed, left)
      if (left === 0) sorted.push(needed)
    }
  }
  return sorted
}
