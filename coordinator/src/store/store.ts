import { MusterError, type Timestamp } from '@muster/runtime'
import type {
  AgentRecord,
  AttemptRecord,
  AuditEvent,
  BreakerRecord,
  DeadLetterRecord,
  EscalationRecord,
  IdempotencyRecord,
  InstrumentRecord,
  JobRecord,
  JobState,
  PauseRecord,
  PromptRecord,
  ResourceRecord,
  ResultFilesRecord,
  SampleRecord,
  StoredEvent,
  TaskRecord,
} from '../model/records.ts'
import type { ScheduleRecord, SeenFileRecord, TriggerRecord } from '../model/trigger-records.ts'
import type { WorkflowRecord } from '../model/workflow-record.ts'

/** So many resolved escalations are kept at hand. */
export const RESOLVED_AT_HAND = 500

/** Who leads, and since which epoch. Checked inside every commit. */
export interface Term {
  readonly epoch: number
  readonly leadId: string
}

export interface StoreIdentity {
  readonly storeId: string
  /** Commits so far. */
  readonly writes: number
  readonly epoch: number
  /**
   * The store is older than what was written through it before: it was put back from a backup. It says so until the first
   * commit, so that a process that ends between taking the lead and that commit leaves it to the next to see.
   */
  readonly restored: boolean
}

/** The tables, each with the type of its rows. */
export interface Tables {
  readonly jobs: JobRecord
  readonly tasks: TaskRecord
  readonly attempts: AttemptRecord
  readonly agents: AgentRecord
  readonly instruments: InstrumentRecord
  readonly prompts: PromptRecord
  readonly escalations: EscalationRecord
  readonly breakers: BreakerRecord
  readonly deadLetters: DeadLetterRecord
  readonly resources: ResourceRecord
  readonly samples: SampleRecord
  readonly pauses: PauseRecord
  readonly workflows: WorkflowRecord
  readonly schedules: ScheduleRecord
  readonly triggers: TriggerRecord
  readonly seenFiles: SeenFileRecord
  readonly resultFiles: ResultFilesRecord
}
export type TableName = keyof Tables
export const TABLE_NAMES = [
  'jobs',
  'tasks',
  'attempts',
  'agents',
  'instruments',
  'prompts',
  'escalations',
  'breakers',
  'deadLetters',
  'resources',
  'samples',
  'pauses',
  'workflows',
  'schedules',
  'triggers',
  'seenFiles',
  'resultFiles',
] as const satisfies readonly TableName[]

/** Every row as it is after the change; inserts have version 1, others one more than what is stored. */
export type Rows = { readonly [T in TableName]: readonly Tables[T][] }

/** What is raised, is open for a while, and is looked through by its state. */
export const LISTED_TABLES = [
  'prompts',
  'escalations',
  'deadLetters',
  'seenFiles',
  'resultFiles',
] as const satisfies readonly TableName[]
export type ListedTable = (typeof LISTED_TABLES)[number]

/** For each table what `make` gives. */
export function perTable<Values extends Record<TableName, unknown>>(
  make: <T extends TableName>(table: T) => Values[T],
): Values {
  // For each decision, and so without lists in between.
  const made: Partial<Record<TableName, unknown>> = {}
  for (const table of TABLE_NAMES) made[table] = make(table)
  return made as Values
}

/** One decision: all of it is committed, or none. `intent` names it, for errors and for people reading logs. */
export interface Change {
  readonly intent: string
  readonly rows: Rows
  readonly events: readonly AuditEvent[]
  readonly idempotency?: IdempotencyRecord
}

/** What a coordinator needs to go on where the last one stopped. Ended jobs are not in it. */
export interface OpenWork {
  readonly jobs: readonly JobRecord[]
  /** All tasks of those jobs. */
  readonly tasks: readonly TaskRecord[]
  /** The attempts of those tasks that have not ended, and the last one of each task. */
  readonly attempts: readonly AttemptRecord[]
  readonly agents: readonly AgentRecord[]
  readonly instruments: readonly InstrumentRecord[]
  /** Open ones. */
  readonly prompts: readonly PromptRecord[]
  /** Open ones, and the last that were resolved: what comes back is known as such. */
  readonly escalations: readonly EscalationRecord[]
  readonly breakers: readonly BreakerRecord[]
  readonly resources: readonly ResourceRecord[]
  readonly samples: readonly SampleRecord[]
  readonly pauses: readonly PauseRecord[]
  /** All versions of all registered workflows. */
  readonly workflows: readonly WorkflowRecord[]
  /** Deleted ones too. */
  readonly schedules: readonly ScheduleRecord[]
  readonly triggers: readonly TriggerRecord[]
  /** Those of which something is expected. */
  readonly resultFiles: readonly ResultFilesRecord[]
  /** Highest of jobs so far. */
  readonly lastSequence: number
}

export interface JobFilter {
  readonly states?: readonly JobState[]
  /** Jobs that had or ask for a task on this instrument. */
  readonly instrument?: string
  /** All of these labels. */
  readonly labels?: Readonly<Record<string, string>>
  readonly submittedFrom?: Timestamp
  readonly submittedBefore?: Timestamp
  /** Only jobs whose sequence is below it: the cursor of the page before. */
  readonly before?: number
  /** 1 to 500. */
  readonly limit: number
}

/** A row of a list as it was when it was listed. */
export interface ListCursor {
  readonly raisedAt: Timestamp
  readonly id: string
}

export interface StoreCounts {
  readonly jobs: Readonly<Record<JobState, number>>
  readonly events: number
}

/**
 * Where truth lies. Implementations pass one contract suite. Reads see what has been committed.
 *
 * `commit` is the one door for a change of state. It checks, in the same transaction: the term is still the
 * stored one; each row's version is built on the stored row; attempts move only as the table of states allows; a new attempt's
 * fence is above all before it at its instrument; a task and an instrument have one open attempt at the most.
 */
export interface Store {
  identity(): Promise<StoreIdentity>
  /**
   * Takes the lead: the new epoch is 1 + the highest of the stored one, `heardEpoch` and, after a restore, the ones used
   * before it as far as that is known; durable when this resolves.
   */
  takeLead(leadId: string, heardEpoch: number): Promise<Term>
  /**
   * Makes all changes durable in one transaction, in order, and returns the store's count of commits after it.
   * @throws StoreConflictError when the term is over or a change is not built on what is stored; nothing was stored.
   */
  commit(term: Term, changes: readonly Change[]): Promise<number>
  loadOpenWork(): Promise<OpenWork>
  job(id: string): Promise<JobRecord | undefined>
  /** Newest first. */
  jobs(filter: JobFilter): Promise<readonly JobRecord[]>
  task(id: string): Promise<TaskRecord | undefined>
  /** In the order of the workflow. */
  tasksOfJob(jobId: string): Promise<readonly TaskRecord[]>
  attempt(id: string): Promise<AttemptRecord | undefined>
  /** In the order they were made. */
  attemptsOfTask(taskId: string): Promise<readonly AttemptRecord[]>
  listed<T extends ListedTable>(table: T, id: string): Promise<Tables[T] | undefined>
  /** Newest first, by when they were (last) raised. @param after the last of the page before */
  list<T extends ListedTable>(
    table: T,
    state: Tables[T]['state'] | 'all',
    limit: number,
    after?: ListCursor,
  ): Promise<readonly Tables[T][]>
  /** Events numbered above `after`, in order. */
  events(filter: {
    readonly after?: number
    readonly jobId?: string
    readonly limit: number
  }): Promise<readonly StoredEvent[]>
  idempotency(key: string): Promise<IdempotencyRecord | undefined>
  /** Forgets keys given before `before`. */
  forgetIdempotency(before: Timestamp): Promise<void>
  counts(): Promise<StoreCounts>
  close(): Promise<void>
}

/** A commit was refused because the store has moved on: another leads, or a row is not what it was built on. */
export class StoreConflictError extends MusterError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super('store-conflict', 'conflict', message, { details })
  }
}
