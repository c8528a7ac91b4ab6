import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { simulatorHarness } from './simulator-harness.ts'

/** The balance works 25 times as fast as a real one: 0.4 s for a weighing. */
const balance = (keepsIds: boolean) => ({
  kind: 'balance',
  name: 'balance-1',
  serial: 'AB-1',
  protocol: { type: 'scpi', port: 0, keepsIds },
  timeScale: 25,
  activities: { weigh: {} },
})

const settings = (port: number, keepsIds: boolean) => ({
  host: '127.0.0.1',
  port,
  responseLimit: '300 ms',
  pollEvery: '5 ms',
  checkEvery: '1 s',
  boot: 'SYST:BOOT?',
  busy: { query: 'WEIGH:STAT?', pattern: '^BUSY' },
  ...(keepsIds && {
    find: { query: 'WEIGH:JOB? {attemptId}', known: '^(BUSY|DONE|ERROR|STOPPED)', unknown: '^UNKNOWN' },
  }),
  activities: [
    {
      name: 'weigh',
      repeatability: 'safe',
      parameters: { type: 'object', properties: { sample: { type: 'string' } } },
      start: {
        command: 'WEIGH:STAR',
        arguments: [...(keepsIds ? ['{attemptId}'] : []), 'sample={sample}'],
        accepted: '^OK$',
      },
      status: {
        query: keepsIds ? 'WEIGH:JOB? {attemptId}' : 'WEIGH:STAT?',
        busy: '^BUSY',
        percent: '^BUSY,([\\d.]+)$',
        done: '^DONE',
        failed: '^ERROR',
        cancelled: '^STOPPED,REMOTE',
        stoppedLocally: '^STOPPED,PANEL',
        unknown: '^(IDLE|UNKNOWN)',
      },
      phase: { query: 'WEIGH:PHAS?' },
      values: [{ name: 'display', query: 'WEIGH:VAL?' }],
      result: [{ name: 'mass', query: 'WEIGH:RES?' }],
      cancel: { command: 'WEIGH:ABOR', accepted: '^OK$' },
    },
  ],
})

for (const keepsIds of [false, true]) {
  describeDriver(`SCPI at a balance ${keepsIds ? 'that keeps ids' : 'without ids'}`, () =>
    simulatorHarness({
      driver: 'scpi',
      simulator: balance(keepsIds),
      settings: port => settings(port, keepsIds),
      activity: 'weigh',
      short: { sample: 'A-17' },
      long: { sample: 'A-18' },
      isStart: chunk => chunk.includes('WEIGH:STAR'),
    }),
  )
}

/** The same balance by what IEEE 488.2 and SCPI-1999 have in common for all instruments. */
const registers = [
  { query: 'STAT:QUES:COND?', failed: [9], stoppedLocally: [10], cancelled: [11] },
  { query: 'STATus:OPERation:CONDition?', running: [4] },
]

for (const [name, status] of [
  ['status registers', { registers, otherwise: 'done' }],
  ['*OPC? and status registers', { wait: {}, registers }],
] as const) {
  describeDriver(`SCPI by ${name}`, () =>
    simulatorHarness({
      driver: 'scpi',
      simulator: balance(false),
      settings: port => {
        const { activities, ...rest } = settings(port, false)
        return {
          ...rest,
          busy: { query: 'STAT:OPER:COND?', bits: [4] },
          activities: activities.map(weigh => ({
            ...weigh,
            status,
            start: { ...weigh.start, prepare: ['*CLS', '*OPC'] },
            result: [{ name: 'mass', query: 'WEIGH:RES?', unit: 'g', minimum: 0, maximum: 220 }],
          })),
        }
      },
      activity: 'weigh',
      short: { sample: 'A-17' },
      long: { sample: 'A-18' },
      isStart: chunk => chunk.includes('WEIGH:STAR'),
    }),
  )
}
