import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJob, commitRows, everythingIn } from '../../testing/store-fixtures.ts'
import { MIGRATIONS, migrate } from './migrations.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { type SqliteHarness, sqliteHarness } from './testing/sqlite-harness.ts'

const NEWEST = MIGRATIONS.at(-1)?.version ?? 0
const NEXT = { version: NEWEST + 1, sql: 'ALTER TABLE prompts ADD COLUMN urgency INTEGER NOT NULL DEFAULT 3' }

describe('migrations', () => {
  let harness: SqliteHarness
  beforeEach(async () => {
    harness = await sqliteHarness()
  })
  afterEach(() => harness.dispose())

  const version = () => inShell(database => database.prepare('PRAGMA user_version').get()?.['user_version'])
  const inShell = <T>(use: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(harness.path)
    try {
      return use(database)
    } finally {
      database.close()
    }
  }

  it('are numbered one after another from 1', () => {
    expect(MIGRATIONS.map(migration => migration.version)).toEqual(MIGRATIONS.map((_, at) => at + 1))
  })

  it('bring a database of version 1 to the newest schema', async () => {
    inShell(database => migrate(database, harness.path, MIGRATIONS.slice(0, 1)))
    const store = await harness.reopen()
    await commitRows(store, await store.takeLead('lead-1', 0), { jobs: [aJob(1)] })
    expect(await store.job('job-1')).toEqual(aJob(1))
    await store.close()
    expect(version()).toBe(NEWEST)
  })

  it('keep everything that was stored', async () => {
    const store = await harness.reopen()
    await commitRows(store, await store.takeLead('lead-1', 0), { jobs: [aJob(1)] })
    const before = await everythingIn(store)
    await store.close()
    inShell(database => migrate(database, harness.path, [...MIGRATIONS, NEXT]))
    expect(version()).toBe(NEWEST + 1)
    // Only for this test: the schema that it added is one that this version can read.
    inShell(database => database.exec(`PRAGMA user_version = ${NEWEST}`))
    expect(await everythingIn(await harness.reopen())).toEqual(before)
  })

  it('are undone when they fail half way', async () => {
    await (await harness.reopen()).close()
    const failing = { version: NEWEST + 1, sql: `${NEXT.sql}; INSERT INTO nowhere VALUES (1)` }
    inShell(database =>
      expect(() => migrate(database, harness.path, [...MIGRATIONS, failing])).toThrow('nowhere'),
    )
    expect(version()).toBe(NEWEST)
    await harness.reopen()
  })

  it('by a newer Muster are refused by an older one, which changes nothing and says what to do', async () => {
    await (await harness.reopen()).close()
    inShell(database => migrate(database, harness.path, [...MIGRATIONS, NEXT]))
    const open = () => openSqliteStore({ path: harness.path, random: seededRandom(1) })
    expect(open).toThrow(`was written by a newer Muster (schema ${NEWEST + 1}, this one knows ${NEWEST})`)
    expect(open).toThrow('Start the newer version again, or put back the backup')
    expect(version()).toBe(NEWEST + 1)
  })
})
