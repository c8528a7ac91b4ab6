import { mayHaveStarted } from '@muster/protocol'
import { minutes, type Timestamp } from '@muster/runtime'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { attemptIdOf, type KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { infeasible, unavailable } from './feasible.ts'

/** Where a task goes whose offer is not answered, while what could do it as well stands idle. Pure. */

/** Who takes an offer back for that. */
export const MOVED = 'rule:moved'

/** Within this time a task is moved no more often than so, and not to where it was taken from; nor is any to an agent that was silent. */
export const REMEMBERED = minutes(10)
const MOST_MOVES = 3

/**
 * The task of an attempt that may go elsewhere: nothing was allowed to start, it is bound to no instrument, and to no other task that
 * it is begun with.
 */
export function movable(state: Snapshot, attempt: AttemptRecord): TaskRecord | undefined {
  if (mayHaveStarted(attempt.state) || attempt.endedAt !== undefined) return undefined
  if (attempt.members || attempt.control?.action === 'cancel') return undefined
  const task = state.tasks.get(attempt.taskId)
  if (task?.attemptId !== attempt.id) return undefined
  const isBound = task.instrument !== undefined || task.batch !== undefined || task.together !== undefined
  return isBound ? undefined : task
}

/** Instruments that could begin something now. To be asked when all that could be begun has been. */
export const idle = (state: Snapshot): readonly KnownInstrument[] =>
  [...state.known.values()].filter(
    known =>
      !state.openAttemptByInstrument.has(known.description.id) && unavailable(state, known) === undefined,
  )

/**
 * Where the task of an attempt could be begun instead, with another agent: of several the one that has had least.
 * @param free those that are idle
 * @param now wall time
 */
export function elsewhere(
  state: Snapshot,
  attempt: AttemptRecord,
  free: readonly KnownInstrument[],
  now: Timestamp,
): KnownInstrument | undefined {
  const task = movable(state, attempt)
  if (!task) return undefined
  const moves = lately(state, task, now)
  if (moves.length >= MOST_MOVES) return undefined
  const from = new Set(moves.map(({ instrumentId }) => instrumentId))
  const had = ({ description }: KnownInstrument) => state.instruments.get(description.id)?.fence ?? 0
  const able = free.filter(
    known =>
      known.agentId !== attempt.agentId &&
      known.activities.has(task.activity) &&
      !from.has(known.description.id) &&
      goesOnThere(attempt, known) &&
      // What was moved just now may have filled its agent.
      unavailable(state, known) === undefined &&
      infeasible(state, task, known, now, attempt.id) === undefined,
  )
  able.sort((a, b) => had(a) - had(b) || (a.description.id < b.description.id ? -1 : 1))
  return able[0]
}

/** A run that is to go on from a checkpoint does not begin from the beginning for the sake of seconds. */
const goesOnThere = ({ resumesFrom, activity }: AttemptRecord, { activities }: KnownInstrument): boolean =>
  resumesFrom === undefined || activities.get(activity)?.description.canCheckpoint === true

/** The attempts of a task from which it was moved not long ago. */
function lately(state: Snapshot, { id, attempts }: TaskRecord, now: Timestamp): AttemptRecord[] {
  const found: AttemptRecord[] = []
  for (let number = attempts; number > 0; number -= 1) {
    const attempt = state.attempts.get(attemptIdOf(id, number))
    if (attempt?.endedAt !== undefined && attempt.endedAt <= now - REMEMBERED) break
    if (attempt?.settledBy === MOVED) found.push(attempt)
  }
  return found
}
