import { firstOf } from './batch.ts'
import { build } from './build.ts'
import { play } from './play.ts'
import type { PlayOptions } from './play-options.ts'
import type { PaperNever, PaperProblem, PaperRun, PaperSchedule } from './problem.ts'
import type { Node, World } from './world.ts'

export type SimulateOptions = Pick<PlayOptions, 'choose'>

/**
 * Plays today's queue through on paper: at each moment the task first in rank that can begin does, on the instrument
 * where it ends first, then the others. One that lacks a resource puts it by, and others take it only if that does
 * not put off its beginning. What must be followed within a time is begun only if it can be, and its followers' time
 * is kept. The same problem gives the same schedule.
 *
 * Up to 64 kinds of tasks that can't begin are passed over per moment and set of instruments; one behind those
 * that could have begun is left for the next moment.
 *
 * @param now milliseconds; nothing begins before
 * @throws RangeError where two have one name, a resource is not there, or a number is not what it may be
 */
export function simulate(problem: PaperProblem, now: number, options: SimulateOptions = {}): PaperSchedule {
  const world = build(problem)
  play(world, now, options)
  return scheduleOf(world, now)
}

/** What was played, in the words of the problem. */
export function scheduleOf(world: World, now: number): PaperSchedule {
  const runs = new Map<string, PaperRun>()
  const never = new Map<string, PaperNever>()
  let makespan = now
  for (const node of world.nodes) {
    if (node.task.underWay) continue
    if (node.instrument) {
      runs.set(node.task.id, runOf(node, node.instrument.given.id))
      makespan = Math.max(makespan, node.end)
    } else never.set(node.task.id, neverOf(node))
  }
  return { runs, makespan, never }
}

function runOf(node: Node, instrumentId: string): PaperRun {
  const run = { instrumentId, start: node.firstStart, end: node.end, blockedBy: node.blockedBy }
  for (const need of node.needs) {
    const by = node.firstStart - ((need.node?.end ?? need.endedAt) + need.maxWait)
    if (by > 0) return { ...run, exceeds: { taskId: need.id, by } }
  }
  return run
}

/** Why it was left when nothing more could begin. */
function neverOf(node: Node): PaperNever {
  if (node.never) return node.never
  const needed = node.needs.find(need => need.node && !need.node.instrument)
  if (needed) return needsItself(node) ? { kind: 'cycle', id: needed.id } : { kind: 'task', id: needed.id }
  const { batch } = node.shape
  const missing = batch ? batch.atLeast - firstOf(node.shape, batch.atLeast).length : 0
  if (batch && missing > 0) return { kind: 'batch', missing, size: batch.size }
  const mate = node.mates.find(one => one !== node && !one.instrument)
  if (mate) return { kind: 'together', id: mate.task.id }
  const tied = node.tied[0]
  if (tied) return { kind: 'wait', id: tied.task.id }
  const short = node.shape.uses.find(({ resource, amount }) => resource.free < amount)
  if (short) return { kind: 'resource', id: short.resource.given.id }
  return { kind: 'instrument', id: node.shape.candidates[0]?.instrument.given.id ?? '' }
}

/** Follows, from need to need, what has not begun. */
function needsItself(node: Node): boolean {
  const seen = new Set<Node>()
  for (let at: Node | undefined = node; at && !seen.has(at); ) {
    seen.add(at)
    at = at.needs.find(need => need.node && !need.node.instrument)?.node
    if (at === node) return true
  }
  return false
}
