import type { Timestamp } from '@muster/runtime'
import type { Parameters } from './plan.ts'

/** Who ended a run before its time. */
export type StoppedBy = 'client' | 'panel'

/** A run as the instrument sees it. What it holds depends on its state. */
export type RunState =
  | { readonly name: 'running' }
  | { readonly name: 'paused' }
  | { readonly name: 'completed'; readonly at: Timestamp }
  | { readonly name: 'stopped'; readonly at: Timestamp; readonly by: StoppedBy }
  | { readonly name: 'aborted'; readonly at: Timestamp; readonly by: StoppedBy }
  | { readonly name: 'failed'; readonly at: Timestamp; readonly error: string }

/** One physical run, as it is now. */
export interface Run {
  /** Which physical start of the instrument it was; as in the ledger. */
  readonly start: number
  readonly jobOrderId: string | null
  readonly activity: string
  readonly parameters: Parameters
  readonly startedAt: Timestamp
  readonly state: RunState
  /** What there is to report so far; complete once the state is an end. */
  readonly results: Parameters
}

export function isOver(state: RunState): boolean {
  return state.name !== 'running' && state.name !== 'paused'
}
