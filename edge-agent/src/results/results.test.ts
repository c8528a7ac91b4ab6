import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Clock,
  millis,
  nodeFileSystem,
  seconds,
  silentLogger,
  sleep,
  systemClock,
} from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collector } from './collect.ts'
import { createResultFiles } from './index.ts'
import { KeptFiles } from './kept.ts'
import type { RunToCollect } from './of-run.ts'
import type { UploadAnswer, UploadLink } from './upload-link.ts'
import { Uploader } from './uploader.ts'

let folder: string
let scans: string
let kept: KeptFiles
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-results-'))
  scans = join(folder, 'scans')
  await mkdir(scans)
  await mkdir(join(folder, 'results'))
  kept = new KeptFiles(nodeFileSystem, join(folder, 'results'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const LIMITS = { settle: millis(5), wait: millis(60), maxFiles: 3, maxBytes: 1_000 }
const never = new AbortController().signal

/** Each time that is waited for begins with this. */
const whenWaiting = (act: () => void): Clock => ({
  ...systemClock,
  after(delay, action) {
    act()
    return systemClock.after(delay, action)
  },
})

function collect(
  run: Partial<RunToCollect>,
  limits: Partial<typeof LIMITS> = {},
  clock: Clock = systemClock,
) {
  const whole = {
    attemptId: 'job-1-run-1',
    parameters: {},
    startedAt: 0,
    rules: [],
    given: [],
    tellMissing: true,
    ...run,
  }
  return collector({ ...LIMITS, ...limits }, { clock, logger: silentLogger, kept })(whole, never)
}
const rule = (match: string, more: object = {}) => ({ folder: scans, match, ...more })
const put = (name: string, text: string) => writeFile(join(scans, name), text)

describe('the files of a run', () => {
  it('are those that changed since its start, whatever their names are', async () => {
    await put('Größe 1.xy', 'abc')
    await put('..xy', '')
    await put('old.xy', 'of yesterday')
    await utimes(join(scans, 'old.xy'), 1, 1)
    expect(await collect({ rules: [rule('*.xy')], startedAt: systemClock.wall() })).toEqual([
      { name: '..xy', size: 0, sha256: hashOf(''), mediaType: 'text/plain' },
      { name: 'Größe 1.xy', size: 3, sha256: hashOf('abc'), mediaType: 'text/plain' },
    ])
    // What the program does with its file from now on is no matter.
    await put('Größe 1.xy', 'the next run')
    expect(await readFile(kept.pathOf('job-1-run-1', 1), 'utf8')).toBe('abc')
    expect((await kept.manifest('job-1-run-1'))?.states).toEqual(['waiting', 'waiting'])
  })

  it('are found by what the run was given, and by nothing that leads elsewhere', async () => {
    await mkdir(join(scans, 'A-17'))
    await writeFile(join(scans, 'A-17', 'scan of A-17.xy'), 'abc')
    const within = { folder: join(scans, '{sample}'), match: 'scan of {sample}.xy' }
    const found = (sample: unknown) => collect({ rules: [within], parameters: { sample } })
    expect(await found('A-17')).toMatchObject([{ name: 'scan of A-17.xy', size: 3 }])
    for (const sample of ['..', '../scans/A-17', 'a/b', 'a\\b', '', 'a\u0000', {}, undefined])
      expect(await found(sample), JSON.stringify(sample)).toEqual([
        { name: 'scan of {sample}.xy', problem: expect.stringContaining('{sample}') },
      ])
    // A star in a value is a star.
    await put('scan of B.xy', 'abc')
    expect(
      await collect({ rules: [rule('scan of {sample}.xy')], parameters: { sample: '*' } }),
    ).toMatchObject([{ problem: expect.stringContaining('left no file') }])
  })

  it('are taken once, though the run is looked at anew meanwhile', async () => {
    await put('a.xy', 'abc')
    const options = { ...LIMITS, url: 'http://127.0.0.1:9', bytesPerSecond: 0 }
    const ports = { clock: systemClock, random: seededRandom(1), logger: silentLogger }
    const agent = { agentId: 'a', folder }
    const results = await createResultFiles(agent, options, {
      ...ports,
      fileSystem: nodeFileSystem,
      isReported: () => false,
    })
    const run = { attemptId: 'twice', parameters: {}, startedAt: 0, given: [], tellMissing: true }
    const again = () => results.collect({ ...run, rules: [rule('*.xy')] }, never)
    const [first, second] = await Promise.all([again(), again()])
    await put('a.xy', 'the next run')
    expect([second, await again()]).toEqual([first, first])
    expect(await kept.hash('twice', 0)).toBe(hashOf('abc'))
  })

  it('are no links to elsewhere', async () => {
    await writeFile(join(folder, 'secret'), 'of somebody')
    await symlink(join(folder, 'secret'), join(scans, 'a.xy'))
    await put('b.xy', 'abc')
    await symlink(join(scans, 'b.xy'), join(scans, 'c.xy'))
    const list = await collect({ rules: [rule('*.xy')] })
    expect(list).toMatchObject([{ name: 'b.xy', size: 3 }, { name: 'a.xy' }])
    expect(list[1]).toMatchObject({ problem: expect.stringMatching(/^it is a link to .*secret, outside/) })
    expect(list[1]).not.toHaveProperty('sha256')
    const given = { name: 'x', path: join(scans, 'a.xy') }
    expect(await collect({ given: [given] })).toMatchObject([{ problem: expect.stringContaining('ELOOP') }])
  })

  it('that are not there are told, where the run succeeded and they may not be missing', async () => {
    const rules = [
      rule('*.xy'),
      rule('*.log', { mayBeMissing: true }),
      { folder: join(folder, 'none'), match: '*' },
    ]
    expect(await collect({ rules })).toEqual([
      { name: '*.xy', problem: `the run left no file ${scans}/*.xy` },
      { name: '*', problem: expect.stringContaining("can't be looked into") },
    ])
    expect(await collect({ rules, tellMissing: false })).toEqual([])
  })

  it('are waited for until they are there and stand still', async () => {
    const texts = ['a', 'b', 'c']
    const clock = whenWaiting(() => appendFileSync(join(scans, 'late.xy'), texts.shift() ?? ''))
    const taken = await collect({ rules: [rule('late.xy')] }, { wait: seconds(30) }, clock)
    expect(taken).toMatchObject([{ name: 'late.xy', size: 3, sha256: hashOf('abc') }])
  })

  it('that never stand still, are too long or too many are told as such', async () => {
    await put('a.xy', 'abc')
    const clock = whenWaiting(() => appendFileSync(join(scans, 'a.xy'), 'x'))
    const [restless] = await collect({ rules: [rule('a.xy')] }, { maxBytes: 1_000_000 }, clock)
    expect(restless).toMatchObject({
      name: 'a.xy',
      problem: expect.stringMatching(/still being written|grew/),
    })
    for (const name of ['1', '2', '3', '4']) await put(`${name}.log`, name === '2' ? 'x'.repeat(1_001) : '')
    expect(await collect({ rules: [rule('*.log')] })).toMatchObject([
      { name: '1.log', size: 0 },
      { name: '2.log', problem: expect.stringContaining('1001 bytes') },
      { name: '3.log', size: 0 },
      { name: 'further files', problem: expect.stringContaining('4 files were found') },
    ])
  })
})

/** A coordinator of one file that loses, damages and refuses as it is told. */
class Receiver implements UploadLink {
  received = Buffer.alloc(0)
  readonly asked: string[] = []
  /** Answers in the place of what it would say, one by one. */
  readonly instead: (UploadAnswer | undefined)[] = []
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  async offset(): Promise<UploadAnswer> {
    this.asked.push('HEAD')
    return this.instead.shift() ?? { kind: 'offset', offset: this.received.length }
  }

  async send(_: string, offset: number, bytes: Uint8Array): Promise<UploadAnswer> {
    this.asked.push(`${offset}+${bytes.length}`)
    const instead = this.instead.shift()
    if (instead) return instead
    this.received = Buffer.concat([this.received.subarray(0, offset), bytes])
    return this.received.length === this.#size
      ? { kind: 'stored' }
      : { kind: 'offset', offset: this.received.length }
  }

  async giveUp(_: string, problem: string): Promise<UploadAnswer> {
    this.asked.push(`DELETE ${problem}`)
    return { kind: 'offset', offset: 0 }
  }
}

/** Uploads until nothing more is asked that the test waits for. */
async function upload(receiver: Receiver, isDone: (uploader: Uploader) => boolean | Promise<boolean>) {
  const ports = { clock: systemClock, random: seededRandom(1), logger: silentLogger, kept, link: receiver }
  const uploader = new Uploader({ ...ports, bytesPerSecond: 0, isReported: id => id !== 'open' })
  uploader.start()
  while (!(await isDone(uploader))) await sleep(systemClock, millis(2))
  await uploader.stop()
  return uploader.status
}
const isEmpty = async () => (await readdir(join(folder, 'results'))).length === 0

describe('an upload', () => {
  const LONG = 'x'.repeat(600 * 1024)

  beforeEach(async () => {
    await put('scan.xy', LONG)
    await collect({ rules: [rule('scan.xy')] }, { maxBytes: 10_000_000 })
  })

  it('goes in pieces to its end, and then nothing stays', async () => {
    const receiver = new Receiver(LONG.length)
    await upload(receiver, isEmpty)
    expect(receiver.asked).toEqual(['HEAD', '0+524288', '524288+90112'])
    expect(receiver.received.toString()).toBe(LONG)
  })

  it('goes on where it stopped, and sends a damaged piece once more', async () => {
    const receiver = new Receiver(LONG.length)
    receiver.received = Buffer.from(LONG.slice(0, 1_000))
    receiver.instead.push(undefined, { kind: 'broken', why: '460' })
    await upload(receiver, isEmpty)
    expect(receiver.asked).toEqual(['HEAD', '1000+524288', 'HEAD', '1000+524288', '525288+89112'])
  })

  it('waits where nobody answers, with the reason', async () => {
    const receiver = new Receiver(LONG.length)
    receiver.instead.push({ kind: 'not-now', why: 'connection refused' })
    const status = await upload(receiver, ({ status: { waiting } }) => waiting === 1)
    expect(status).toEqual({
      waiting: 1,
      refused: 0,
      problem: 'scan.xy of job-1-run-1: connection refused',
    })
  })

  it('that is refused for good is not tried again, and its copy stays', async () => {
    const receiver = new Receiver(LONG.length)
    receiver.instead.push({ kind: 'refused', why: '413: it is too long' })
    expect(await upload(receiver, ({ status }) => status.refused === 1)).toMatchObject({
      waiting: 0,
      refused: 1,
    })
    expect(receiver.asked).toEqual(['HEAD'])
    expect(await upload(receiver, ({ status }) => status.refused === 1)).toMatchObject({ refused: 1 })
    expect(receiver.asked).toEqual(['HEAD'])
    expect(await kept.hash('job-1-run-1', 0)).toBe(hashOf(LONG))
  })

  it('of a copy that was damaged is given up, and never sent again', async () => {
    await writeFile(kept.pathOf('job-1-run-1', 0), 'y'.repeat(LONG.length))
    const receiver = new Receiver(LONG.length)
    receiver.instead.push(undefined, undefined, { kind: 'wrong-hash', why: '422' })
    await upload(receiver, ({ status }) => status.refused === 1)
    expect(receiver.asked.at(-1)).toBe('DELETE its copy at the agent has changed since')
  })

  it('waits for the end of the attempt to be acknowledged', async () => {
    await rm(join(folder, 'results', 'job-1-run-1'), { recursive: true })
    await collect({ attemptId: 'open', rules: [rule('scan.xy')] }, { maxBytes: 10_000_000 })
    const receiver = new Receiver(LONG.length)
    const ports = { clock: systemClock, random: seededRandom(1), logger: silentLogger, kept, link: receiver }
    let isReported = false
    const uploader = new Uploader({ ...ports, bytesPerSecond: 0, isReported: () => isReported })
    uploader.start()
    await sleep(systemClock, millis(20))
    expect(receiver.asked).toEqual([])
    isReported = true
    uploader.wake()
    while (!(await isEmpty())) await sleep(systemClock, millis(2))
    await uploader.stop()
    expect(receiver.received.length).toBe(LONG.length)
  })
})
