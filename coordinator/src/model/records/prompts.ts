import type { JsonSchema, Timestamp } from '@muster/runtime'
import type { NotBegun } from './jobs.ts'
import type { Versioned } from './versioned.ts'

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
