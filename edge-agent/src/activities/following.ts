import type { AttemptState } from '@muster/protocol'
import {
  type Clock,
  createBackoff,
  type Logger,
  messageOf,
  millis,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import type { Driver, RunProgressUpdate, RunUpdate } from '../instruments/driver.ts'
import type { EntryPatch } from '../journal/journal.ts'

export interface FollowingPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The one of now: it may be replaced. */
  readonly driver: () => Driver
  /** @returns whether the run is over, or out of sight for good */
  readonly apply: (attemptId: string, update: RunUpdate) => Promise<boolean>
  /** Takes what goes on by itself. */
  readonly run: (what: string, work: Promise<void>) => void
}

/** Looks at the one run of an instrument until it is over, and again whenever it was lost sight of. */
export class Following {
  readonly #ports: FollowingPorts
  #current: { readonly attemptId: string; readonly abort: AbortController } | undefined

  constructor(ports: FollowingPorts) {
    this.#ports = ports
  }

  follows(attemptId: string): boolean {
    return this.#current?.attemptId === attemptId
  }

  begin(attemptId: string, runReference: string): void {
    if (this.follows(attemptId)) return
    const abort = new AbortController()
    this.#current = { attemptId, abort }
    const following = this.#toEnd(attemptId, runReference, abort.signal).finally(() => {
      if (this.#current?.abort === abort) this.#current = undefined
    })
    this.#ports.run('follow', following)
  }

  /** Ends it, whichever attempt it is. */
  stop(why: string): void {
    this.#current?.abort.abort(new Error(why))
  }

  /** Ends it where it is this attempt's; that is not followed again before it has ended. */
  stopOf(attemptId: string, why: string): void {
    if (this.follows(attemptId)) this.stop(why)
  }

  /** Lets go of what tells how a run goes, so that the instrument is asked for all of it once more. */
  lookAnew(attemptId: string): void {
    if (!this.follows(attemptId)) return
    this.stop('it is to be looked at anew')
    this.#current = undefined
  }

  async #toEnd(attemptId: string, run: string, signal: AbortSignal): Promise<void> {
    const { clock, random, logger, driver, apply } = this.#ports
    const backoff = createBackoff({ first: millis(500), longest: seconds(30) }, random)
    while (!signal.aborted) {
      try {
        let isSeen = false
        for await (const update of driver().follow(run, signal)) {
          backoff.reset()
          if (!isSeen) logger.info('follows a run', { attempt: attemptId })
          isSeen = true
          if (signal.aborted) return
          if (await apply(attemptId, update)) return
        }
      } catch (error) {
        if (signal.aborted) return
        logger.warn('lost sight of a run; looking again', { attempt: attemptId, error: messageOf(error) })
      }
      await sleep(clock, backoff.next(), signal).catch(() => undefined)
    }
  }
}

/** The state that an attempt comes into when its run is over or out of sight, and what is noted of it. */
export function outcomeOf(update: Exclude<RunUpdate, RunProgressUpdate>): {
  readonly state: AttemptState
  readonly patch: EntryPatch
} {
  const { kind } = update
  switch (kind) {
    case 'succeeded':
      return { state: kind, patch: { resultJson: JSON.stringify(update.result), releasable: true } }
    case 'failed':
      return { state: kind, patch: { failure: update.failure, releasable: true } }
    case 'cancelled':
      return { state: kind, patch: { releasable: true } }
    case 'stopped-locally':
      return { state: kind, patch: { note: update.note, releasable: true } }
    case 'lost':
      return { state: 'verifying', patch: { note: update.reason } }
  }
}
