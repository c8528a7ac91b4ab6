import type { Failure, StepKind, Steps, WorkflowDefinition } from '@muster/protocol'
import type { Fault, Timestamp } from '@muster/runtime'

/**
 * What the workflow engine works on: a run, which is a job as its workflow goes. The engine is a function of a run and an event;
 * what it gives are the nodes that changed, and what is to be done. Others keep these (one row for each node) and do it.
 *
 * A **node** is a step, once for each time through what holds it. Its path says where it stands: ids of steps, with the name of a scope
 * between one and the next: `weigh-all.3.weigh` is step `weigh` in the fourth time through `weigh-all`. Scopes are the place in a list
 * (from 0), the time through a loop (from 1), the branch of a switch (from 0), `0` for a group or a workflow used as a step, `fallback`
 * and `undo`. A scope has no node of its own: how it stands follows from the nodes in it. Those of the outermost scope are there from the
 * beginning, all others once their scope begins.
 */

export const NODE_STATES = ['pending', 'open', 'succeeded', 'failed', 'cancelled', 'skipped'] as const
/**
 * `pending`: not begun; `open`: handed over to whoever does it (the scheduler, a person, a clock, a call), or steps within it are
 * under way; `skipped`: not needed, or can't be any more (see `because`).
 */
export type NodeState = (typeof NODE_STATES)[number]

export const SKIP_REASONS = ['when', 'needs', 'stopped', 'enough', 'person', 'moved'] as const
/**
 * `when`: its condition was false, what comes after it goes on; `needs`: a step it needs did not succeed; `stopped`: the job begins
 * nothing more; `enough`: others had succeeded before it began; `person`: somebody said that it is not needed, what comes after goes on;
 * `moved`: the job was moved to a version that has no such step.
 */
export type SkipReason = (typeof SKIP_REASONS)[number]

/**
 * How far a node was asked to stop. `rest`: nothing more is begun in it; `unstarted`: besides, what is handed over ends unless an
 * instrument has begun it; `all`: whatever is under way.
 */
export type Stopping = 'rest' | 'unstarted' | 'all'

/** Where a result was taken over from: an attempt of an earlier job. */
export interface ReusedFrom {
  readonly job: string
  readonly path: string
  readonly attempt: string
}

export interface RunNode {
  readonly path: string
  readonly kind: StepKind
  readonly state: NodeState
  readonly because?: SkipReason
  /** When it was opened. */
  readonly since?: Timestamp
  /**
   * What it was opened with, all expressions worked out (JSON): of an activity the step as it is to be done, of a prompt the question, of a
   * call what it is called with, of a wait what for, of `forEach` the list, of `stepsFrom` the steps.
   */
  readonly input?: unknown
  /** Of what has times through it: how many have begun. Of a switch: the branch. Of a call: how often it was tried since it was opened. */
  readonly begun?: number
  /** Of `forEach` with concurrency `auto`: how many may be under way, as was told last. */
  readonly capacity?: number
  /** How often it was opened, 1 for the first time: by tries of a call, and by people who had it done again. */
  readonly tries?: number
  /** When it is to be looked at again: the end of a wait, of a limit, of the delay before another try. */
  readonly due?: Timestamp
  /** Its own work has failed, and steps in its place are under way. */
  readonly isInFallback?: boolean
  /** A person is asked how to go on after its failure. */
  readonly isAsked?: boolean
  readonly stopping?: Stopping
  /** Of a loop: what came of the time before the one under way. */
  readonly last?: unknown
  /** Of a workflow used as a step: its variables. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** What undoes it is under way, or has been done, with or without success. */
  readonly undo?: 'begun' | 'done' | 'failed'
  readonly result?: unknown
  /** Why it failed. While it is open: of the last try of a call that waits for another, of what its fallback stands in for. */
  readonly failure?: Failure
  /** What stands between it and whoever does it has let it pass, perhaps with another input (event `admit`). */
  readonly isAdmitted?: boolean
  /** It may have begun something. */
  readonly mayHaveStarted?: boolean
  /** The instrument that an activity was done on. */
  readonly instrument?: string
  /** It was not done in this job: its result is that of an earlier one. */
  readonly reusedFrom?: ReusedFrom
  /** Its place in the order of ends, from 1: what ended last is undone first. */
  readonly order?: number
}

export const RUN_PHASES = ['running', 'undoing', 'ended'] as const
export type RunPhase = (typeof RUN_PHASES)[number]
export type RunOutcome = 'succeeded' | 'failed' | 'cancelled'

/** A signal that waits to be taken. */
export interface Signal {
  readonly at: Timestamp
  readonly payload?: unknown
}

/** What a run has besides its nodes. */
export interface RunStatus {
  readonly phase: RunPhase
  /** Nothing more is begun until somebody resumes it. */
  readonly isPaused?: boolean
  /** It has not got its key yet: another job of its workflow has it, and nothing begins. */
  readonly isHeld?: boolean
  /** Asked for its end; with force nothing is undone. */
  readonly cancel?: 'orderly' | 'force'
  /** `rest`: nothing more is begun; `all`: what is under way was asked to stop as well. */
  readonly stopping?: 'rest' | 'all'
  /** What was sent to it and no wait has taken yet, the oldest first. */
  readonly signals?: Readonly<Record<string, readonly Signal[]>>
  readonly variables: Readonly<Record<string, unknown>>
  /** Nodes that have ended so far, for their order. */
  readonly ends: number
  /** The node that is being undone. */
  readonly undoing?: string
  readonly outcome?: RunOutcome
  readonly outputs?: Readonly<Record<string, unknown>>
  /** Of the run itself, such as an output that can't be worked out. */
  readonly failure?: Failure
}

/** What a run goes by. It changes only by steps that are added, and by a move to another version. */
export interface RunPlan {
  readonly definition: WorkflowDefinition
  /** The workflows that steps use, by `name@version`, each as it was when the job was submitted. */
  readonly uses: Readonly<Record<string, WorkflowDefinition>>
  /** Steps that were added to it on the way. */
  readonly added?: Steps
}

/** What does not change in a run, and what expressions may look at besides its nodes. */
export interface RunFacts {
  readonly jobId: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly labels: Readonly<Record<string, string>>
}

/** Something that happened, at a time. Recorded in order: these again give the same run again. */
export type RunEvent = {
  readonly at: Timestamp
} /** `held`: its nodes are there, and nothing begins until it is released. */ & (
  | { readonly kind: 'begin'; readonly held?: boolean }
  | { readonly kind: 'release' }
  /** Whoever does a node is done with it. Of one that is not open, or of another try of it, it changes nothing. */
  | {
      readonly kind: 'ended'
      readonly path: string
      readonly end: 'succeeded' | 'failed' | 'cancelled'
      readonly result?: unknown
      readonly failure?: Failure
      readonly mayHaveStarted?: boolean
      readonly instrument?: string
      /** Nothing was done for it. */
      readonly reusedFrom?: ReusedFrom
      /** Which try it was (`RunNode.tries`). Where left out, the one under way. */
      readonly tries?: number
    }
  /** It was let pass before anything of it was begun. @see RunNode.isAdmitted `input`: what it is done with, where that is not what it was opened with. */
  | { readonly kind: 'admit'; readonly path: string; readonly tries: number; readonly input?: unknown }
  /** A time has come that a node waits for. */
  | { readonly kind: 'due' }
  /** Goes to the wait for it that was opened first; where there is none, it is kept for the next. */
  | { readonly kind: 'signal'; readonly name: string; readonly payload?: unknown }
  /** How many times through may be under way (`auto`). */
  | { readonly kind: 'capacity'; readonly path: string; readonly count: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel'; readonly force: boolean }
  /** An activity waits for another instrument than before: as long as it may, from now on. */
  | { readonly kind: 'elsewhere'; readonly path: string; readonly instrument: string }
  /** By a person: again, though it has ended; with all that comes after it, or without. */
  | { readonly kind: 'retry'; readonly path: string; readonly withFollowers: boolean }
  /** By a person: not needed. */
  | { readonly kind: 'skip'; readonly path: string }
  /** By a person: was done, with this result. */
  | { readonly kind: 'done'; readonly path: string; readonly result?: unknown }
  /** By a person: a step that has not begun is not to be done, and what needs it can't be either. */
  | { readonly kind: 'drop'; readonly path: string }
  /** By a person who was asked: it stays failed. */
  | { readonly kind: 'fail'; readonly path: string }
  /** `uses`: the workflows that they use, pinned. */
  | {
      readonly kind: 'add'
      readonly steps: Steps
      readonly uses?: Readonly<Record<string, WorkflowDefinition>>
    }
  /** `from`: what it went by before, but for added steps, so that what came before can be gone through again. */
  | { readonly kind: 'move'; readonly plan: RunPlan; readonly from?: Omit<RunPlan, 'added'> }
)

/** What happened, as it is told: the time is that of the decision. */
export type Told = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never

/** What is to be done. Each follows from a node's new state, so that after a restart the open nodes say it again. */
export type RunEffect =
  /** Do it: `node.input` says what. */
  | { readonly kind: 'open'; readonly node: RunNode }
  /**
   * Put an end to it: cancel the task, withdraw the question, drop the call. Its end is told by `ended`, if the node is still open.
   * `unlessStarted`: only if no instrument has begun it; else nothing is told, and it goes on. `failure`: what it then failed of; without
   * one it ends as cancelled.
   */
  | {
      readonly kind: 'stop'
      readonly path: string
      readonly unlessStarted?: boolean
      readonly force?: boolean
      readonly failure?: Failure
    }
  /** Ask a person how to go on after a failure (answers: the events `retry`, `skip`, `done`, `fail`). */
  | { readonly kind: 'ask'; readonly path: string; readonly failure: Failure }
  /** Tell, now and whenever it changes, how many times through may be under way: how many instruments have one of these activities. */
  | { readonly kind: 'capacity'; readonly path: string; readonly activities: readonly string[] }
  /** What was to undo a step has failed. */
  | { readonly kind: 'undo-failed'; readonly path: string; readonly failure: Failure }
  | { readonly kind: 'end'; readonly outcome: RunOutcome }

/** What comes of an event: nodes as they are now, new ones included; the status, where it changed. */
export interface RunChange {
  readonly nodes: readonly RunNode[]
  readonly status?: RunStatus
  readonly plan?: RunPlan
  readonly effects: readonly RunEffect[]
}

/** What the engine is given besides, that is the same for all runs. */
export interface RunRules {
  /** What is wrong with steps that come to a run on the way. @param path of the `stepsFrom` that gave them; empty for added ones */
  checkSteps(steps: unknown, plan: RunPlan, path: string): readonly Fault[]
}
