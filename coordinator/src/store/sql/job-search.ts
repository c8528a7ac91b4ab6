import type { SQLInputValue } from 'node:sqlite'
import type { JobState } from '../../model/records.ts'
import type { JobFilter } from '../store.ts'
import { columnsOf } from './rows.ts'

/** A query whose text depends only on which filters are set, so that few are ever prepared. */
export interface JobQuery {
  readonly sql: string
  readonly parameters: readonly SQLInputValue[]
}

interface Condition {
  readonly sql: string
  readonly parameters: readonly SQLInputValue[]
}

/**
 * The queries that together give a filter's page; each gives its own newest `limit` jobs, as (body, plan, sequence). The
 * filter that leaves least goes first: a label, then an instrument, then a state, then a time. By state there is one
 * query for each, as an index gives jobs newest first within one state only.
 */
export function jobQueries(filter: JobFilter): JobQuery[] {
  const from = source(filter)
  if (filter.states === undefined) return [query(from, filter, undefined)]
  return [...new Set(filter.states)].map(state => query(from, filter, state))
}

/** The table that is walked through, newest job first, and what has to hold of its rows. */
interface Source {
  readonly table: 'job_labels' | 'job_instruments' | 'jobs'
  readonly condition: Condition | undefined
}

function source({ labels = {}, instrument }: JobFilter): Source {
  const [label] = Object.entries(labels)
  if (label)
    return {
      table: 'job_labels',
      condition: { sql: 'found.name = ? AND found.value = ?', parameters: label },
    }
  if (instrument === undefined) return { table: 'jobs', condition: undefined }
  return { table: 'job_instruments', condition: { sql: 'found.instrument_id = ?', parameters: [instrument] } }
}

function query(from: Source, filter: JobFilter, state: JobState | undefined): JobQuery {
  const conditions = [...(from.condition ? [from.condition] : []), ...otherConditions(from, filter, state)]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`
  // The order of a CROSS JOIN is kept by SQLite: the table that is walked through comes first.
  const tables =
    from.table === 'jobs'
      ? jobsIndexedBy(filter, state)
      : `${from.table} AS found CROSS JOIN jobs ON jobs.sequence = found.sequence`
  const sequence = from.table === 'jobs' ? 'jobs.sequence' : 'found.sequence'
  const page = `SELECT jobs.sequence FROM ${tables} ${where} ORDER BY ${sequence} DESC LIMIT ?`
  return {
    sql: `SELECT ${columnsOf('jobs')}, sequence FROM jobs WHERE sequence IN (${page}) ORDER BY sequence DESC`,
    parameters: [...conditions.flatMap(({ parameters }) => parameters), filter.limit],
  }
}

/** A time alone is a range of its index, sorted; in all other cases the order is the index's own. */
function jobsIndexedBy(filter: JobFilter, state: JobState | undefined): string {
  if (state !== undefined) return 'jobs INDEXED BY jobs_by_state'
  const byTime = filter.submittedFrom !== undefined || filter.submittedBefore !== undefined
  return byTime ? 'jobs INDEXED BY jobs_by_time' : 'jobs'
}

function otherConditions(from: Source, filter: JobFilter, state: JobState | undefined): Condition[] {
  const { labels = {}, instrument, submittedFrom, submittedBefore, before } = filter
  const conditions: Condition[] = []
  const add = (sql: string, ...parameters: SQLInputValue[]) => conditions.push({ sql, parameters })
  if (before !== undefined) add(`${from.table === 'jobs' ? 'jobs' : 'found'}.sequence < ?`, before)
  if (state !== undefined) add('jobs.state = ?', state)
  if (submittedFrom !== undefined) add('jobs.submitted_at >= ?', submittedFrom)
  if (submittedBefore !== undefined) add('jobs.submitted_at < ?', submittedBefore)
  for (const [name, value] of Object.entries(labels).slice(1)) {
    add(
      'EXISTS (SELECT 1 FROM job_labels WHERE name = ? AND value = ? AND sequence = jobs.sequence)',
      name,
      value,
    )
  }
  if (instrument !== undefined && from.table !== 'job_instruments') {
    add(
      'EXISTS (SELECT 1 FROM job_instruments WHERE instrument_id = ? AND sequence = jobs.sequence)',
      instrument,
    )
  }
  return conditions
}
