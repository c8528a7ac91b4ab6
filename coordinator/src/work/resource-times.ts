import { type Clock, hours, millis, type Timer } from '@muster/runtime'
import type { ResourceRecord, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { nextVariantAt, resourcesOf } from '../scheduler/resources/shortage.ts'
import type { Change } from '../store/store.ts'
import { DueTimes } from './due-times.ts'
import { expireLeases, resourceDue } from './resources.ts'

/** Times of the wall clock are looked at anew this often: it may have been set. */
const LONGEST_SLEEP = hours(1)

type Key = `resource ${string}` | `task ${string}`

/**
 * Ends what people lent when its time is over, and rests after use; lets tasks be done in a lesser way when they have waited for
 * long enough. What attempts hold has no end but theirs.
 */
export class ResourceTimes {
  readonly #due = new DueTimes<Key>()
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  #timer: Timer | undefined

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    for (const record of state.resources.records.values()) this.#watchResource(record)
    for (const task of state.tasks.values()) this.#watchTask(task)
    this.#arm()
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const record of rows.resources) this.#watchResource(record)
    for (const task of rows.tasks) this.#watchTask(task)
    this.#arm()
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #watchResource(record: ResourceRecord): void {
    this.#due.set(`resource ${record.id}`, resourceDue(record))
  }

  #watchTask(task: TaskRecord): void {
    if (!task.degraded) return
    const next = task.state === 'queued' ? nextVariantAt(task, this.#clock.wall()) : undefined
    this.#due.set(`task ${task.id}`, next)
  }

  #arm(): void {
    this.#timer?.cancel()
    const { next } = this.#due
    if (next === undefined) return
    const wait = Math.min(Math.max(0, next - this.#clock.wall()), LONGEST_SLEEP)
    this.#timer = this.#clock.after(millis(wait), () => this.#ring())
  }

  #ring(): void {
    for (const key of this.#due.take(this.#clock.wall())) {
      const id = key.slice(key.indexOf(' ') + 1)
      if (key.startsWith('resource ')) this.#expire(id)
      else this.#release(id)
    }
    this.#arm()
  }

  #expire(id: string): void {
    this.#transactor.decideAndGoOn('lease-over', 'rule:lease-time', draft => {
      const record = draft.state.resources.records.get(id)
      if (record) expireLeases(draft, record)
    })
  }

  #release(id: string): void {
    const task = this.#state.tasks.get(id)
    if (!task) return
    // There is no more than before, but this task makes do with less now.
    this.#state.resourceFreed(resourcesOf(task))
    this.#watchTask(task)
    this.#transactor.requestFlush()
  }
}
