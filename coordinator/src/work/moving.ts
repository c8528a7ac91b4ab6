import { type Clock, formatDuration, millis, seconds, type Timer } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change } from '../store/store.ts'
import { elsewhere, idle, movable, MOVED, REMEMBERED } from '../scheduler/moving.ts'
import { endAttempt, offerTask } from './attempts.ts'
import { DueTimes } from './due-times.ts'

/** Where no other offer has waited long enough, instruments that fall idle are looked at no more often than this. */
const SELDOM = seconds(1)

/** Moves tasks whose offers are not answered to instruments that are idle: decided in scheduler/moving.ts, done here. */
export class Moves {
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  /** By the monotonic clock, when an offer will have waited long enough. */
  readonly #due = new DueTimes<string>()
  /** Attempts whose offers have. */
  readonly #ripe = new Set<string>()
  /** Agents that did not answer, until when nothing is moved to them, monotonic; forgotten once they claim something. */
  readonly #silent = new Map<string, number>()
  #timer: { readonly at: number; readonly timer: Timer } | undefined
  #later: Timer | undefined
  /** Monotonic milliseconds. */
  #nextLook = 0

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    for (const attempt of state.attempts.values()) this.#watch(attempt)
    this.#arm()
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const attempt of rows.attempts) this.#watch(attempt)
    this.#arm()
  }

  /** To be called when all is assigned that is free. @returns whether an instrument has become free by it */
  look(): boolean {
    if (this.#ripe.size === 0) return false
    const now = this.#clock.monotonic()
    if (now < this.#nextLook) {
      this.#later ??= this.#clock.after(millis(this.#nextLook - now), () => this.#lookSoon())
      return false
    }
    this.#nextLook = now + SELDOM
    return this.#look()
  }

  stop(): void {
    this.#timer?.timer.cancel()
    this.#later?.cancel()
  }

  #watch(attempt: AttemptRecord): void {
    if (attempt.state === 'granted') this.#silent.delete(attempt.agentId)
    const wait = this.#state.board.rules.moveAfter
    if (wait > 0 && movable(this.#state, attempt)) {
      if (this.#ripe.has(attempt.id) || this.#due.has(attempt.id)) return
      this.#due.set(attempt.id, this.#clock.monotonic() + wait)
    } else {
      this.#due.set(attempt.id, undefined)
      this.#ripe.delete(attempt.id)
    }
  }

  #arm(): void {
    const at = this.#due.next
    if (at === undefined || (this.#timer && this.#timer.at <= at)) return
    this.#timer?.timer.cancel()
    const timer = this.#clock.after(millis(Math.max(0, at - this.#clock.monotonic())), () => {
      this.#timer = undefined
      for (const id of this.#due.take(this.#clock.monotonic())) {
        this.#ripe.add(id)
        this.#lookSoon()
      }
      this.#arm()
    })
    this.#timer = { at, timer }
  }

  #lookSoon(): void {
    this.#later?.cancel()
    this.#later = undefined
    this.#nextLook = 0
    this.#transactor.requestFlush()
  }

  #look(): boolean {
    const now = this.#clock.monotonic()
    const isSilent = (agentId: string) => (this.#silent.get(agentId) ?? 0) > now
    const free = new Set(idle(this.#state).filter(({ agentId }) => !isSilent(agentId)))
    let isMoved = false
    for (const id of this.#ripe) {
      if (free.size === 0) break
      const attempt = this.#state.attempts.get(id)
      const to = attempt && elsewhere(this.#state, attempt, [...free], this.#clock.wall())
      if (!to) continue
      for (const known of [...free]) if (known === to || known.agentId === attempt.agentId) free.delete(known)
      this.#silent.set(attempt.agentId, now + REMEMBERED)
      this.#transactor.decideAndGoOn('move', MOVED, draft => move(draft, attempt, to))
      isMoved = true
    }
    return isMoved
  }
}

/**
 * The offer is taken back and made to another instrument in one commit: before it nobody has heard of the new one, after it a claim
 * of the old one is refused. The first agent is told before it may hear of anything else.
 */
function move(draft: Draft, attempt: AttemptRecord, to: KnownInstrument): void {
  const { id, taskId, jobId, agentId, instrumentId: from } = attempt
  const waited = formatDuration(millis(Math.max(0, draft.now - attempt.offeredAt)))
  const why = `${agentId} did not answer for ${waited}`
  const version = (attempt.control?.version ?? 0) + 1
  draft.send({
    agentId,
    kind: 'control',
    message: { attemptId: id, version, action: 'cancel', actor: MOVED },
  })
  const { id: target } = to.description
  endAttempt(draft, attempt, 'expired', {
    settledBy: MOVED,
    note: `moved from ${from} to ${target}, since ${why}`,
  })
  draft.audit('task.moved', taskId, { from, to: target, attempt: id, why }, jobId)
  const task = draft.state.tasks.get(taskId)
  if (task) offerTask(draft, { task, instrumentId: target, agentId: to.agentId })
}
