import type {
  AttemptState,
  ControlAction,
  AttemptEnd,
  Failure,
  InstrumentDescription,
  Repeatability,
  Step,
  StepKind,
  Steps,
  WorkflowDefinition,
} from '@muster/protocol'
import type { JsonSchema, Timestamp } from '@muster/runtime'
import type { RunNode, RunStatus } from '../workflow/run.ts'
import type { ChainPlace, StartedBy } from './trigger-records.ts'

/**
 * What the coordinator knows and keeps. Records are values: a change makes a new one whose `version` is one
 * higher, and the store refuses a change that is not built on what it holds.
 */
interface Versioned {
  readonly id: string
  readonly version: number
}

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

export const TASK_STATES = [
  'pending',
  'queued',
  'dispatched',
  'running',
  'verifying',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const
/**
 * `pending`: waits for other steps; `queued`: could run, waits for an instrument or for a person;
 * `dispatched`: an attempt is on its way to an instrument; `verifying`: nobody knows whether it runs;
 * `skipped`: a step it needs did not succeed.
 */
export type TaskState = (typeof TASK_STATES)[number]

/** A place in the queue that somebody gave a task: on top of its priority, or right beside another task. */
export interface QueueOrder {
  readonly by: string
  readonly at: Timestamp
  /** Before all others of its priority. */
  readonly onTop?: boolean
  /** The priority that it stands with, before it rises by waiting; whose share, and what latest start, beside another task. */
  readonly band: number
  readonly share?: string
  readonly key: number
  readonly tie: number
}

/** So much of a resource, or these of its names. */
export interface ResourceRequest {
  /** The id of a resource; `agent/<name>` is the agent's own, of the agent that gets the task. */
  readonly resource: string
  /** Above 0, in the unit of the resource; of a named one, how many of its names. */
  readonly amount: number
  readonly unit?: string
  readonly names?: readonly string[]
}

/** One of these, the first listed first. */
export interface ResourceRequirement {
  readonly anyOf: readonly ResourceRequest[]
}

/** A lesser way to do a task, taken where all that it asks for can't be had. */
export interface TaskVariant {
  readonly name: string
  /** How long the task has waited before this is done instead, milliseconds. */
  readonly after: number
  /** All of them; the task's own where left out. */
  readonly parametersJson?: string
  /** In the place of all that the task asks for, but for its samples. */
  readonly resources?: readonly ResourceRequirement[]
}

/** What an attempt holds of a resource while it is open. A sample is held as `sample:<id>`. */
export interface Hold {
  readonly resource: string
  readonly amount: number
  readonly names?: readonly string[]
  /** Of what is used up: the run has begun, and it is gone from what remains. */
  readonly isUsed?: boolean
}

/** How a task is done in one run with others that have the same rule and parameters. */
export interface BatchRule {
  /** 2 or more: a run is begun when so many wait, and never with more. */
  readonly size: number
  /** 1 or more: a run is never begun with fewer. */
  readonly atLeast: number
  /** Milliseconds: when the first has waited so long, the run is begun with those that are there. */
  readonly hold: number
  /** What else of their steps concerns the run and must be the same. */
  readonly alike?: string
}

/** That critical work had its instrument instead. */
export interface Displaced {
  /** The task and the job that did. */
  readonly by: string
  readonly byJob: string
  readonly instrument: string
  /** An offer was taken back, or a run stopped at a checkpoint. */
  readonly kind: 'offer' | 'run'
  readonly at: Timestamp
}

export interface TaskRecord extends Versioned {
  readonly jobId: string
  /** Where its step stands in the workflow: the id of the step, or a path such as `weigh-all.3.weigh` (see workflow/run.ts). */
  readonly step: string
  /** Of a step that is no activity: such a task gets no attempts. */
  readonly kind?: Exclude<StepKind, 'activity'>
  /** Its step, where no definition has it: it came from an expression. */
  readonly written?: Step
  /** What the workflow engine keeps of it, where there is more than its other fields say. */
  readonly node?: TaskNode
  readonly sequence: number
  /** Its place among the tasks of its job, where its step does not tell: of one that was added, or stands within another. */
  readonly place?: number
  readonly priority: number
  /** Empty where the step is none. */
  readonly activity: string
  /** The instrument asked for; undefined where any will do. */
  readonly instrument?: string
  readonly requires?: Readonly<Record<string, string>>
  /** The role that its agent must have. */
  readonly role?: string
  /** How an instrument is chosen among several; the site's way where left out. */
  readonly strategy?: string
  /** Instruments that it is not to be done on. */
  readonly avoids?: readonly string[]
  /** To be done, if that is free, on the instrument that did this activity last for a job with the same value of this label. */
  readonly preferLastOf?: string
  /** Where somebody put it in the queue. */
  readonly order?: QueueOrder
  /** All of these, or it does not begin. */
  readonly resources?: readonly ResourceRequirement[]
  /** Ids of samples; each is with one task at a time. */
  readonly samples?: readonly string[]
  /** In the order in which they are tried. */
  readonly degraded?: readonly TaskVariant[]
  /** Waits for others, to be done in one run with them. */
  readonly batch?: BatchRule
  /** The name of the variant that its last attempt does; undefined where it does all that was asked for. */
  readonly variant?: string
  readonly parametersJson: string
  readonly needs: readonly string[]
  readonly state: TaskState
  /** The attempt under way, or the last one. */
  readonly attemptId?: string
  readonly attempts: number
  /** Attempts that ended as failed, for the retry policy. */
  readonly failures: number
  /** So many attempts it had when a person ordered that it is done again: with more, that order is used up. */
  readonly orderedAgain?: number
  /** Not to be offered before: after a failure, or as its step says. */
  readonly notBefore?: Timestamp
  /** To be started by then: as long after another step as its step allows. */
  readonly startBy?: Timestamp
  /** With those of its job that have the same name here, or not at all. */
  readonly together?: string
  /** The instrument that it was done on. */
  readonly doneOn?: string
  /** How often critical work had its instrument instead, and the last times, the last at the end. */
  readonly displaced?: { readonly times: number; readonly last: readonly Displaced[] }
  /** Where its next attempt goes on: what the run of that attempt had come to. */
  readonly checkpoint?: { readonly attemptId: string; readonly json: string; readonly variant?: string }
  /** A person has to say how to go on (see prompts). */
  readonly heldBy?: string
  /** Somebody asked for its end. */
  readonly cancelRequested?: { readonly by: string; readonly at: Timestamp }
  /** A person said that it is not needed: what waits for it goes on without. */
  readonly waived?: { readonly by: string; readonly reason: string }
  /**
   * Middleware that takes its time has it. `step`: it is queued, and may not be offered yet; all expressions are worked out. `end`: its
   * attempt has succeeded, and what comes after it has not heard of that yet.
   */
  readonly atMiddleware?: { readonly step: Step } | { readonly end: WithheldEnd }
  readonly queuedAt?: Timestamp
  readonly startedAt?: Timestamp
  readonly endedAt?: Timestamp
  readonly resultJson?: string
  readonly failure?: Failure
}

/** How an activity succeeded, while that is kept back. */
export interface WithheldEnd {
  readonly resultJson?: string
  readonly mayHaveStarted?: boolean
  readonly instrument?: string
}

/** The part of a node of a run that has no field of its own in its task. */
export type TaskNode = Omit<RunNode, 'path' | 'kind' | 'state' | 'result' | 'failure' | 'instrument'> & {
  /** It did not succeed, and what comes after it goes on all the same. */
  readonly isPassed?: boolean
}

/** Whom a grant was given to; a repeat of the claim is known by it. */
export interface GrantBinding {
  readonly journalId: string
  readonly bootId: string
  readonly nonce: string
  /** The journal's count of writes when it claimed. */
  readonly journalWrites: number
}

/** What is asked of an attempt under way; the agent obeys the highest version. */
export interface ControlRequest {
  readonly version: number
  readonly action: ControlAction
  readonly end?: AttemptEnd
  readonly actor: string
}

/** Critical work is to have the instrument of an attempt. */
export interface Displacement {
  /** The task that is. */
  readonly by: string
  /** `asked`: for a checkpoint; `stopping`: it is there, and the run is to end; `given-up`: none came, and the run goes on. */
  readonly stage: 'asked' | 'stopping' | 'given-up'
  /** Of the control request that asks for the checkpoint. */
  readonly version: number
  readonly since: Timestamp
  /** While it is asked or stopped: how long that is waited for. When given up: until when it is not tried again. */
  readonly until: Timestamp
}

export interface AttemptRecord extends Versioned {
  readonly jobId: string
  readonly taskId: string
  /** Tasks that are in the same run besides `taskId`, also of other jobs. Never changed once it is offered. */
  readonly members?: readonly string[]
  /** 1 for a task's first attempt. */
  readonly number: number
  readonly instrumentId: string
  readonly agentId: string
  readonly fence: number
  readonly activity: string
  readonly repeatability: Repeatability
  readonly state: AttemptState
  readonly offeredAt: Timestamp
  /** Held from the offer to its end, and by nothing else meanwhile. */
  readonly holds?: readonly Hold[]
  /** The declared variant that is done in the place of the task as it was asked for. */
  readonly variant?: string
  readonly grant?: GrantBinding
  readonly startedAt?: Timestamp
  readonly endedAt?: Timestamp
  /** When it came into its state. */
  readonly movedAt?: Timestamp
  /** Of the last report that was applied, in the agent's journal. */
  readonly revision: number
  readonly runReference?: string
  readonly phase?: string
  readonly failure?: Failure
  readonly resultJson?: string
  readonly note?: string
  readonly control?: ControlRequest
  /** The attempt from whose checkpoint it goes on. */
  readonly resumesFrom?: string
  /** What its run had come to when it was asked by the control request of that version. */
  readonly checkpoint?: { readonly json: string; readonly version: number; readonly at: Timestamp }
  readonly displacement?: Displacement
  /** The person or rule that ended it, where it was not the agent. */
  readonly settledBy?: string
  /** How long it has run, pauses not counted, as far as its agent told. */
  readonly ran?: RunTime
}

/** By the agent's own clock, so that neither the way of a report nor a time without contact is in it. */
export interface RunTime {
  /** When it began to run, or went on after a pause; undefined while it does not run. */
  readonly since?: Timestamp
  /** Milliseconds that it had run before. */
  readonly before: number
  readonly pauses: number
}

export interface AgentRecord extends Versioned {
  readonly journalId: string
  readonly bootId: string
  /** The journal's count when that process started. */
  readonly bootWrites: number
  /** The highest count heard from that journal. */
  readonly journalWrites: number
  readonly connection: number
  /** Of `bootId`: all events at and below are committed. */
  readonly acked: number
  /** Journals and processes that were here before; what still arrives from them is old. */
  readonly formerJournals: readonly string[]
  readonly formerBoots: readonly string[]
  readonly instruments: readonly InstrumentDescription[]
  readonly roles: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** What it has for tasks that compute beside the instrument, such as `cpu` and `gpu`. */
  readonly resources?: Readonly<Record<string, number>>
  /** Its journal keeps who is in a run with others; one of before batches does not. */
  readonly keepsBatches?: boolean
  readonly maxConcurrentTasks: number
  readonly executed: number
  readonly succeeded: number
  readonly failed: number
  /** Sum over what was executed, milliseconds. */
  readonly durationMs: number
  readonly firstSeenAt: Timestamp
  /** After the store was put back: its journal is not the one that was known then, so its history has a gap. */
  readonly historyLost?: boolean
}

export interface InstrumentRecord extends Versioned {
  readonly agentId: string
  /** The journal that attempts at this instrument are written to. */
  readonly journalId: string
  /** The highest fence given to an attempt here. */
  readonly fence: number
  /** Gets no offers until a person has confirmed it. */
  readonly hold?: { readonly reason: string; readonly since: Timestamp; readonly promptId: string }
  /** What it said of a run that can't be; until it gives a result again, or a person resolves it. */
  readonly lie?: { readonly attemptId: string; readonly message: string }
  /** The longest time without progress in a run that succeeded, milliseconds, by activity and phase. */
  readonly quietest?: Readonly<Record<string, number>>
  /** How long runs that succeeded took, by activity. */
  readonly durations?: Readonly<Record<string, LearnedDurations>>
  /** When nothing is to be begun here, as people have said; what is over may still be in it. */
  readonly maintenance?: readonly MaintenanceWindow[]
}

/** The last runs of an activity that succeeded: milliseconds, the newest at the end. */
export interface LearnedDurations {
  readonly runs: readonly number[]
  /** By class of parameters (see scheduler/durations.ts), the one that was run last at the end. */
  readonly classes: readonly { readonly key: string; readonly runs: readonly number[] }[]
}

export interface MaintenanceWindow {
  readonly id: string
  readonly from: Timestamp
  /** Later than `from`. */
  readonly to: Timestamp
  readonly reason: string
  /** The name of a person. */
  readonly by: string
}

export const PROMPT_KINDS = [
  'verify-start',
  'repeat-activity',
  'confirm-journal',
  'unexpected-event',
  'store-restored',
  'step',
  'step-failed',
  'undo-failed',
  'held-twice',
  'then-not-begun',
] as const
export type PromptKind = (typeof PROMPT_KINDS)[number]

export interface PromptAnswer {
  readonly id: string
  readonly title: string
  /** What follows from it. */
  readonly leadsTo: string
}

/** A question to an operator. One per cause: `subject` and `kind` of an open prompt are unique together. */
export interface PromptRecord extends Versioned {
  readonly kind: PromptKind
  /** The id of the attempt, task or agent that it is about. */
  readonly subject: string
  readonly question: string
  /** What is known, for the person who decides. */
  readonly known: string
  readonly answers: readonly PromptAnswer[]
  /** Of a step of a workflow: what is to be entered, each with the JSON Schema of its value. */
  readonly fields?: Readonly<Record<string, JsonSchema>>
  /** Fields that may be left out. */
  readonly optional?: readonly string[]
  /** Of a job that was to begin at the end of another, where its inputs are known. */
  readonly notBegun?: NotBegun
  readonly state: 'open' | 'answered' | 'withdrawn'
  readonly raisedAt: Timestamp
  readonly endedAt?: Timestamp
  readonly jobId?: string
  readonly taskId?: string
  readonly attemptId?: string
  readonly agentId?: string
  readonly answer?: {
    readonly id: string
    readonly by: string
    readonly comment?: string
    readonly fields?: Readonly<Record<string, unknown>>
  }
}

export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What an escalation or one of its entries is about, as far as it is about such things. */
export interface Links {
  readonly jobId?: string
  readonly taskId?: string
  readonly attemptId?: string
  readonly agentId?: string
  readonly instrumentId?: string
  readonly promptId?: string
}

/** One subject of an escalation: what was found about it, and until when. */
export interface EscalationEntry {
  readonly subject: string
  readonly message: string
  readonly since: Timestamp
  /** How often it came; more than once where it went away and came back. */
  readonly count: number
  readonly clearedAt?: Timestamp
  readonly links: Links
}

export const NOTIFICATION_REASONS = ['raised', 'repeated', 'resolved'] as const
export type NotificationReason = (typeof NOTIFICATION_REASONS)[number]

/** Something that somebody is to be told. Kept until a channel has taken it. */
export interface Delivery {
  readonly id: string
  readonly channel: string
  /** Names of people. */
  readonly to: readonly string[]
  readonly reason: NotificationReason
  readonly at: Timestamp
  readonly state: 'pending' | 'delivered' | 'given-up'
  readonly tries: number
  readonly error?: string
}

export interface EscalationComment {
  readonly at: Timestamp
  readonly by: string
  readonly text: string
}

/**
 * A thing that needs a person. One per cause: what is found alike within a short time is one with several entries, and what
 * comes back within a day is the same one again.
 */
export interface EscalationRecord extends Versioned {
  /** Of supervisor/catalogue.ts. */
  readonly kind: string
  readonly severity: Severity
  readonly state: 'open' | 'resolved'
  readonly entries: readonly EscalationEntry[]
  /** Times it was raised, 1 for the first. */
  readonly occurrences: number
  readonly firstRaisedAt: Timestamp
  /** The last time. */
  readonly raisedAt: Timestamp
  readonly resolvedAt?: Timestamp
  /** `person:<name>`, or the rule that saw the cause go. */
  readonly resolvedBy?: string
  readonly acknowledged?: { readonly by: string; readonly at: Timestamp }
  readonly assignee?: string
  readonly snoozedUntil?: Timestamp
  readonly comments: readonly EscalationComment[]
  /** Steps of its ladder that were taken since it was raised, and when the next is due. */
  readonly rung: number
  readonly nextRungAt?: Timestamp
  readonly deliveries: readonly Delivery[]
}

export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const
export type BreakerState = (typeof BREAKER_STATES)[number]

/**
 * Keeps work away from what goes on failing. Its id says from what: `agent:<id>`, `instrument:<id>`, `activity:<name>`. One
 * that is closed and has counted nothing has no record.
 */
export interface BreakerRecord extends Versioned {
  readonly state: BreakerState
  /** In a row, while closed. */
  readonly failures: number
  /** In a row, while half-open. */
  readonly successes: number
  /** Times it opened since it was last closed: the next wait grows with it. */
  readonly opened: number
  readonly changedAt: Timestamp
  /** When a trial may be made; without it only a person closes it again. */
  readonly retryAt?: Timestamp
  /** What made it open. */
  readonly reason: string
}

export const PAUSE_STATES = ['paused', 'resumed'] as const
export type PauseState = (typeof PAUSE_STATES)[number]

/**
 * A person keeps work from beginning. Its id says what does not begin: `queue` for all, `instrument:<id>`, `agent:<id>`,
 * `activity:<name>`. What is under way goes on. What was never paused has no record.
 */
export interface PauseRecord extends Versioned {
  readonly state: PauseState
  readonly reason: string
  /** Who paused or resumed it last: the name of a person, or a rule such as `rule:pause-over`. */
  readonly by: string
  /** Since when it is in its state. */
  readonly at: Timestamp
  /** When it resumes by itself; without it a person resumes it. */
  readonly until?: Timestamp
  /** When the last that was under way as it was paused had ended. */
  readonly drainedAt?: Timestamp
}

/** A task that failed and that nothing will try again by itself: kept until somebody replays or dismisses it. Its id is the task's. */
export interface DeadLetterRecord extends Versioned {
  readonly state: 'open' | 'replayed' | 'dismissed'
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** Of its last attempt. */
  readonly instrumentId?: string
  readonly failure: Failure
  readonly attempts: number
  readonly raisedAt: Timestamp
  readonly endedAt?: Timestamp
  readonly endedBy?: string
}

export const RESOURCE_KINDS = ['countable', 'consumable', 'named'] as const
/** `countable`: given back after use; `consumable`: used up; `named`: each of its names is held by one. */
export type ResourceKind = (typeof RESOURCE_KINDS)[number]

/** What a person has taken out of the inventory for a while. */
export interface Lease {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly amount: number
  readonly names?: readonly string[]
  readonly since: Timestamp
  /** When it ends by itself; without it a person gives it back. */
  readonly until?: Timestamp
}

/** What was used and may not be used again before a time, such as a crucible that is being cleaned. */
export interface Recycling {
  readonly amount: number
  readonly names?: readonly string[]
  readonly until: Timestamp
}

/** Something counted or named that tasks hold. What they hold is in their attempts. */
export interface ResourceRecord extends Versioned {
  readonly kind: ResourceKind
  readonly title?: string
  readonly unit: string
  /** Of a countable: how many there are. Of a consumable: the most that fits, where there is a limit. */
  readonly capacity?: number
  /** Of a consumable: what is there, reserved or not. */
  readonly remaining?: number
  /** Of a named one, in the order in which they are given out. */
  readonly names?: readonly string[]
  /** The instrument that it belongs to: tasks elsewhere can't have it. */
  readonly instrument?: string
  /** The name of a calendar. */
  readonly calendar?: string
  /** How long it rests after use, milliseconds. */
  readonly recycle?: number
  readonly leases: readonly Lease[]
  readonly recycling: readonly Recycling[]
  /** Over all attempts that have ended: how much they took, how much of it was used up, and for how long (amount × ms). */
  readonly taken: number
  readonly usedUp: number
  readonly heldMs: number
}

/** Where a sample is. */
export interface SampleRecord extends Versioned {
  /** A position, or in words; undefined where nobody knows. */
  readonly place?: { readonly resource: string; readonly name: string } | { readonly text: string }
  readonly since: Timestamp
  readonly by: string
}

/** One change of state, as the audit keeps it. */
export interface AuditEvent {
  readonly at: Timestamp
  /** `person:<name>`, `agent:<id>`, `rule:<name>`. */
  readonly actor: string
  /** Such as `attempt.granted` or `job.submitted`. */
  readonly kind: string
  readonly subject: string
  readonly jobId?: string
  readonly details: Readonly<Record<string, unknown>>
}

/** An event as stored: numbered from 1 without gaps, each carrying the hash of the one before. */
export interface StoredEvent extends AuditEvent {
  readonly number: number
  readonly previousHash: string
  readonly hash: string
}

/** The answer that a submission with a key got. */
export interface IdempotencyRecord {
  readonly key: string
  readonly bodyHash: string
  readonly jobId: string
  readonly at: Timestamp
}
