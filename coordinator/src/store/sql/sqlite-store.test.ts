import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError, seededRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeStore } from '../../testing/store.contract.ts'
import { aChange, aJob, commitRows, next } from '../../testing/store-fixtures.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { type SqliteHarness, sqliteHarness } from './testing/sqlite-harness.ts'

describeStore('the SQLite store', sqliteHarness)

describe('the SQLite store', () => {
  let harness: SqliteHarness
  const random = seededRandom(7)
  beforeEach(async () => {
    harness = await sqliteHarness()
  })
  afterEach(() => harness.dispose())

  it('keeps its files from other users', async () => {
    const store = await harness.reopen()
    await commitRows(store, await store.takeLead('lead-1', 0), { jobs: [aJob(1)] })
    const files = readdirSync(harness.folder)
    expect(files).toEqual(
      expect.arrayContaining(['muster.db', 'muster.db-wal', 'muster.db.lock', 'muster.db.mark']),
    )
    const modes = files.map(file => statSync(join(harness.folder, file)).mode & 0o777)
    expect(modes).toEqual(files.map(() => 0o600))
  })

  it('is used by one process: a second is told so, and may open it once the first has gone', async () => {
    const store = await harness.reopen()
    expect(() => openSqliteStore({ path: harness.path, random })).toThrow(
      /another coordinator uses .*muster\.db/,
    )
    await store.close()
    await openSqliteStore({ path: harness.path, random }).close()
  })

  it('gives up its lock when it can not be opened', () => {
    writeFileSync(harness.path, 'This is a letter and no database. '.repeat(40))
    for (const _ of [1, 2])
      expect(() => openSqliteStore({ path: harness.path, random })).toThrow(/not a database/)
  })

  it('works in memory, for one process', async () => {
    const store = openSqliteStore({ path: ':memory:', random })
    await commitRows(store, await store.takeLead('lead-1', 3), { jobs: [aJob(1)] })
    expect(await store.identity()).toMatchObject({ writes: 1, epoch: 4, restored: false })
    expect(await store.job('job-1')).toEqual(aJob(1))
    await store.close()
  })

  it('notices that its database was deleted, or came without its mark', async () => {
    const store = await harness.reopen()
    await commitRows(store, await store.takeLead('lead-1', 0), { jobs: [aJob(1)] })
    await store.close()
    const mark = readFileSync(`${harness.path}.mark`)
    rmSync(`${harness.path}.mark`)
    const moved = await harness.reopen()
    expect(await moved.identity()).toMatchObject({ writes: 1, restored: true })
    await moved.close()
    writeFileSync(`${harness.path}.mark`, mark)
    rmSync(harness.path)
    expect(await (await harness.reopen()).identity()).toMatchObject({ writes: 0, restored: true })
  })

  it('goes on after a loss of power that took the newest mark', async () => {
    const store = await harness.reopen()
    const term = await store.takeLead('lead-1', 0)
    const mark = readFileSync(`${harness.path}.mark`)
    await commitRows(store, term, { jobs: [aJob(1)] })
    await store.close()
    writeFileSync(`${harness.path}.mark`, mark)
    expect(await (await harness.reopen()).identity()).toMatchObject({ writes: 1, restored: false })
  })

  it('sees what a person changed with the sqlite3 shell', async () => {
    const store = await harness.reopen()
    const term = await store.takeLead('lead-1', 0)
    const job = aJob(1)
    await commitRows(store, term, { jobs: [job] })
    const shell = new DatabaseSync(harness.path)
    shell.prepare('UPDATE jobs SET body = ? WHERE id = ?').run(JSON.stringify({ ...job, version: 4 }), job.id)
    shell.close()
    await expect(commitRows(store, term, { jobs: [next(job)] })).rejects.toThrow('has version 4')
  })

  it('stores nothing of a commit that the database refuses, and goes on', async () => {
    const store = await harness.reopen()
    const term = await store.takeLead('lead-1', 0)
    await commitRows(store, term, { jobs: [aJob(1)] })
    const sameSequence = { ...aJob(2), sequence: 1 }
    await expect(commitRows(store, term, { jobs: [aJob(3), sameSequence] })).rejects.toMatchObject({
      code: 'store-conflict',
    })
    expect(await store.job('job-3')).toBeUndefined()
    const unwritable = aChange(
      { jobs: [aJob(3)] },
      { events: [{ ...aChange({}).events[0], details: { big: 1n } } as never] },
    )
    await expect(store.commit(term, [unwritable])).rejects.toThrow('BigInt')
    expect(await commitRows(store, term, { jobs: [aJob(3)] })).toBe(2)
    expect((await store.events({ limit: 10 })).map(({ number }) => number)).toEqual([1, 2])
  })

  it('says what to do where it can not be opened', () => {
    const inNoFolder = join(harness.folder, 'missing', 'muster.db')
    expect(() => openSqliteStore({ path: inNoFolder, random })).toThrow(ConfigurationError)
    const other = new DatabaseSync(harness.path)
    other.exec('CREATE TABLE recipes (title TEXT)')
    other.close()
    expect(() => openSqliteStore({ path: harness.path, random })).toThrow('is a database of another program')
  })

  it('refuses a database with a damaged page', async () => {
    const store = await harness.reopen()
    const term = await store.takeLead('lead-1', 0)
    for (let n = 1; n <= 50; n++) await commitRows(store, term, { jobs: [aJob(n)] })
    await store.close()
    const whole = readFileSync(harness.path)
    writeFileSync(harness.path, whole.fill(0x5a, 4096, 8192))
    expect(() => openSqliteStore({ path: harness.path, random })).toThrow(/damaged.*put back a backup/)
  })

  it('refuses a database whose newest events were cut off', async () => {
    const store = await harness.reopen()
    const term = await store.takeLead('lead-1', 0)
    for (let n = 1; n <= 3; n++) await commitRows(store, term, { jobs: [aJob(n)] })
    await store.close()
    const shell = new DatabaseSync(harness.path)
    shell.exec('DELETE FROM events WHERE number = 3')
    shell.close()
    expect(() => openSqliteStore({ path: harness.path, random })).toThrow(
      'event 3 is not the last of its audit',
    )
  })

  it('shows the audit to a person with the sqlite3 shell', async () => {
    const store = await harness.reopen()
    await commitRows(store, await store.takeLead('lead-1', 0), {})
    const shell = new DatabaseSync(harness.path, { readOnly: true })
    expect({ ...shell.prepare('SELECT number, at, actor, kind, subject, details FROM audit').get() }).toEqual(
      {
        number: 1,
        at: '2026-03-01 08:00:00',
        actor: 'rule:test',
        kind: 'test.changed',
        subject: 'something',
        details: '{"because":"a test","count":2}',
      },
    )
    shell.close()
  })
})
