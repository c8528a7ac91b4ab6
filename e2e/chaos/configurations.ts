/** What the parts of the site are told: written as JSON, which is YAML too. */

export const SITE = 'chaos'
export const TOKEN = 'only-for-the-chaos-test'
const PASSWORD = 'only-for-the-chaos-test'
export const API_PORT = 8420
export const CONTROL_PORT = 9000
const INSTRUMENT_PORT = 4800

/** An agent, and the one instrument beside it. */
export interface Bench {
  readonly agent: string
  readonly instrument: string
  readonly kind: 'printer' | 'furnace' | 'balance-with-ids' | 'balance'
}

export const BENCHES: readonly Bench[] = [
  { agent: 'printer-pc', instrument: 'printer-1', kind: 'printer' },
  { agent: 'furnace-pc', instrument: 'furnace-1', kind: 'furnace' },
  { agent: 'bench-1', instrument: 'balance-1', kind: 'balance-with-ids' },
  { agent: 'bench-2', instrument: 'balance-2', kind: 'balance' },
]

export const credentials = (): unknown =>
  ['coordinator', ...BENCHES.map(({ agent }) => agent)].map(id => ({ id, password: PASSWORD }))

export function coordinatorConfiguration(data: string, host: string, broker: string): unknown {
  return {
    site: SITE,
    data,
    api: { host, port: API_PORT, token: TOKEN },
    broker: { url: broker, username: 'coordinator', password: PASSWORD },
    heartbeatSeconds: 1,
    supervisor: {
      silentAfter: '10 s',
      lostAfter: '60 s',
      brokerAfter: '5 s',
      lateAfter: '3 s',
      reconcileEvery: '20 s',
      restarts: { count: 3, within: '1 min' },
      // What failed in the trouble must not keep work away for long after it.
      breakers: { failures: 5, successes: 1, openFor: '2 s', longest: '5 s' },
      cascade: { instruments: 100 },
    },
  }
}

export function agentConfiguration(bench: Bench, data: string, broker: string): unknown {
  return {
    id: bench.agent,
    site: SITE,
    data,
    broker: { url: broker, password: PASSWORD, keepaliveSeconds: 3 },
    heartbeatSeconds: 1,
    healthSeconds: 5,
    instruments: [
      {
        id: bench.instrument,
        driver: bench.kind.startsWith('balance') ? 'scpi' : 'isa95-opcua',
        settings: SETTINGS[bench.kind],
      },
    ],
  }
}

export function simulatorConfiguration(bench: Bench, folder: string, seed: number): unknown {
  return {
    name: bench.instrument,
    serial: bench.instrument.toUpperCase(),
    seed,
    ledger: `${folder}/${bench.instrument}.ledger.jsonl`,
    control: { port: CONTROL_PORT },
    ...simulators(`${folder}/${bench.instrument}-pki`)[bench.kind],
  }
}

const simulators = (pki: string): Readonly<Record<Bench['kind'], object>> => ({
  printer: {
    kind: 'binder-jet-printer',
    protocol: { type: 'isa95-opcua', port: INSTRUMENT_PORT, maxJobOrders: 10_000, pki },
    timeScale: 600,
  },
  furnace: {
    kind: 'furnace',
    protocol: { type: 'isa95-opcua', port: INSTRUMENT_PORT, dialect: 'numbered', maxJobOrders: 10_000, pki },
    timeScale: 3600,
    programmes: {
      'cure-180': [
        { name: 'heat', target: 180, ramp: 3, hold: 60 },
        { name: 'cool', target: 40, ramp: 5 },
      ],
    },
    activities: { cure: { programmes: ['cure-180'] } },
  },
  'balance-with-ids': {
    kind: 'balance',
    protocol: { type: 'scpi', port: INSTRUMENT_PORT, keepsIds: true },
    timeScale: 4,
  },
  balance: { kind: 'balance', protocol: { type: 'scpi', port: INSTRUMENT_PORT }, timeScale: 4 },
})

const opcua = (dialect: string, activities: readonly object[]) => ({
  endpoint: `opc.tcp://127.0.0.1:${INSTRUMENT_PORT}`,
  namespaces: { S: 'urn:muster:simulator' },
  jobOrderControl: '/S:JobOrderControl',
  jobResponses: '/S:JobOrderResults',
  dialect,
  keepsOrders: true,
  settlingTime: '1 s',
  pollEvery: '200 ms',
  serial: '/S:Instrument/S:SerialNumber',
  busy: { path: '/S:Instrument/S:State', pattern: '^(running|paused)$' },
  progress: { percent: '/S:Instrument/S:Progress', phase: '/S:Instrument/S:Phase' },
  ends: {
    succeeded: { outcome: '^completed$' },
    stoppedLocally: { stoppedBy: '^panel$' },
    cancelled: { stoppedBy: '^client$' },
    message: 'error',
  },
  activities,
})

const parameters = (properties: object) => ({ type: 'object', additionalProperties: false, properties })
const text = { type: 'string', maxLength: 60 }

const status = (query: string) => ({
  query,
  busy: '^BUSY',
  percent: String.raw`^BUSY,([\d.]+)$`,
  done: '^DONE',
  failed: '^ERROR',
  cancelled: '^STOPPED,REMOTE',
  stoppedLocally: '^STOPPED,PANEL',
})

const weighing = (name: string, start: readonly string[], state: object, more: object = {}) => ({
  name,
  phases: ['TARE', 'LOAD', 'SETTLE'],
  parameters: parameters({ sample: text }),
  start: { command: 'WEIGH:START', arguments: start, accepted: '^OK$' },
  status: state,
  phase: { query: 'WEIGH:PHAS?' },
  result: [{ name: 'mass', query: 'WEIGH:RES?' }],
  cancel: { command: 'WEIGH:ABOR', accepted: '^OK$' },
  ...more,
})

const scpi = (activities: readonly object[], more: object = {}) => ({
  host: '127.0.0.1',
  port: INSTRUMENT_PORT,
  pollEvery: '200 ms',
  checkEvery: '2 s',
  boot: 'SYST:BOOT?',
  busy: { query: 'WEIGH:STAT?', pattern: '^BUSY' },
  activities,
  ...more,
})

const ofAnyRun = { ...status('WEIGH:STAT?'), unknown: '^IDLE' }

const SETTINGS: Readonly<Record<Bench['kind'], object>> = {
  printer: opcua('spec', [
    {
      name: 'print',
      parameters: parameters({ layers: { type: 'integer', minimum: 1 }, material: text }),
      parameterTypes: { layers: 'UInt32' },
      result: [{ name: 'layers', id: 'layersPrinted' }],
    },
  ]),
  furnace: opcua('numbered', [
    { name: 'cure', phases: ['heat', 'cool'], parameters: parameters({ programme: text }), result: [] },
  ]),
  'balance-with-ids': scpi(
    [
      weighing('weigh', ['{attemptId}', 'sample={sample}'], {
        ...status('WEIGH:JOB? {attemptId}'),
        unknown: '^UNKNOWN',
      }),
    ],
    {
      find: {
        query: 'WEIGH:JOB? {attemptId}',
        known: '^(BUSY|DONE|ERROR|STOPPED)',
        unknown: '^UNKNOWN',
      },
    },
  ),
  balance: scpi([
    weighing('weigh', ['sample={sample}'], ofAnyRun),
    weighing('look', ['sample={sample}'], ofAnyRun, { repeatability: 'safe' }),
  ]),
}
