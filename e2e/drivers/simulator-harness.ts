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
  /** Where the driver is found, if not where agents find it. */
  readonly registry?: DriverRegistry
  /** An instrument that stands there already, idle, and stays; without it one is made for the harness. */
  readonly standing?: RunningSimulator
  /** Nobody can tell a stop at the panel from another end. */
  readonly panelIsSilent?: boolean
}

const INTERCEPTIONS: { readonly [K in ContractStartFault]?: Interception } = {
  'lose-request': 'swallow',
  'drop-link-before': 'cut-before',
  'drop-link-after': 'cut-after',
}

/** A simulated instrument on real sockets, and the driver that is under test, with a cable between them. */
export async function simulatorHarness(options: SimulatorHarnessOptions): Promise<DriverHarness> {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'muster-driver-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  for (const [name, target] of Object.entries(options.kept ?? {})) {
    await mkdir(target, { recursive: true })
    await symlink(target, join(folder, name))
  }
  const simulator = options.standing ?? parts.use(await simulatorIn(folder, options.simulator))
  const proxy = await LinkProxy.open(simulator)
  parts.defer(() => proxy.close())
  const registry = options.registry ?? createDriverRegistry()
  const configured = await registry.configure(options.driver, options.settings(proxy.port))
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
    instrument: control(simulator, proxy, options),
  }
}

/** A simulated instrument with its ledger in a folder. */
export async function simulatorIn(
  folder: string,
  file: SimulatorHarnessOptions['simulator'],
): Promise<RunningSimulator> {
  const parsed = parseSimulator({ ...file, ledger: join(folder, 'ledger.jsonl') }, { folder })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return startSimulator(parsed.value, { clock: systemClock, logger: silentLogger })
}

function control(
  simulator: RunningSimulator,
  proxy: LinkProxy,
  { isStart, panelIsSilent }: SimulatorHarnessOptions,
): DriverHarness['instrument'] {
  const before = simulator.starts().length
  return {
    starts: async () => simulator.starts().length - before,
    startedIds: async () =>
      simulator
        .starts()
        .slice(before)
        .map(entry => entry.jobOrderId ?? ''),
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
    ...(!panelIsSilent && { stopAtPanel: async () => simulator.stopAtPanel() }),
  }
}
