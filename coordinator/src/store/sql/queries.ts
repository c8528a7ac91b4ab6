import type { DatabaseSync } from 'node:sqlite'
import {
  type AttemptRecord,
  type JobRecord,
  type JobState,
  OPEN_JOB_STATES,
  type StoredEvent,
  type TaskRecord,
  noJobs,
} from '../../model/records.ts'
import { inOrder as attemptsInOrder } from '../attempt-order.ts'
import { CHAIN_START, eventFromContent } from '../audit-chain.ts'
import {
  type JobFilter,
  type ListCursor,
  type ListedTable,
  type OpenWork,
  RESOLVED_AT_HAND,
  type StoreCounts,
  type TableName,
  type Tables,
} from '../store.ts'
import { jobQueries } from './job-search.ts'
import { all, columnsOf, first, record, SQL_NAMES, Statements } from './rows.ts'

const ALL = Number.MAX_SAFE_INTEGER
const OPEN_JOBS = `jobs.state IN (${OPEN_JOB_STATES.map(state => `'${state}'`).join(', ')})`

/** What the store is asked for, answered from the database. */
export class Queries {
  readonly #statements: Statements

  constructor(database: DatabaseSync) {
    this.#statements = new Statements(database)
  }

  one<T extends Exclude<TableName, 'agents'>>(table: T, id: string): Tables[T] | undefined {
    const sql = `SELECT ${columnsOf(table)} FROM ${SQL_NAMES[table]} WHERE id = ?`
    const row = first(this.#statements.prepare(sql), id)
    return row && record(table, row)
  }

  jobs(filter: JobFilter): JobRecord[] {
    const pages = jobQueries(filter).map(({ sql, parameters }) =>
      all(this.#statements.prepare(sql), ...parameters),
    )
    const newestFirst = pages.flat().sort((a, b) => Number(b[2]) - Number(a[2]))
    return newestFirst.slice(0, filter.limit).map(row => record('jobs', row))
  }

  tasksOfJob(jobId: string): TaskRecord[] {
    const sql = 'SELECT body FROM tasks WHERE job_id = ? ORDER BY sequence, key'
    return all(this.#statements.prepare(sql), jobId).map(row => record('tasks', row))
  }

  attemptsOfTask(taskId: string): AttemptRecord[] {
    const attempts = (sql: string) =>
      all(this.#statements.prepare(sql), taskId).map(row => record('attempts', row))
    return attemptsInOrder(
      attempts('SELECT body FROM attempts WHERE task_id = ? ORDER BY number, key'),
      attempts(`SELECT body FROM attempt_members AS theirs CROSS JOIN attempts ON attempts.id = theirs.attempt_id
        WHERE theirs.task_id = ?`),
    )
  }

  list<T extends ListedTable>(
    table: T,
    state: Tables[T]['state'] | 'all',
    limit: number,
    after?: ListCursor,
  ): Tables[T][] {
    const name = SQL_NAMES[table]
    const beyond = `(raised_at, key) < (?, coalesce((SELECT key FROM ${name} WHERE id = ?), 0))`
    const wanted = [...(state === 'all' ? [] : ['state = ?']), ...(after ? [beyond] : [])]
    const where = wanted.length > 0 ? ` WHERE ${wanted.join(' AND ')}` : ''
    const rows = all(
      this.#statements.prepare(`SELECT body FROM ${name}${where} ORDER BY raised_at DESC, key DESC LIMIT ?`),
      ...(state === 'all' ? [] : [state]),
      ...(after ? [after.raisedAt, after.id] : []),
      limit,
    )
    return rows.map(row => record(table, row))
  }

  events(after: number, jobId: string | undefined, limit: number): StoredEvent[] {
    const select = `SELECT events.content, events.hash, coalesce(previous.hash, '${CHAIN_START}') FROM events
      LEFT JOIN events AS previous ON previous.number = events.number - 1 WHERE events.number > ?`
    const inOrder = 'ORDER BY events.number LIMIT ?'
    const rows =
      jobId === undefined
        ? all(this.#statements.prepare(`${select} ${inOrder}`), after, limit)
        : all(this.#statements.prepare(`${select} AND events.job_id = ? ${inOrder}`), after, jobId, limit)
    return rows.map(([content, hash, previousHash]) =>
      eventFromContent(String(content), String(previousHash), String(hash)),
    )
  }

  counts(): StoreCounts {
    const jobs = noJobs()
    for (const [state, count] of all(this.#statements.prepare('SELECT state, jobs FROM job_counts'))) {
      jobs[String(state) as JobState] = Number(count)
    }
    const row = first(this.#statements.prepare('SELECT events FROM meta'))
    return { jobs, events: Number(row?.[0] ?? 0) }
  }

  openWork(): OpenWork {
    const rows = (sql: string) => all(this.#statements.prepare(sql))
    const openTasks = `jobs CROSS JOIN tasks ON tasks.job_id = jobs.id`
    const inOrderOfTasks = 'ORDER BY jobs.sequence, tasks.sequence, tasks.key'
    return {
      jobs: rows(`SELECT ${columnsOf('jobs')} FROM jobs WHERE ${OPEN_JOBS} ORDER BY sequence`).map(row =>
        record('jobs', row),
      ),
      tasks: rows(`SELECT tasks.body FROM ${openTasks} WHERE ${OPEN_JOBS} ${inOrderOfTasks}`).map(row =>
        record('tasks', row),
      ),
      attempts: onceEach([
        ...rows(
          `SELECT attempts.body FROM ${openTasks} CROSS JOIN attempts ON attempts.task_id = tasks.id
           WHERE ${OPEN_JOBS} AND (ended = 0 OR attempts.key =
             (SELECT key FROM attempts WHERE task_id = tasks.id ORDER BY number DESC, key DESC LIMIT 1))
           ${inOrderOfTasks}, attempts.number, attempts.key`,
        ),
        ...rows(
          `SELECT attempts.body FROM ${openTasks} CROSS JOIN attempt_members AS theirs ON theirs.task_id = tasks.id
           CROSS JOIN attempts ON attempts.id = theirs.attempt_id
           WHERE ${OPEN_JOBS} AND (attempts.ended = 0 OR attempts.key =
             (SELECT max(last.key) FROM attempt_members AS any_of CROSS JOIN attempts AS last
              ON last.id = any_of.attempt_id WHERE any_of.task_id = tasks.id))
           ${inOrderOfTasks}, attempts.key`,
        ),
      ]),
      agents: rows('SELECT body, instruments FROM agents ORDER BY id').map(row => record('agents', row)),
      instruments: rows('SELECT body FROM instruments ORDER BY id').map(row => record('instruments', row)),
      prompts: this.list('prompts', 'open', ALL).reverse(),
      escalations: [
        ...this.list('escalations', 'resolved', RESOLVED_AT_HAND),
        ...this.list('escalations', 'open', ALL),
      ].reverse(),
      breakers: rows('SELECT body FROM breakers ORDER BY id').map(row => record('breakers', row)),
      resources: rows('SELECT body FROM resources ORDER BY id').map(row => record('resources', row)),
      samples: rows('SELECT body FROM samples ORDER BY id').map(row => record('samples', row)),
      pauses: rows('SELECT body FROM pauses ORDER BY id').map(row => record('pauses', row)),
      workflows: rows('SELECT body FROM workflows ORDER BY id').map(row => record('workflows', row)),
      schedules: rows('SELECT body FROM schedules ORDER BY id').map(row => record('schedules', row)),
      triggers: rows('SELECT body FROM triggers ORDER BY id').map(row => record('triggers', row)),
      resultFiles: this.list('resultFiles', 'expected', ALL).reverse(),
      lastSequence: Number(rows('SELECT max(sequence) FROM jobs')[0]?.[0] ?? 0),
    }
  }
}

/** What several tasks are in is found by each of them. */
function onceEach(rows: readonly (readonly unknown[])[]): AttemptRecord[] {
  const attempts = rows.map(row => record('attempts', row))
  return [...new Map(attempts.map(attempt => [attempt.id, attempt])).values()]
}
