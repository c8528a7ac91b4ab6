import type {
  AssumptionCode,
  DurationRange,
  NamedChanges,
  StepKind,
  WorkflowDefinition,
} from '@muster/protocol/workflow'

/** The version of a registered workflow. Times are ISO 8601 in UTC. */
export interface WorkflowSummary {
  readonly name: string
  readonly version: number
  readonly title?: string
  /** SHA-256 of what it says. */
  readonly hash: string
  readonly registeredAt: string
  readonly by: string
  /** How many, without those within steps. */
  readonly steps: number
  /** No job is begun of it, in none of its versions. */
  readonly retired?: { readonly by: string; readonly reason: string; readonly at: string }
}

export interface WorkflowView extends WorkflowSummary {
  readonly definition: WorkflowDefinition
}

export interface RegisteredWorkflow extends WorkflowView {
  /** False where the latest version says the same. */
  readonly created: boolean
  /** What no instrument offers as they are now: a job would be refused. */
  readonly warnings: readonly { readonly field: string; readonly message: string }[]
}

export interface WorkflowPage {
  readonly workflows: readonly WorkflowSummary[]
  readonly nextCursor?: string
}

/** What has changed from one version to another. */
export interface WorkflowDiff {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly steps: NamedChanges
  readonly inputs: NamedChanges
  readonly outputs: NamedChanges
  readonly variables: NamedChanges
  readonly settings: NamedChanges['changed'][number]['fields']
  /** The steps that both have stand in another order. */
  readonly reordered: boolean
}

/** A step of a plan; those within steps have their path, with `each` and `time` for what is done again and again. */
export interface PlannedWorkflowStep {
  readonly path: string
  readonly kind: StepKind
  readonly stage: number
  readonly times: number
  readonly duration: DurationRange
  readonly workMs: number
  readonly earliestStartMs: number
  readonly latestStartMs: number
  readonly slackMs: number
  readonly critical: boolean
}

/** What a workflow comes to if there is always an instrument free. */
export interface WorkflowPlanView {
  readonly duration: DurationRange
  readonly workMs: number
  readonly parallelism: number
  readonly width: number
  readonly criticalPath: readonly string[]
  readonly stages: readonly (readonly string[])[]
  readonly paths: readonly { readonly steps: readonly string[]; readonly durationMs: number }[]
  readonly steps: readonly PlannedWorkflowStep[]
  /** Steps within steps that are too many to be shown. */
  readonly stepsLeftOut: number
  readonly needs: readonly {
    readonly kind: 'instrument' | 'resource'
    /** Of an instrument: the activity. */
    readonly id: string
    readonly peak: number
    readonly over: readonly { readonly fromMs: number; readonly toMs: number; readonly amount: number }[]
  }[]
  readonly assumptions: readonly {
    readonly code: AssumptionCode
    readonly message: string
    readonly steps: readonly string[]
    readonly count: number
  }[]
}
