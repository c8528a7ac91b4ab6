import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver, DriverHarness, RunUpdate, StartOutcome } from '@muster/edge-agent/testing'
import { registryInProcess } from '@muster/edge-agent/testing/lads'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import type { RunningSimulator } from '@muster/simulators'
import { SharedSimulator, simulatorHarness } from './simulator-harness.ts'

/** Optional parts of LADS, all of those that a run can do without. */
export const OPTIONAL_PARTS = [
  'abort',
  'pause',
  'progress',
  'run-ids',
  'functions',
  'times',
  'variables',
  'files',
]

/** A LADS server takes a second to begin: the tests of a file share it, one after the other. */
export interface PlateReader extends AsyncDisposable {
  readonly simulator: RunningSimulator
  /** Whose certificates are there already. */
  readonly pki: string
  /** The settings of a driver for it. */
  settings(port: number, change?: object): Record<string, unknown>
  /** The reader for one test of the contract, idle. */
  harness(): Promise<DriverHarness>
}

/** A plate reader that works 600 times as fast as a real one, without these parts: 0.3 s for a short reading, 40 s for a long one. */
export async function plateReader(
  leaveOut: readonly string[] = [],
  protocol: object = {},
): Promise<PlateReader> {
  const pki = mkdtempSync(join(tmpdir(), 'muster-reader-pki-'))
  const file = {
    kind: 'plate-reader',
    name: 'reader-1',
    serial: 'PR-7',
    protocol: { type: 'lads', port: 0, leaveOut, pki: join(pki, 'reader'), ...protocol },
    timeScale: 600,
    activities: { read: { well: '15 s' } },
  }
  const saysEnd = !leaveOut.includes('variables')
  const settings = (port: number, change: object = {}) => ({
    ...baseSettings(port, leaveOut),
    ends: saysEnd ? ENDS : { succeeded: {} },
    ...change,
  })
  const shared = new SharedSimulator()
  return {
    simulator: await shared.take(file),
    pki: join(pki, 'client'),
    settings,
    async harness() {
      const harness = await simulatorHarness({
        driver: 'lads',
        registry: registryInProcess,
        shared,
        simulator: file,
        settings,
        kept: { pki: join(pki, 'client') },
        activity: 'absorbance',
        short: { wells: 8 },
        long: { wells: 1_536 },
        isStart: chunk => chunk.includes('wells'),
      })
      if (saysEnd) return harness
      // Nobody can tell a stop at the panel from another end.
      const { stopAtPanel: _, ...instrument } = harness.instrument
      return { ...harness, instrument }
    },
    async [Symbol.asyncDispose]() {
      await shared.stop()
      rmSync(pki, { recursive: true, force: true })
    },
  }
}

const ENDS = {
  succeeded: { Outcome: '^completed$' },
  stoppedLocally: { StoppedBy: '^panel$' },
  cancelled: { StoppedBy: '^client$' },
  message: 'Error',
}

const baseSettings = (port: number, leaveOut: readonly string[]) => ({
  endpoint: `opc.tcp://127.0.0.1:${port}`,
  namespaces: { S: 'urn:muster:simulator' },
  device: '/D:DeviceSet/S:PlateReader',
  functionalUnit: 'S:Reader',
  results: 'all',
  resultLimit: '300 ms',
  responseLimit: '2 s',
  startLimit: '1500 ms',
  pollEvery: '20 ms',
  checkEvery: '500 ms',
  values: leaveOut.includes('functions') ? [] : [{ name: 'temperature', function: 'S:Temperature' }],
  activities: [
    {
      name: 'absorbance',
      template: 'read',
      canPause: true,
      parameters: {
        type: 'object',
        properties: { wells: { type: 'integer' }, plate: { type: 'string' } },
      },
      samples: [{ containerId: '{plate}' }],
    },
  ],
})

/** Whatever a test has left. */
export function makeIdle(simulator: RunningSimulator): void {
  simulator.clearFaults()
  const state = simulator.state().run?.state.name
  if (state === 'running' || state === 'paused') simulator.stopAtPanel()
}

export interface Connected extends AsyncDisposable {
  readonly driver: Driver
  start(parameters: object, attemptId?: string): Promise<StartOutcome>
  /** Up to the end, or to the first update that is enough. */
  followed(run: string, enough?: (update: RunUpdate) => boolean): Promise<RunUpdate[]>
}

/** A driver at a reader, with changed settings. @param registry where it is found; in this process unless given */
export async function connected(
  reader: PlateReader,
  change: object = {},
  registry = registryInProcess,
): Promise<Connected> {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'muster-lads-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  await mkdir(reader.pki, { recursive: true })
  await symlink(reader.pki, join(folder, 'pki'))
  const configured = await registry.configure('lads', reader.settings(reader.simulator.port, change))
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const driver = configured.value.create({ ...ports, instrumentId: 'reader', folder })
  parts.defer(() => driver.close())
  await driver.connect({ connected() {}, disconnected() {} })
  const owned = parts.move()
  return {
    driver,
    start: (parameters, attemptId = systemRandom.id()) =>
      driver.start({ attemptId, jobId: 'job-7', activity: 'absorbance', parameters: { ...parameters } }),
    async followed(run, enough = () => false) {
      const abort = new AbortController()
      const updates: RunUpdate[] = []
      for await (const update of driver.follow(run, abort.signal)) {
        updates.push(update)
        if (enough(update)) abort.abort()
      }
      return updates
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export const started = (outcome: StartOutcome): string => {
  if (outcome.kind !== 'started') throw new Error(JSON.stringify(outcome))
  return outcome.runReference
}
