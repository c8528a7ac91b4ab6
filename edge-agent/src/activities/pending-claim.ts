import type { ClaimMessage, GrantMessage } from '@muster/protocol'
import { type Clock, type Random, repeat, seconds, type Timer } from '@muster/runtime'
import { type Moment, momentOf } from './lateness.ts'

/** How long a claim waits for its grant: no grant lives longer. */
const CLAIM_LIFETIME = seconds(10)
const CLAIM_REPEAT = seconds(2)

/** A claim that was sent. It lives in memory only: another process can't use its grant. */
export interface PendingClaim {
  readonly attemptId: string
  readonly fence: number
  readonly nonce: string
  readonly sent: Moment
}

export interface ClaimPorts {
  readonly clock: Clock
  readonly random: Random
  readonly send: (claim: Omit<ClaimMessage, 'header'>) => void
  /** No grant came in the time that one can live. */
  readonly gaveUp: (claim: PendingClaim) => void
}

/** The one claim of an instrument that waits for its grant: sent until then, and given up in time. */
export class Claiming {
  readonly #ports: ClaimPorts
  #pending: PendingClaim | undefined
  #timers: readonly Timer[] = []

  constructor(ports: ClaimPorts) {
    this.#ports = ports
  }

  begin(attemptId: string, fence: number): void {
    const { clock, random } = this.#ports
    this.drop()
    this.#pending = { attemptId, fence, nonce: random.id(), sent: momentOf(clock) }
    this.#timers = [
      repeat(clock, CLAIM_REPEAT, () => this.repeat(attemptId)),
      clock.after(CLAIM_LIFETIME, () => this.#giveUp(attemptId)),
    ]
    this.#send(this.#pending)
  }

  /** Sends the claim of this attempt again, where it waits. */
  repeat(attemptId: string): void {
    if (this.#pending?.attemptId === attemptId) this.#send(this.#pending)
  }

  /** The claim that a grant or its refusal answers; it waits no more. Undefined where it answers none of this process. */
  answered(grant: GrantMessage): PendingClaim | undefined {
    const pending = this.#pending
    if (
      pending?.attemptId !== grant.attemptId ||
      pending.nonce !== grant.nonce ||
      pending.fence !== grant.fence
    )
      return undefined
    this.drop()
    return pending
  }

  drop(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
    this.#pending = undefined
  }

  #send({ attemptId, fence, nonce }: PendingClaim): void {
    this.#ports.send({ attemptId, fence, nonce })
  }

  #giveUp(attemptId: string): void {
    const pending = this.#pending
    if (pending?.attemptId !== attemptId) return
    this.drop()
    this.#ports.gaveUp(pending)
  }
}
