import type { Timestamp } from '@muster/runtime'
import type { AttemptRecord, Displacement, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { standingOf } from './displaceable.ts'
import { remaining } from './estimate.ts'
import type { Obstacle } from './obstacle.ts'
import { displacedUntil } from './preemption.ts'
import { CRITICAL } from './urgent.ts'

/**
 * What holds an instrument from a critical task, and whether it makes room. Undefined where nothing holds it, or the task is not
 * critical.
 * @param now wall time
 */
export function holdsFromCritical(
  state: Snapshot,
  task: TaskRecord,
  { description: { id } }: KnownInstrument,
  now: Timestamp,
): Obstacle | undefined {
  if (task.priority < CRITICAL || !state.board.rules.preemption.isOn) return undefined
  const attempt = state.attempts.get(state.openAttemptByInstrument.get(id) ?? '')
  const holder = attempt && state.tasks.get(attempt.taskId)
  if (!attempt || !holder) return undefined
  const waitsFor = { kind: 'task', id: holder.id } as const
  const what = `${attempt.activity} (step ${holder.step} of ${holder.jobId})`
  const { displacement } = attempt
  if (displacement?.by === task.id && displacement.stage !== 'given-up')
    return { ...makingRoom(displacement, id, what), waitsFor }
  return {
    code: 'instrument-busy',
    message: `${id} runs ${what}, ${whyNot(state, task, attempt, holder)}, until about ${about(state, attempt, now)}`,
    waitsFor,
  }
}

const makingRoom = ({ stage, until }: Displacement, id: string, what: string): Obstacle =>
  stage === 'asked'
    ? {
        code: 'waits-for-checkpoint',
        message: `waits for the checkpoint of ${what} at ${id}, until ${minute(until)} at the latest`,
      }
    : { code: 'waits-for-stop', message: `waits for the end of ${what} at ${id}, which has its checkpoint` }

function whyNot(state: Snapshot, task: TaskRecord, attempt: AttemptRecord, holder: TaskRecord): string {
  const standing = standingOf(state, attempt)
  if (standing.kind === 'stays') return standing.why
  const { displacement } = attempt
  if (displacement?.stage === 'given-up')
    return `which gave no checkpoint and is not asked again before ${minute(displacement.until)}`
  if (displacement) return 'which makes room for another critical task'
  const until = displacedUntil(state, holder, task)
  if (until > state.board.now)
    return `which made room for this job before and is left alone until ${minute(until)}`
  return 'which is not displaced for it'
}

const about = (state: Snapshot, attempt: AttemptRecord, now: Timestamp): string =>
  minute(now + remaining(state, attempt, now).expected)

const minute = (at: Timestamp): string => `${new Date(at).toISOString().slice(0, 16)}Z`
