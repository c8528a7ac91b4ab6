import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { isAttemptEnd } from '@muster/protocol'
import type { AgentRecord, AttemptRecord, JobRecord, JobState, TaskRecord } from '../../model/records.ts'
import { eventContent, linkHash } from '../audit-chain.ts'
import type { StagedRows } from '../staged-rows.ts'
import { type Change, LISTED_TABLES, type ListedTable, type Tables } from '../store.ts'
import type { RowCache } from './row-cache.ts'
import { hasSamePlan, partsOf, SQL_NAMES } from './rows.ts'

/** The last link of the chain of events. */
export interface ChainEnd {
  readonly number: number
  readonly hash: string
}

/**
 * Writes what was staged, inside the caller's transaction. Where no column that is searched by has changed, only the body
 * is written, which spares the indexes.
 */
export class RowWriter {
  readonly #cache: RowCache
  readonly #statements: ReturnType<typeof prepare>

  constructor(database: DatabaseSync, cache: RowCache) {
    this.#cache = cache
    this.#statements = prepare(database)
  }

  writeRows(staged: StagedRows): void {
    const { rows, idempotency } = staged
    this.#writeJobs([...rows.jobs.values()])
    for (const task of rows.tasks.values()) this.#writeTask(task, staged)
    // Ends first: the indexes of open attempts allow one at a time.
    for (const attempt of rows.attempts.values())
      if (isAttemptEnd(attempt.state)) this.#writeAttempt(attempt, staged)
    for (const attempt of rows.attempts.values())
      if (!isAttemptEnd(attempt.state)) this.#writeAttempt(attempt, staged)
    for (const agent of rows.agents.values()) this.#writeAgent(agent)
    const { putInstrument, putBreaker, putResource, putSample, putPause, insertIdempotency } =
      this.#statements
    const { putWorkflow, putSchedule, putTrigger } = this.#statements
    for (const row of rows.instruments.values()) putInstrument.run(row.id, JSON.stringify(row))
    for (const row of rows.breakers.values()) putBreaker.run(row.id, JSON.stringify(row))
    for (const row of rows.resources.values()) putResource.run(row.id, JSON.stringify(row))
    for (const row of rows.samples.values()) putSample.run(row.id, JSON.stringify(row))
    for (const row of rows.pauses.values()) putPause.run(row.id, JSON.stringify(row))
    for (const row of rows.workflows.values()) putWorkflow.run(row.id, JSON.stringify(row))
    for (const row of rows.schedules.values()) putSchedule.run(row.id, JSON.stringify(row))
    for (const row of rows.triggers.values()) putTrigger.run(row.id, JSON.stringify(row))
    for (const table of LISTED_TABLES) this.#writeListed(table, rows[table].values())
    for (const { key, bodyHash, jobId, at } of idempotency.values())
      insertIdempotency.run(key, bodyHash, jobId, at)
  }

  /** Appends the events of `changes` to the chain, and gives its new end. */
  writeEvents(changes: readonly Change[], end: ChainEnd): ChainEnd {
    const { insertEvent } = this.#statements
    let { number, hash } = end
    for (const change of changes) {
      for (const event of change.events) {
        number += 1
        const content = eventContent(event, number)
        hash = linkHash(hash, content)
        insertEvent.run(number, event.jobId ?? null, content, hash)
      }
    }
    return { number, hash }
  }

  #writeListed(table: ListedTable, rows: Iterable<Tables[ListedTable]>): void {
    const put = this.#statements.putListed[table]
    for (const row of rows) put.run(row.id, row.state, row.raisedAt, JSON.stringify(row))
  }

  #writeJobs(jobs: readonly JobRecord[]): void {
    const { insertJob, updateJob, updatePlan, addToCount } = this.#statements
    const counts = new Map<JobState, number>()
    const count = (state: JobState, by: number) => counts.set(state, (counts.get(state) ?? 0) + by)
    for (const job of jobs) {
      const before = this.#cache.row('jobs', job.id)
      const { body, plan } = partsOf(job)
      const { sequence, state, submittedAt, id } = job
      if (!before) insertJob.run(sequence, id, state, submittedAt, JSON.stringify(body), JSON.stringify(plan))
      else updateJob.run(sequence, state, submittedAt, JSON.stringify(body), id)
      if (before && !hasSamePlan(before, job)) updatePlan.run(JSON.stringify(plan), id)
      this.#writeLabels(job, before)
      if (before) count(before.state, -1)
      count(job.state, 1)
    }
    for (const [state, by] of counts) if (by !== 0) addToCount.run(state, by)
  }

  #writeLabels(job: JobRecord, before: JobRecord | undefined): void {
    if (job.labels === before?.labels) return
    const { deleteLabel, insertLabel } = this.#statements
    for (const [name, value] of Object.entries(before?.labels ?? {}))
      deleteLabel.run(name, value, job.sequence)
    for (const [name, value] of Object.entries(job.labels)) insertLabel.run(name, value, job.sequence)
  }

  #writeTask(task: TaskRecord, staged: StagedRows): void {
    const { insertTask, updateTask, updateTaskBody } = this.#statements
    const before = this.#cache.row('tasks', task.id)
    const { id, jobId, sequence } = task
    const body = JSON.stringify(task)
    if (!before) insertTask.run(id, jobId, sequence, body)
    else if (before.jobId === jobId && before.sequence === sequence) updateTaskBody.run(body, id)
    else updateTask.run(jobId, sequence, body, id)
    if (task.instrument !== undefined && task.instrument !== before?.instrument) {
      this.#writeJobInstrument(task.jobId, task.instrument, staged)
    }
  }

  #writeAttempt(attempt: AttemptRecord, staged: StagedRows): void {
    const { insertAttempt, updateAttempt, updateAttemptBody } = this.#statements
    const { id, taskId, number, instrumentId } = attempt
    const before = this.#cache.row('attempts', id)
    const ended = isAttemptEnd(attempt.state)
    const body = JSON.stringify(attempt)
    if (!before) insertAttempt.run(id, taskId, number, instrumentId, Number(ended), body)
    else if (
      !ended &&
      before.taskId === taskId &&
      before.number === number &&
      before.instrumentId === instrumentId
    ) {
      updateAttemptBody.run(body, id)
    } else updateAttempt.run(taskId, number, instrumentId, Number(ended), body, id)
    if (before?.instrumentId !== instrumentId) this.#writeJobInstrument(attempt.jobId, instrumentId, staged)
    if (attempt.members) this.#writeMembers(attempt, attempt.members, before, staged)
  }

  #writeMembers(
    { id, state, instrumentId }: AttemptRecord,
    members: readonly string[],
    before: AttemptRecord | undefined,
    staged: StagedRows,
  ): void {
    const { deleteMembers, insertMember, updateMembers } = this.#statements
    const ended = Number(isAttemptEnd(state))
    if (before?.members?.join() === members.join()) {
      if (Number(isAttemptEnd(before.state)) !== ended) updateMembers.run(ended, id)
      return
    }
    deleteMembers.run(id)
    for (const taskId of members) {
      insertMember.run(taskId, id, ended)
      const task = staged.rows.tasks.get(taskId) ?? this.#cache.row('tasks', taskId)
      if (task) this.#writeJobInstrument(task.jobId, instrumentId, staged)
    }
  }

  /** An attempt that was adopted after a restore may be of a job that the store doesn't have. */
  #writeJobInstrument(jobId: string, instrumentId: string, staged: StagedRows): void {
    const job = staged.rows.jobs.get(jobId) ?? this.#cache.row('jobs', jobId)
    if (job) this.#statements.putJobInstrument.run(instrumentId, job.sequence)
  }

  #writeAgent(agent: AgentRecord): void {
    const { instruments, ...rest } = agent
    const before = this.#cache.row('agents', agent.id)
    const body = JSON.stringify(rest)
    if (before?.instruments === instruments) this.#statements.updateAgent.run(body, agent.id)
    else this.#statements.putAgent.run(agent.id, body, JSON.stringify(instruments))
  }
}

function prepare(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql)
  const putListed = (table: ListedTable) =>
    statement(`INSERT INTO ${SQL_NAMES[table]} (id, state, raised_at, body) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, raised_at = excluded.raised_at, body = excluded.body`)
  return {
    insertJob: statement(
      'INSERT INTO jobs (sequence, id, state, submitted_at, body, plan) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    updatePlan: statement('UPDATE jobs SET plan = ? WHERE id = ?'),
    updateJob: statement('UPDATE jobs SET sequence = ?, state = ?, submitted_at = ?, body = ? WHERE id = ?'),
    insertLabel: statement('INSERT INTO job_labels (name, value, sequence) VALUES (?, ?, ?)'),
    deleteLabel: statement('DELETE FROM job_labels WHERE name = ? AND value = ? AND sequence = ?'),
    putJobInstrument: statement(
      'INSERT OR IGNORE INTO job_instruments (instrument_id, sequence) VALUES (?, ?)',
    ),
    addToCount: statement(
      'INSERT INTO job_counts (state, jobs) VALUES (?, ?) ON CONFLICT (state) DO UPDATE SET jobs = jobs + excluded.jobs',
    ),
    insertTask: statement('INSERT INTO tasks (id, job_id, sequence, body) VALUES (?, ?, ?, ?)'),
    updateTaskBody: statement('UPDATE tasks SET body = ? WHERE id = ?'),
    updateTask: statement('UPDATE tasks SET job_id = ?, sequence = ?, body = ? WHERE id = ?'),
    insertAttempt: statement(
      'INSERT INTO attempts (id, task_id, number, instrument_id, ended, body) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    updateAttemptBody: statement('UPDATE attempts SET body = ? WHERE id = ?'),
    updateAttempt: statement(
      'UPDATE attempts SET task_id = ?, number = ?, instrument_id = ?, ended = ?, body = ? WHERE id = ?',
    ),
    insertMember: statement('INSERT INTO attempt_members (task_id, attempt_id, ended) VALUES (?, ?, ?)'),
    deleteMembers: statement('DELETE FROM attempt_members WHERE attempt_id = ?'),
    updateMembers: statement('UPDATE attempt_members SET ended = ? WHERE attempt_id = ?'),
    putAgent: statement(
      `INSERT INTO agents (id, body, instruments) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body, instruments = excluded.instruments`,
    ),
    updateAgent: statement('UPDATE agents SET body = ? WHERE id = ?'),
    putInstrument: statement(
      'INSERT INTO instruments (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putBreaker: statement(
      'INSERT INTO breakers (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putResource: statement(
      'INSERT INTO resources (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putSample: statement(
      'INSERT INTO samples (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putPause: statement(
      'INSERT INTO pauses (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putWorkflow: statement(
      'INSERT INTO workflows (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putSchedule: statement(
      'INSERT INTO schedules (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putTrigger: statement(
      'INSERT INTO triggers (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    ),
    putListed: {
      prompts: putListed('prompts'),
      escalations: putListed('escalations'),
      deadLetters: putListed('deadLetters'),
      seenFiles: putListed('seenFiles'),
      resultFiles: putListed('resultFiles'),
    },
    insertIdempotency: statement('INSERT INTO idempotency (key, body_hash, job_id, at) VALUES (?, ?, ?, ?)'),
    insertEvent: statement('INSERT INTO events (number, job_id, content, hash) VALUES (?, ?, ?, ?)'),
  }
}
