import type { Timestamp } from '@muster/runtime'
import type { PaperTask } from '../paper/index.ts'
import { taskOfNeed } from './control-paper.ts'
import type { ExpectedRun } from './expected-run.ts'
import type { PaperOfState } from './paper-of-state.ts'

/**
 * Before when a task surely does not begin, of which nobody knows when it does: all that it needs, one after the other, where that goes
 * quickly.
 */
export class NotBefore {
  readonly #paper: PaperOfState
  readonly #runs: ReadonlyMap<string, ExpectedRun>
  readonly #now: Timestamp
  readonly #tasks: ReadonlyMap<string, PaperTask>
  readonly #starts = new Map<string, Timestamp>()

  constructor(paper: PaperOfState, runs: ReadonlyMap<string, ExpectedRun>, now: Timestamp) {
    this.#paper = paper
    this.#runs = runs
    this.#now = now
    this.#tasks = new Map(paper.problem.tasks.map(task => [task.id, task]))
  }

  /** Undefined where nothing is known but that it is not yet. */
  of(taskId: string): Timestamp | undefined {
    const start = this.#tasks.has(taskId) ? this.#start(taskId) : this.#now
    return start > this.#now ? start : undefined
  }

  #start(taskId: string): Timestamp {
    // Chains may be long: what is needed comes first, without going down a stack of calls.
    const open = [taskId]
    const entered = new Set<string>()
    for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
      const task = this.#tasks.get(id)
      const missing = entered.has(id) ? [] : (task?.needs ?? []).map(need => taskOfNeed(need.taskId))
      entered.add(id)
      const next = missing.filter(
        need => this.#tasks.has(need) && !this.#starts.has(need) && !entered.has(need),
      )
      open.push(...next)
      if (next.length > 0) continue
      open.pop()
      if (task) this.#starts.set(id, this.#startAfterNeeds(task))
    }
    return this.#starts.get(taskId) ?? this.#now
  }

  #startAfterNeeds(task: PaperTask): Timestamp {
    const known = this.#runs.get(task.id)?.start.from
    if (known !== undefined) return known
    return task.needs.reduce(
      (latest, { taskId, minWait = 0 }) => Math.max(latest, this.#end(taskOfNeed(taskId)) + minWait),
      Math.max(this.#now, task.earliest),
    )
  }

  #end(id: string): Timestamp {
    const known = this.#runs.get(id)?.end?.from ?? this.#paper.problem.ended?.get(id)
    if (known !== undefined) return known
    const task = this.#tasks.get(id)
    const quickest = Math.min(...(task?.candidates ?? []).map(({ duration, quick = duration }) => quick))
    const start = this.#starts.get(id) ?? this.#now
    const end = start + (Number.isFinite(quickest) ? quickest : 0)
    return Math.max(end, this.#paper.dates.get(id) ?? 0)
  }
}
