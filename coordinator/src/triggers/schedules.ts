import { type Clock, minutes } from '@muster/runtime'
import type { ScheduleRecord } from '../model/trigger-records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change } from '../store/store.ts'
import { DueTimes } from '../work/due-times.ts'
import { WallTimer } from '../work/wall-timer.ts'
import { nextDue } from './due.ts'
import { fireSchedule } from './fire.ts'

/** The wall clock may be set at any time: cron counts in minutes. */
const LOOK_EVERY = minutes(1)

/** Begins jobs when their times have come. */
export class Schedules {
  readonly #due = new DueTimes<string>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  readonly #timer: WallTimer

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    this.#timer = new WallTimer(clock, () => this.#ring(), LOOK_EVERY)
  }

  start(): void {
    for (const schedule of this.#state.schedules.values()) this.#watch(schedule)
    this.#timer.set(this.#due.next)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const schedule of rows.schedules) this.#watch(schedule)
    this.#timer.set(this.#due.next)
  }

  stop(): void {
    this.#timer.stop()
  }

  #watch(schedule: ScheduleRecord): void {
    this.#due.set(schedule.id, schedule.state === 'active' ? nextDue(schedule) : undefined)
  }

  #ring(): void {
    for (const name of this.#due.take(this.#clock.wall())) {
      this.#transactor.decideAndGoOn('schedule', `schedule:${name}`, draft => fireSchedule(draft, name))
      // As it is now: where the clock was set meanwhile, nothing has changed.
      const schedule = this.#state.schedules.get(name)
      if (schedule) this.#watch(schedule)
    }
    this.#timer.set(this.#due.next)
  }
}
