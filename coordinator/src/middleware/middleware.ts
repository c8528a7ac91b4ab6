import type { Failure, FailureCategory } from '@muster/protocol'
import type { Logger, Timestamp } from '@muster/runtime'

/** What is put around steps and jobs. Built-in ones (logging, validation, metrics) and those of others have this one form. */

type JsonObject = Readonly<Record<string, unknown>>
type MaybePromise<T> = T | Promise<T>

/** The job that a step is of. */
export interface JobView {
  readonly id: string
  /** As people see it. */
  readonly name: string
  /** The name of its workflow. */
  readonly workflow: string
  readonly labels: Readonly<Record<string, string>>
  readonly inputs: JsonObject
  /** Who submitted it. */
  readonly submittedBy: string
}

/** A step whose work leaves the coordinator: an activity, or a call. */
export interface StepView {
  readonly kind: 'activity' | 'call'
  /** The activity, or the kind of call. */
  readonly name: string
  /** Where it stands in its workflow, such as `weigh-all.3.weigh`. */
  readonly step: string
  readonly job: JobView
  /** 1 for the first time that it is done; people may have it done again. Of a call's `after`: the try. */
  readonly tries: number
  /** The same whenever this hook is called for the same thing, also after a crash: what was done for it already need not be done again. */
  readonly key: string
  /** `parameters` of an activity, `with` of a call: all expressions worked out, as the middleware before left them. Secrets are names still. */
  readonly parameters: JsonObject
  /** The instrument that is asked for (before) or that did it (after), where one is. */
  readonly instrument?: string
  /**
   * What is wrong, in one sentence; undefined where nothing is known to be. Before: no instrument takes these parameters, or has what is asked
   * for. After: the result is not what the step says that it must be.
   */
  readonly faults: () => string | undefined
}

/** A step that has succeeded, before anything that comes after it can see what it gave. */
export interface ResultView extends StepView {
  /** Any JSON. */
  readonly result: unknown
}

/** A submission that was checked, before the job is accepted. */
export interface SubmissionView {
  readonly name: string
  readonly workflow: string
  readonly inputs: JsonObject
  readonly labels: Readonly<Record<string, string>>
  /** 0 to 100. */
  readonly priority: number
  /** Who submits. */
  readonly by: string
  /** Names of its outermost steps. */
  readonly steps: readonly string[]
}

/** What a middleware wants to be different. Whatever is left out stays as it is. */
export interface ParametersChange {
  /** All of them, in the place of those before. */
  readonly parameters?: JsonObject
}
export interface ResultChange {
  readonly result?: unknown
}
export interface SubmissionChange {
  /** Added to the job's own; one of the same name goes in its place. */
  readonly labels?: Readonly<Record<string, string>>
  /** All of them, in the place of those before. They are checked as if they had been sent. */
  readonly inputs?: JsonObject
}

/** What was committed about jobs and steps of all kinds. */
export type WorkEvent = { readonly at: Timestamp; readonly job: JobSeen } & (
  | { readonly kind: 'job-submitted' }
  /** The first of its steps is under way. */
  | { readonly kind: 'job-begun' }
  | { readonly kind: 'job-ended'; readonly state: 'succeeded' | 'failed' | 'cancelled' }
  /** At its instrument, or with whoever does it. */
  | { readonly kind: 'step-begun'; readonly step: StepSeen }
  | {
      readonly kind: 'step-ended'
      readonly step: StepSeen
      readonly state: 'succeeded' | 'failed' | 'cancelled' | 'skipped'
    }
  /** A try of a call failed; another may follow. */
  | { readonly kind: 'try-failed'; readonly step: StepSeen; readonly failure: Failure }
)

export interface JobSeen {
  readonly id: string
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly submittedAt?: Timestamp
  readonly startedAt?: Timestamp
}

export interface StepSeen {
  readonly id: string
  readonly step: string
  /** `activity`, `call`, `prompt`, `wait`, `forEach`, … */
  readonly kind: string
  /** Empty where it is none. */
  readonly activity: string
  readonly instrument?: string
  readonly startedAt?: Timestamp
  readonly failure?: Failure
}

/** What a hook is given besides. */
export interface HookContext {
  /** Aborted when its time is over, when nobody wants the answer any more, and when the coordinator stops. */
  readonly signal: AbortSignal
  readonly logger: Logger
  /**
   * Does not let it pass: the step fails, or the submission is refused, with this sentence.
   * @param as the failure's `code` (kebab-case; `middleware-refused` where left out) and `category` (`parameters` where left out). A call
   * fails for good of `parameters`, `safety` and `operator`; of others it is tried again, as its step says.
   */
  readonly refuse: (
    message: string,
    as?: { readonly code?: string; readonly category?: FailureCategory },
  ) => never
}

/**
 * Put around steps and jobs, in the order of the settings. What `submit`, `before` or `after` throws, and one that gives no answer in time,
 * fails the step, or refuses the submission, and nothing else.
 */
export interface Middleware {
  /** `submit`, `before` and `after` answer at once and give no promise: they run within the decision, at no cost. */
  readonly isImmediate?: boolean
  /** Once for each submission, before the job is accepted. */
  submit?(submission: SubmissionView, context: HookContext): MaybePromise<SubmissionChange | undefined>
  /** Once each time a step is begun, before its activity is asked for, or its call made: not for each attempt. */
  before?(step: StepView, context: HookContext): MaybePromise<ParametersChange | undefined>
  /** Once when an activity has succeeded, and with each answer to a call. */
  after?(step: ResultView, context: HookContext): MaybePromise<ResultChange | undefined>
  /** Of whatever is on disk, in order; it only looks. What it throws is logged. */
  seen?(event: WorkEvent): void
}
