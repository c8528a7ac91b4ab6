import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ContractStartFault,
  createDriverRegistry,
  type Driver,
  type DriverContext,
  type DriverHarness,
  type RunUpdate,
} from '@muster/edge-agent/testing'
import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { fileDropDriver, type HandOver } from '@muster/edge-agent/testing/file-drop'
import { millis, parseYaml, silentLogger, sleep, systemClock, systemRandom } from '@muster/runtime'
import { parseSimulator, type RunningSimulator, startSimulator } from '@muster/simulators'
import { expect, it } from 'vitest'

/** The analyser works 450 times as fast as a real one: 0.4 s for 250 mg, 16 s for 20 g. */
const ANALYSER = {
  kind: 'analyser',
  name: 'analyser-1',
  serial: 'EA-1',
  protocol: { type: 'file-drop', folder: 'share', pollEvery: '5 ms' },
  timeScale: 450,
  ledger: 'ledger.jsonl',
}

/** An analyser, what it takes to know it, and the driver's sample configuration pointed at its share. */
class Laboratory implements AsyncDisposable {
  readonly folder: string
  readonly context: DriverContext
  simulator: RunningSimulator
  readonly #file: object

  static async open(changes: object = {}): Promise<Laboratory> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-drop-'))
    const file = { ...ANALYSER, ...changes }
    return new Laboratory(folder, file, await simulating(folder, file))
  }

  private constructor(folder: string, file: object, simulator: RunningSimulator) {
    this.folder = folder
    this.#file = file
    this.simulator = simulator
    this.context = {
      instrumentId: 'analyser-1',
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      folder: join(folder, 'driver'),
    }
  }

  async settings(): Promise<Record<string, unknown>> {
    const url = new URL('../../edge-agent/src/drivers/file-drop/sample.yaml', import.meta.url)
    const text = (await readFile(url, 'utf8')).replaceAll('/mnt/analyser', join(this.folder, 'share'))
    const { settings } = parseYaml(text, 'sample.yaml').value as { settings: Record<string, unknown> }
    return { ...settings, pollEvery: '5 ms', checkEvery: '10 ms' }
  }

  /** Its disk is lost with its power, and with it whatever could be looked up. */
  async reboot(): Promise<void> {
    await this.simulator.stop()
    await rm(join(this.folder, 'share.disk'), { recursive: true, force: true })
    await rm(join(this.context.folder, 'notes'), { recursive: true, force: true })
    this.simulator = await simulating(this.folder, this.#file)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function simulating(folder: string, file: object): Promise<RunningSimulator> {
  const parsed = parseSimulator(file, { folder })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return startSimulator(parsed.value, { clock: systemClock, logger: silentLogger })
}

const beat = () => sleep(systemClock, millis(2))

async function harness(): Promise<DriverHarness> {
  const laboratory = await Laboratory.open()
  const settings = await laboratory.settings()
  let fault: ContractStartFault | undefined
  let newest: Driver | undefined
  let handedOver = 0
  /** All that was handed over is in the ledger: the analyser takes it at its next look. */
  const taken = async () => {
    while (laboratory.simulator.starts().length < handedOver) await beat()
    return laboratory.simulator.starts().map(entry => entry.jobOrderId ?? '')
  }
  const dropLink = async () => {
    laboratory.simulator.addFault({ kind: 'drop-link', for: '1 h' })
    while (await newest?.bootMark().then(Boolean, () => false)) await beat()
  }
  const handOver: HandOver = async (from, to) => {
    const struck = fault
    fault = undefined
    if (struck === 'lose-request') throw new Error('the request was lost')
    if (struck === 'drop-link-before') await dropLink()
    await rename(from, to)
    handedOver += 1
    if (struck === undefined) return
    await taken()
    if (struck === 'drop-link-after') await dropLink()
    throw new Error('the answer was lost')
  }
  return {
    context: laboratory.context,
    activity: 'analyse',
    short: { sample: 'A-17', mass: 250 },
    long: { sample: 'A-18', mass: 20_000 },
    createDriver: () => (newest = fileDropDriver(settings, laboratory.context, handOver)),
    settled: work => work,
    dispose: () => laboratory[Symbol.asyncDispose](),
    instrument: {
      starts: async () => (await taken()).length,
      startedIds: taken,
      failNextStart: async next => {
        if (next === 'refuse') await dropLink()
        else fault = next
      },
      dropLink,
      restoreLink: async () => laboratory.simulator.clearFaults(),
      reboot: async () => {
        await taken()
        await laboratory.reboot()
      },
      stopAtPanel: async () => {
        await taken()
        laboratory.simulator.stopAtPanel()
      },
    },
  }
}

describeDriver('a watched folder', harness)

/** The updates of one analysis, from its start by the driver as it is configured. */
async function analysed(laboratory: Laboratory, onUpdate?: (update: RunUpdate) => Promise<void>) {
  const configured = await createDriverRegistry().configure('file-drop', await laboratory.settings())
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const driver = configured.value.create(laboratory.context)
  await driver.connect({ connected: () => undefined, disconnected: () => undefined })
  const parameters = { sample: 'A-17', mass: 250 }
  expect(await driver.start({ attemptId: 'a-1', activity: 'analyse', parameters })).toMatchObject({
    kind: 'started',
  })
  const updates: RunUpdate[] = []
  for await (const update of driver.follow('a-1', new AbortController().signal)) {
    updates.push(update)
    await onUpdate?.(update)
  }
  await driver.close()
  return updates
}

it("takes the driver's sample configuration, and tells what the analyser found with its units", async () => {
  await using laboratory = await Laboratory.open()
  const updates = await analysed(laboratory)
  expect(updates.at(-1)).toEqual({
    kind: 'succeeded',
    result: {
      carbon: { value: expect.closeTo(0.42, 1) as unknown, unit: '%' },
      sulphur: { value: expect.closeTo(0.015, 2) as unknown, unit: '%' },
    },
  })
  expect(laboratory.simulator.starts()).toMatchObject([{ jobOrderId: 'a-1', activity: 'analyse' }])
})

it('tells why the analyser refused a job, and that nothing more is to be awaited', async () => {
  await using laboratory = await Laboratory.open({
    faults: [{ kind: 'refuse', reason: 'no oxygen', times: 1 }],
  })
  expect((await analysed(laboratory)).at(-1)).toMatchObject({
    kind: 'failed',
    failure: { message: 'no oxygen' },
  })
  expect(laboratory.simulator.starts()).toEqual([])
})

it('tells that the power of the analyser failed, and hands nothing over again', async () => {
  await using laboratory = await Laboratory.open({ timeScale: 1 })
  const updates = await analysed(laboratory, async update => {
    if (update.kind === 'progress' && update.phase === 'PURGE') await laboratory.simulator.reboot()
  })
  expect(updates.at(-1)).toMatchObject({ kind: 'failed', failure: { message: 'power failure' } })
  expect(laboratory.simulator.starts()).toHaveLength(1)
})
