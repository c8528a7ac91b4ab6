import type { Steps, WorkflowDefinition } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { RunStatus } from '../../workflow/run.ts'
import type { ChainPlace, StartedBy } from '../trigger-records.ts'
import type { Versioned } from './versioned.ts'

export const JOB_STATES = ['queued', 'running', 'undoing', 'succeeded', 'failed', 'cancelled'] as const
/** `undoing`: it has failed or was cancelled, and what it had done is being undone. */
export type JobState = (typeof JOB_STATES)[number]

/** States in which a job has not ended. */
export const OPEN_JOB_STATES = ['queued', 'running', 'undoing'] as const satisfies readonly JobState[]

const OPEN: ReadonlySet<JobState> = new Set(OPEN_JOB_STATES)

/** None in any state. */
export const noJobs = (): Record<JobState, number> => ({
  queued: 0,
  running: 0,
  undoing: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
})

export const isOpenJob = (state: JobState): boolean => OPEN.has(state)

/** A job that was to begin when another had ended, and could not. */
export interface NotBegun extends ChainPlace {
  /** As it would have been submitted. */
  readonly submission: {
    readonly uses: string
    readonly inputs: Readonly<Record<string, unknown>>
    readonly priority: number
    readonly labels: Readonly<Record<string, string>>
  }
  /** Who submitted the first of the chain. */
  readonly submittedBy: string
  /** Middleware that takes its time is being asked; nobody else has to be, yet. */
  readonly atMiddleware?: boolean
}

export interface JobRecord extends Versioned {
  /** Grows with every submission; first come is the lower one. */
  readonly sequence: number
  readonly name: string
  readonly definition: WorkflowDefinition
  /** The workflows that its steps use, by `name@version`, as they were when it was submitted. */
  readonly uses?: Readonly<Record<string, WorkflowDefinition>>
  /** Steps that were added to it since. */
  readonly added?: Steps
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What the workflow engine keeps of it besides its tasks, where there is more than its state says. */
  readonly run?: Partial<Omit<RunStatus, 'phase' | 'ends' | 'cancel'>>
  /** What the `concurrency` of its workflow came to: it is not under way at the same time as another of its workflow with the same. */
  readonly key?: string
  /** What was made of its own `then` when it ended: places there, each once, with the job that was begun, if one was. */
  readonly followed?: readonly { readonly place: number; readonly uses: string; readonly jobId?: string }[]
  /** While it is paused: who has its runs pause as well, those too that begin meanwhile. */
  readonly pausesRuns?: string
  readonly priority: number
  readonly deadline?: Timestamp
  readonly labels: Readonly<Record<string, string>>
  readonly state: JobState
  /** Somebody asked for its end; what runs is being stopped. */
  readonly cancelRequested?: {
    readonly by: string
    readonly at: Timestamp
    readonly force?: boolean
    readonly reason?: string
  }
  readonly submittedBy: string
  /** What began it, where that was no person. */
  readonly startedBy?: StartedBy
  readonly submittedAt: Timestamp
  /** The job that it is another going-through of. `reuse`: what has not changed since is not done again where that may be. */
  readonly rerunOf?: { readonly job: string; readonly reuse: boolean }
  /** W3C traceparent of its submission, where that is traced. */
  readonly trace?: string
  readonly startedAt?: Timestamp
  readonly endedAt?: Timestamp
}
