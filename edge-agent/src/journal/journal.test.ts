import { silentLogger } from '@muster/runtime'
import { CrashFileSystem, ManualClock, seededRandom } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { Journal } from './journal.ts'

const FOLDER = '/agent'
const offer = {
  attemptId: 'job-1-run-1',
  jobId: 'job-1',
  taskId: 'job-1-run',
  instrumentId: 'printer',
  fence: 7,
}
const claim = { ...offer, activity: 'print', parametersJson: '{}', awayPolicy: 'continue' as const }

function bench() {
  const disk = new CrashFileSystem()
  let boots = 0
  const open = () =>
    Journal.open(
      { fileSystem: disk, clock: new ManualClock(), random: seededRandom(++boots), logger: silentLogger },
      FOLDER,
    )
  return { disk, open }
}

test('a start that was written is there after power was lost', async () => {
  const { disk, open } = bench()
  const journal = await open()
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting', { bootMark: 'monday' })
  disk.crash()
  const after = await open()
  expect(after.entry(offer.attemptId)).toMatchObject({ state: 'starting', bootMark: 'monday', fence: 7 })
  expect(after.journalId).toBe(journal.journalId)
  expect(after.fenceOf('printer')).toBe(7)
})

test('what was only claimed has not started: the next process ends it, and tells', async () => {
  const { disk, open } = bench()
  await (await open()).claim(claim)
  disk.endProcess()
  const after = await open()
  expect(after.entry(offer.attemptId)?.state).toBe('expired')
  expect(after.pending(0, 10).map(({ sequence, report }) => [sequence, report.state])).toEqual([
    [1, 'expired'],
  ])
})

test('each process counts above all that processes before it wrote', async () => {
  const { disk, open } = bench()
  const first = await open()
  await first.claim(claim)
  const written = first.writes
  disk.crash()
  expect((await open()).bootWrites).toBeGreaterThan(written)
})

test('a journal that was put back from a backup is put aside, and a new one begins', async () => {
  const { disk, open } = bench()
  const journal = await open()
  const backup = disk.backup().get(`${FOLDER}/journal.json`)
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  disk.restore(new Map([...disk.backup(), [`${FOLDER}/journal.json`, backup ?? new Uint8Array()]]))
  const after = await open()
  expect(after.journalId).not.toBe(journal.journalId)
  expect((await disk.list(FOLDER)).some(name => name.startsWith('journal.put-back.'))).toBe(true)
})

/** A person deletes the folder and puts back the journal as it was, and nothing else. */
function putBack(disk: CrashFileSystem, journal: Uint8Array | undefined): void {
  disk.restore(new Map([[`${FOLDER}/journal.json`, journal ?? new Uint8Array()]]))
}

test('a journal that lies there without its mark was put there, and is put aside', async () => {
  const { disk, open } = bench()
  const journal = await open()
  await journal.claim(claim)
  putBack(disk, disk.backup().get(`${FOLDER}/journal.json`))
  expect((await open()).journalId).not.toBe(journal.journalId)
})

test('a journal older than the history is put aside, also where its mark went with the power', async () => {
  const { disk, open } = bench()
  const journal = await open()
  const old = disk.backup()
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  await journal.record(offer.attemptId, 'running', { runReference: 'run-1' })
  await journal.record(offer.attemptId, 'succeeded', { resultJson: '{}' })
  await journal.acknowledge(3)
  const history = [...disk.backup()].filter(([path]) => path.endsWith('history.jsonl'))
  disk.restore(new Map([...old, ...history]))
  expect((await open()).journalId).not.toBe(journal.journalId)
})

test('a process that dies before its first write leaves a folder that the next one begins in', async () => {
  const { disk, open } = bench()
  await disk.write(`${FOLDER}/journal.mark`, new TextEncoder().encode('another 0'))
  expect((await open()).writes).toBe(1)
  expect(await disk.list(FOLDER)).not.toContain(expect.stringContaining('put-back'))
})

test('an instrument may forget a run once its end is acknowledged, also after power was lost', async () => {
  const { disk, open } = bench()
  const journal = await open()
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  await journal.record(offer.attemptId, 'running', { runReference: 'run-1' })
  await journal.record(offer.attemptId, 'succeeded', { resultJson: '{}', releasable: true })
  let told = 0
  journal.onUnreleased = () => (told += 1)
  await journal.acknowledge(2)
  expect([told, journal.unreleasedOf('printer')]).toEqual([0, []])
  await journal.acknowledge(3)
  expect(told).toBe(1)
  disk.crash()
  const after = await open()
  const [run] = after.unreleasedOf('printer')
  expect(run).toEqual({ instrumentId: 'printer', runReference: 'run-1' })
  if (run) after.noteReleased(run)
  await after.claim({ ...claim, attemptId: 'job-1-run-2', fence: 8 })
  expect(after.unreleasedOf('printer')).toEqual([])
})

test('an event is kept until it is acknowledged, and its attempt remembered in the history after that', async () => {
  const { disk, open } = bench()
  const journal = await open()
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  await journal.record(offer.attemptId, 'running', { runReference: 'run-1' })
  await journal.record(offer.attemptId, 'succeeded', { resultJson: '{"mass":1}' })
  await journal.acknowledge(2)
  expect(journal.pending(2, 10).map(({ report }) => report.state)).toEqual(['succeeded'])
  expect(journal.entry(offer.attemptId)).toBeDefined()
  await journal.acknowledge(3)
  expect(journal.entry(offer.attemptId)).toBeUndefined()
  disk.crash()
  const after = await open()
  expect(after.outboxDepth).toBe(0)
  expect((await after.history.recent()).map(entry => [entry.attemptId, entry.state])).toEqual([
    [offer.attemptId, 'succeeded'],
  ])
})

test('an acknowledgement beyond what was written acknowledges no more than was written', async () => {
  const { open } = bench()
  const journal = await open()
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  await journal.acknowledge(99)
  expect(journal.acked).toBe(1)
})

test('a file that is no journal is refused with the reason, and not overwritten', async () => {
  const { disk, open } = bench()
  const text = new TextEncoder().encode('{"format": 9}')
  await disk.write(`${FOLDER}/journal.json`, text)
  await expect(open()).rejects.toThrow('its format is 9, this agent reads 1')
  expect(await disk.read(`${FOLDER}/journal.json`)).toEqual(text)
})

test('a start is marked before it is made: a journal put back over it is noticed, though the power went', async () => {
  const { disk, open } = bench()
  const journal = await open()
  const old = disk.backup().get(`${FOLDER}/journal.json`)
  await journal.claim(claim)
  await journal.record(offer.attemptId, 'starting')
  disk.crash()
  disk.restore(new Map([...disk.backup(), [`${FOLDER}/journal.json`, old ?? new Uint8Array()]]))
  expect((await open()).journalId).not.toBe(journal.journalId)
})

test('a mark that was torn when the power went says nothing against the journal', async () => {
  const { disk, open } = bench()
  const journal = await open()
  await journal.claim(claim)
  disk.restore(new Map([...disk.backup(), [`${FOLDER}/journal.mark`, new Uint8Array()]]))
  expect((await open()).journalId).toBe(journal.journalId)
})

test('the end of a run and what the instrument needs after it are one write, wherever the power goes', async () => {
  const ends: string[] = []
  for (let calls = 0; calls < 6; calls++) {
    const { disk, open } = bench()
    const journal = await open()
    await journal.claim({ ...claim, readinessAfter: { succeeded: 'needs-unload' } })
    await journal.record(offer.attemptId, 'starting')
    await journal.record(offer.attemptId, 'running')
    const gone = cutAfter(disk, calls)
    void journal.record(offer.attemptId, 'succeeded').catch(() => undefined)
    journal.onFailed = () => undefined
    await gone
    disk.crash()
    Reflect.ownKeys(disk).forEach(name => Reflect.deleteProperty(disk, name))
    const after = await open()
    ends.push(`${after.entry(offer.attemptId)?.state} ${after.readinessOf('printer')?.readiness}`)
  }
  expect(new Set(ends)).toEqual(new Set(['running undefined', 'succeeded needs-unload']))
})

/** Lets so many calls to a disk through, and none after them. Resolves when one was held back. */
function cutAfter(disk: CrashFileSystem, calls: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = calls
  for (const name of ['write', 'sync', 'rename', 'syncFolder'] as const) {
    const call = disk[name].bind(disk) as (...args: unknown[]) => Promise<void>
    const held = (...args: unknown[]): Promise<void> => {
      left -= 1
      if (left >= 0) return call(...args)
      resolve()
      return new Promise(() => undefined)
    }
    Reflect.set(disk, name, held)
  }
  // Where all were let through, the write is done.
  return Promise.race([
    promise,
    new Promise<void>(done => queueMicrotask(() => void afterTurns(50).then(done))),
  ])
}

async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
}
