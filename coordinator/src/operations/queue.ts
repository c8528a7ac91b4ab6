import { MusterError, type Timestamp } from '@muster/runtime'
import type { JobRecord, PauseRecord, TaskRecord } from '../model/records.ts'
import { changeDeadline } from '../work/job-deadline.ts'
import { changePriority, type OrderRequest, orderTask } from '../work/order.ts'
import { pause, type PauseRequest, resume } from '../work/pauses.ts'
import type { OperationPorts } from './ports.ts'

/** What people do about the queue. Each resolves when what it did is on disk. */
export interface QueueOperations {
  /** @throws MusterError `not-found`; InvalidInputError. */
  pause(request: PauseRequest): Promise<PauseRecord>
  /** @throws MusterError `not-found`, `not-paused`. */
  resume(id: string, by: string, reason: string): Promise<PauseRecord>
  /** @throws MusterError `not-found`, `order-refused` with the reason. */
  order(taskId: string, request: OrderRequest): Promise<TaskRecord>
  /** @throws MusterError `not-found`, `order-refused` where it has ended. */
  changePriority(jobId: string, priority: number, by: string, reason?: string): Promise<JobRecord>
  /** @param deadline none where undefined. @throws MusterError `not-found`, `order-refused` where it has ended. */
  changeDeadline(
    jobId: string,
    deadline: Timestamp | undefined,
    by: string,
    reason?: string,
  ): Promise<JobRecord>
}

export function queueOperations({ state, store, transactor }: OperationPorts): QueueOperations {
  return {
    pause: request => transactor.decide('pause', `person:${request.by}`, draft => pause(draft, request)),
    resume: (id, by, reason) =>
      transactor.decide('resume', `person:${by}`, draft => resume(draft, id, by, reason)),
    async order(taskId, request) {
      const ended = state.tasks.has(taskId) ? undefined : await store.task(taskId)
      if (ended)
        throw new MusterError(
          'order-refused',
          'conflict',
          `${taskId} waits no more: it has ended as ${ended.state}.`,
        )
      return transactor.decide('order', `person:${request.by}`, draft => orderTask(draft, taskId, request))
    },
    async changePriority(jobId, priority, by, reason) {
      const job = state.jobs.get(jobId) ?? (await store.job(jobId))
      if (!job) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
      return transactor.decide('change priority', `person:${by}`, draft =>
        changePriority(draft, state.jobs.get(jobId) ?? job, priority, reason),
      )
    },
    async changeDeadline(jobId, deadline, by, reason) {
      const job = state.jobs.get(jobId) ?? (await store.job(jobId))
      if (!job) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
      return transactor.decide('change deadline', `person:${by}`, draft =>
        changeDeadline(draft, state.jobs.get(jobId) ?? job, deadline, reason),
      )
    },
  }
}
