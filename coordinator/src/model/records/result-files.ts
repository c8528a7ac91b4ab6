import type { ResultFile } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

export const RESULT_FILE_STATES = ['expected', 'stored', 'failed', 'removed'] as const
/** `removed`: it was stored, and the time for which files are kept is over. */
export type ResultFileState = (typeof RESULT_FILE_STATES)[number]

/** A file that a run left behind, as its agent told, and what became of it here. */
export interface StoredResultFile extends ResultFile {
  readonly state: ResultFileState
  readonly storedAt?: Timestamp
}

/** What an attempt left behind. Its id is the attempt's; an attempt without files has none. */
export interface ResultFilesRecord extends Versioned {
  /** `expected` as long as any of them is; then `failed` if any of them is. */
  readonly state: ResultFileState
  readonly jobId: string
  /** Of the attempt: more than one of a batch. */
  readonly taskIds: readonly string[]
  readonly agentId: string
  readonly instrumentId: string
  /** When they were told of. */
  readonly raisedAt: Timestamp
  /** In the order of the report, by which the agent counts them. */
  readonly files: readonly StoredResultFile[]
}

export function stateOfAll(files: readonly StoredResultFile[]): ResultFileState {
  const some = (state: ResultFileState) => files.some(file => file.state === state)
  return (['expected', 'failed', 'stored'] as const).find(some) ?? 'removed'
}
