import type { Duration } from './duration.ts'

/** Milliseconds since 1970-01-01 UTC, as this machine's wall clock tells it. It may jump. */
export type Timestamp = number

/** A timer that was set. Cancelling one that fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void
}

/** Time as a port. Nothing outside runtime/ reads a clock or sets a timer in any other way. */
export interface Clock {
  /** The wall clock: for people, and across machines; never for measuring a time that passed. */
  wall(): Timestamp
  /** Milliseconds since some fixed moment; never goes back; stands still while the machine sleeps. */
  monotonic(): number
  /** Milliseconds since the machine's boot, counting the time it slept. */
  uptime(): number
  /** Calls `action` once, `delay` from now. */
  after(delay: Duration, action: () => void): Timer
  /** Calls `action` once all that is ready to run now has run: at the end of this turn of the event loop. */
  endOfTurn(action: () => void): void
}

/** Resolves `delay` from now. Rejects with the signal's reason when that is aborted first. */
export function sleep(clock: Clock, delay: Duration, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal))
    const onAbort = () => {
      timer.cancel()
      if (signal) reject(abortReason(signal))
    }
    const timer = clock.after(delay, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))
}

/** What `work` gives, or `onTimeout` called when `limit` passes first; the work itself is not stopped by that. */
export function withTimeout<T>(
  clock: Clock,
  limit: Duration,
  work: Promise<T>,
  onTimeout: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limit, () => reject(onTimeout()))
    work.then(
      value => {
        timer.cancel()
        resolve(value)
      },
      (error: unknown) => {
        timer.cancel()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}

/** Calls `action` every `period`, each time counted from the end of the call before. */
export function repeat(clock: Clock, period: Duration, action: () => void): Timer {
  let stopped = false
  let timer: Timer
  const arm = () => {
    timer = clock.after(period, () => {
      action()
      if (!stopped) arm()
    })
  }
  arm()
  return {
    cancel() {
      stopped = true
      timer.cancel()
    },
  }
}
