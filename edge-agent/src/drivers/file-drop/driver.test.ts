import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver, DriverContext, RunUpdate } from '../../instruments/driver.ts'
import { fileDropDriver, type HandOver } from './testing/index.ts'

const FOLDERS = ['in', 'working', 'done', 'failed', 'out'] as const

/** An instrument that does nothing but what the test does for it. It writes its log in UTF-16. */
class Bench {
  readonly root: string
  readonly context: DriverContext

  constructor(root: string) {
    this.root = root
    const folder = join(root, 'driver')
    const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
    this.context = { instrumentId: 'bench', ...ports, folder }
  }

  static async make(): Promise<Bench> {
    const bench = new Bench(await mkdtemp(join(tmpdir(), 'muster-drop-')))
    for (const name of FOLDERS) await mkdir(bench.path(name))
    return bench
  }

  path(folder: (typeof FOLDERS)[number], name = ''): string {
    return join(this.root, folder, name)
  }

  async connected(handOver: HandOver = rename, changes: object = {}): Promise<Driver> {
    const file = (ending: string) => this.path('out', `{attemptId}.${ending}`)
    const activity = {
      name: 'measure',
      log: {
        file: file('log'),
        encoding: 'utf-16le',
        progress: { percent: '^(\\d+) %', values: [{ name: 'temperature', pattern: 'at (.+)$' }] },
        failed: '^ERROR (.+)$',
        cancelled: '^STOPPED BY FILE',
        stoppedLocally: '^STOPPED AT PANEL',
        within: '20 ms',
      },
      result: { file: file('json'), within: '20 ms' },
      cancel: { file: file('stop') },
      ...changes,
    }
    const folders = { in: '', working: '', done: '', failed: '' }
    for (const name of ['in', 'working', 'done', 'failed'] as const) folders[name] = this.path(name)
    const settings = { folders, pollEvery: '5 ms', checkEvery: '10 ms', activities: [activity] }
    const driver = fileDropDriver(settings, this.context, handOver)
    await driver.connect({ connected: () => undefined, disconnected: () => undefined })
    return driver
  }

  /** Takes the job file, says something in its log, and puts it into a folder. */
  async does(log: string, into: 'working' | 'done' | 'failed', result?: string): Promise<void> {
    const [name] = await readdir(this.path('in'))
    await writeFile(this.path('out', 'a-1.log'), Buffer.from(log, 'utf16le'))
    if (result !== undefined) await writeFile(this.path('out', 'a-1.json'), result)
    if (name !== undefined) await rename(this.path('in', name), this.path(into, name))
    else await rename(this.path('working', 'a-1.json'), this.path(into, 'a-1.json'))
  }
}

describe('a job file', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = await Bench.make()
  })
  afterEach(() => rm(bench.root, { recursive: true, force: true }))

  const request = (kind = 'short') => ({ attemptId: 'a-1', activity: 'measure', parameters: { kind } })
  const started = async (changes?: object): Promise<Driver> => {
    const driver = await bench.connected(rename, changes)
    expect(await driver.start(request())).toMatchObject({ kind: 'started' })
    return driver
  }
  const followed = async (driver: Driver): Promise<RunUpdate[]> => {
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
    await driver.close()
    return updates
  }

  it('holds all that was asked for', async () => {
    const driver = await started()
    const text = await readFile(bench.path('in', 'a-1.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({ attemptId: 'a-1', activity: 'measure', parameters: { kind: 'short' } })
    await driver.close()
  })

  it('gives progress, and a result with units', async () => {
    const driver = await started()
    await bench.does('0 %\r\n50 % at 21.5 °C\r\n51 % at 2', 'working')
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) {
      updates.push(update)
      if (updates.length === 1)
        await bench.does('50 % at 21.5 °C\r\n', 'done', '{"mass":{"value":12.5,"unit":"g"}}')
    }
    expect(updates[0]).toEqual({ kind: 'progress', percent: 50, values: { temperature: 21.5 } })
    expect(updates.at(-1)).toEqual({ kind: 'succeeded', result: { mass: { value: 12.5, unit: 'g' } } })
    await driver.close()
  })

  it('fails with what the log says', async () => {
    const driver = await started()
    await bench.does('0 %\r\nERROR no vacuum\r\n', 'failed')
    expect(await followed(driver)).toMatchObject([{ kind: 'failed', failure: { message: 'no vacuum' } }])
  })

  it('fails without a reason where the log never gives one', async () => {
    const driver = await started()
    await bench.does('0 %\r\n', 'failed')
    const end = (await followed(driver)).at(-1)
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'run-failed' } })
  })

  it('waits for the log to say why it was put among the failed ones', async () => {
    const driver = await started({
      log: { file: bench.path('out', '{attemptId}.log'), stoppedLocally: 'PANEL' },
    })
    await bench.does('', 'failed')
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) {
      updates.push(update)
      await writeFile(bench.path('out', 'a-1.log'), 'STOPPED AT PANEL\n')
    }
    expect(updates.map(update => update.kind)).toEqual(['progress', 'stopped-locally'])
    await driver.close()
  })

  it('takes the last line of a log for one where its end never comes', async () => {
    const driver = await started()
    await bench.does('0 %\r\nSTOPPED AT PANEL', 'failed')
    expect((await followed(driver)).at(-1)).toMatchObject({ kind: 'stopped-locally' })
  })

  it('has failed where the result never becomes whole', async () => {
    const driver = await started()
    await bench.does('0 %\r\n', 'done', '{"mass":{"val')
    expect((await followed(driver)).at(-1)).toMatchObject({
      kind: 'failed',
      failure: { code: 'result-unreadable' },
    })
  })

  it('is absent for certain where it never got the name that starts, and is removed', async () => {
    const driver = await bench.connected(async () => Promise.reject(new Error('the agent was killed')))
    expect(await driver.start(request())).toMatchObject({ kind: 'unsure' })
    expect(await readdir(bench.path('in'))).toEqual(['a-1.json.part'])
    expect(await driver.find('a-1')).toEqual({ kind: 'absent' })
    expect(await readdir(bench.path('in'))).toEqual([])
    expect(await driver.idle()).toEqual({ idle: true })
    await driver.close()
  })

  it('is found where the instrument took it and left no trace', async () => {
    const driver = await bench.connected(from => rm(from))
    await driver.start(request())
    expect(await driver.find('a-1')).toEqual({ kind: 'found', runReference: 'a-1' })
    await driver.close()
  })

  it('takes no parameter that would begin a line of its own', async () => {
    const parameters = { type: 'object', properties: { kind: { type: 'string' } } }
    const driver = await bench.connected(rename, { parameters, job: 'kind={kind}\nid={attemptId}\n' })
    expect(await driver.start(request('x\nlaser=on'))).toMatchObject({ kind: 'refused' })
    expect(await readdir(bench.path('in'))).toEqual([])
    await driver.close()
  })

  it('is not handed over once the driver is closed, with a start on its way', async () => {
    let handedOver = 0
    const driver = await bench.connected(async () => void (handedOver += 1))
    const outcome = driver.start(request())
    await driver.close()
    expect((await outcome).kind).not.toBe('started')
    expect(handedOver).toBe(0)
    const next = await bench.connected()
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    await next.close()
  })
})
