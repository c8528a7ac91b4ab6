import { days, type Timestamp } from '@muster/runtime'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Rule } from '../calendars/book.ts'
import { maintenanceAt, rulesAt } from '../calendars/closed.ts'
import { nextOpening } from '../calendars/hours.ts'
import type { ClosedWindow } from '../paper/index.ts'

/** Hours are put on paper for so long, milliseconds, and so many closings of one calendar; after that all counts as open. */
const HORIZON = days(28)
const WINDOWS = 200

/** When instruments are closed, for the next weeks. */
export class ClosedWindows {
  readonly #state: Snapshot
  readonly #now: Timestamp
  /** Instruments have the same calendars again and again. */
  readonly #ofRules = new Map<Rule['hours'], readonly Omit<ClosedWindow, 'mayRunInto'>[]>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
  }

  /** Undefined where nothing may be begun there any more. */
  of(instrumentId: string): readonly ClosedWindow[] | undefined {
    const windows: ClosedWindow[] = []
    for (const { hours, fits } of rulesAt(this.#state, instrumentId)) {
      const closed = this.#closings(hours)
      if (closed.some(({ to }) => to === Number.POSITIVE_INFINITY)) return undefined
      for (const { from, to } of closed) windows.push({ from, to, mayRunInto: !fits })
    }
    for (const { from, to } of maintenanceAt(this.#state, instrumentId))
      if (to > this.#now) windows.push({ from, to, mayRunInto: false })
    return windows
  }

  /** When an activity may be begun first, by the hours of its own; undefined where never. */
  opening(activity: string, duration: number): Timestamp | undefined {
    let at: Timestamp = this.#now
    for (const { hours, fits } of rulesAt(this.#state, undefined, activity)) {
      const opens = nextOpening(hours, at, fits ? duration : 0)
      if (opens === undefined) return undefined
      at = opens
    }
    return at
  }

  #closings(hours: Rule['hours']): readonly Omit<ClosedWindow, 'mayRunInto'>[] {
    const known = this.#ofRules.get(hours)
    if (known) return known
    const found: { from: number; to: number }[] = []
    let at: Timestamp = this.#now
    while (at < this.#now + HORIZON && found.length < WINDOWS) {
      const change = hours.nextChange(at)
      if (!hours.isOpen(at)) found.push({ from: at, to: change ?? Number.POSITIVE_INFINITY })
      if (change === undefined) break
      at = change
    }
    this.#ofRules.set(hours, found)
    return found
  }
}
