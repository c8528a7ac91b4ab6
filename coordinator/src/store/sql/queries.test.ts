import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@muster/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { type JobFilter, LISTED_TABLES, type Store } from '../store.ts'
import { MIGRATIONS } from './migrations.ts'
import { openSqliteStore } from './sqlite-store.ts'

afterEach(() => vi.restoreAllMocks())

const TIME = { submittedFrom: 1, submittedBefore: 2 }
const STATES = { states: ['queued'] } as const
const LABELS = { labels: { user: 'anna', experiment: 'e1' } }
const FURNACE = { instrument: 'furnace' }
const FILTERS: readonly Partial<JobFilter>[] = [
  {},
  TIME,
  STATES,
  { ...TIME, ...STATES },
  LABELS,
  FURNACE,
  { ...TIME, ...FURNACE },
  { ...TIME, ...STATES, ...LABELS, ...FURNACE },
]

async function askEverything(store: Store): Promise<void> {
  for (const filter of FILTERS) {
    await store.jobs({ ...filter, limit: 10 })
    await store.jobs({ ...filter, limit: 10, before: 4 })
  }
  await Promise.all([store.job('a'), store.task('a'), store.attempt('a'), store.idempotency('a')])
  await Promise.all([store.tasksOfJob('a'), store.attemptsOfTask('a'), store.loadOpenWork(), store.counts()])
  await Promise.all([store.events({ limit: 1 }), store.events({ jobId: 'a', after: 3, limit: 1 })])
  for (const table of LISTED_TABLES) {
    await Promise.all([store.listed(table, 'a'), store.list(table, 'all', 1), store.list(table, 'open', 1)])
    const last = { raisedAt: 7, id: 'a' }
    await Promise.all([store.list(table, 'all', 1, last), store.list(table, 'open', 1, last)])
  }
  await store.forgetIdempotency(1)
}

/** Each step of how SQLite finds the rows of these statements (https://sqlite.org/eqp.html). */
function stepsOf(statements: readonly string[]): string[] {
  const database = new DatabaseSync(':memory:')
  for (const { sql } of MIGRATIONS) database.exec(sql)
  const steps = statements.flatMap(sql => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
  database.close()
  return steps.map(step => String(step['detail']))
}

it('answers every question by an index, however much is stored', async () => {
  const store = openSqliteStore({ path: ':memory:', random: seededRandom(1) })
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  await askEverything(store)
  const asked = prepare.mock.calls.map(([sql]) => sql)
  prepare.mockRestore()
  await store.close()
  const steps = stepsOf(asked)
  expect(steps.filter(step => step.startsWith('SEARCH')).length).toBeGreaterThan(40)
  expect(steps.filter(step => step.startsWith('SCAN')).sort()).toEqual([
    // Asked for as a whole.
    'SCAN agents USING INDEX sqlite_autoindex_agents_1',
    'SCAN breakers USING INDEX sqlite_autoindex_breakers_1',
    // The newest that were raised, up to a limit.
    'SCAN dead_letters USING INDEX dead_letters_by_time',
    'SCAN escalations USING INDEX escalations_by_time',
    'SCAN instruments USING INDEX sqlite_autoindex_instruments_1',
    'SCAN job_counts',
    // The newest jobs, up to a limit.
    'SCAN jobs',
    'SCAN meta',
    'SCAN pauses USING INDEX sqlite_autoindex_pauses_1',
    'SCAN prompts USING INDEX prompts_by_time',
    'SCAN resources USING INDEX sqlite_autoindex_resources_1',
    'SCAN result_files USING INDEX result_files_by_time',
    'SCAN samples USING INDEX sqlite_autoindex_samples_1',
    'SCAN schedules USING INDEX sqlite_autoindex_schedules_1',
    'SCAN seen_files USING INDEX seen_files_by_time',
    'SCAN triggers USING INDEX sqlite_autoindex_triggers_1',
    'SCAN workflows USING INDEX sqlite_autoindex_workflows_1',
  ])
})
