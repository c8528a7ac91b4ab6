import { MusterError } from '@muster/runtime'
import type { JobRecord, PromptRecord } from '../model/records.ts'
import { hashOfBody } from '../store/body-hash.ts'
import type { Store } from '../store/store.ts'
import { admit } from '../work/admission.ts'
import { type AnswerRequest, answerPrompt } from '../work/answers.ts'
import { cancelJob, type RerunOf, submitJob } from '../work/jobs.ts'
import { refuseTaken } from '../work/keys.ts'
import { noteChanged, throughMiddleware } from './middleware.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { OperationPorts } from './ports.ts'

export interface SubmitOptions {
  /** The name of who submits. */
  readonly by: string
  /** The same key with the same submission gives the same job again. */
  readonly idempotencyKey?: string
  /** W3C traceparent of the request. */
  readonly traceparent?: string
  /** It is another going-through of that job. */
  readonly rerun?: RerunOf
}

export interface Submitted {
  readonly job: JobRecord
  /** False where the key had been used for it before. */
  readonly created: boolean
}

/** Jobs, and the questions about them. Each resolves when what it did is on disk. */
export interface JobOperations {
  /**
   * @param submission as sent; it is checked here
   * @throws InvalidInputError with every fault; MusterError `idempotency-key-reused`, `middleware-refused` and what else middleware says; `queue-full` with `retryAfter` in its details; `key-taken`.
   */
  submit(submission: unknown, options: SubmitOptions): Promise<Submitted>
  /** @param force nothing of it is undone. @throws MusterError `not-found`. */
  cancel(jobId: string, by: string, reason?: string, force?: boolean): Promise<JobRecord>
  /** @throws MusterError `not-found`, `prompt-closed`; InvalidInputError. */
  answer(promptId: string, request: AnswerRequest): Promise<PromptRecord>
}

export function jobOperations({ state, store, transactor, clock, tracer }: OperationPorts): JobOperations {
  /** By Idempotency-Key. */
  const inTurn = oneAtATime()

  const create = async (
    submission: unknown,
    { by, idempotencyKey, traceparent, rerun }: SubmitOptions,
  ): Promise<Submitted> => {
    const bodyHash = idempotencyKey === undefined ? '' : hashOfBody(asSent(submission, rerun))
    if (idempotencyKey !== undefined) {
      const before = await store.idempotency(idempotencyKey)
      if (before) return repeatSubmission(store, before.jobId, before.bodyHash === bodyHash)
    }
    const passed = await throughMiddleware(state, submission, by, clock)
    const { checked } = passed
    const span = tracer.span('submit', {
      kind: 'server',
      ...(traceparent === undefined ? {} : { parent: traceparent }),
    })
    const job = await transactor
      .decide('submit', `person:${by}`, draft => {
        refuseTaken(draft.state, checked)
        admit(draft, Object.keys(checked.definition.steps).length, by)
        const { traceparent: trace } = span
        const inserted = submitJob(draft, checked, by, {
          ...(trace === undefined ? {} : { trace }),
          ...(rerun ? { rerun } : {}),
        })
        noteChanged(draft, inserted.id, passed)
        if (idempotencyKey !== undefined)
          draft.remember({ key: idempotencyKey, bodyHash, jobId: inserted.id, at: clock.wall() })
        return inserted
      })
      .finally(() => span.end())
    // What follows from it at once, such as the end of one that it takes the place of, may have let it begin.
    return { job: state.jobs.get(job.id) ?? job, created: true }
  }

  return {
    async submit(submission, options) {
      const key = options.idempotencyKey
      if (key === undefined) return create(submission, options)
      // The second of two at once waits for the first, and then finds its key in the store.
      return inTurn(key, () => create(submission, options))
    },
    async cancel(jobId, by, reason, force = false) {
      if (state.jobs.has(jobId)) {
        await transactor.decide('cancel', `person:${by}`, draft => {
          const job = draft.state.jobs.get(jobId)
          if (job) cancelJob(draft, job, `person:${by}`, reason, force)
        })
      }
      const job = await store.job(jobId)
      if (!job) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
      return job
    },
    async answer(promptId, request) {
      const known = state.prompts.get(promptId) ?? (await store.listed('prompts', promptId))
      if (!known) throw new MusterError('not-found', 'input', `there is no prompt ${promptId}`)
      const { notBegun } = known
      const wanted =
        known.state === 'open' && notBegun && request.answer === 'begin'
          ? await throughMiddleware(state, notBegun.submission, notBegun.submittedBy, clock)
          : undefined
      await transactor.decide('answer', `person:${request.by}`, draft => {
        // What is open is in memory: one that is not has an end, though that may not be on disk yet.
        const open = draft.state.prompts.get(promptId)
        if (!open) throw new MusterError('prompt-closed', 'conflict', 'this prompt is answered or withdrawn')
        answerPrompt(draft, open, request, wanted)
      })
      return (await store.listed('prompts', promptId)) ?? known
    },
  }
}

/** What a key stands for: the same workflow begun again is another request than it submitted anew. */
const asSent = (submission: unknown, rerun: RerunOf | undefined): unknown =>
  rerun ? { rerunOf: rerun.job, reuse: rerun.results !== undefined, submission } : submission

async function repeatSubmission(store: Store, jobId: string, sameBody: boolean): Promise<Submitted> {
  if (!sameBody) {
    throw new MusterError(
      'idempotency-key-reused',
      'input',
      `this Idempotency-Key was used for another submission, job ${jobId}`,
    )
  }
  const job = await store.job(jobId)
  if (!job) throw new MusterError('not-found', 'input', `the job ${jobId} that this key was used for is gone`)
  return { job, created: false }
}
