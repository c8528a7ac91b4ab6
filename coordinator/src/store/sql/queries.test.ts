import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@muster/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { openSqliteStore } from './sqlite-store.ts'

afterEach(() => vi.restoreAllMocks())

/** How SQLite would walk through its tables for `sql`. */
function planOf(database: DatabaseSync, sql: string): string[] {
  return database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(row => String(row['detail']))
}

/** Every statement that a store prepares while it is asked everything. */
async function statementsOfAllReads(): Promise<string[]> {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  const store = openSqliteStore({ path: ':memory:', random: seededRandom(1) })
  prepare.mockClear()
  const time = { submittedFrom: 1, submittedBefore: 2 }
  const sieve = { states: ['queued'], labels: { user: 'anna', experiment: 'e' }, instrument: 'furnace' } as const
  for (const filter of [{}, time, { states: sieve.states }, { ...time, states: sieve.states }, { labels: sieve.labels }, { instrument: 'furnace' }, { ...sieve, ...time }]) {
    await store.jobs({ ...filter, limit: 10 })
    await store.jobs({ ...filter, limit: 10, before: 4 })
  }
  await Promise.all([store.job('a'), store.task('a'), store.attempt('a'), store.prompt('a'), store.idempotency('a')])
  await Promise.all([store.tasksOfJob('a'), store.attemptsOfTask('a'), store.loadOpenWork(), store.counts()])
  await Promise.all([store.events({ limit: 1 }), store.events({ jobId: 'a', after: 3, limit: 1 })])
  await Promise.all([store.prompts('all', 1), store.prompts('open', 1), store.forgetIdempotency(1)])
  const asked = prepare.mock.calls.map(([sql]) => sql)
  await store.close()
  return asked
}

it('answers every question by an index', async () => {
  const asked = await statementsOfAllReads()
  expect(asked.length).toBeGreaterThan(20)
  const store = new DatabaseSync(':memory:')
  const { SCHEMA_1 } = await import('./schema.ts')
  store.exec(SCHEMA_1)
  for (const sql of asked) {
    for (const step of planOf(store, sql)) {
      // Small tables that are read as a whole, and tables walked through newest first until a page is full.
      if (/^SCAN (meta|job_counts|agents|instruments)\b/.test(step)) continue
      if (/^SCAN (jobs|prompts)/.test(step) && /DESC LIMIT/.test(sql) && !/WHERE/.test(sql.replace('WHERE sequence IN', ''))) continue
      expect(step, sql).not.toMatch(/^SCAN /)
      if (/TEMP B-TREE FOR ORDER BY/.test(step)) expect(sql).toMatch(/jobs_by_time|loadOpen|CROSS JOIN tasks|state IN/)
    }
  }
  store.close()
})

it('reads only the events of a job when it is asked for those', () => {
  const database = new DatabaseSync(':memory:')
  database.close()
})
