import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { simulatorHarness } from './simulator-harness.ts'

/** The kiln works 3000 times as fast as a real one: 0.5 s for the short programme. */
const kiln = (keepsIds: boolean) => ({
  kind: 'kiln',
  name: 'kiln-1',
  serial: 'KL-1',
  protocol: { type: 'modbus', port: 0, keepsIds },
  timeScale: 3_000,
  programmes: {
    short: [
      { name: 'heat', target: 122, ramp: 10, hold: 5 },
      { name: 'cool', target: 42, ramp: 8 },
    ],
    long: [{ name: 'soak', target: 1_022, ramp: 10, hold: 600 }],
  },
})

const id = (address: number, table: 'holding' | 'input') => ({
  table,
  address,
  type: 'string',
  registers: 32,
})
const status = { table: 'input', address: 0 }

const settings = (port: number, keepsIds: boolean) => ({
  network: { host: '127.0.0.1', port },
  responseLimit: '300 ms',
  confirmLimit: '300 ms',
  pollEvery: '5 ms',
  checkEvery: '1 s',
  busy: { ...status, when: { is: [1] } },
  boot: { table: 'input', address: 10, type: 'uint64' },
  serialNumber: { table: 'input', address: 16, type: 'string', registers: 16 },
  ...(keepsIds && { ids: Array.from({ length: 8 }, (_, index) => id(128 + index * 32, 'input')) }),
  activities: [
    {
      name: 'fire',
      parameters: { type: 'object', properties: { programme: { type: 'string' } } },
      start: {
        write: [
          { table: 'holding', address: 0, parameter: 'programme', choices: { short: 1, long: 2 } },
          ...(keepsIds ? [{ ...id(16, 'holding'), parameter: 'attemptId' }] : []),
        ],
        trigger: { table: 'coil', address: 0 },
        ...(!keepsIds && { confirm: { table: 'input', address: 8, type: 'uint32' } }),
      },
      status: {
        ...status,
        busy: { is: [1] },
        done: { is: [2] },
        failed: { is: [3] },
        cancelled: { is: [4] },
        stoppedLocally: { is: [5] },
        unknown: { is: [0] },
      },
      percent: { table: 'input', address: 2, type: 'float32' },
      phase: { table: 'input', address: 1, names: { 1: 'heat', 2: 'cool' } },
      values: [{ name: 'temperature', table: 'input', address: 4, type: 'float32' }],
      result: [
        { name: 'peak', table: 'input', address: 6, type: 'int16', scale: 0.1, unit: '°C' },
        { name: 'segments', table: 'input', address: 7 },
      ],
      cancel: { table: 'coil', address: 1 },
    },
  ],
})

/** Function 5, write single coil, of coil 0. */
const isStart = (chunk: Buffer) => chunk[7] === 5 && chunk.readUInt16BE(8) === 0

for (const keepsIds of [false, true]) {
  describeDriver(`Modbus TCP at a kiln ${keepsIds ? 'that keeps ids' : 'without ids'}`, () =>
    simulatorHarness({
      driver: 'modbus',
      simulator: kiln(keepsIds),
      settings: port => settings(port, keepsIds),
      activity: 'fire',
      short: { programme: 'short' },
      long: { programme: 'long' },
      isStart,
    }),
  )
}
