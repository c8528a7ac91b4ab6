import type { Clock, Logger } from '@muster/runtime'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { offerTogether } from './attempts.ts'
import { Moves } from './moving.ts'
import { Preemption } from './preemption.ts'
import { stopAll } from './runs/stops.ts'
import type { Change } from '../store/store.ts'
import { WallTimer } from './wall-timer.ts'

export interface DispatcherOptions {
  readonly state: State
  readonly transactor: Transactor
  readonly clock: Clock
  readonly logger: Logger
}

/** Starts what can be started: asks the board for one assignment after another, and makes each before the next is looked for. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #preemption: Preemption
  readonly #moves: Moves
  readonly #timer: WallTimer

  constructor(options: DispatcherOptions) {
    const { clock, state, transactor } = options
    this.#options = options
    this.#preemption = new Preemption(clock, state, transactor)
    this.#moves = new Moves(clock, state, transactor)
    this.#timer = new WallTimer(clock, () => transactor.requestFlush())
  }

  look(): void {
    this.#stop()
    this.#assign()
    if (this.#preemption.look()) this.#assign()
    if (this.#moves.look()) this.#assign()
    this.#timer.set(this.#options.state.board.wakeAt)
  }

  /** Takes note of what has been committed. */
  committed(change: Change): void {
    this.#moves.committed(change)
  }

  stop(): void {
    this.#preemption.stop()
    this.#moves.stop()
    this.#timer.stop()
  }

  /** What the workflows of jobs want to end. */
  #stop(): void {
    const { state, transactor } = this.#options
    if (state.toStop.size > 0) transactor.decideAndGoOn('stop', 'rule:workflow', stopAll)
  }

  #assign(): void {
    const { state, transactor, clock, logger } = this.#options
    const now = clock.wall()
    for (let assignment = state.board.next(now); assignment; assignment = state.board.next(now)) {
      const made = assignment
      const all = [made, ...(made.together ?? [])]
      transactor.decideAndGoOn('plan', 'rule:scheduler', draft => offerTogether(draft, all))
      for (const { task, instrumentId } of all) {
        if (state.tasks.get(task.id)?.state !== 'queued') continue
        // Planner and committer ask the same questions of the same state: this can't be, and must not go on for ever.
        logger.error('an assignment was not made', { task: task.id, instrument: instrumentId })
        state.board.setAside(task.id)
      }
    }
  }
}
