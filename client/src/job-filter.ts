import type { JobState } from './api-types.ts'

/** Which jobs are wanted: those for which all that is given holds. */
export interface JobFilter {
  /** In one of these states. */
  readonly states?: readonly JobState[]
  /** With a task on this instrument. */
  readonly instrument?: string
  readonly labels?: Readonly<Record<string, string>>
  /** ISO 8601. */
  readonly submittedFrom?: string
  readonly submittedBefore?: string
  /** How many are asked for at once, 1 to 500; 50 unless told. */
  readonly pageSize?: number
}

/** The query of one page. */
export function jobsQuery(filter: JobFilter, cursor: string | undefined): URLSearchParams {
  const query = new URLSearchParams()
  for (const state of filter.states ?? []) query.append('state', state)
  for (const [name, value] of Object.entries(filter.labels ?? {})) query.append('label', `${name}=${value}`)
  const { instrument, submittedFrom, submittedBefore, pageSize = 50 } = filter
  const single = { instrument, submittedFrom, submittedBefore, cursor, limit: String(pageSize) }
  for (const [name, value] of Object.entries(single)) if (value !== undefined) query.set(name, value)
  return query
}
