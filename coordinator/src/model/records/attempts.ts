import type {
  AttemptEnd,
  AttemptState,
  ControlAction,
  Failure,
  Repeatability,
  ResultFile,
} from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Hold } from './resources.ts'
import type { Versioned } from './versioned.ts'

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
  /** What it left behind, as its agent told. What became of that stands in the row of the table `resultFiles` with its id. */
  readonly files?: readonly ResultFile[]
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
