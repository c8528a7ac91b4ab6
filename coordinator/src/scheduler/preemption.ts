import { isAttemptEnd } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, Displacement, TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type Standing, standingOf } from './displaceable.ts'
import { infeasible } from './feasible.ts'
import type { Pool, TaskClass } from './pool.ts'

/**
 * One step of making room for critical work. `take-back`: the offer of an attempt; `ask`: for a checkpoint of its run; `stop`: the
 * checkpoint is there; `give-up`: none came; `drop`: it is of no use any more, and the run goes on.
 *
 * A run that can be paused is not paused: it would hold its instrument all the same. Where a task waits for something that a pause
 * would free, a move `pause` belongs here, and its choice into `choose`.
 */
export type Move =
  | { readonly kind: 'take-back' | 'ask' | 'stop'; readonly attempt: AttemptRecord; readonly by: TaskRecord }
  | {
      readonly kind: 'give-up' | 'drop'
      readonly attempt: AttemptRecord
      readonly by: TaskRecord | undefined
    }

export interface Preemptions {
  readonly moves: readonly Move[]
  /** When, by the wall clock, something may be possible, or be over, that is not now. */
  readonly wakeAt?: Timestamp
}

const NOTHING: Preemptions = { moves: [] }

/**
 * What is to be done now so that critical work gets an instrument from lower work, at a safe point. To be asked when nothing more
 * can be started on what is free. Pure.
 * @param now wall time
 */
export function preempt(state: Snapshot, now: Timestamp): Preemptions {
  const { waiting, displacing } = state.urgent
  if (waiting.size === 0 && displacing.size === 0) return NOTHING
  const look = new Look(state, now)
  for (const id of displacing) look.goOn(id)
  if (state.board.rules.preemption.isOn) for (const id of waiting) look.begin(id)
  return look.outcome
}

/** Whether what was asked for came too late, or the clock was set so that nobody can tell. */
const isOver = ({ since, until }: Displacement, now: Timestamp): boolean => now >= until || now < since

/** A run that may be displaced, and what that would cost. */
interface Candidate {
  readonly attempt: AttemptRecord
  readonly task: TaskRecord
  readonly kind: 'take-back' | 'ask'
  /** Milliseconds since its last checkpoint, or since it began. */
  readonly progress: number
}

class Look {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #moves: Move[] = []
  #wakeAt: Timestamp | undefined
  /** Tasks for which something is being displaced. */
  readonly #served = new Set<string>()
  readonly #candidates = new Map<Pool, Candidate[]>()
  /** Jobs of which a task of a class was found to have none. */
  readonly #without = new Map<TaskClass, Set<string>>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
  }

  get outcome(): Preemptions {
    return this.#wakeAt === undefined ? { moves: this.#moves } : { moves: this.#moves, wakeAt: this.#wakeAt }
  }

  #wakeBy(at: Timestamp): void {
    if (at > this.#now) this.#wakeAt = Math.min(at, this.#wakeAt ?? at)
  }

  /** What follows for an attempt that was asked for a checkpoint, or is being stopped. */
  goOn(attemptId: string): void {
    const attempt = this.#state.attempts.get(attemptId)
    const displacement = attempt?.displacement
    if (!attempt || !displacement || isAttemptEnd(attempt.state)) return
    const by = this.#state.tasks.get(displacement.by)
    if (displacement.stage === 'stopping') {
      // One that does not stop is waited for no longer: another may be displaced.
      if (isOver(displacement, this.#now)) return
      this.#served.add(displacement.by)
      return this.#wakeBy(displacement.until)
    }
    if (!by || !this.#isOfUse(by, attempt)) return void this.#moves.push({ kind: 'drop', attempt, by })
    if ((attempt.checkpoint?.version ?? 0) >= displacement.version) {
      this.#served.add(by.id)
      return void this.#moves.push({ kind: 'stop', attempt, by })
    }
    if (isOver(displacement, this.#now)) return void this.#moves.push({ kind: 'give-up', attempt, by })
    this.#served.add(by.id)
    this.#wakeBy(displacement.until)
  }

  /** Whether the task still waits, and would begin if the attempt ended. */
  #isOfUse(by: TaskRecord, attempt: AttemptRecord): boolean {
    const known = this.#state.known.get(attempt.instrumentId)
    const victim = this.#state.tasks.get(attempt.taskId)
    if (!known || !victim || !this.#state.board.rules.preemption.isOn) return false
    if (!this.#state.board.placeOf(by.id) || standingOf(this.#state, attempt).kind !== 'run') return false
    return infeasible(this.#state, by, known, this.#now, attempt.id) === undefined
  }

  /** Looks for something to displace for a task that waits. */
  begin(taskId: string): void {
    const place = this.#state.board.placeOf(taskId)
    if (!place || this.#served.has(taskId)) return
    const { task } = place.entry
    const { group } = place
    // These begin with others, or not at all: one instrument is no help to them.
    if (task.together !== undefined || task.batch) return
    const without = this.#without.get(group) ?? new Set()
    if (without.has(task.jobId)) return
    const found = this.#couldStart(group.pool, task) ? undefined : this.#choose(group.pool, task)
    if (!found) return void this.#without.set(group, without.add(task.jobId))
    const candidates = this.#candidatesOf(group.pool)
    candidates.splice(candidates.indexOf(found), 1)
    this.#served.add(taskId)
    this.#moves.push({ kind: found.kind, attempt: found.attempt, by: task })
  }

  /** It waits for its turn only: nothing is displaced for that. */
  #couldStart({ free }: Pool, task: TaskRecord): boolean {
    for (const { unit } of free)
      if (infeasible(this.#state, task, unit.known, this.#now) === undefined) return true
    return false
  }

  /** The one that loses least. */
  #choose(pool: Pool, task: TaskRecord): Candidate | undefined {
    return this.#candidatesOf(pool).find(({ attempt, task: victim }) => {
      const known = this.#state.known.get(attempt.instrumentId)
      if (!known || this.#moves.some(move => move.attempt.id === attempt.id)) return false
      const again = displacedUntil(this.#state, victim, task)
      if (again > this.#now) {
        this.#wakeBy(again)
        return false
      }
      return infeasible(this.#state, task, known, this.#now, attempt.id) === undefined
    })
  }

  /** What holds instruments that suit, and may be displaced: the cheapest first. */
  #candidatesOf(pool: Pool): Candidate[] {
    const known = this.#candidates.get(pool)
    if (known) return known
    const found: Candidate[] = []
    for (const { id, isFree } of pool.units) {
      const candidate = isFree ? undefined : this.#candidateAt(id)
      if (candidate) found.push(candidate)
    }
    found.sort(losesLess)
    this.#candidates.set(pool, found)
    return found
  }

  #candidateAt(instrumentId: string): Candidate | undefined {
    const attempt = this.#state.attempts.get(this.#state.openAttemptByInstrument.get(instrumentId) ?? '')
    const task = attempt && this.#state.tasks.get(attempt.taskId)
    if (!attempt || !task) return undefined
    const standing = standingOf(this.#state, attempt)
    if (standing.kind === 'stays') return undefined
    const { displacement } = attempt
    if (displacement && (displacement.stage !== 'given-up' || displacement.until > this.#now)) {
      this.#wakeBy(displacement.until)
      return undefined
    }
    const since = attempt.checkpoint?.at ?? attempt.startedAt ?? this.#now
    return { attempt, task, kind: KIND[standing.kind], progress: Math.max(0, this.#now - since) }
  }
}

const KIND: { readonly [K in Exclude<Standing['kind'], 'stays'>]: Candidate['kind'] } = {
  offer: 'take-back',
  run: 'ask',
}

/** Offers that nobody acted on lose nothing; then by priority, then by what may have to be done again. */
function losesLess(a: Candidate, b: Candidate): number {
  if (a.kind !== b.kind) return a.kind === 'take-back' ? -1 : 1
  return (
    a.task.priority - b.task.priority ||
    a.progress - b.progress ||
    (a.attempt.instrumentId < b.attempt.instrumentId ? -1 : 1)
  )
}

/** Until when a task is left alone by a job that displaced it before; 0 where it need not be. */
export function displacedUntil(
  { board }: Pick<Snapshot, 'board'>,
  { displaced }: TaskRecord,
  { jobId }: TaskRecord,
): Timestamp {
  const last = displaced?.last.findLast(({ byJob }) => byJob === jobId)
  return last ? last.at + board.rules.preemption.displacedOncePer : 0
}
