import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem, silentLogger, systemClock } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { State } from '../model/state.ts'
import { Transactor } from '../model/transactor.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import {
  aJob,
  anAttempt,
  anInstrument,
  aTask,
  commitRows,
  someResultFiles,
} from '../testing/store-fixtures.ts'
import { ContentStore } from './content-store.ts'
import { Retention } from './retention.ts'
import { Uploads } from './uploads.ts'

const DAY = 24 * 3_600_000
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const bytes = (text: string) => new TextEncoder().encode(text)
const fileOf = (text: string, name = 'scan.xy') => ({
  name,
  size: bytes(text).length,
  sha256: hashOf(text),
  state: 'expected' as const,
})

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-files-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

async function bench(keepDays = 0) {
  const random = seededRandom(1)
  const store = createMemoryStore({ random })
  const term = await store.takeLead('lead-1', 0)
  const transactor = new Transactor(
    {
      state: new State(),
      store,
      term,
      clock: systemClock,
      random,
      logger: silentLogger,
      settle: () => undefined,
      beforeCommit: () => undefined,
      committed: () => undefined,
      failed: () => undefined,
    },
    0,
  )
  const contents = new ContentStore(nodeFileSystem, folder)
  const ports = { store, contents, transactor: () => transactor, logger: silentLogger }
  const uploads = new Uploads({ ...ports, maxBytes: 100 })
  const clock = Object.create(systemClock, { wall: { value: () => NOW } }) as typeof systemClock
  const retention = new Retention({ ...ports, uploads, clock, keepDays })
  const row = async (id = 'job-1-run-1') => store.listed('resultFiles', id)
  const expecting = (...files: ReturnType<typeof fileOf>[]) =>
    commitRows(store, term, { resultFiles: [someResultFiles('job-1-run-1', { files })] })
  return { store, term, contents, uploads, retention, row, expecting }
}
const NOW = Date.UTC(2026, 2, 1, 8) + 100 * DAY
const FIRST = { agentId: 'hall-2', attemptId: 'job-1-run-1', place: 0 }

/** Names of all that lies there. */
const lying = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())

describe('an upload', () => {
  it('is taken in pieces, and is stored by its hash with the last of them', async () => {
    const { uploads, contents, expecting, row } = await bench()
    await expecting(fileOf('abcdef'))
    expect(await uploads.progress(FIRST)).toEqual({ offset: 0, size: 6, complete: false })
    expect(await uploads.send(FIRST, 0, bytes('abcd'))).toMatchObject({ offset: 4, complete: false })
    expect(await contents.has(hashOf('abcdef'))).toBe(false)
    expect(await uploads.send(FIRST, 4, bytes('ef'))).toMatchObject({ complete: true })
    expect(await contents.has(hashOf('abcdef'), 6)).toBe(true)
    expect(await row()).toMatchObject({ state: 'stored', files: [{ state: 'stored' }] })
    expect(await uploads.progress(FIRST)).toMatchObject({ complete: true })
  })

  it('of a file without bytes is one empty piece', async () => {
    const { uploads, expecting, row } = await bench()
    await expecting(fileOf(''))
    expect(await uploads.send(FIRST, 0, new Uint8Array())).toMatchObject({ complete: true })
    expect(await row()).toMatchObject({ state: 'stored' })
  })

  it('keeps nothing of a piece that was damaged, or that does not follow', async () => {
    const { uploads, expecting } = await bench()
    await expecting(fileOf('abcdef'))
    const checksum = createHash('sha256').update('abc').digest()
    await expect(uploads.send(FIRST, 0, bytes('abd'), checksum)).rejects.toMatchObject({
      code: 'checksum-mismatch',
    })
    await expect(uploads.send(FIRST, 3, bytes('def'))).rejects.toMatchObject({ code: 'wrong-offset' })
    await expect(uploads.send(FIRST, 0, bytes('abcdefg'))).rejects.toMatchObject({ code: 'wrong-offset' })
    expect(await uploads.progress(FIRST)).toMatchObject({ offset: 0 })
    expect(await uploads.send(FIRST, 0, bytes('abc'), checksum)).toMatchObject({ offset: 3 })
  })

  it('whose content has another hash is thrown away, told, and may begin anew', async () => {
    const { uploads, expecting, row } = await bench()
    await expecting(fileOf('abcdef'))
    await expect(uploads.send(FIRST, 0, bytes('abcdeX'))).rejects.toMatchObject({ code: 'wrong-hash' })
    expect(await lying()).toEqual([])
    expect(await row()).toMatchObject({
      state: 'expected',
      files: [{ problem: expect.stringContaining('hash') }],
    })
    expect(await uploads.progress(FIRST)).toMatchObject({ offset: 0, complete: false })
    await uploads.send(FIRST, 0, bytes('abcdef'))
    const after = await row()
    expect(after).toMatchObject({ state: 'stored' })
    expect(after?.files[0]).not.toHaveProperty('problem')
  })

  it('that came whole before a crash is finished by an empty piece', async () => {
    const { uploads, contents, expecting } = await bench()
    await expecting(fileOf('abcdef'))
    await contents.append('job-1-run-1.0', 0, bytes('abcdef'))
    expect(await uploads.progress(FIRST)).toMatchObject({ offset: 6, complete: false })
    expect(await uploads.send(FIRST, 6, new Uint8Array())).toMatchObject({ complete: true })
  })

  it('of a content that is there is not sent twice', async () => {
    const { uploads, expecting, store, term } = await bench()
    await expecting(fileOf('abc'))
    await uploads.send(FIRST, 0, bytes('abc'))
    await commitRows(store, term, {
      resultFiles: [someResultFiles('job-2-run-1', { files: [fileOf('abc')] })],
    })
    expect(await uploads.progress({ ...FIRST, attemptId: 'job-2-run-1' })).toMatchObject({ complete: true })
  })

  it('is for the agent of the attempt alone, and for what that told of', async () => {
    const { uploads, expecting, store, term } = await bench()
    await expecting(fileOf('abc'))
    await expect(uploads.progress({ ...FIRST, agentId: 'other' })).rejects.toMatchObject({
      code: 'not-yours',
    })
    await expect(uploads.progress({ ...FIRST, place: 1 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(uploads.progress({ ...FIRST, attemptId: 'job-9-run-1' })).rejects.toMatchObject({
      code: 'not-found',
    })
    const job = aJob(3)
    const ended = anAttempt(aTask(job), 1, { state: 'succeeded' })
    await commitRows(store, term, {
      jobs: [job],
      tasks: [aTask(job)],
      attempts: [ended],
      instruments: [anInstrument(1)],
    })
    await expect(uploads.progress({ ...FIRST, attemptId: ended.id })).rejects.toMatchObject({
      code: 'upload-over',
    })
  })

  it('that is too long, or that the agent gives up, has failed with the reason', async () => {
    const { uploads, expecting, row } = await bench()
    await expecting(fileOf('x'.repeat(101)), fileOf('abc', 'b.xy'))
    await expect(uploads.send(FIRST, 0, bytes('x'))).rejects.toMatchObject({ code: 'too-large' })
    await expect(uploads.progress(FIRST)).rejects.toMatchObject({ code: 'upload-over' })
    await uploads.giveUp({ ...FIRST, place: 1 }, 'its copy is gone')
    expect(await row()).toMatchObject({
      state: 'failed',
      files: [
        { state: 'failed', problem: expect.stringContaining('101 bytes') },
        { state: 'failed', problem: 'its copy is gone' },
      ],
    })
  })

  it('loses no piece where several come at once', async () => {
    const { uploads, expecting, row } = await bench()
    await expecting(fileOf('abc'), fileOf('def', 'b.xy'))
    await Promise.all([
      uploads.send(FIRST, 0, bytes('abc')),
      uploads.send({ ...FIRST, place: 1 }, 0, bytes('def')),
    ])
    expect(await row()).toMatchObject({ state: 'stored' })
  })
})

describe('what is kept', () => {
  const old = { raisedAt: NOW - 31 * DAY }
  const young = { raisedAt: NOW - DAY }
  const stored = (text: string) => ({ ...fileOf(text), state: 'stored' as const })

  it('is let go after its time, unless a younger run left the same, or its job goes on', async () => {
    const { contents, retention, row, store, term } = await bench(30)
    for (const text of ['gone', 'shared', 'open', 'nobody']) {
      await contents.append('x.0', 0, bytes(text))
      await contents.finish('x.0', hashOf(text))
    }
    await contents.append('job-7-run-1.0', 0, bytes('of an upload that nobody expects'))
    const rowOf = (id: string, texts: string[], more: object) =>
      someResultFiles(id, { state: 'stored', files: texts.map(stored), jobId: 'job-1', ...more })
    await commitRows(store, term, {
      jobs: [aJob(1, { state: 'succeeded' }), aJob(2, { state: 'running' })],
      resultFiles: [
        rowOf('old', ['gone', 'shared'], old),
        rowOf('young', ['shared'], young),
        rowOf('open', ['open'], { ...old, jobId: 'job-2' }),
      ],
    })
    await retention.tidy()
    expect(await row('old')).toMatchObject({
      state: 'removed',
      files: [{ state: 'removed' }, { state: 'removed' }],
    })
    expect(await row('young')).toMatchObject({ state: 'stored' })
    const there = await Promise.all(
      ['gone', 'shared', 'open', 'nobody'].map(text => contents.has(hashOf(text))),
    )
    expect(there).toEqual([false, true, true, false])
    expect(await contents.incoming()).toEqual([])
  })

  it('stays for ever where no time is set', async () => {
    const { contents, retention, store, term } = await bench(0)
    await contents.append('x.0', 0, bytes('gone'))
    await contents.finish('x.0', hashOf('gone'))
    await commitRows(store, term, {
      jobs: [aJob(1, { state: 'succeeded' })],
      resultFiles: [someResultFiles('old', { state: 'stored', files: [stored('gone')], raisedAt: 0 })],
    })
    await writeFile(join(folder, 'README'), 'of somebody')
    await retention.tidy()
    expect(await contents.has(hashOf('gone'))).toBe(true)
    expect((await lying()).map(({ name }) => name)).toContain('README')
  })
})
