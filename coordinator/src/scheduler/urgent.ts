import { PRIORITY_NAMES } from '@muster/protocol'
import { minutes, type Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'

/** Work of this priority may displace lower work; no ageing leads to it. */
export const CRITICAL = PRIORITY_NAMES.critical

/** So long an instrument from which something was displaced is kept for whom it was, also when a first offer is refused. */
const KEPT = minutes(1)

interface Kept {
  readonly by: string
  readonly until: Timestamp
}

/** What preemption has to look at, kept up with each change: where both are empty it costs nothing. */
export class Urgent {
  readonly #waiting = new Set<string>()
  readonly #displacing = new Set<string>()
  #hasNews = false
  readonly #kept = new Map<string, Kept>()
  /** By task: the instrument that is kept for it. */
  readonly #keptFor = new Map<string, string>()

  /** Ids of critical tasks that are queued, the longest first. */
  get waiting(): ReadonlySet<string> {
    return this.#waiting
  }

  /** Ids of attempts that were asked for a checkpoint, or are being stopped, for the sake of others. */
  get displacing(): ReadonlySet<string> {
    return this.#displacing
  }

  /** Whether, since this was asked last, critical work has come, or something has happened to what is displaced. */
  takeNews(): boolean {
    const hasNews = this.#hasNews
    this.#hasNews = false
    return hasNews
  }

  /** For whom an instrument is kept from this task; undefined where it is not. */
  keptFrom({ priority }: TaskRecord, instrumentId: string, now: Timestamp): Kept | undefined {
    const kept = this.#kept.get(instrumentId)
    return kept && priority < CRITICAL && now < kept.until ? kept : undefined
  }

  taskChanged({ id, priority, state }: TaskRecord): void {
    if (priority >= CRITICAL && state === 'queued') {
      this.#hasNews ||= !this.#waiting.has(id)
      this.#waiting.add(id)
    } else this.#waiting.delete(id)
    if (state !== 'queued' && state !== 'dispatched') this.#release(id)
  }

  attemptChanged({ id, state, endedAt, displacement, instrumentId }: AttemptRecord): void {
    this.#hasNews ||= displacement !== undefined
    const isUnderWay = endedAt === undefined && displacement && displacement.stage !== 'given-up'
    if (isUnderWay) this.#displacing.add(id)
    else this.#displacing.delete(id)
    if (state === 'cancelled' && endedAt !== undefined && displacement?.stage === 'stopping')
      this.#keep(instrumentId, { by: displacement.by, until: endedAt + KEPT })
  }

  #keep(instrumentId: string, kept: Kept): void {
    this.#release(kept.by)
    const before = this.#kept.get(instrumentId)
    if (before) this.#release(before.by)
    // It may have got another instrument, or have been called off, while this one was being stopped.
    if (!this.#waiting.has(kept.by)) return
    this.#kept.set(instrumentId, kept)
    this.#keptFor.set(kept.by, instrumentId)
  }

  #release(taskId: string): void {
    const instrumentId = this.#keptFor.get(taskId)
    if (instrumentId === undefined) return
    this.#keptFor.delete(taskId)
    this.#kept.delete(instrumentId)
  }
}
