import type { PaperCandidate, PaperProblem } from './problem.ts'
import { simulate, type SimulateOptions } from './simulate.ts'

/** How far durations may be off: factors of what is expected, where a duration does not bring its own. */
export interface Spread {
  /** Up to 1. */
  readonly quick: number
  /** From 1. */
  readonly slow: number
}

/** When a task begins: `from` ≤ `expected` ≤ `to`. Undefined: if all goes slowly it never does. */
export interface ExpectedStart {
  readonly from: number
  readonly expected: number
  readonly to: number | undefined
}

/**
 * When each task begins: played through as expected, with all quick, and with all slow. Tasks that never begin are left
 * out. A quick day may make one begin later than a slow one, as another goes before it: the range spans all three.
 */
export function expectedStarts(
  problem: PaperProblem,
  now: number,
  spread: Spread,
  options: SimulateOptions = {},
): Map<string, ExpectedStart> {
  const { runs } = simulate(problem, now, options)
  const quick = simulate(scaled(problem, now, 'quick', spread.quick), now, options).runs
  const slow = simulate(scaled(problem, now, 'slow', spread.slow), now, options).runs
  const found = new Map<string, ExpectedStart>()
  for (const [id, { start }] of runs) {
    const starts = [start, quick.get(id)?.start ?? start, slow.get(id)?.start ?? start]
    const to = slow.has(id) ? Math.max(...starts) : undefined
    found.set(id, { from: Math.min(...starts), expected: start, to })
  }
  return found
}

/** The problem, if all went so. What is under way is scaled by what is left of it. */
export function scaled(
  problem: PaperProblem,
  now: number,
  side: 'quick' | 'slow',
  factor: number,
): PaperProblem {
  const later = (at: number): number =>
    at > now && at < Number.POSITIVE_INFINITY ? now + (at - now) * factor : at
  const known = new Map<readonly PaperCandidate[], readonly PaperCandidate[]>()
  const candidatesOf = (candidates: readonly PaperCandidate[]): readonly PaperCandidate[] => {
    let made = known.get(candidates)
    if (!made) {
      made = candidates.map(each => ({ ...each, duration: each[side] ?? each.duration * factor }))
      known.set(candidates, made)
    }
    return made
  }
  return {
    ...problem,
    tasks: problem.tasks.map(task => ({
      ...task,
      candidates: candidatesOf(task.candidates),
      ...(task.underWay
        ? { underWay: { ...task.underWay, until: task.underWay[side] ?? later(task.underWay.until) } }
        : {}),
    })),
    instruments: problem.instruments.map(each => ({ ...each, freeAt: each[side] ?? later(each.freeAt) })),
    resources: problem.resources?.map(resource => ({
      ...resource,
      returns: resource.returns.map(each => ({ ...each, at: each[side] ?? later(each.at) })),
    })),
    ended: problem.ended && new Map([...problem.ended].map(([id, at]) => [id, later(at)])),
  }
}
