import type { Draft } from '../../model/draft.ts'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { Transactor } from '../../model/transactor.ts'
import { stepOf } from '../../model/steps.ts'
import type { Change } from '../../store/store.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import { resultOf, tellPassed } from './after-success.ts'
import { activityFacts, admission, isAsSubmitted, resultFacts, triesOf } from './around.ts'
import { tell } from './tell.ts'

type Waiting = NonNullable<TaskRecord['atMiddleware']>

interface UnderWay {
  readonly key: string
  readonly stop: AbortController
  readonly over: Promise<void>
}

/**
 * Lets middleware look at activities, where that takes its time. Which are to be looked at follows from the tasks: after a restart those
 * whose outcome was not committed are looked at again, with the same key. Nothing is offered, and nothing hears of a result, meanwhile.
 */
export class Gates {
  readonly #state: State
  readonly #transactor: Transactor
  readonly #underWay = new Map<string, UnderWay>()
  #isStopped = false

  constructor(state: State, transactor: Transactor) {
    this.#state = state
    this.#transactor = transactor
  }

  start(): void {
    for (const task of this.#state.tasks.values()) this.#look(task)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const task of rows.tasks) this.#look(task)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const { stop } of this.#underWay.values()) stop.abort(new Error('the coordinator stops'))
    await Promise.all([...this.#underWay.values()].map(({ over }) => over))
  }

  #look(task: TaskRecord): void {
    if (this.#isStopped) return
    const key = keyOf(task)
    const known = this.#underWay.get(task.id)
    if (known?.key === key) return
    known?.stop.abort(new Error('nobody wants to know any more'))
    this.#underWay.delete(task.id)
    if (key === undefined || !task.atMiddleware) return
    const stop = new AbortController()
    const over = this.#ask(task, task.atMiddleware, key, stop.signal).finally(() => {
      if (this.#underWay.get(task.id)?.stop === stop) this.#underWay.delete(task.id)
    })
    this.#underWay.set(task.id, { key, stop, over })
  }

  async #ask(task: TaskRecord, waiting: Waiting, key: string, signal: AbortSignal): Promise<void> {
    const job = this.#state.jobs.get(task.jobId)
    const chain = this.#state.middleware
    if (!job) return
    let settle: (draft: Draft, now: TaskRecord) => void
    if ('end' in waiting) {
      const { end } = waiting
      const passed = await chain.after(resultFacts(job, task, resultOf(end), end.instrument), signal)
      settle = (draft, now) => tellPassed(draft, now, end, passed)
    } else {
      const { step } = waiting
      const isKnownToFit = isAsSubmitted(task, stepOf(job, task))
      const passed = await chain.before(activityFacts(this.#state, job, task, step, isKnownToFit), signal)
      settle = (draft, now) => {
        const open = draft.update('tasks', now, { atMiddleware: undefined })
        const told = admission(draft, draft.state.jobs.get(job.id) ?? job, open, step, passed)
        tell(draft, now.jobId, told ?? { kind: 'admit', path: now.step, tries: triesOf(now) })
      }
    }
    if (signal.aborted) return
    this.#transactor.decideAndGoOn('middleware', 'rule:middleware', draft => {
      // Somebody may have ended it, or had it done again, meanwhile.
      const now = draft.state.tasks.get(task.id)
      if (now && keyOf(now) === key) settle(draft, now)
    })
  }
}

/** What is being looked at; undefined where nothing is. */
function keyOf(task: TaskRecord): string | undefined {
  const waiting = task.atMiddleware
  if (!waiting || isTaskEnd(task.state)) return undefined
  return 'end' in waiting ? `${task.attemptId ?? ''} after` : `${triesOf(task)} before`
}
