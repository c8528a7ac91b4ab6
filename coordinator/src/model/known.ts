import type { ActivityDescription, InstrumentDescription } from '@muster/protocol'
import type { Parsed } from '@muster/runtime'
import type { TaskRecord } from './records.ts'

/** An instrument's activity with its parameters' schema compiled. */
export interface OfferedActivity {
  readonly description: ActivityDescription
  readonly parse: (parameters: unknown) => Parsed<unknown>
}

/** What an agent says of one of its instruments, ready for use. */
export interface KnownInstrument {
  readonly description: InstrumentDescription
  readonly agentId: string
  /** The instrument's labels over its agent's. */
  readonly labels: Readonly<Record<string, string>>
  /** Of its agent. */
  readonly roles: readonly string[]
  /** Its agent remembers who is in a run with others. */
  readonly keepsBatches?: boolean
  readonly activities: ReadonlyMap<string, OfferedActivity>
}

/** Tasks that silent agents might have run wait until these have told their history, or a person says go on. */
export interface Recovery {
  /** Tasks of jobs up to this sequence were in the backup. */
  readonly lastSequence: number
  readonly waitingFor: Set<string>
}

export const lastKey = (activity: string, label: string, value: string): string =>
  `${activity}\0${label}\0${value}`

export const causeOf = (kind: string, subject: string): string => `${kind} ${subject}`

/**
 * The id of a task's nth attempt. It follows from the task, so that a coordinator whose store was put back
 * from a backup asks an agent again under the name that the agent already knows.
 */
export const attemptIdOf = (taskId: string, number: number): string => `${taskId}-${number}`

/** In the place of a prompt's id, where a task is held since its job is paused. */
export const JOB_PAUSED = 'job-paused'

/** Whether something keeps a task of the queue from being offered that ends by itself, or by a person. */
export const isHeld = ({ heldBy, atMiddleware }: TaskRecord): boolean =>
  heldBy !== undefined || atMiddleware !== undefined
