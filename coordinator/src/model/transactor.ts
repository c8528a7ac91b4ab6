import { type Clock, InvariantError, type Logger, type Random } from '@muster/runtime'
import { type Change, perTable, type Rows, type Store, type Term } from '../store/store.ts'
import { Draft, type Outgoing } from './draft.ts'
import type { State } from './state.ts'

export interface TransactorOptions {
  readonly state: State
  readonly store: Store
  readonly term: Term
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Called at the end of each decision, for what follows from it: it goes into the same change. */
  readonly settle: (draft: Draft) => void
  /** Called before a group is committed: what it decides goes into the same group. */
  readonly beforeCommit: () => void
  /** Called for each decision, in order, once it is on disk. */
  readonly committed: (change: Change, messages: readonly Outgoing[]) => void
  /** The process can't go on: another leads, or memory and store disagree. */
  readonly failed: (error: Error) => void
}

interface Waiting {
  readonly draft: Draft
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Takes decisions and makes them durable. What is decided in one turn of the event loop is one commit; while
 * a commit is under way the next group gathers. Answers and messages leave only after the commit.
 */
export class Transactor {
  readonly #options: TransactorOptions
  #waiting: Waiting[] = []
  #scheduled = false
  #committing = false
  /** A flush was asked for while a group was being committed. */
  #isWanted = false
  #stopped: Error | undefined
  #writes: number

  constructor(options: TransactorOptions, writes: number) {
    this.#options = options
    this.#writes = writes
  }

  /** The store's count of commits, as of the last that this process made. */
  get writes(): number {
    return this.#writes
  }

  /**
   * Calls `decide` at once, and resolves with what it returned once its changes are on disk. A decision that
   * throws before it changed anything is simply refused; one that throws later ends the process.
   */
  decide<T>(intent: string, actor: string, decide: (draft: Draft) => T): Promise<T> {
    if (this.#stopped) return Promise.reject(this.#stopped)
    const draft = new Draft(
      this.#options.state,
      intent,
      actor,
      this.#options.clock.wall(),
      this.#options.random,
      this.#options.clock.monotonic(),
    )
    let result: T
    try {
      result = decide(draft)
      this.#options.settle(draft)
    } catch (error) {
      if (!draft.isEmpty) this.#fail(new InvariantError(`${intent} failed half way: ${String(error)}`))
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, resolve: () => resolve(result), reject })
      this.requestFlush()
    })
  }

  /** As `decide`, for callers with nobody to answer. */
  decideAndGoOn(intent: string, actor: string, decide: (draft: Draft) => void): void {
    this.decide(intent, actor, decide).catch((error: unknown) => {
      if (!this.#stopped) this.#options.logger.error('a decision failed', { intent, error: String(error) })
    })
  }

  /**
   * Makes sure that `beforeCommit` is called at the end of this turn, also when nothing was decided; while a commit is under way,
   * once that is done.
   */
  requestFlush(): void {
    if (this.#committing) this.#isWanted = true
    if (this.#scheduled || this.#committing || this.#stopped) return
    this.#scheduled = true
    this.#options.clock.endOfTurn(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  /** Nothing is decided any more; what waits is refused. */
  stop(reason: Error): void {
    this.#stopped ??= reason
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
  }

  #flush(): void {
    if (this.#stopped || this.#committing) return
    // What it decides joins this group, and needs no flush of its own.
    this.#scheduled = true
    this.#isWanted = false
    this.#options.beforeCommit()
    this.#scheduled = false
    const group = this.#waiting
    this.#waiting = []
    const changes = group.filter(({ draft }) => !draft.isEmpty).map(({ draft }) => draft.toChange())
    if (changes.length === 0) return this.#finish(group, [])
    this.#committing = true
    this.#options.store.commit(this.#options.term, changes).then(
      writes => {
        this.#committing = false
        this.#writes = writes
        this.#finish(group, changes)
        if (this.#waiting.length > 0 || this.#isWanted) this.requestFlush()
      },
      (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error)), group),
    )
  }

  #finish(group: readonly Waiting[], changes: readonly Change[]): void {
    let next = 0
    for (const { draft, resolve } of group) {
      const change = draft.isEmpty ? undefined : changes[next++]
      if (change) this.#options.committed(change, draft.messages)
      else for (const message of draft.messages) this.#options.committed(EMPTY, [message])
      draft.runAfterCommit()
      resolve()
    }
  }

  #fail(error: Error, group: readonly Waiting[] = []): void {
    for (const { reject } of group) reject(error)
    this.stop(error)
    this.#options.failed(error)
  }
}

const EMPTY: Change = {
  intent: 'nothing',
  rows: perTable<Rows>(() => []),
  events: [],
}
