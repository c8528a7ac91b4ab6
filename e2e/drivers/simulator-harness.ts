import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ContractStartFault,
  createDriverRegistry,
  type Driver,
  type DriverContext,
  type DriverHarness,
  type DriverRegistry,
} from '@muster/edge-agent/testing'
import { type Logger, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { parseSimulator, type RunningSimulator, startSimulator } from '@muster/simulators'
import { type Interception, LinkProxy, type Recognise } from './link-proxy.ts'

export interface SimulatorHarnessOptions {
  readonly driver: string
  /** The simulator's configuration; its ledger is put in a folder of the test. */
  readonly simulator: Readonly<Record<string, unknown>>
  /** The driver's settings, given the port of the link to the instrument. */
  settings(port: number): Readonly<Record<string, unknown>>
  readonly activity: string
  readonly short: Readonly<Record<string, unknown>>
  readonly long: Readonly<Record<string, unknown>>
  /** Tells a start request, as it goes over the wire, from all others. */
  readonly isStart: Recognise
  /** What the driver finds in its folder, by name: folders that several tests share. */
  readonly kept?: Readonly<Record<string, string>>
  readonly logger?: Logger
  /** Where drivers come from; from the agent's own where left out. */
  readonly registry?: DriverRegistry
  /** One instrument for all tests of a file: between two of them it is stopped, and not switched off and on. */
  readonly shared?: SharedSimulator
}

/** An instrument that is on from the first test that needs it to the end of the file. */
export class SharedSimulator {
  readonly #parts = new AsyncDisposableStack()
  #running: Promise<RunningSimulator> | undefined

  take(simulator: object): Promise<RunningSimulator> {
    this.#running ??= this.#start(simulator)
    return this.#running
  }

  async stop(): Promise<void> {
    await this.#running
    await this.#parts.disposeAsync()
  }

  async #start(simulator: object): Promise<RunningSimulator> {
    return this.#parts.use(await started(simulator, await temporaryFolder(this.#parts)))
  }
}

const INTERCEPTIONS: { readonly [K in ContractStartFault]?: Interception } = {
  'lose-request': 'swallow',
  'drop-link-before': 'cut-before',
  'drop-link-after': 'cut-after',
}

/** A simulated instrument on real sockets, and the driver that is under test, with a cable between them. */
export async function simulatorHarness(options: SimulatorHarnessOptions): Promise<DriverHarness> {
  await using parts = new AsyncDisposableStack()
  const folder = await temporaryFolder(parts)
  for (const [name, target] of Object.entries(options.kept ?? {})) {
    await mkdir(target, { recursive: true })
    await symlink(target, join(folder, name))
  }
  const simulator = await (options.shared?.take(options.simulator) ?? started(options.simulator, folder))
  parts.defer(() => (options.shared ? settle(simulator) : simulator.stop()))
  const proxy = await LinkProxy.open(simulator)
  parts.defer(() => proxy.close())
  const configured = await (options.registry ?? createDriverRegistry()).configure(
    options.driver,
    options.settings(proxy.port),
  )
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const context: DriverContext = {
    instrumentId: 'bench',
    clock: systemClock,
    random: systemRandom,
    logger: options.logger ?? silentLogger,
    folder,
  }
  const owned = parts.move()
  return {
    context,
    activity: options.activity,
    short: options.short,
    long: options.long,
    createDriver: (): Driver => configured.value.create(context),
    settled: work => work,
    dispose: () => owned.disposeAsync(),
    instrument: control(simulator, proxy, options.isStart),
  }
}

async function temporaryFolder(parts: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-driver-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function started(simulator: object, folder: string): Promise<RunningSimulator> {
  const parsed = parseSimulator({ ...simulator, ledger: join(folder, 'ledger.jsonl') }, { folder })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return startSimulator(parsed.value, { clock: systemClock, logger: silentLogger })
}

/** Leaves an instrument for the next test as it is when nothing was done to it. */
async function settle(simulator: RunningSimulator): Promise<void> {
  simulator.clearFaults()
  const state = simulator.state().run?.state.name
  if (state === 'running' || state === 'paused') simulator.stopAtPanel()
}

function control(
  simulator: RunningSimulator,
  proxy: LinkProxy,
  isStart: Recognise,
): DriverHarness['instrument'] {
  const before = simulator.starts().length
  const starts = () => simulator.starts().slice(before)
  return {
    starts: async () => starts().length,
    startedIds: async () => starts().map(entry => entry.jobOrderId ?? ''),
    failNextStart: async fault => {
      const interception = INTERCEPTIONS[fault]
      if (interception) proxy.intercept(isStart, interception)
      if (fault === 'refuse') simulator.addFault({ kind: 'refuse', reason: 'the pan is dirty', times: 1 })
      if (fault === 'lose-answer') simulator.addFault({ kind: 'lose-answer', keepConnection: true, times: 1 })
      if (fault === 'drop-link-after')
        simulator.addFault({ kind: 'lose-answer', keepConnection: false, times: 1 })
    },
    dropLink: async () => proxy.cut(),
    restoreLink: async () => proxy.restore(),
    reboot: () => simulator.reboot(),
    stopAtPanel: async () => simulator.stopAtPanel(),
  }
}
