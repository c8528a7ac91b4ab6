import { type Clock, minutes } from '@muster/runtime'
import type { ScheduleRecord } from '../model/trigger-records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { takesItsTime } from '../operations/middleware.ts'
import type { Change } from '../store/store.ts'
import { DueTimes } from '../work/due-times.ts'
import { WallTimer } from '../work/wall-timer.ts'
import { nextDue } from './due.ts'
import { askBeforehand, type Asked } from './begin.ts'
import { fireSchedule, wantsJob } from './fire.ts'

/** The wall clock may be set at any time: cron counts in minutes. */
const LOOK_EVERY = minutes(1)

/** Begins jobs when their times have come. */
export class Schedules {
  readonly #due = new DueTimes<string>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  readonly #timer: WallTimer
  /** Those whose job middleware is asked about. */
  readonly #asking = new Set<string>()
  #isStopped = false

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
    this.#isStopped = true
    this.#timer.stop()
  }

  #watch(schedule: ScheduleRecord): void {
    const isWaiting = schedule.state === 'active' && !this.#asking.has(schedule.id)
    this.#due.set(schedule.id, isWaiting ? nextDue(schedule) : undefined)
  }

  #ring(): void {
    for (const name of this.#due.take(this.#clock.wall())) {
      const schedule = this.#state.schedules.get(name)
      if (schedule && takesItsTime(this.#state) && wantsJob(this.#state, schedule, this.#clock.wall()))
        void this.#askAndFire(schedule)
      else this.#fire(name)
    }
    this.#timer.set(this.#due.next)
  }

  #fire(name: string, asked?: Asked): void {
    this.#transactor.decideAndGoOn('schedule', `schedule:${name}`, draft => fireSchedule(draft, name, asked))
    // As it is now: where the clock was set meanwhile, nothing has changed.
    const schedule = this.#state.schedules.get(name)
    if (schedule) this.#watch(schedule)
  }

  /** Its time is dealt with in the decision that begins the job, and that looks at all of it again. Until then it is asked about once. */
  async #askAndFire(schedule: ScheduleRecord): Promise<void> {
    const { id, by } = schedule
    this.#asking.add(id)
    const asked = await askBeforehand(this.#state, schedule, by, this.#clock)
    this.#asking.delete(id)
    if (this.#isStopped) return
    this.#fire(id, asked)
    this.#timer.set(this.#due.next)
  }
}
