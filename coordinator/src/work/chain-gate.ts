import type { Clock } from '@muster/runtime'
import type { PromptRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { throughMiddleware } from '../operations/middleware.ts'
import type { Change } from '../store/store.ts'
import { afterMiddleware } from './chains.ts'

/**
 * Lets middleware that takes its time look at jobs that are to begin at the end of others. Which follows from the questions that are kept
 * of them: after a restart those whose outcome was not committed are looked at again.
 */
export class ChainGate {
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #stop = new AbortController()

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
  }

  start(): void {
    for (const prompt of this.#state.prompts.values()) this.#look(prompt)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const prompt of rows.prompts) this.#look(prompt)
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the coordinator stops'))
    await Promise.all(this.#underWay.values())
  }

  #look(prompt: PromptRecord): void {
    const isWaiting = prompt.state === 'open' && prompt.notBegun?.atMiddleware === true
    if (!isWaiting || this.#stop.signal.aborted || this.#underWay.has(prompt.id)) return
    const over = this.#ask(prompt).finally(() => this.#underWay.delete(prompt.id))
    this.#underWay.set(prompt.id, over)
  }

  async #ask({ id, notBegun }: PromptRecord): Promise<void> {
    if (!notBegun) return
    const { submission, submittedBy } = notBegun
    const { signal } = this.#stop
    const outcome = await throughMiddleware(this.#state, submission, submittedBy, this.#clock, signal).catch(
      (error: unknown) => ({ error }),
    )
    if (signal.aborted) return
    this.#transactor.decideAndGoOn('chain', 'rule:middleware', draft => {
      // Somebody may have answered it meanwhile.
      const now = draft.state.prompts.get(id)
      if (now?.state === 'open') afterMiddleware(draft, now, outcome)
    })
  }
}
