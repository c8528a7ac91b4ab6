import type { Timestamp } from '@muster/runtime'
import type { WorkflowDefinition } from '../definition.ts'
import type { Step, StepKind } from '../model.ts'

/** What is known of how long something takes, milliseconds; the range is left out where it is surely as expected. */
export interface ExpectedDuration {
  readonly expected: number
  readonly low?: number
  readonly high?: number
}

/** Milliseconds, whole ones: 0 <= low <= expected <= high. */
export interface DurationRange {
  readonly low: number
  readonly expected: number
  readonly high: number
}

/** How far a step of a running job is. */
export interface PathProgress {
  readonly state: 'pending' | 'open' | 'succeeded' | 'failed' | 'cancelled' | 'skipped'
  /** Of an open one: what is left of it, where somebody knows. */
  readonly remaining?: ExpectedDuration
}

/** What a plan is made from. All but the definition may be left out: then it is assumed, and said so. */
export interface PlanOptions {
  /** One whose graph is right: no rings. */
  readonly definition: WorkflowDefinition
  /** Workflows that steps use, by the reference as it is written, or by `name@version`. */
  readonly uses?: Readonly<Record<string, WorkflowDefinition>>
  /** How long a step takes that is an activity, a prompt, a wait or a call; undefined where nobody knows. */
  readonly durationOf?: (step: Step, kind: StepKind) => ExpectedDuration | undefined
  readonly inputs?: Readonly<Record<string, unknown>>
  /** The value of a template, as far as it is known before the job runs; else undefined. */
  readonly resolve?: (template: unknown, inputs: Readonly<Record<string, unknown>>) => unknown
  /** How often a loop is expected to be gone through; as often as it may where undefined. */
  readonly timesOf?: (path: string) => number | undefined
  /** How many instruments have an activity, for `concurrency: auto`. */
  readonly instrumentsOf?: (activity: string) => number | undefined
  /** Wall time at which the plan begins, for steps that wait for a date. */
  readonly now?: Timestamp
  /** Of a running job, by path (`weigh-all.3.weigh`): then the plan is of what is left, from now on. */
  readonly done?: ReadonlyMap<string, PathProgress>
}

/** A step in a plan. Times are milliseconds from the beginning of the plan, or of its scope. */
export interface PlannedStep {
  readonly id: string
  readonly kind: StepKind
  /** Of a running job: nothing is left of it. */
  readonly isDone: boolean
  /** From 1: a step is one stage after the last of those that it comes after. */
  readonly stage: number
  readonly duration: DurationRange
  /** How long instruments, people and calls are busy with it, added up; that of the steps within for a step that has some. */
  readonly work: number
  readonly earliestStart: number
  /** Later than this, and the end of the whole is later. */
  readonly latestStart: number
  readonly slack: number
  readonly isCritical: boolean
  /** The steps within it, scope by scope. */
  readonly within?: readonly PlannedScope[]
}

export interface PlannedScope {
  /** `each` item, each `time` through a loop, `0` and so on as in paths. */
  readonly scope: string
  /** How often it is gone through in this plan. */
  readonly times: number
  readonly plan: LevelPlan
}

/** Steps that stand in one line, one after another. */
export interface PlannedPath {
  readonly steps: readonly string[]
  /** Expected milliseconds of its steps. */
  readonly duration: number
}

/** The plan of steps that stand in one map. */
export interface LevelPlan {
  /** Of all of it: its longest chain with low, expected and high durations. */
  readonly duration: DurationRange
  readonly work: number
  /** In an order in which each stands after all that it comes after. */
  readonly steps: readonly PlannedStep[]
  /** Ids by stage. */
  readonly stages: readonly (readonly string[])[]
  /** Every step in one of them; the first is the critical path, each other one the longest of what is left. */
  readonly paths: readonly PlannedPath[]
  /** Steps that decide when the whole ends; those that are done are not in it. */
  readonly criticalPath: readonly string[]
}

/** What is needed at the same time if everything begins as early as it can. */
export interface PlannedNeed {
  /** An instrument with an activity, or a resource. */
  readonly kind: 'instrument' | 'resource'
  /** The name of the activity, or the id of the resource. */
  readonly id: string
  /** The most at any time. */
  readonly peak: number
  /** In order of time; nothing is needed in between. */
  readonly over: readonly { readonly from: number; readonly to: number; readonly amount: number }[]
}

export const ASSUMPTIONS = [
  'unknown-duration',
  'unknown-wait',
  'unknown-steps',
  'unknown-workflow',
  'count',
  'times',
  'branch',
  'condition',
  'capacity',
  'alternative',
  'priority',
] as const
export type AssumptionCode = (typeof ASSUMPTIONS)[number]

/** Something that a plan takes for granted and nobody knows. */
export interface Assumption {
  readonly code: AssumptionCode
  readonly message: string
  /** Paths of the first steps that it is about. */
  readonly steps: readonly string[]
  /** How many steps it is about. */
  readonly count: number
}

/** What is to be expected of a job if there is always an instrument free: the scheduler's forecast says what there really is. */
export interface WorkflowPlan extends LevelPlan {
  /** The work, divided by the length of the critical path: how many would be busy all the time; 1 where there is nothing to do. */
  readonly parallelism: number
  /** The most activities, prompts, waits and calls under way at one time. */
  readonly width: number
  readonly needs: readonly PlannedNeed[]
  readonly assumptions: readonly Assumption[]
}
