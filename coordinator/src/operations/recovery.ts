import { MusterError } from '@muster/runtime'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import type { Draft } from '../model/draft.ts'
import type {
  AttemptRecord,
  BreakerRecord,
  DeadLetterRecord,
  JobRecord,
  TaskRecord,
} from '../model/records.ts'
import { resetBreaker } from '../work/breakers.ts'
import { type RecoveryRequest, recoverTask } from '../work/by-hand.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { OperationPorts } from './ports.ts'

/** What people do where the machine does not go on by itself. */
export interface RecoveryOperations {
  /** @throws MusterError `not-found`, `recovery-refused` with the reason; InvalidInputError. */
  recover(taskId: string, request: RecoveryRequest): Promise<TaskRecord>
  /** The list is shorter by one; the task stays failed. @throws MusterError `not-found`, `letter-closed`. */
  dismiss(taskId: string, by: string, reason: string): Promise<DeadLetterRecord>
  /** @throws MusterError `not-found`. */
  resetBreaker(id: string, by: string, reason: string): Promise<BreakerRecord>
}

export function recoveryOperations({ state, store, transactor }: OperationPorts): RecoveryOperations {
  /** By job: what had ended is read from the store, and so is its letter. */
  const inTurn = oneAtATime()

  const recover = async (found: TaskRecord, request: RecoveryRequest): Promise<TaskRecord> => {
    const job = await store.job(found.jobId)
    const tasks = await store.tasksOfJob(found.jobId)
    const attempts = (await Promise.all(tasks.map(task => store.attemptsOfTask(task.id)))).flat()
    const letter = await store.listed('deadLetters', found.id)
    await transactor.decide('recover', `person:${request.by}`, draft => {
      const isForgotten = !state.jobs.has(found.jobId)
      if (isForgotten) recall(draft, { jobs: job ? [job] : [], tasks, attempts })
      // After a restart only the last of each task is at hand.
      else for (const one of attempts) if (!state.attempts.has(one.id)) state.put('attempts', one)
      try {
        const task = state.tasks.get(found.id)
        if (task)
          recoverTask(
            draft,
            task,
            request,
            attempts.filter(attempt => taskIdsOf(attempt).includes(task.id)),
          )
        closeLetter(draft, letter, request)
      } catch (error) {
        if (isForgotten) state.forgetJob(found.jobId)
        throw error
      }
    })
    const recovered = await store.task(found.id)
    if (!recovered) throw new MusterError('not-found', 'input', `there is no task ${found.id}`)
    return recovered
  }

  return {
    async recover(taskId, request) {
      const found = state.tasks.get(taskId) ?? (await store.task(taskId))
      if (!found) throw new MusterError('not-found', 'input', `there is no task ${taskId}`)
      return inTurn(found.jobId, () => recover(found, request))
    },
    async dismiss(taskId, by, reason) {
      const found = await store.listed('deadLetters', taskId)
      if (!found) throw new MusterError('not-found', 'input', `there is no dead letter of ${taskId}`)
      return inTurn(found.jobId, async () => {
        const letter = (await store.listed('deadLetters', taskId)) ?? found
        if (letter.state !== 'open')
          throw new MusterError('letter-closed', 'conflict', `this dead letter is ${letter.state} already`)
        return transactor.decide('dismiss', `person:${by}`, draft => {
          draft.audit('dead-letter.dismissed', taskId, { reason }, letter.jobId)
          return draft.update('deadLetters', letter, {
            state: 'dismissed',
            endedAt: draft.now,
            endedBy: by,
          })
        })
      })
    },
    async resetBreaker(id, by, reason) {
      return transactor.decide('reset breaker', `person:${by}`, draft => {
        const breaker = state.breakers.get(id)
        if (!breaker) throw new MusterError('not-found', 'input', `there is no breaker ${id}`)
        resetBreaker(draft, breaker, `${by}: ${reason}`)
        return state.breakers.get(id) ?? breaker
      })
    },
  }
}

/** Puts the rows of a job that had ended back into memory, as the store has them. */
function recall(
  { state }: Draft,
  rows: {
    readonly jobs: readonly JobRecord[]
    readonly tasks: readonly TaskRecord[]
    readonly attempts: readonly AttemptRecord[]
  },
): void {
  for (const job of rows.jobs) state.put('jobs', job)
  // One that another job is in as well may be further than the store.
  for (const attempt of rows.attempts) if (!state.attempts.has(attempt.id)) state.put('attempts', attempt)
  for (const task of rows.tasks) state.put('tasks', task)
}

/** A task's versions only grow, and its letter's follow them. */
function closeLetter(
  draft: Draft,
  letter: DeadLetterRecord | undefined,
  { action, by }: RecoveryRequest,
): void {
  const task = letter && draft.state.tasks.get(letter.id)
  if (letter?.state !== 'open' || !task) return
  const state = action === 'retry' || action === 'fixed' ? 'replayed' : 'dismissed'
  const closed = { state, endedAt: draft.now, endedBy: by } as const
  draft.insert('deadLetters', { ...letter, ...closed, version: Math.max(letter.version + 1, task.version) })
}
