import type { WorkflowDefinition } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, JobRecord, TaskRecord } from '../model/records.ts'
import { addSteps, moveJob, pauseJob, resumeJob, retryFrom, signalJob } from '../work/runs/life.ts'
import { askForCheckpoint } from '../work/checkpoints.ts'
import type { StepsToAdd } from './check-submission.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { OperationPorts } from './ports.ts'

/** Who does something with a job, and why. */
export interface ByHand {
  /** The name of the person. */
  readonly by: string
  readonly reason: string
}

/** What people do with a job under way as a whole. Each: MusterError `not-found`, `job-refused` with the sentence why. */
export interface JobLifeOperations {
  /** @param through what runs and can pause does as well */
  pauseJob(jobId: string, by: ByHand, through: boolean): Promise<JobRecord>
  resumeJob(jobId: string, by: ByHand): Promise<JobRecord>
  /** @param payload any JSON */
  signalJob(jobId: string, by: string, name: string, payload: unknown): Promise<JobRecord>
  /** Steps that are checked already. */
  addSteps(jobId: string, by: ByHand, added: StepsToAdd): Promise<JobRecord>
  /** To another version of its workflow, which is checked already, with the workflows that its steps use. */
  moveJob(
    jobId: string,
    by: ByHand,
    definition: WorkflowDefinition,
    uses: Readonly<Record<string, WorkflowDefinition>>,
  ): Promise<JobRecord>
  /** Asks the run of a task how far it has come. @throws MusterError `checkpoint-refused` with the sentence why */
  checkpoint(taskId: string, by: string): Promise<TaskRecord>
  /** A step that has ended, and all that comes after it, again. @param startAgain also what may have been started, and is not `safe` */
  retryFrom(jobId: string, by: ByHand, step: string, startAgain: boolean): Promise<JobRecord>
}

export function jobLifeOperations({ state, store, transactor }: OperationPorts): JobLifeOperations {
  /** By job: what had ended is read from the store. */
  const inTurn = oneAtATime()

  const open = (draft: Draft, jobId: string): JobRecord => {
    const job = draft.state.jobs.get(jobId)
    if (job) return job
    throw new MusterError('job-refused', 'conflict', 'The job has ended.')
  }

  const act = async (
    jobId: string,
    by: string,
    intent: string,
    action: (draft: Draft, job: JobRecord) => void,
  ) => {
    const before = await store.job(jobId)
    if (!before) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
    await transactor.decide(intent, `person:${by}`, draft => action(draft, open(draft, jobId)))
    return state.jobs.get(jobId) ?? (await store.job(jobId)) ?? before
  }

  return {
    pauseJob: (jobId, { by, reason }, through) =>
      act(jobId, by, 'pause-job', (draft, job) => pauseJob(draft, job, by, reason, through)),
    resumeJob: (jobId, { by, reason }) =>
      act(jobId, by, 'resume-job', (draft, job) => resumeJob(draft, job, by, reason)),
    signalJob: (jobId, by, name, payload) =>
      act(jobId, by, 'signal', (draft, job) => signalJob(draft, job, name, payload)),
    addSteps: (jobId, { by, reason }, { steps, uses }) =>
      act(jobId, by, 'add-steps', (draft, job) => {
        addSteps(draft, job, steps, uses)
        draft.audit('job.steps-added', job.id, { steps: Object.keys(steps), reason }, job.id)
      }),
    moveJob: (jobId, { by, reason }, definition, uses) =>
      act(jobId, by, 'move-job', (draft, job) => {
        moveJob(draft, job, { definition, uses, ...(job.added ? { added: job.added } : {}) })
        draft.audit('job.moved-by-hand', job.id, { reason }, job.id)
      }),
    async checkpoint(taskId, by) {
      const known = state.tasks.get(taskId) ?? (await store.task(taskId))
      if (!known) throw new MusterError('not-found', 'input', `there is no task ${taskId}`)
      await transactor.decide('checkpoint', `person:${by}`, draft =>
        askForCheckpoint(draft, draft.state.tasks.get(taskId) ?? known, `person:${by}`),
      )
      return state.tasks.get(taskId) ?? known
    },
    retryFrom: (jobId, { by, reason }, step, startAgain) =>
      inTurn(jobId, async () => {
        const job = await store.job(jobId)
        if (!job) throw new MusterError('not-found', 'input', `there is no job ${jobId}`)
        const tasks = await store.tasksOfJob(jobId)
        const attempts = (await Promise.all(tasks.map(task => store.attemptsOfTask(task.id)))).flat()
        await transactor.decide('retry-from', `person:${by}`, draft => {
          const isForgotten = !state.jobs.has(jobId)
          if (isForgotten) recall(draft, { job, tasks, attempts })
          try {
            const task = state.tasksOf(jobId).find(one => one.step === step)
            if (!task) throw new MusterError('not-found', 'input', `the job has no step ${step}`)
            retryFrom(draft, state.jobs.get(jobId) ?? job, task, attempts, startAgain)
            draft.audit('job.retried', jobId, { step, reason }, jobId)
          } catch (error) {
            if (isForgotten) state.forgetJob(jobId)
            throw error
          }
        })
        return state.jobs.get(jobId) ?? (await store.job(jobId)) ?? job
      }),
  }
}

/** Puts a job that had ended back into memory. */
function recall(
  { state }: Draft,
  ended: { job: JobRecord; tasks: readonly TaskRecord[]; attempts: readonly AttemptRecord[] },
): void {
  state.put('jobs', ended.job)
  for (const task of ended.tasks) state.put('tasks', task)
  for (const attempt of ended.attempts) state.put('attempts', attempt)
}
