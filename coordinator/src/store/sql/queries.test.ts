import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@muster/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import type { JobFilter, Store } from '../store.ts'
import { SCHEMA_1 } from './schema.ts'
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
  await Promise.all([
    store.job('a'),
    store.task('a'),
    store.attempt('a'),
    store.prompt('a'),
    store.idempotency('a'),
  ])
  await Promise.all([store.tasksOfJob('a'), store.attemptsOfTask('a'), store.loadOpenWork(), store.counts()])
  await Promise.all([store.events({ limit: 1 }), store.events({ jobId: 'a', after: 3, limit: 1 })])
  await Promise.all([store.prompts('all', 1), store.prompts('open', 1), store.forgetIdempotency(1)])
}

/** Each step of how SQLite finds the rows of these statements (https://sqlite.org/eqp.html). */
function stepsOf(statements: readonly string[]): string[] {
  const database = new DatabaseSync(':memory:')
  database.exec(SCHEMA_1)
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
    'SCAN instruments USING INDEX sqlite_autoindex_instruments_1',
    'SCAN job_counts',
    // The newest jobs and the newest prompts, up to a limit.
    'SCAN jobs',
    'SCAN meta',
    'SCAN prompts USING INDEX prompts_by_time',
  ])
})
