import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileSchema, millis, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DriverContext, RunUpdate } from '../../instruments/driver.ts'
import { describeDriver } from '../../testing/driver.contract.ts'
import type { ContractStartFault, DriverHarness } from '../../testing/driver-bench.ts'
import { FileDropDriver, type HandOver } from './driver.ts'
import { FileDropSettings } from './settings.ts'

const tick = () => new Promise<void>(resolve => systemClock.after(millis(2), resolve))

/** An instrument that does one job file after another, and writes its log in UTF-16. */
class DropInstrument {
  readonly root: string
  readonly starts: string[] = []
  readonly context: DriverContext
  #on = true
  #boot = 0
  #isStopped = false
  #loop: Promise<void> = Promise.resolve()

  constructor(root: string) {
    this.root = root
    this.context = {
      instrumentId: 'bench',
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      folder: join(root, 'driver'),
    }
  }

  static async make(): Promise<DropInstrument> {
    const instrument = new DropInstrument(await mkdtemp(join(tmpdir(), 'muster-drop-')))
    for (const name of ['in', 'working', 'done', 'failed', 'out']) await mkdir(instrument.path(name))
    instrument.#loop = instrument.#work()
    return instrument
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts)
  }

  driver(handOver: HandOver = rename, changes: Record<string, unknown> = {}): FileDropDriver {
    const file = (ending: string) => `${this.path('out')}/{attemptId}.${ending}`
    const settings = compileSchema<FileDropSettings>(FileDropSettings, { defaults: true })({
      folders: Object.fromEntries(['in', 'working', 'done', 'failed'].map(name => [name, this.path(name)])),
      pollEvery: '5 ms',
      checkEvery: '10 ms',
      activities: [
        {
          name: 'measure',
          log: {
            file: file('log'),
            encoding: 'utf-16le',
            progress: { percent: '^(\\d+) %', values: [{ name: 'temperature', pattern: 'at (.+)$' }] },
            failed: '^ERROR (.+)$',
            cancelled: '^STOPPED BY FILE',
            stoppedLocally: '^STOPPED AT PANEL',
          },
          result: { file: file('json'), within: '30 ms' },
          cancel: { file: file('stop') },
          ...changes,
        },
      ],
    })
    if (!settings.ok) throw new Error(JSON.stringify(settings.faults))
    return new FileDropDriver(settings.value, this.context, handOver)
  }

  async forget(): Promise<void> {
    this.#boot += 1
    for (const name of ['in', 'working', 'done', 'failed', 'out'])
      for (const file of await readdir(this.path(name))) await rm(this.path(name, file), { force: true })
    await rm(this.path('driver', 'notes'), { recursive: true, force: true })
  }

  async dispose(): Promise<void> {
    this.#on = false
    this.#boot += 1
    await this.#loop
    await rm(this.root, { recursive: true, force: true })
  }

  /** Somebody stops what it does, or is about to do: between two lines of its log. */
  async panel(): Promise<void> {
    this.#isStopped = true
    while (this.#isStopped) await tick()
  }

  async #work(): Promise<void> {
    while (this.#on) {
      const names = await readdir(this.path('in')).catch(() => [])
      const name = names.find(known => known.endsWith('.json'))
      if (name !== undefined) await this.#run(name).catch(() => undefined)
      await tick()
    }
  }

  async #run(name: string): Promise<void> {
    const boot = this.#boot
    const goesOn = () => boot === this.#boot
    await rename(this.path('in', name), this.path('working', name))
    const text = await readFile(this.path('working', name), 'utf8')
    const job = JSON.parse(text) as { attemptId: string; parameters: { kind?: string } }
    this.starts.push(job.attemptId)
    const { kind } = job.parameters
    await this.#say(name, '0 %\r\n50 % at 21.5 °C\r')
    await this.#say(name, '\n')
    const stop = this.path('out', name.replace('.json', '.stop'))
    while (kind === 'long' && goesOn()) {
      if (await readFile(stop).catch(() => undefined)) return this.#end(name, 'STOPPED BY FILE', 'failed')
      if (this.#isStopped) {
        await this.#end(name, 'STOPPED AT PANEL', 'failed')
        this.#isStopped = false
        return
      }
      await tick()
    }
    if (!goesOn()) return undefined
    if (kind === 'fail') return this.#end(name, 'ERROR no vacuum', 'failed')
    const result = JSON.stringify({ mass: { value: 12.5, unit: 'g' } })
    await writeFile(this.path('out', name), kind === 'half' ? result.slice(0, 9) : result)
    return this.#end(name, '100 %', 'done')
  }

  async #end(name: string, line: string, folder: string): Promise<void> {
    await this.#say(name, `${line}\r\n`)
    await rename(this.path('working', name), this.path(folder, name))
  }

  #say(name: string, text: string): Promise<void> {
    return appendFile(this.path('out', name.replace('.json', '.log')), Buffer.from(text, 'utf16le'))
  }
}

async function harness(): Promise<DriverHarness> {
  const instrument = await DropInstrument.make()
  let fault: ContractStartFault | undefined
  let newest: FileDropDriver | undefined
  const dropLink = async () => {
    await rename(instrument.path('in'), instrument.path('away'))
    while (await newest?.bootMark().then(Boolean, () => false)) await tick()
  }
  const handOver: HandOver = async (from, to) => {
    if (fault === undefined) return rename(from, to)
    const before = instrument.starts.length
    if (fault === 'lose-answer' || fault === 'drop-link-after') {
      await rename(from, to)
      while (instrument.starts.length === before) await tick()
    }
    if (fault !== 'lose-answer' && fault !== 'lose-request') await dropLink()
    throw new Error('the answer was lost')
  }
  /** What was put into the folder is taken by the instrument. */
  const taken = async () => {
    const waits = async () => (await readdir(instrument.path('in')).catch(() => [])).some(isJob)
    while (await waits()) await tick()
    while (instrument.starts.length < (await readdir(instrument.path('working'))).length) await tick()
    return instrument.starts
  }
  return {
    context: instrument.context,
    activity: 'measure',
    short: { kind: 'short' },
    long: { kind: 'long' },
    createDriver: () => (newest = instrument.driver(handOver)),
    settled: work => work,
    dispose: () => instrument.dispose(),
    instrument: {
      starts: async () => (await taken()).length,
      startedIds: taken,
      failNextStart: async next => {
        if (next === 'refuse') await dropLink()
        else fault = next
      },
      dropLink,
      restoreLink: () => rename(instrument.path('away'), instrument.path('in')),
      reboot: async () => {
        await taken()
        await instrument.forget()
      },
      stopAtPanel: async () => {
        await taken()
        await instrument.panel()
      },
    },
  }
}

const isJob = (name: string) => name.endsWith('.json')

describeDriver('a watched folder', harness)

describe('a job file', () => {
  let instrument: DropInstrument
  beforeEach(async () => {
    instrument = await DropInstrument.make()
  })
  afterEach(() => instrument.dispose())

  const connected = async (handOver?: HandOver, changes?: Record<string, unknown>) => {
    const driver = instrument.driver(handOver, changes)
    await driver.connect({ connected: () => undefined, disconnected: () => undefined })
    return driver
  }
  const request = (kind: string) => ({ attemptId: 'a-1', activity: 'measure', parameters: { kind } })
  const run = async (driver: FileDropDriver, kind: string): Promise<RunUpdate[]> => {
    expect(await driver.start(request(kind))).toMatchObject({ kind: 'started' })
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
    await driver.close()
    return updates
  }

  it('gives a result with units', async () => {
    const updates = await run(await connected(), 'short')
    expect(updates.at(-1)).toEqual({ kind: 'succeeded', result: { mass: { value: 12.5, unit: 'g' } } })
  })

  it('fails with what the log says', async () => {
    const updates = await run(await connected(), 'fail')
    expect(updates.at(-1)).toMatchObject({ kind: 'failed', failure: { message: 'no vacuum' } })
  })

  it('has failed where the result never becomes whole', async () => {
    const updates = await run(await connected(), 'half')
    expect(updates.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'result-unreadable' } })
  })

  it('is absent for certain where it never got the name that starts, and is removed', async () => {
    const driver = await connected(async () => Promise.reject(new Error('the agent was killed')))
    expect(await driver.start(request('short'))).toMatchObject({ kind: 'unsure' })
    expect(await readdir(instrument.path('in'))).toEqual(['a-1.json.part'])
    expect(await driver.find('a-1')).toEqual({ kind: 'absent' })
    expect(await readdir(instrument.path('in'))).toEqual([])
    expect(await driver.idle()).toEqual({ idle: true })
    await driver.close()
  })

  it('is found where the instrument took it and left no trace', async () => {
    const driver = await connected(from => rm(from))
    await driver.start(request('short'))
    expect(await driver.find('a-1')).toEqual({ kind: 'found', runReference: 'a-1' })
    await driver.close()
  })

  it('takes no parameter that would begin a line of its own', async () => {
    const parameters = { type: 'object', properties: { kind: { type: 'string' } } }
    const driver = await connected(rename, { parameters, job: 'kind={kind}\nid={attemptId}\n' })
    expect(await driver.start(request('x\nlaser=on'))).toMatchObject({ kind: 'refused' })
    expect(await readdir(instrument.path('in'))).toEqual([])
    await driver.close()
  })
})
