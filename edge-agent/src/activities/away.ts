import { type Clock, type Duration, formatDuration, minutes, seconds } from '@muster/runtime'
import type { JournalEntry } from '../journal/on-disk.ts'

/** For `safe-stop` without a time of its own. */
const DEFAULT_AWAY_LIMIT = minutes(10)
/** An instrument that was asked to stop and has not is asked again after this. */
const ASK_AGAIN = seconds(30)

/** After how long without a coordinator a run is to be stopped; undefined where it goes on. */
export function awayLimitOf(entry: JournalEntry | undefined): Duration | undefined {
  if (entry?.awayPolicy !== 'safe-stop') return undefined
  return (entry.awayLimitMs as Duration | undefined) ?? DEFAULT_AWAY_LIMIT
}

/** The run that was stopped because nobody watched it. */
export class SafeStop {
  readonly #clock: Clock
  #asked: { readonly attemptId: string; readonly limit: Duration; at: number } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether the instrument is to be asked now, once more where that was a while ago. Whoever calls does so. */
  isDue({ attemptId }: JournalEntry, limit: Duration): boolean {
    const now = this.#clock.monotonic()
    if (this.#asked?.attemptId === attemptId && now - this.#asked.at < ASK_AGAIN) return false
    this.#asked = { attemptId, limit, at: now }
    return true
  }

  /** Why an attempt was cancelled, where it was for this. */
  noteOf(attemptId: string): string | undefined {
    if (this.#asked?.attemptId !== attemptId) return undefined
    return `stopped safely: nothing was heard of the coordinator for ${formatDuration(this.#asked.limit)}`
  }
}
