import type { ExpectedTime, WhyReason } from './forecast-types.ts'
/**
 * What the coordinator's API answers. Its OpenAPI document (`/openapi.json`) is the source; times are ISO 8601 in
 * UTC. A newer coordinator may add fields and words: what is not known here is passed on as it came.
 */

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

/**
 * `pending`: waits for other steps; `queued`: waits for an instrument or a person; `dispatched`: on its way to an
 * instrument; `verifying`: not known whether it runs; `skipped`: a step that it needs did not succeed.
 */
export type TaskState =
  | 'pending'
  | 'queued'
  | 'dispatched'
  | 'running'
  | 'verifying'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'skipped'

export interface Failure {
  /** Stable; may be matched on. */
  readonly code: string
  readonly message: string
  readonly category: string
  /** Whether the instrument had started. */
  readonly started: string
}

/** One link of the chain of reasons why a task is not running. */
export interface WaitingReason {
  readonly code: string
  readonly message: string
  readonly waitsFor?: { readonly kind: string; readonly id: string }
}

export interface Progress {
  /** 0 to 100. */
  readonly percent?: number
  readonly phase?: string
  readonly values: Readonly<Record<string, number>>
  readonly remainingMs?: number
}

export interface TaskView {
  readonly id: string
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** Asked for, or where it is being done. */
  readonly instrument?: string
  readonly parameters: unknown
  /** The steps that it needs. */
  readonly after: readonly string[]
  readonly state: TaskState
  readonly attempts: number
  /** Samples that are in it. */
  readonly samples?: readonly string[]
  /** The declared lesser way in which its last attempt does it. */
  readonly variant?: string
  readonly waiting: readonly WaitingReason[]
  readonly progress?: Progress
  readonly contactLostSince?: string
  /** Who asked for its end. */
  readonly cancelRequestedBy?: string
  /** Who said that it is not needed, and why. */
  readonly waived?: { readonly by: string; readonly reason: string }
  /** It was not done for this job: its result is that of an earlier one. */
  readonly reusedFrom?: { readonly job: string; readonly step: string; readonly attempt: string }
  /** While it waits, where that was worked out: when it is expected to begin, or why nobody can tell. */
  readonly expectedStart?: ExpectedTime
  readonly unknownStart?: WhyReason
  /** The place in the queue that a person gave it: on top of its priority, or beside another task. */
  readonly order?: { readonly by: string; readonly at: string; readonly place: 'top' | 'beside' }
  readonly queuedAt?: string
  readonly startedAt?: string
  readonly endedAt?: string
  readonly result?: unknown
  readonly failure?: Failure
}

export interface AttemptView {
  readonly id: string
  readonly number: number
  readonly instrument: string
  readonly agent: string
  readonly fence: number
  readonly state: string
  readonly offeredAt: string
  readonly variant?: string
  /** What it holds, or held until it ended. */
  readonly holds?: readonly {
    readonly resource: string
    readonly amount: number
    readonly names?: readonly string[]
  }[]
  readonly startedAt?: string
  readonly endedAt?: string
  /** The instrument's own name of the run. */
  readonly runReference?: string
  readonly failure?: Failure
  readonly result?: unknown
  readonly note?: string
  readonly settledBy?: string
}

export interface TaskDetail extends TaskView {
  readonly attemptList: readonly AttemptView[]
}

export interface JobView {
  readonly id: string
  readonly name: string
  readonly workflow: { readonly name: string; readonly version: number }
  readonly state: JobState
  /** 0 to 100. */
  readonly priority: number
  readonly deadline?: string
  readonly labels: Readonly<Record<string, string>>
  readonly cancelRequestedBy?: string
  /** Why it was cancelled, where somebody said so. */
  readonly cancelReason?: string
  /** Jobs of its workflow with the same key are under way one after another. */
  readonly key?: string
  /** Nothing of it begins until it has its key: another job has it. */
  readonly held?: boolean
  /** What began it, where that was no person: the end of another job, a schedule, a trigger. */
  readonly startedBy?: {
    readonly kind: 'job' | 'schedule' | 'trigger'
    readonly job?: string
    readonly place?: number
    readonly name?: string
    readonly time?: string
    readonly on?: string
    readonly delivery?: string
  }
  /** What came of its `then` as it ended. Without a job where that could not be begun: a question says why. */
  readonly began?: readonly { readonly place: number; readonly uses: string; readonly job?: string }[]
  /** Nothing more of it begins until somebody resumes it. */
  readonly paused?: boolean
  /** The job that it is another going-through of. */
  readonly rerunOf?: { readonly job: string; readonly reuse: boolean }
  readonly submittedBy: string
  readonly submittedAt: string
  readonly startedAt?: string
  readonly endedAt?: string
}

export interface JobDetail extends JobView {
  /** While it is held: the job that has its key. */
  readonly waitsForJob?: string
  /** While it is held: how many that wait for the same key go before it. */
  readonly waitingAhead?: number
  readonly tasks: readonly TaskView[]
}

export interface JobPage {
  readonly jobs: readonly JobView[]
  readonly nextCursor?: string
}

export interface AgentView {
  readonly id: string
  readonly online: boolean
  readonly synced: boolean
  readonly contactLostSince?: string
  readonly instruments: readonly string[]
  readonly roles: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly maxConcurrentTasks: number
  readonly running: number
  readonly executed: number
  readonly succeeded: number
  readonly failed: number
  readonly meanDurationMs?: number
  readonly outboxDepth: number
  /** Its wall clock minus the coordinator's, at its last heartbeat. */
  readonly clockSkewMs?: number
  /** How late its work loop was at its last heartbeat. */
  readonly lateMs?: number
  readonly load?: {
    readonly cpu: number
    readonly memory: number
    readonly disk: number
    readonly residentBytes: number
  }
}

export interface ActivityView {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly repeatability: string
  /** As its agent states it. */
  readonly expectedDurationMs?: number
  /** How long it took at this instrument: one of ten runs was shorter than `lowMs`, half than `expectedMs`, nine than `highMs`. */
  readonly measuredDuration?: {
    readonly lowMs: number
    readonly expectedMs: number
    readonly highMs: number
    readonly runs: number
  }
  readonly phases: readonly string[]
  /** The JSON Schema of its parameters. */
  readonly parameters: unknown
}

/** Since when an instrument is as ready as it is, and what a person wants it to be. Times are ISO 8601 in UTC. */
export interface ReadinessView {
  readonly since?: string
  /** Who said so; left out where a run ended. */
  readonly by?: string
  readonly reason?: string
  /** What its agent has not taken up yet. */
  readonly ordered?: ReadinessOrdered
  /** The last order, which its agent did not do. */
  readonly refused?: ReadinessOrdered & { readonly why: string }
}

export interface ReadinessOrdered {
  readonly readiness: string
  readonly by: string
  readonly reason?: string
  readonly at: string
}

export interface InstrumentView {
  readonly id: string
  readonly agent: string
  readonly kind: string
  readonly model?: string
  readonly serial?: string
  readonly location?: string
  readonly driver: string
  readonly labels: Readonly<Record<string, string>>
  readonly link: string
  readonly readiness: string
  readonly readinessDetail?: ReadinessView
  readonly message?: string
  /** Health checks that failed in a row. */
  readonly failedChecks: number
  /** What it runs that nobody asked for here. */
  readonly foreignRun?: string
  readonly heldBecause?: string
  /** The attempt that holds it. */
  readonly attempt?: string
  readonly activities: readonly ActivityView[]
}

export interface PromptView {
  readonly id: string
  readonly kind: string
  readonly question: string
  /** What is known, for whoever decides. */
  readonly known: string
  readonly answers: readonly { readonly id: string; readonly title: string; readonly leadsTo: string }[]
  readonly state: 'open' | 'answered' | 'withdrawn'
  readonly raisedAt: string
  readonly endedAt?: string
  readonly jobId?: string
  readonly taskId?: string
  readonly attemptId?: string
  readonly agentId?: string
  /** What an answer has to say besides: the JSON Schema of each, by name. */
  readonly fields?: Readonly<Record<string, unknown>>
  /** Those that may be left out. */
  readonly optional?: readonly string[]
  readonly answer?: {
    readonly id: string
    readonly by: string
    readonly comment?: string
    readonly fields?: Readonly<Record<string, unknown>>
  }
}

export interface Stats {
  /** How many jobs there are in each state. */
  readonly jobs: Readonly<Record<string, number>>
  /** Tasks that could run if an instrument were free. */
  readonly queued: number
  readonly openAttempts: number
  readonly openPrompts: number
  readonly agents: { readonly known: number; readonly online: number }
  readonly messages: { readonly received: number; readonly sent: number; readonly dropped: number }
  readonly events: number
  readonly epoch: number
}

/** A page of a list under its name. */
export interface ListPage {
  /** `cursor` of the next page, where there is one. */
  readonly nextCursor?: string
}
