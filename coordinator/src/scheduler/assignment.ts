import type { TaskRecord } from '../model/records.ts'
import type { Taking } from './resources/shortage.ts'

/** A task and the instrument it should go to. */
export interface Assignment {
  readonly task: TaskRecord
  readonly instrumentId: string
  readonly agentId: string
  /** Others of its job that are to be started with it, or none of them. */
  readonly together?: readonly Assignment[]
  /** What it is given, where that was worked out with others. */
  readonly taking?: Taking
  /** Others that are in the same run. */
  readonly members?: readonly TaskRecord[]
}
