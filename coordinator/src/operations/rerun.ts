import { MusterError } from '@muster/runtime'
import type { JobRecord } from '../model/records.ts'
import { resultsOf } from '../work/runs/take-over.ts'
import type { JobOperations, Submitted, SubmitOptions } from './jobs.ts'
import type { OperationPorts } from './ports.ts'

export interface RerunRequest {
  /** In the place of the inputs of these names; all others stay. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What has not changed is not done again, where that may be. */
  readonly reuse?: boolean
  /** 0 to 100, or a name; that of the job where left out. */
  readonly priority?: unknown
  /** In the place of the labels of these names; all others stay. */
  readonly labels?: Readonly<Record<string, string>>
  readonly deadline?: string
  readonly reason?: string
}

export interface RerunOperations {
  /**
   * A new job of the same definition, with the steps that were added to it.
   * @throws MusterError `not-found`, `job-refused` where it has not ended; and all that `submit` does
   */
  rerun(jobId: string, request: RerunRequest, options: SubmitOptions): Promise<Submitted>
}

export function rerunOperations(
  { store }: OperationPorts,
  { submit }: Pick<JobOperations, 'submit'>,
): RerunOperations {
  return {
    async rerun(jobId, request, options) {
      const job = await store.job(jobId)
      if (!job) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
      if (job.endedAt === undefined)
        throw new MusterError('job-refused', 'conflict', `The job has not ended: it is ${job.state}.`)
      const { reason, reuse = false } = request
      return submit(submissionOf(job, request), {
        ...options,
        rerun: {
          job: jobId,
          ...(reason === undefined ? {} : { reason }),
          ...(reuse ? { results: await resultsOf(store, job) } : {}),
        },
      })
    },
  }
}

/** As it was submitted, its definition as it was in the end. A deadline is not taken over: it is over, or soon will be. */
function submissionOf(job: JobRecord, { inputs, priority, labels, deadline }: RerunRequest) {
  const { definition, added } = job
  return {
    workflow: added ? { ...definition, steps: { ...definition.steps, ...added } } : definition,
    ...(job.inputs || inputs ? { inputs: { ...job.inputs, ...inputs } } : {}),
    name: job.name,
    priority: priority ?? job.priority,
    labels: { ...job.labels, ...labels },
    ...(deadline === undefined ? {} : { deadline }),
  }
}
