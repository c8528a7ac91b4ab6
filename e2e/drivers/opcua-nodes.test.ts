import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { registryInProcess } from '@muster/edge-agent/testing/opcua-nodes'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterAll, expect, it } from 'vitest'
import { SharedSimulator, simulatorHarness } from './simulator-harness.ts'

/** Certificates of both sides, made once for the file: that takes longer than most tests. */
const pki = mkdtempSync(join(tmpdir(), 'muster-furnace-pki-'))
afterAll(() => rmSync(pki, { recursive: true, force: true }))

/** The furnace works 3000 times as fast as a real one: 0.5 s for the short programme. */
const furnace = (keepsIds: boolean) => ({
  kind: 'muffle-furnace',
  name: 'furnace-1',
  serial: 'MF-1',
  protocol: { type: 'opcua-nodes', port: 0, keptIds: keepsIds ? 100 : 0, pki: join(pki, 'furnace') },
  timeScale: 3_000,
  programmes: {
    short: [
      { name: 'heat', target: 122, ramp: 10, hold: 5 },
      { name: 'cool', target: 42, ramp: 8 },
    ],
    long: [{ name: 'soak', target: 1_022, ramp: 10, hold: 600 }],
  },
})

/** By paths and a method where ids are kept, by ids of nodes and written variables where none are. */
const start = {
  method: {
    start: {
      call: {
        object: '/F:Controller',
        method: '/F:Controller/F:Start',
        arguments: [{ parameter: 'programme' }, { parameter: 'attemptId' }],
      },
    },
    stop: { call: { object: '/F:Controller', method: '/F:Controller/F:Stop' } },
  },
  variable: {
    before: [{ node: 'F;s=Controller.Programme', parameter: 'programme' }],
    start: { write: { node: 'F;s=Controller.StartButton', value: true } },
    confirm: { node: 'F;s=Controller.StartCount' },
    stop: { write: { node: 'F;s=Controller.StopButton', value: true } },
  },
}

const settings = (port: number, by: keyof typeof start) => ({
  endpoint: `opc.tcp://127.0.0.1:${port}`,
  namespaces: { F: 'urn:muster:simulator' },
  responseLimit: '3 s',
  startLimit: '1500 ms',
  confirmLimit: '2 s',
  pollEvery: '10 ms',
  checkEvery: '300 ms',
  busy: { node: '/F:Controller/F:State', values: [1] },
  serial: '/F:Controller/F:SerialNumber',
  ...(by === 'method' && { ids: { node: '/F:Controller/F:RunIds', keeps: 100, neverCleared: true } }),
  activities: [
    {
      name: 'fire',
      parameters: { type: 'object', properties: { programme: { type: 'string' } } },
      ...start[by],
      state: {
        node: '/F:Controller/F:State',
        running: [1],
        succeeded: [2],
        failed: [3],
        cancelled: [4],
        stoppedLocally: [5],
        none: [0],
      },
      percent: { node: '/F:Controller/F:Percent' },
      phase: { node: '/F:Controller/F:Phase', names: { heat: 'heating' } },
      values: [{ name: 'temperature', node: '/F:Controller/F:Temperature' }],
      result: [{ name: 'peakTemperature', node: '/F:Controller/F:PeakTemperature', unit: '°C' }],
    },
  ],
})

/** The type of a request, as a message begins with it (OPC 10000-6, 5.2.2.9), and what only a start has. */
const isCall = (chunk: Buffer) =>
  chunk.includes(Buffer.from('0100c802', 'hex')) && /short|long/.test(chunk.toString('latin1'))
const isWrite = (chunk: Buffer) =>
  chunk.includes(Buffer.from('0100a102', 'hex')) && chunk.includes('StartButton')

for (const [by, isStart] of [
  ['method', isCall],
  ['variable', isWrite],
] as const) {
  const shared = new SharedSimulator()
  afterAll(() => shared.stop())
  describeDriver(`OPC UA by nodes at a furnace that starts by a ${by}`, () =>
    simulatorHarness({
      driver: 'opcua-nodes',
      simulator: furnace(by === 'method'),
      settings: port => settings(port, by),
      registry: registryInProcess,
      shared,
      kept: { pki: join(pki, 'client') },
      activity: 'fire',
      short: { programme: 'short' },
      long: { programme: 'long' },
      isStart,
    }),
  )
}

it('names nodes that the server does not have, and where the settings have them', async () => {
  const shared = new SharedSimulator()
  const { port } = await shared.take(furnace(false))
  const right = settings(port, 'variable')
  const wrong = { ...right, serial: '/F:Controller/F:Serial', boot: { node: 'F;s=Controller.Boot' } }
  const configured = await registryInProcess.configure('opcua-nodes', wrong)
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const driver = configured.value.create({
    instrumentId: 'wrong',
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    folder: join(pki, 'wrong'),
  })
  await expect(driver.connect({ connected() {}, disconnected() {} })).rejects.toThrow(
    'the server has no /F:Controller/F:Serial (serial), no F;s=Controller.Boot (boot.node)',
  )
  await driver.close()
  await shared.stop()
})
