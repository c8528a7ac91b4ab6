import type { Failure, Step, StepKind } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { RunNode } from '../../workflow/run.ts'
import type { ResourceRequirement } from './resources.ts'
import type { Versioned } from './versioned.ts'

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
