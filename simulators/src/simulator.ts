import { type Clock, type Logger, type Random, type Running, running, seededRandom } from '@muster/runtime'
import { loadSimulatorConfig, type SimulatorConfig } from './config/config.ts'
import { startControlServer } from './control/server.ts'
import type { SimulatedFault } from './faults/fault.ts'
import { type ActiveFault, FaultBook } from './faults/fault-book.ts'
import type { Progress, Readings } from './instruments/plan.ts'
import type { Run } from './instruments/run.ts'
import { type LedgerEntry, openLedger } from './ledger/ledger.ts'
import { type LastingParts, Power } from './power.ts'
import { endpointOf, layCable } from './protocols.ts'

export interface SimulatorPorts {
  readonly clock: Clock
  /** What the instrument's physics draw from; without it, from the file's seed. */
  readonly random?: Random
  readonly logger: Logger
}

/** What `GET /state` shows. */
export interface SimulatorState {
  readonly name: string
  readonly kind: string
  readonly serial: string
  /** `opc.tcp://host:port`, `tcp://host:port` or `file:///folder`. */
  readonly endpoint: string
  /** When its power came on, ISO 8601. */
  readonly bootedAt: string
  /** How often, since this process began. */
  readonly boots: number
  readonly run: Run | undefined
  readonly progress: Progress | undefined
  readonly readings: Readings
  readonly faults: readonly ActiveFault[]
  /** Physical starts in its ledger. */
  readonly starts: number
}

/** An instrument that stands there and can be driven. */
export interface RunningSimulator extends Running {
  readonly name: string
  readonly host: string
  readonly port: number
  /** `opc.tcp://host:port` for OPC UA, `tcp://host:port` for SCPI and Modbus, `file:///folder` for a share. It stays the same over reboots. */
  readonly endpoint: string
  /** Where its control endpoint is, if it has one. */
  readonly controlUrl: string | undefined
  addFault(fault: SimulatedFault): ActiveFault
  clearFaults(): void
  /** All physical starts in its ledger, those before this process included. */
  starts(): readonly LedgerEntry[]
  state(): SimulatorState
  /** Power off and on again: the run, the job list, ids and connections are gone; faults stay. */
  reboot(): Promise<void>
  /** Somebody presses stop at the instrument. @throws RefusedError when nothing runs. */
  stopAtPanel(): void
}

/**
 * Starts a simulator from its YAML file, or from a configuration that was made in code.
 * @throws ConfigurationError with every fault of the file.
 */
export async function startSimulator(
  from: SimulatorConfig | string,
  ports: SimulatorPorts,
): Promise<RunningSimulator> {
  const config = typeof from === 'string' ? await loadSimulatorConfig(from) : from
  const { clock } = ports
  const logger = ports.logger.child({ instrument: config.definition.name })
  const random = ports.random ?? seededRandom(config.seed)

  await using parts = new AsyncDisposableStack()
  const faults = parts.use(new FaultBook(clock, config.faults))
  const ledger = await openLedger(config.ledger)
  const link = parts.use(await layCable({ protocol: config.protocol, faults, clock, logger }))
  const power = parts.use(await Power.on({ config, clock, random, logger, faults, ledger, link }))
  const instrument = describe({ config, faults, ledger, link, power })
  const control =
    config.controlPort === undefined
      ? undefined
      : parts.use(await startControlServer({ faults, ...instrument }, config.controlPort, logger))

  logger.info('an instrument is on', { endpoint: instrument.endpoint, control: control?.url })
  const owned = parts.move()
  return { ...instrument, controlUrl: control?.url, ...running(() => owned.disposeAsync()) }
}

type Parts = Pick<LastingParts, 'config' | 'faults' | 'ledger' | 'link'> & { readonly power: Power }

/** Everything about a simulator but its end. */
function describe({
  config,
  faults,
  ledger,
  link,
  power,
}: Parts): Omit<RunningSimulator, keyof Running | 'controlUrl'> {
  const { name, kind, serial } = config.definition
  const endpoint = endpointOf(config.protocol, link)
  return {
    name,
    host: link.host,
    port: link.port,
    endpoint,
    addFault: fault => faults.add(fault),
    clearFaults: () => faults.clear(),
    starts: () => ledger.entries(),
    reboot: () => power.reboot(),
    stopAtPanel: () => power.model.stop('panel'),
    state: () => ({
      name,
      kind,
      serial,
      endpoint,
      bootedAt: new Date(power.since).toISOString(),
      boots: power.boots,
      run: power.model.run,
      progress: power.model.progress,
      readings: power.model.readings,
      faults: faults.list(),
      starts: ledger.entries().length,
    }),
  }
}
