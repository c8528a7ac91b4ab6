import * as answers from './answers.ts'
import type { JobDetail, JobView, TaskDetail } from './api-types.ts'
import type { PriorityOptions } from './queue.ts'
import type { Once, SubmitOptions } from './submit.ts'
import type { Deed, ReasonedDeed, Requests } from './supervision.ts'

export interface RerunOptions extends Pick<SubmitOptions, 'idempotencyKey' | 'onRetry'> {
  /** The name of who begins it again; the client's user where left out. */
  readonly by?: string
  readonly reason?: string
  /** In the place of the inputs of these names; all others stay as they were. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What has not changed, nor anything before it, is taken over where that may be. */
  readonly reuse?: boolean
  /** That of the job where left out. */
  readonly priority?: PriorityOptions['priority']
  /** RFC 3339; none where left out. */
  readonly deadline?: string
  /** In the place of the labels of these names; all others stay as they were. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What people do with a job as a whole. Refused with the code `job-refused`, and why, where it means nothing. */
export interface JobLife {
  /** A job that has ended, begun again as a new one. A lost answer is asked for again under the same key. */
  rerunJob(jobId: string, options?: RerunOptions): Promise<JobDetail>
  /** @param options `through`: what runs at an instrument pauses as well, where it can */
  pauseJob(jobId: string, options: ReasonedDeed & { readonly through?: boolean }): Promise<JobView>
  resumeJob(jobId: string, deed: ReasonedDeed): Promise<JobView>
  /** To the step that waits for it, or to the next that will. @param options `payload`: any JSON */
  signalJob(
    jobId: string,
    options: { readonly name: string; readonly by?: string; readonly payload?: unknown },
  ): Promise<JobView>
  /** A step that has ended, and all that comes after it, again. */
  retryJobFrom(
    jobId: string,
    options: ReasonedDeed & { readonly step: string; readonly startAgain?: boolean },
  ): Promise<JobView>
  /** To another version of its workflow, where its past fits. */
  moveJob(jobId: string, options: ReasonedDeed & { readonly version: number }): Promise<JobView>
  /** Refused with the code `order-refused` where it has ended. @param options `deadline`: RFC 3339; null for none */
  changeDeadline(
    jobId: string,
    options: Deed & { readonly deadline: string | null; readonly reason?: string },
  ): Promise<JobView>
  /** Asks the run of a task how far it has come. Refused with the code `checkpoint-refused`, and why, where it can't tell. */
  checkpoint(taskId: string, deed: Deed): Promise<TaskDetail>
}

/** @param once sends what begins a job so that it begins one */
export function jobLifeBy({ post }: Pick<Requests, 'post'>, once: Once): JobLife {
  const of = (id: string, what: string) => `/v1/jobs/${encodeURIComponent(id)}/${what}`
  const act = (id: string, what: string, body: unknown) => post(of(id, what), body, answers.parseJobView)
  return {
    rerunJob: (id, { idempotencyKey, onRetry, ...body } = {}) =>
      once(
        { path: of(id, 'rerun'), body },
        {
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
          ...(onRetry ? { onRetry } : {}),
        },
      ),
    pauseJob: (id, options) => act(id, 'pause', options),
    resumeJob: (id, deed) => act(id, 'resume', deed),
    signalJob: (id, options) => act(id, 'signal', options),
    retryJobFrom: (id, options) => act(id, 'retry-from', options),
    moveJob: (id, options) => act(id, 'version', options),
    changeDeadline: (id, options) => act(id, 'deadline', options),
    checkpoint: (id, deed) => post(`/v1/tasks/${encodeURIComponent(id)}/checkpoint`, deed, answers.parseTask),
  }
}
