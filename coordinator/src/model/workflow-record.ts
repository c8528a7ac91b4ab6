import type { WorkflowDefinition } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'

/** One version of a registered workflow. Its id is `name@number`. Only whether it is retired ever changes. */
export interface WorkflowRecord {
  readonly id: string
  /** Of the row: one more with each change. */
  readonly version: number
  readonly name: string
  /** Its version as people know it, from 1. */
  readonly number: number
  /** With its version. */
  readonly definition: WorkflowDefinition
  /** SHA-256 of what it says (see work/workflows.ts). */
  readonly hash: string
  readonly registeredAt: Timestamp
  /** The name of a person. */
  readonly by: string
  readonly title?: string
  /** On the latest version: none of the versions is used for new jobs any more. */
  readonly retired?: { readonly by: string; readonly reason: string; readonly at: Timestamp }
}
