import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, type Parsed, silentLogger, systemClock } from '@muster/runtime'
import { expect } from 'vitest'
import { parseSimulator, type SimulatorConfig } from '../config/config.ts'
import { type RunningSimulator, startSimulator } from '../simulator.ts'

/** A folder that goes with its scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'muster-simulators-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export function valueOf<T>(parsed: Parsed<T>): T {
  expect(parsed).toMatchObject({ ok: true })
  if (!parsed.ok) throw new Error('not valid')
  return parsed.value
}

/** A small balance, furnace or printer in the form of its YAML file; `changes` replace whole settings. */
export const BALANCE = {
  kind: 'balance',
  name: 'balance-1',
  serial: 'AB-1',
  protocol: { type: 'scpi', port: 0 },
  ledger: 'ledger.jsonl',
} as const

export const PRINTER = {
  kind: 'binder-jet-printer',
  name: 'printer-1',
  serial: 'BJ-1',
  protocol: { type: 'isa95-opcua', port: 0 },
  ledger: 'ledger.jsonl',
  activities: { print: { heatUp: '10 s', layer: '2 s', coolDown: '20 s' } },
} as const

export const FURNACE = {
  kind: 'furnace',
  name: 'furnace-1',
  serial: 'BF-1',
  protocol: { type: 'isa95-opcua', port: 0 },
  ledger: 'ledger.jsonl',
  programmes: {
    short: [
      { name: 'heat', target: 122, ramp: 10, hold: 5 },
      { name: 'cool', target: 42, ramp: 8 },
    ],
    long: [{ name: 'soak', target: 1_022, ramp: 10, hold: 600 }],
  },
  activities: { cure: { programmes: ['short'] }, sinter: { programmes: ['long', 'short'] } },
} as const

export const KILN = {
  kind: 'kiln',
  name: 'kiln-1',
  serial: 'KL-1',
  protocol: { type: 'modbus', port: 0 },
  ledger: 'ledger.jsonl',
  programmes: FURNACE.programmes,
} as const

export const PLATE_READER = {
  kind: 'plate-reader',
  name: 'reader-1',
  serial: 'PR-1',
  protocol: { type: 'lads', port: 0 },
  ledger: 'ledger.jsonl',
} as const

export function configured(file: object, folder = '.'): SimulatorConfig {
  return valueOf(parseSimulator(file, { folder }))
}

/** A simulator in real time, with its ledger in a folder of its own. Both end with the scope. */
export async function simulating(
  file: object,
  logger: Logger = silentLogger,
): Promise<AsyncDisposable & { readonly simulator: RunningSimulator; readonly ledger: string }> {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(await temporaryFolder())
  const config = configured(file, folder.path)
  const simulator = parts.use(await startSimulator(config, { clock: systemClock, logger }))
  const owned = parts.move()
  return { simulator, ledger: config.ledger, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
