import type { Clock } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { Transactor } from '../../model/transactor.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { Change } from '../../store/store.ts'
import { DueTimes } from '../due-times.ts'
import { WallTimer } from '../wall-timer.ts'
import { tell } from './tell.ts'

/** Tells workflows that a time has come: the end of a wait, of a limit, of the delay before another try. */
export class RunTimes {
  readonly #due = new DueTimes<string>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  readonly #timer: WallTimer

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    this.#timer = new WallTimer(clock, () => this.#ring())
  }

  start(): void {
    for (const task of this.#state.tasks.values()) this.#watch(task)
    this.#timer.set(this.#due.next)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const task of rows.tasks) this.#watch(task)
    this.#timer.set(this.#due.next)
  }

  stop(): void {
    this.#timer.stop()
  }

  #watch({ id, state, node }: TaskRecord): void {
    this.#due.set(id, isTaskEnd(state) || state === 'pending' ? undefined : node?.due)
  }

  #ring(): void {
    const jobs = new Set<string>()
    for (const id of this.#due.take(this.#clock.wall())) {
      const task = this.#state.tasks.get(id)
      if (task) jobs.add(task.jobId)
    }
    for (const id of jobs)
      this.#transactor.decideAndGoOn('step-due', 'rule:workflow', draft => tell(draft, id, { kind: 'due' }))
    this.#timer.set(this.#due.next)
  }
}
