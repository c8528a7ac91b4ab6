import type { Step } from '@muster/protocol'
import type { Snapshot } from '../../model/snapshot.ts'
import { stepOf } from '../../model/steps.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'

/** Milliseconds: `low` ≤ `expected` ≤ `high`. */
export interface Range {
  readonly low: number
  readonly expected: number
  readonly high: number
}

/** From so many on, nine of ten are believed to take no longer than nine of ten did. */
const ENOUGH = 3
/** With fewer it may as well be half, or twice as long. */
const WIDER = 2

const ANSWERED: ReadonlySet<string | undefined> = new Set(['prompt', 'call', 'wait'])

/**
 * How long questions, calls and waits for something took, by those of the jobs at hand that have ended. What asks the same, in whichever
 * workflow and wherever in it, is the same.
 */
export class LearnedSteps {
  readonly #state: Snapshot
  readonly #ranges = new Map<string, Range>()
  #times: Map<string, number[]> | undefined

  constructor(state: Snapshot) {
    this.#state = state
  }

  of(step: Step): Range | undefined {
    const key = keyOf(step)
    const known = this.#ranges.get(key)
    if (known) return known
    this.#times ??= this.#all()
    const times = this.#times.get(key)?.sort((a, b) => a - b)
    if (!times) return undefined
    const range = rangeOf(times)
    this.#ranges.set(key, range)
    return range
  }

  #all(): Map<string, number[]> {
    const found = new Map<string, number[]>()
    for (const task of this.#state.tasks.values()) {
      const { kind, state, startedAt, endedAt, waived, cancelRequested } = task
      if (!ANSWERED.has(kind) || !isTaskEnd(state) || state === 'cancelled' || waived || cancelRequested)
        continue
      const step = stepOf(this.#state.jobs.get(task.jobId), task)
      if (!step || startedAt === undefined || endedAt === undefined || endedAt < startedAt) continue
      const key = keyOf(step)
      const times = found.get(key)
      if (times) times.push(endedAt - startedAt)
      else found.set(key, [endedAt - startedAt])
    }
    return found
  }
}

const keys = new WeakMap<Step, string>()

function keyOf(step: Step): string {
  const { prompt, call, wait } = step
  const key = keys.get(step) ?? JSON.stringify({ prompt, call, wait })
  keys.set(step, key)
  return key
}

function rangeOf(sorted: readonly number[]): Range {
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0
  const [low, expected, high] = [at(0.1), at(0.5), at(0.9)]
  return sorted.length >= ENOUGH
    ? { low, expected, high }
    : { low: low / WIDER, expected, high: high * WIDER }
}
