import type { Timestamp } from '@muster/runtime'
import type { Backlog } from '../scheduler/backlog.ts'
import type { Durations } from '../scheduler/durations.ts'
import type { Entry } from '../scheduler/line.ts'
import type { Obstacle } from '../scheduler/obstacle.ts'
import type { Pool, TaskClass } from '../scheduler/pool.ts'
import type { Reservation } from '../scheduler/reservation.ts'
import type { Ledger } from '../scheduler/resources/ledger.ts'
import type { SchedulerRules } from '../scheduler/rules.ts'
import type { SchedulerSettings } from '../scheduler/settings.ts'
import type { Shares } from '../scheduler/shares.ts'
import type { Urgent } from '../scheduler/urgent.ts'
import type { Limits } from '../supervisor/settings.ts'
import type { KnownInstrument, Recovery } from './known.ts'
import type { JobKeysView } from './job-keys.ts'
import type { AgentLive } from './live.ts'
import type {
  AgentRecord,
  AttemptRecord,
  BreakerRecord,
  InstrumentRecord,
  JobRecord,
  PauseRecord,
  PromptRecord,
  TaskRecord,
} from './records.ts'

/** What stands in the queue, as those see it who do not change it. */
export interface BoardView {
  readonly rules: SchedulerRules
  readonly shares: Shares
  /** Wall time at the last look. */
  readonly now: Timestamp
  readonly size: number
  readonly pools: Iterable<Pool>
  readonly reservations: {
    of(taskId: string): Reservation | undefined
    obstacle(task: TaskRecord, instrument: KnownInstrument, now: Timestamp): Obstacle | undefined
  }
  tasks(): Iterable<TaskRecord>
  placeOf(taskId: string): { readonly entry: Entry; readonly group: TaskClass } | undefined
  leftOut(): Iterable<{ readonly entry: Entry; readonly group: TaskClass }>
  isReleased(task: TaskRecord): boolean
  /** The task that goes first, and for which a resource is kept from this one. */
  keptFor(taskId: string): TaskRecord | undefined
}

/** The state as the scheduler sees it: all that its decisions are made from, and nothing that it could change. */
export interface Snapshot {
  readonly jobs: ReadonlyMap<string, JobRecord>
  readonly tasks: ReadonlyMap<string, TaskRecord>
  readonly attempts: ReadonlyMap<string, AttemptRecord>
  readonly agents: ReadonlyMap<string, AgentRecord>
  readonly instruments: ReadonlyMap<string, InstrumentRecord>
  readonly prompts: ReadonlyMap<string, PromptRecord>
  readonly breakers: ReadonlyMap<string, BreakerRecord>
  readonly pauses: ReadonlyMap<string, PauseRecord>
  readonly live: ReadonlyMap<string, AgentLive>
  readonly known: ReadonlyMap<string, KnownInstrument>
  /** By `lastKey`: the instrument that did an activity last for jobs with a label. */
  readonly lastDoneOn: ReadonlyMap<string, string>
  readonly openAttemptByInstrument: ReadonlyMap<string, string>
  readonly openAttemptsByAgent: ReadonlyMap<string, ReadonlySet<string>>
  /** Jobs that exclude each other. */
  readonly keys: JobKeysView
  readonly board: BoardView
  readonly backlog: Backlog
  readonly urgent: Urgent
  readonly durations: Durations
  readonly resources: Ledger
  readonly limits: Limits
  readonly schedulerSettings: SchedulerSettings
  readonly recovering: Recovery | undefined
  tasksOf(jobId: string): TaskRecord[]
}
