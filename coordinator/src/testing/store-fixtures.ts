import type {
  AgentRecord,
  AttemptRecord,
  AuditEvent,
  BreakerRecord,
  DeadLetterRecord,
  EscalationRecord,
  InstrumentRecord,
  JobRecord,
  PauseRecord,
  PromptRecord,
  ResourceRecord,
  ResultFilesRecord,
  SampleRecord,
  TaskRecord,
} from '../model/records.ts'
import type { ScheduleRecord, SeenFileRecord, TriggerRecord } from '../model/trigger-records.ts'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import { type Change, perTable, type Rows, type Store, type Term } from '../store/store.ts'

/** 2026-03-01T08:00:00Z; job `n` is submitted n minutes later. */
const START = 1_772_352_000_000
const MINUTE = 60_000

export function submittedAt(sequence: number): number {
  return START + sequence * MINUTE
}

export function aJob(sequence: number, patch: Partial<JobRecord> = {}): JobRecord {
  return {
    id: `job-${sequence}`,
    version: 1,
    sequence,
    name: `Bracket ${sequence}`,
    definition: { muster: 1, name: 'single-activity', version: 1, steps: { run: { activity: 'print' } } },
    priority: 50,
    labels: {},
    state: 'queued',
    submittedBy: 'person:anna',
    submittedAt: submittedAt(sequence),
    ...patch,
  }
}

export function aTask(job: JobRecord, step = 'run', patch: Partial<TaskRecord> = {}): TaskRecord {
  return {
    id: `${job.id}-${step}`,
    version: 1,
    jobId: job.id,
    step,
    sequence: job.sequence,
    priority: job.priority,
    activity: 'print',
    parametersJson: '{"layers":333}',
    needs: [],
    state: 'queued',
    attempts: 0,
    failures: 0,
    ...patch,
  }
}

export function anAttempt(
  task: TaskRecord,
  fence: number,
  patch: Partial<AttemptRecord> = {},
): AttemptRecord {
  const number = patch.number ?? 1
  return {
    id: `${task.id}-${number}`,
    version: 1,
    jobId: task.jobId,
    taskId: task.id,
    number,
    instrumentId: 'printer',
    agentId: 'hall-2',
    fence,
    activity: task.activity,
    repeatability: 'safe-until-started',
    state: 'offered',
    offeredAt: START,
    revision: 0,
    ...patch,
  }
}

export function anInstrument(fence: number, patch: Partial<InstrumentRecord> = {}): InstrumentRecord {
  return { id: 'printer', version: 1, agentId: 'hall-2', journalId: 'journal-1', fence, ...patch }
}

export function anAgent(patch: Partial<AgentRecord> = {}): AgentRecord {
  return {
    id: 'hall-2',
    version: 1,
    journalId: 'journal-1',
    bootId: 'boot-1',
    bootWrites: 4,
    journalWrites: 7,
    connection: 1,
    acked: 0,
    formerJournals: [],
    formerBoots: [],
    instruments: [
      {
        id: 'printer',
        kind: 'binder-jet',
        driver: 'opc-ua-lads',
        keepsIds: true,
        activities: [],
        labels: { hall: '2' },
      },
    ],
    roles: [],
    labels: {},
    maxConcurrentTasks: 1,
    executed: 0,
    succeeded: 0,
    failed: 0,
    durationMs: 0,
    firstSeenAt: START,
    ...patch,
  }
}

export function aPrompt(id: string, patch: Partial<PromptRecord> = {}): PromptRecord {
  return {
    id,
    version: 1,
    kind: 'verify-start',
    subject: `attempt-of-${id}`,
    question: 'Did it start?',
    known: 'The printer rebooted at layer 150 of 333.',
    answers: [{ id: 'started', title: 'It runs', leadsTo: 'The run is followed.' }],
    state: 'open',
    raisedAt: START,
    ...patch,
  }
}

export function anEscalation(id: string, patch: Partial<EscalationRecord> = {}): EscalationRecord {
  return {
    id,
    version: 1,
    kind: 'agent-silent',
    severity: 'warning',
    state: 'open',
    entries: [{ subject: 'hall-2', message: 'nothing is heard', since: START, count: 1, links: {} }],
    occurrences: 1,
    firstRaisedAt: START,
    raisedAt: START,
    comments: [],
    rung: 0,
    deliveries: [],
    ...patch,
  }
}

export function aBreaker(id: string, patch: Partial<BreakerRecord> = {}): BreakerRecord {
  return {
    id,
    version: 1,
    state: 'closed',
    failures: 2,
    successes: 0,
    opened: 0,
    changedAt: START,
    reason: '',
    ...patch,
  }
}

export function aDeadLetter(id: string, patch: Partial<DeadLetterRecord> = {}): DeadLetterRecord {
  return {
    id,
    version: 1,
    state: 'open',
    jobId: 'job-1',
    step: 'run',
    activity: 'print',
    failure: { code: 'jam', message: 'the recoater jammed', category: 'instrument', started: 'yes' },
    attempts: 1,
    raisedAt: START,
    ...patch,
  }
}

export function aResource(id: string, patch: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    id,
    version: 1,
    kind: 'countable',
    unit: 'pieces',
    capacity: 8,
    leases: [],
    recycling: [],
    taken: 0,
    usedUp: 0,
    heldMs: 0,
    ...patch,
  }
}

export function aSample(id: string, patch: Partial<SampleRecord> = {}): SampleRecord {
  return { id, version: 1, since: START, by: 'person:anna', ...patch }
}

export function aPause(id: string, patch: Partial<PauseRecord> = {}): PauseRecord {
  return { id, version: 1, state: 'paused', reason: 'the vent is open', by: 'anna', at: START, ...patch }
}

export function aWorkflow(number: number, patch: Partial<WorkflowRecord> = {}): WorkflowRecord {
  const { name = 'sinter-study' } = patch
  return {
    id: `${name}@${number}`,
    version: 1,
    name,
    number,
    definition: { muster: 1, name, version: number, steps: { run: { activity: 'print' } } },
    hash: `hash of ${number}`,
    registeredAt: START,
    by: 'anna',
    ...patch,
  }
}

export function anEvent(kind: string, subject: string, jobId?: string): AuditEvent {
  const event = { at: START, actor: 'rule:test', kind, subject, details: { because: 'a test', count: 2 } }
  return jobId === undefined ? event : { ...event, jobId }
}

/** A decision with these rows, and one event that tells of it. */
export function aChange(rows: Partial<Rows>, more: Partial<Omit<Change, 'rows'>> = {}): Change {
  return {
    intent: 'test',
    rows: { ...perTable<Rows>(() => []), ...rows },
    events: [anEvent('test.changed', 'something')],
    ...more,
  }
}

/** The row as the next decision leaves it. */
export function next<T extends { readonly version: number }>(row: T, patch: Partial<T> = {}): T {
  return { ...row, version: row.version + 1, ...patch }
}

export async function commitRows(store: Store, term: Term, rows: Partial<Rows>): Promise<number> {
  return store.commit(term, [aChange(rows)])
}

/** What a store answers, as one value that two stores, or two moments, can be compared by. */
export async function everythingIn(store: Store): Promise<unknown> {
  const jobs = await store.jobs({ limit: 500 })
  const tasks = await Promise.all(jobs.map(job => store.tasksOfJob(job.id)))
  const attempts = await Promise.all(tasks.flat().map(task => store.attemptsOfTask(task.id)))
  return {
    jobs,
    tasks,
    attempts,
    open: await store.loadOpenWork(),
    prompts: await store.list('prompts', 'all', 500),
    escalations: await store.list('escalations', 'all', 500),
    deadLetters: await store.list('deadLetters', 'all', 500),
    seenFiles: await store.list('seenFiles', 'all', 500),
    resultFiles: await store.list('resultFiles', 'all', 500),
    events: await store.events({ limit: 10_000 }),
    counts: await store.counts(),
  }
}

export function aSchedule(id: string, patch: Partial<ScheduleRecord> = {}): ScheduleRecord {
  return {
    id,
    version: 1,
    state: 'active',
    by: 'anna',
    createdAt: START,
    uses: 'sinter-study',
    cron: '30 6 * * *',
    timeZone: 'Europe/Berlin',
    missed: 'skip',
    grace: MINUTE,
    overlap: 'allow',
    passedTo: START,
    ...patch,
  }
}

export function aTrigger(id: string, patch: Partial<TriggerRecord> = {}): TriggerRecord {
  return {
    id,
    version: 1,
    state: 'active',
    by: 'anna',
    createdAt: START,
    uses: 'sinter-study',
    on: { webhook: { secret: 'lims' } },
    begun: 0,
    refused: 0,
    ...patch,
  }
}

export const aSeenFile = (id: string): SeenFileRecord => ({
  id,
  version: 1,
  state: 'begun',
  raisedAt: START,
  identity: '10 1 1',
  job: 'job-1',
})

export const someResultFiles = (id: string, patch: Partial<ResultFilesRecord> = {}): ResultFilesRecord => ({
  id,
  version: 1,
  state: 'expected',
  jobId: 'job-1',
  taskIds: ['job-1-run'],
  agentId: 'hall-2',
  instrumentId: 'printer',
  raisedAt: START,
  files: [
    { name: 'scan 1.xy', size: 3, sha256: 'ab'.repeat(32), mediaType: 'text/plain', state: 'expected' },
    { name: '*.log', problem: 'the run left no file /data/*.log', state: 'failed' },
  ],
  ...patch,
})
