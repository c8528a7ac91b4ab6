import { type Clock, seconds } from '@muster/runtime'
import type { RunUpdate } from '../../../instruments/driver.ts'
import type { Worker } from './worker.ts'

/** What can be seen of a call that has had no answer. */
export interface UnansweredCall {
  /** Whether what carries the answer is still there. */
  readonly isCarried: boolean
  readonly worker: Worker | undefined
  /** When it was asked to stop, by the wall clock in ms. */
  readonly askedAt: number | undefined
  /** In ms. */
  readonly killAfter: number
}

export type CallStanding = 'goes-on' | 'kill-worker' | 'kill-call' | RunUpdate

/** A program that has ended may have left its answer in the pipe; so long it has to be carried. */
const LAST_WORDS = seconds(1)

/** Says what becomes of calls without an answer. */
export class CallWatch {
  readonly #clock: Clock
  readonly #deadSince = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async judge(id: string, call: UnansweredCall): Promise<CallStanding> {
    const { isCarried, worker, askedAt, killAfter } = call
    const isAlive = worker !== undefined && (await worker.isAlive())
    if (askedAt !== undefined && isAlive)
      return this.#clock.wall() - askedAt >= killAfter ? 'kill-worker' : 'goes-on'
    if (isAlive && isCarried) return 'goes-on'
    if (isCarried) return this.#isLong(id) ? 'kill-call' : 'goes-on'
    this.#deadSince.delete(id)
    if (askedAt !== undefined) return { kind: 'cancelled' }
    const reason = isAlive
      ? 'what carries the answer of the program was ended; the program may still be at it'
      : 'the program of the pool ended without an answer'
    return { kind: 'lost', reason }
  }

  #isLong(id: string): boolean {
    const now = this.#clock.monotonic()
    const since = this.#deadSince.get(id) ?? now
    this.#deadSince.set(id, since)
    return now - since >= LAST_WORDS
  }
}
