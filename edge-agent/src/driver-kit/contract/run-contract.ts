import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  ConfigurationError,
  messageOf,
  minutes,
  seconds,
  silentLogger,
  systemClock,
  systemRandom,
  withTimeout,
} from '@muster/runtime'
import type { Isolation } from '../../instruments/configured-driver.ts'
import { configureForeign } from '../configure-foreign.ts'
import type { ContractHarness, InstrumentBench } from '../muster-driver.ts'
import { Bench, type DriverHarness } from './bench.ts'
import { CONTRACT, type ContractCase, NotPromised } from './cases.ts'

const LIMIT = minutes(1)
/** For the simulated instrument and the driver to be put away after a case. */
const DISPOSE_LIMIT = seconds(20)

export interface ContractResult {
  readonly name: string
  readonly outcome: 'kept' | 'broken' | 'not promised'
  /** Why it is broken. */
  readonly reason?: string
}

/**
 * Runs the contract suite of the driver in a folder, over the simulated instrument of its `contract.ts`, and tells each result.
 * @param settings in the place of those of the same names that `contract.ts` gives
 * @throws ConfigurationError where the driver or its `contract.ts` can't be used
 */
export async function* runContract(
  folder: string,
  isolation: Isolation,
  settings: Readonly<Record<string, unknown>> = {},
): AsyncGenerator<ContractResult, void> {
  const createBench = await loadHarness(folder)
  for (const promise of CONTRACT) {
    const bench = new Bench(await harnessOf(folder, await givenBy(createBench), settings, isolation))
    try {
      yield await resultOf(promise, bench)
    } finally {
      await disposed(bench)
    }
  }
}

async function resultOf(promise: ContractCase, bench: Bench): Promise<ContractResult> {
  const { name } = promise
  const late = () => new Error(`it has not come to an end within ${LIMIT / 1_000} s`)
  const thrown = Promise.withResolvers<never>()
  // What is thrown in a callback or a timer would end this process, and the other promises would go untested.
  const note = (error: unknown) =>
    thrown.reject(
      new Error(`the driver, or its instrument, threw where nobody catches it: ${messageOf(error)}`),
    )
  process.on('uncaughtException', note).on('unhandledRejection', note)
  try {
    await withTimeout(systemClock, LIMIT, Promise.race([promise.run(bench), thrown.promise]), late)
    return { name, outcome: 'kept' }
  } catch (error) {
    return error instanceof NotPromised
      ? { name, outcome: 'not promised' }
      : { name, outcome: 'broken', reason: messageOf(error) }
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note)
  }
}

/** @throws ConfigurationError where `contract.ts` throws */
async function givenBy(createBench: ContractHarness): Promise<InstrumentBench> {
  try {
    return await createBench()
  } catch (error) {
    throw new ConfigurationError(`contract.ts threw instead of giving an instrument: ${messageOf(error)}`)
  }
}

/** @throws ConfigurationError where something can't be put away */
async function disposed(bench: Bench): Promise<void> {
  const late = () =>
    new ConfigurationError(
      `after a case, \`close\` of the driver or \`dispose\` of contract.ts did not end within ${DISPOSE_LIMIT / 1_000} s`,
    )
  await withTimeout(systemClock, DISPOSE_LIMIT, bench.dispose(), late)
}

async function loadHarness(folder: string): Promise<ContractHarness> {
  const files = ['contract.ts', 'contract.js', 'contract.mjs'].map(name => resolve(folder, name))
  for (const file of files) {
    if (!(await stat(file).catch(() => undefined))?.isFile()) continue
    const exported = ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default
    if (typeof exported === 'function') return exported as ContractHarness
    throw new ConfigurationError(
      `${file} has no default export that is a function: it gives a fresh instrument for each test`,
    )
  }
  throw new ConfigurationError(`there is no file ${files[0]}: it gives the suite an instrument to test with`)
}

async function harnessOf(
  path: string,
  given: InstrumentBench,
  other: Readonly<Record<string, unknown>>,
  isolation: Isolation,
): Promise<DriverHarness> {
  const { activity, short, long, instrument } = given
  const settings = { ...given.settings, ...other }
  const configured = await configureForeign(resolve(path), settings, [], isolation)
  if (!configured.ok) {
    await given.dispose()
    const isDriver = configured.faults.every(({ field }) => field === 'driver')
    throw new ConfigurationError(
      isDriver
        ? 'the driver can not be used'
        : 'the driver and its settings (contract.ts, --settings) do not fit together',
      configured.faults,
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'muster-driver-'))
  const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const context = { instrumentId: 'bench', folder, ...ports }
  return {
    context,
    activity,
    short,
    long,
    instrument,
    createDriver: () => configured.value.create(context),
    settled: work => work,
    dispose: async () => {
      await given.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
