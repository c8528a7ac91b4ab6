import type { TaskView } from './api-types.ts'

/** A task that waits for an instrument. Times are ISO 8601 in UTC. */
export interface QueuedTask {
  readonly id: string
  readonly jobId: string
  readonly step: string
  readonly activity: string
  /** The one that it asks for. */
  readonly instrument?: string
  /** Who submitted its job. */
  readonly user: string
  /** Whose share it counts to. */
  readonly share: string
  readonly priority: number
  /** With what it has risen by waiting. */
  readonly effectivePriority: number
  /** The latest time at which it should start. */
  readonly latestStart: string
  readonly queuedAt?: string
  /** Among the tasks that compete with it for instruments; 1 is first. */
  readonly position: number
  readonly order?: NonNullable<TaskView['order']>
}

export interface QueuePage {
  /** Tasks that wait for an instrument only, wanted or not. */
  readonly waiting: number
  readonly tasks: readonly QueuedTask[]
  readonly nextCursor?: string
}

export interface QueueFilter {
  readonly activity?: string
  /** What could be done on it. */
  readonly instrument?: string
  /** Who submitted. */
  readonly user?: string
}

/** What nothing new begins at. */
export interface PauseView {
  /** `queue`, or such as `instrument:furnace-1`. */
  readonly id: string
  readonly of: 'queue' | 'instrument' | 'agent' | 'activity'
  readonly name: string
  readonly state: 'paused' | 'resumed'
  readonly reason: string
  readonly by: string
  readonly at: string
  /** When it resumes by itself. */
  readonly until?: string
  /** Attempts that go on there. */
  readonly underWay: number
  /** While it is paused: whether anything still goes on there. */
  readonly drain?: 'draining' | 'drained'
  readonly drainedAt?: string
}
