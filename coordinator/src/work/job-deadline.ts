import { MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { JobRecord } from '../model/records.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'

/**
 * Gives a job that has not ended another deadline, or none. Its tasks that wait stand in the queue by it from now on; where a person put
 * them they stay. What runs goes on.
 * @throws MusterError `order-refused` where it has ended
 */
export function changeDeadline(
  draft: Draft,
  job: JobRecord,
  deadline: Timestamp | undefined,
  reason: string | undefined,
): JobRecord {
  if (job.endedAt !== undefined)
    throw new MusterError('order-refused', 'conflict', `${job.id} has ended as ${job.state}.`)
  if (job.deadline === deadline) return job
  const details = {
    ...(job.deadline === undefined ? {} : { from: job.deadline }),
    ...(deadline === undefined ? {} : { to: deadline }),
    ...(reason === undefined ? {} : { reason }),
  }
  draft.audit('job.deadline-changed', job.id, details, job.id)
  const changed = draft.update('jobs', job, { deadline })
  // What its tasks stand by in the queue follows from their job: each is put where it belongs now.
  for (const task of draft.state.tasksOf(job.id)) if (!isTaskEnd(task.state)) draft.update('tasks', task, {})
  return changed
}
