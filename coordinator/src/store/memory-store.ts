import { isAttemptEnd } from '@muster/protocol'
import { MusterError, type Random } from '@muster/runtime'
import {
  type AttemptRecord,
  isOpenJob,
  type JobRecord,
  noJobs,
  type StoredEvent,
  type TaskRecord,
} from '../model/records.ts'
import { inOrder } from './attempt-order.ts'
import { CHAIN_START, chainEvent } from './audit-chain.ts'
import { checkTerm } from './change-rules.ts'
import { nextEpoch, wasRestored } from './mark.ts'
import { MemoryDatabase, MemoryDisk } from './memory-disk.ts'
import { StagedRows } from './staged-rows.ts'
import {
  type Change,
  type JobFilter,
  type ListedTable,
  type OpenWork,
  RESOLVED_AT_HAND,
  type Store,
  type StoreCounts,
  type Tables,
} from './store.ts'

export interface MemoryStoreOptions {
  readonly random: Random
  /** Where what was committed stays when the store is gone; without it, nowhere. */
  readonly disk?: MemoryDisk
}

/**
 * A store for tests and simulations. A new one on the same disk is a new process after the old one. It takes effect
 * within the call and resolves by microtasks, so that a run repeats from its seed.
 */
export function createMemoryStore({ random, disk = new MemoryDisk() }: MemoryStoreOptions): Store {
  let open = true
  const database = (): MemoryDatabase => {
    if (!open) throw new MusterError('store-closed', 'unavailable', 'the store was closed')
    return (disk.database ??= new MemoryDatabase(random.id()))
  }
  return {
    async identity() {
      const mark = database().mark()
      return { ...mark, restored: wasRestored(mark, disk.mark) }
    },
    async takeLead(leadId, heardEpoch) {
      const held = database()
      const restored = wasRestored(held.mark(), disk.mark)
      held.term = { epoch: nextEpoch(held.mark(), disk.mark, heardEpoch), leadId }
      // Until what follows from a restore is committed, it has to be seen again after a crash.
      if (!restored) disk.mark = held.mark()
      return held.term
    },
    async commit(term, changes) {
      const held = database()
      checkTerm(term, held.term)
      const staged = new StagedRows(held)
      for (const change of changes) staged.stage(change)
      held.apply(staged, chainAll(held.events.at(-1), changes))
      disk.mark = held.mark()
      return held.writes
    },
    loadOpenWork: async () => openWork(database()),
    job: async id => database().rows.jobs.get(id),
    jobs: async filter => findJobs(database(), filter),
    task: async id => database().rows.tasks.get(id),
    tasksOfJob: async jobId => tasksOfJob(database(), jobId),
    attempt: async id => database().rows.attempts.get(id),
    attemptsOfTask: async taskId => attemptsOfTask(database(), taskId),
    listed: async (table, id) => database().row(table, id),
    async list(table, state, limit, after) {
      const rows = list(database(), table, 'all')
      const last = rows.findIndex(({ id }) => id === after?.id)
      const isBeyond = ({ raisedAt }: { readonly raisedAt: number }, place: number): boolean =>
        !after || raisedAt < after.raisedAt || (raisedAt === after.raisedAt && place > last && last >= 0)
      const wanted = rows.filter(isBeyond).filter(row => state === 'all' || row.state === state)
      return wanted.slice(0, limit)
    },
    async events({ after = 0, jobId, limit }) {
      const later = database().events.slice(after, jobId === undefined ? after + limit : undefined)
      return later.filter(event => jobId === undefined || event.jobId === jobId).slice(0, limit)
    },
    idempotency: async key => database().idempotency(key),
    async forgetIdempotency(before) {
      const records = database().idempotencyRecords
      for (const record of [...records.values()]) {
        if (record.at < before) records.delete(record.key)
      }
    },
    counts: async () => countRows(database()),
    async close() {
      open = false
    },
  }
}

function chainAll(last: StoredEvent | undefined, changes: readonly Change[]): StoredEvent[] {
  let number = last?.number ?? 0
  let hash = last?.hash ?? CHAIN_START
  const chained: StoredEvent[] = []
  for (const event of changes.flatMap(change => change.events)) {
    number += 1
    const stored = chainEvent(event, number, hash)
    hash = stored.hash
    chained.push(stored)
  }
  return chained
}

function openWork(held: MemoryDatabase): OpenWork {
  const all = bySequence([...held.rows.jobs.values()])
  const jobs = all.filter(job => isOpenJob(job.state))
  const tasks = jobs.flatMap(job => tasksOfJob(held, job.id))
  const attempts = tasks.flatMap(task => {
    const ofTask = attemptsOfTask(held, task.id)
    return ofTask.filter((attempt, at) => !isAttemptEnd(attempt.state) || at === ofTask.length - 1)
  })
  // What several tasks are in is there once.
  const once = [...new Set(attempts)]
  return {
    jobs,
    tasks,
    attempts: once,
    agents: byId([...held.rows.agents.values()]),
    instruments: byId([...held.rows.instruments.values()]),
    prompts: list(held, 'prompts', 'open').reverse(),
    escalations: [
      ...list(held, 'escalations', 'resolved').slice(0, RESOLVED_AT_HAND),
      ...list(held, 'escalations', 'open'),
    ].reverse(),
    breakers: byId([...held.rows.breakers.values()]),
    resources: byId([...held.rows.resources.values()]),
    samples: byId([...held.rows.samples.values()]),
    pauses: byId([...held.rows.pauses.values()]),
    workflows: byId([...held.rows.workflows.values()]),
    schedules: byId([...held.rows.schedules.values()]),
    triggers: byId([...held.rows.triggers.values()]),
    resultFiles: list(held, 'resultFiles', 'expected').reverse(),
    lastSequence: all.at(-1)?.sequence ?? 0,
  }
}

function findJobs(held: MemoryDatabase, filter: JobFilter): JobRecord[] {
  const found = [...held.rows.jobs.values()].filter(job => {
    if (filter.before !== undefined && job.sequence >= filter.before) return false
    if (filter.submittedFrom !== undefined && job.submittedAt < filter.submittedFrom) return false
    if (filter.submittedBefore !== undefined && job.submittedAt >= filter.submittedBefore) return false
    if (filter.states && !filter.states.includes(job.state)) return false
    for (const [name, value] of Object.entries(filter.labels ?? {})) {
      if (job.labels[name] !== value) return false
    }
    return filter.instrument === undefined || usesInstrument(held, job, filter.instrument)
  })
  return bySequence(found).reverse().slice(0, filter.limit)
}

function usesInstrument(held: MemoryDatabase, job: JobRecord, instrument: string): boolean {
  return tasksOfJob(held, job.id).some(task => {
    if (task.instrument === instrument) return true
    return attemptsOfTask(held, task.id).some(attempt => attempt.instrumentId === instrument)
  })
}

function tasksOfJob(held: MemoryDatabase, jobId: string): TaskRecord[] {
  const tasks = [...(held.tasksOfJob.get(jobId) ?? [])].map(id => held.rows.tasks.get(id))
  return bySequence(tasks.filter(task => task !== undefined))
}

function attemptsOfTask(held: MemoryDatabase, taskId: string): AttemptRecord[] {
  const attempts = [...(held.attemptsOfTask.get(taskId) ?? [])].flatMap(
    id => held.rows.attempts.get(id) ?? [],
  )
  const own = attempts.filter(attempt => attempt.taskId === taskId).sort((a, b) => a.number - b.number)
  return inOrder(
    own,
    // Who is in a run that is taken over after a restore may be others than was known.
    attempts.filter(attempt => attempt.taskId !== taskId && attempt.members?.includes(taskId) === true),
  )
}

/** Newest first. */
function list<T extends ListedTable>(
  held: MemoryDatabase,
  table: T,
  state: Tables[T]['state'] | 'all',
): Tables[T][] {
  const rows: ReadonlyMap<string, Tables[T]> = held.rows[table]
  const found = [...rows.values()].filter(row => state === 'all' || row.state === state)
  return found.sort((a, b) => a.raisedAt - b.raisedAt).reverse()
}

function countRows(held: MemoryDatabase): StoreCounts {
  const jobs = noJobs()
  for (const job of held.rows.jobs.values()) jobs[job.state] += 1
  return { jobs, events: held.events.length }
}

function bySequence<T extends { readonly sequence: number }>(rows: T[]): T[] {
  return rows.sort((a, b) => a.sequence - b.sequence)
}

function byId<T extends { readonly id: string }>(rows: T[]): T[] {
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}
