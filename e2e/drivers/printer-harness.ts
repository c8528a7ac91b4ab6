import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DriverHarness, DriverRegistry } from '@muster/edge-agent/testing'
import { type SharedSimulator, simulatorHarness } from './simulator-harness.ts'

/** Certificates of both sides, made once for a file of tests: that takes longer than most tests. */
const pki = mkdtempSync(join(tmpdir(), 'muster-printer-pki-'))
process.once('exit', () => rmSync(pki, { recursive: true, force: true }))

/** The printer works 600 times as fast as a real one: a layer in 33 ms. */
const printer = (dialect: 'spec' | 'numbered', storeAndStart: boolean, more: object) => ({
  kind: 'binder-jet-printer',
  name: 'printer-1',
  serial: 'BJ-2041',
  protocol: { type: 'isa95-opcua', port: 0, dialect, storeAndStart, pki: join(pki, 'printer'), ...more },
  timeScale: 600,
  activities: { print: { heatUp: '20 s', coolDown: '20 s' } },
})

const settings = (port: number, dialect: 'spec' | 'numbered') => ({
  endpoint: `opc.tcp://127.0.0.1:${port}`,
  namespaces: { S: 'urn:muster:simulator' },
  jobOrderControl: '/S:JobOrderControl',
  jobResponses: '/S:JobOrderResults',
  dialect,
  keepsOrders: true,
  responseLimit: '2 s',
  startLimit: '1500 ms',
  pollEvery: '20 ms',
  checkEvery: '500 ms',
  serial: '/S:Instrument/S:SerialNumber',
  busy: { path: '/S:Instrument/S:State', pattern: '^(running|paused)$' },
  progress: {
    percent: '/S:Instrument/S:Progress',
    phase: '/S:Instrument/S:Phase',
    values: [{ name: 'temperature', path: '/S:Instrument/S:Temperature' }],
  },
  ends: {
    succeeded: { outcome: '^completed$' },
    stoppedLocally: { stoppedBy: '^panel$' },
    cancelled: { stoppedBy: '^client$' },
    message: 'error',
  },
  activities: [
    {
      name: 'print',
      canPause: true,
      parameters: { type: 'object', properties: { layers: { type: 'integer' } } },
      parameterTypes: { layers: 'UInt32' },
      result: [{ name: 'layers', id: 'layersPrinted' }],
    },
  ],
})

/** A job order goes with StoreAndStart, or with the Store before a Start. */
const hasOrder = (chunk: Buffer) => chunk.includes('layers')
/** The type of a CallRequest, as a message begins with it (OPC 10000-6, 5.2.2.9): the four-byte NodeId i=712. */
const isCall = (chunk: Buffer) => chunk.includes(Buffer.from('0100c802', 'hex'))

/** A simulated printer that says what it did in this dialect, and has StoreAndStart or only Store and Start. */
export function printerHarness(
  dialect: 'spec' | 'numbered',
  storeAndStart: boolean,
  shared: SharedSimulator,
  registry?: DriverRegistry,
  more: object = {},
): Promise<DriverHarness> {
  return simulatorHarness({
    driver: 'isa95-opcua',
    simulator: printer(dialect, storeAndStart, more),
    settings: port => settings(port, dialect),
    shared,
    ...(registry && { registry }),
    kept: { pki: join(pki, 'client') },
    activity: 'print',
    short: { layers: 5 },
    long: { layers: 2_000 },
    isStart: storeAndStart ? hasOrder : chunk => isCall(chunk) && !hasOrder(chunk),
  })
}
