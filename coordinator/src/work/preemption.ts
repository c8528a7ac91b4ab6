import { type Clock, millis, seconds, type Timer } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, Displacement, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { type Move, preempt } from '../scheduler/preemption.ts'
import { control, endAttempt } from './attempts.ts'
import { PREEMPTED } from './displaced.ts'
import { WallTimer } from './wall-timer.ts'

/** Where no critical work has come and nothing has happened to what is displaced, it is looked at no more often than this. */
const SELDOM = seconds(1)
/** What one look leads to may make another possible; more than so many are not made at once. */
const LOOKS = 10

/** Gives critical work the instruments that lower work has, where that is safe: decided in scheduler/preemption.ts, done here. */
export class Preemption {
  readonly #clock: Clock
  readonly #state: State
  readonly #transactor: Transactor
  /** For what time alone brings on. */
  readonly #due: WallTimer
  /** For what changed while it was not to be looked at. */
  #later: Timer | undefined
  /** Monotonic milliseconds. */
  #nextLook = 0

  constructor(clock: Clock, state: State, transactor: Transactor) {
    this.#clock = clock
    this.#state = state
    this.#transactor = transactor
    this.#due = new WallTimer(clock, () => this.#lookSoon())
  }

  /** To be called when all is assigned that is free. @returns whether an instrument has become free by it */
  look(): boolean {
    const { waiting, displacing } = this.#state.urgent
    const isNeeded = waiting.size > 0 || displacing.size > 0
    if (!isNeeded) this.#due.set(undefined)
    return isNeeded && this.#isTime() ? this.#look() : false
  }

  stop(): void {
    this.#due.stop()
    this.#later?.cancel()
  }

  #isTime(): boolean {
    const now = this.#clock.monotonic()
    if (this.#state.urgent.takeNews() || now >= this.#nextLook) return true
    this.#later ??= this.#clock.after(millis(this.#nextLook - now), () => this.#lookSoon())
    return false
  }

  #lookSoon(): void {
    this.#later?.cancel()
    this.#later = undefined
    this.#nextLook = 0
    this.#transactor.requestFlush()
  }

  #look(): boolean {
    this.#nextLook = this.#clock.monotonic() + SELDOM
    let isFreed = false
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const { moves, wakeAt } = preempt(this.#state, this.#clock.wall())
      this.#due.set(wakeAt)
      if (moves.length === 0) break
      this.#transactor.decideAndGoOn('preempt', 'rule:preemption', draft => {
        for (const move of moves) make(draft, move)
      })
      isFreed ||= moves.some(({ kind }) => kind === 'take-back')
    }
    return isFreed
  }
}

function make(draft: Draft, move: Move): void {
  const attempt = draft.state.attempts.get(move.attempt.id)
  if (!attempt || attempt.endedAt !== undefined) return
  switch (move.kind) {
    case 'take-back':
      return takeBack(draft, attempt, move.by)
    case 'ask':
      return ask(draft, attempt, move.by)
    case 'stop':
      return stop(draft, attempt, move.by)
    default:
      return leave(draft, attempt, move.kind)
  }
}

/** Nothing was allowed to start. The agent is told before it hears of what takes its place. */
function takeBack(draft: Draft, attempt: AttemptRecord, by: TaskRecord): void {
  const version = (attempt.control?.version ?? 0) + 1
  draft.send({
    agentId: attempt.agentId,
    kind: 'control',
    message: { attemptId: attempt.id, version, action: 'cancel', actor: PREEMPTED },
  })
  endAttempt(draft, attempt, 'cancelled', {
    settledBy: PREEMPTED,
    note: `the offer was taken back for ${nameOf(by)}`,
    displacement: displacementFor(draft, by, 'stopping', version),
  })
}

function ask(draft: Draft, attempt: AttemptRecord, by: TaskRecord): void {
  const version = (attempt.control?.version ?? 0) + 1
  const asked = draft.update('attempts', attempt, {
    displacement: displacementFor(draft, by, 'asked', version),
  })
  control(draft, asked, 'checkpoint', PREEMPTED)
}

function stop(draft: Draft, attempt: AttemptRecord, by: TaskRecord): void {
  const version = attempt.displacement?.version ?? 0
  const stopping = draft.update('attempts', attempt, {
    displacement: displacementFor(draft, by, 'stopping', version),
    note: `displaced at its checkpoint by ${nameOf(by)}`,
  })
  control(draft, stopping, 'cancel', PREEMPTED)
}

/** It runs on. One that gave no checkpoint is not asked again at once. */
function leave(draft: Draft, attempt: AttemptRecord, why: 'give-up' | 'drop'): void {
  const { displacement } = attempt
  if (!displacement) return
  const { displacedOncePer } = draft.state.board.rules.preemption
  draft.update('attempts', attempt, {
    displacement:
      why === 'drop'
        ? undefined
        : { ...displacement, stage: 'given-up', since: draft.now, until: draft.now + displacedOncePer },
  })
  const details = {
    task: attempt.taskId,
    instrument: attempt.instrumentId,
    why: why === 'drop' ? 'it is of no use any more' : 'no checkpoint came in time',
  }
  const by = draft.state.tasks.get(displacement.by)
  draft.audit('task.displaces-not', displacement.by, details, by?.jobId)
  draft.audit('task.not-displaced', attempt.taskId, { ...details, task: displacement.by }, attempt.jobId)
}

function displacementFor(
  draft: Draft,
  by: TaskRecord,
  stage: Displacement['stage'],
  version: number,
): Displacement {
  const { checkpointWithin } = draft.state.board.rules.preemption
  return { by: by.id, stage, version, since: draft.now, until: draft.now + checkpointWithin }
}

const nameOf = ({ step, jobId }: TaskRecord): string => `step ${step} of ${jobId}`
