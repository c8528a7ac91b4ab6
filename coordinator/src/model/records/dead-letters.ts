import type { Failure } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import type { Versioned } from './versioned.ts'

/** A task that failed and that nothing will try again by itself: kept until somebody replays or dismisses it. Its id is the task's. */
export interface DeadLetterRecord extends Versioned {
  readonly state: 'open' | 'replayed' | 'dismissed'
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** Of its last attempt. */
  readonly instrumentId?: string
  readonly failure: Failure
  readonly attempts: number
  readonly raisedAt: Timestamp
  readonly endedAt?: Timestamp
  readonly endedBy?: string
}
