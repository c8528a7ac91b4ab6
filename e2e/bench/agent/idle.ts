import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseYaml, seconds, sleep, systemClock } from '@muster/runtime'
import { Lab } from '../../processes/lab.ts'
import { Program } from '../../processes/processes.ts'
import { measureUsage } from '../supervisor/usage.ts'
import { childrenOf } from './children.ts'

/** What the agent is started with where it is installed: it compiles nothing, and collects early. */
const SMALL = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--v8-pool-size=1',
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
] as const

const SETTLE = seconds(45)
const AIM = { megabytes: 75, share: 0.005, child: 90 }

export interface IdleOptions {
  /** The agent's program: the bundle of an installed one, or the source. */
  readonly program: string
  readonly seconds: number
}

const mb = (bytes = 0) => bytes / 1e6
const judged = (is: number, aim: number) => (is <= aim ? 'met' : 'missed')

/** What an agent costs that has a balance (SCPI) and a kiln (Modbus), and nothing to do. */
export async function benchIdle({ program, seconds: measured }: IdleOptions): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-idle-'))
  await using programs = new AsyncDisposableStack()
  try {
    const [scpi, modbus] = [await freePort(), await freePort()]
    const data = join(folder, 'coordinator')
    const coordinator = await written(folder, 'coordinator', { data, api: { port: 0 }, broker: { port: 0 } })
    const balance = {
      kind: 'balance',
      name: 'balance-1',
      serial: 'AB-1',
      protocol: { type: 'scpi', port: scpi },
    }
    const kiln = (await sampleOf('simulators/samples/kiln.yaml')) as Record<string, unknown>
    const simulators = [
      await written(folder, 'balance', { ...balance, ledger: join(folder, 'balance.jsonl') }),
      await written(folder, 'kiln', {
        ...kiln,
        protocol: { type: 'modbus', host: '127.0.0.1', port: modbus },
        control: { port: 0 },
        ledger: join(folder, 'kiln.jsonl'),
      }),
    ]
    const lead = programs.use(new Program('coordinator/src/cli.ts', ['run', '--config', coordinator]))
    const ready = await lead.logged('ready')
    for (const file of simulators) {
      const simulator = programs.use(new Program('simulators/src/cli.ts', ['run', file]))
      await simulator.logged('an instrument is on')
    }
    const config = await agentFile(folder, { scpi, modbus })
    const args = ['run', '--config', config, '--broker', String(ready['broker'])]
    const agent = programs.use(new Program(program, args, { flags: SMALL }))
    const { pid } = await agent.logged('agent starts')
    await agent.logged('synchronised with the coordinator')
    await sleep(systemClock, SETTLE)
    const [usage] = await measureUsage([Number(pid)], measured)
    const resident = mb(usage?.meanBytes)
    const share = usage?.cpu ?? Number.NaN
    return [
      `an agent with a balance (SCPI) and a kiln (Modbus), idle for ${measured} s; ${program}`,
      `node ${SMALL.join(' ')}`,
      `resident: ${resident.toFixed(1)} MB; aim ≤ ${AIM.megabytes} MB: ${judged(resident, AIM.megabytes)}`,
      `of a core: ${(100 * share).toFixed(2)} %; aim ≤ ${100 * AIM.share} %: ${judged(share, AIM.share)}`,
    ]
  } finally {
    await programs.disposeAsync()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the child costs in which an agent speaks OPC UA. */
export async function benchChild(measured: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-child-'))
  const lab = await Lab.prepare({ folder, instruments: ['printer'], usualPorts: false })
  try {
    await lab.start()
    const { pid } = await lab.program('agent', 'printer').logged('agent starts')
    await sleep(systemClock, SETTLE)
    const children = await childrenOf(Number(pid))
    const usage = await measureUsage(children, measured)
    return usage.map(
      ({ meanBytes, cpu }) =>
        `OPC UA session in a child: ${mb(meanBytes).toFixed(1)} MB, ${(100 * cpu).toFixed(2)} % of a core; aim ≤ ${AIM.child} MB: ${judged(mb(meanBytes), AIM.child)}`,
    )
  } finally {
    await lab[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}

async function agentFile(folder: string, ports: { readonly scpi: number; readonly modbus: number }) {
  const sample = (await sampleOf('deploy/agent.yaml')) as {
    instruments: { settings: Record<string, unknown> }[]
  }
  const kiln = (await sampleOf('edge-agent/src/drivers/modbus/sample.yaml')) as {
    settings: Record<string, unknown>
  }
  const [balance] = sample.instruments
  return written(folder, 'agent', {
    ...sample,
    data: join(folder, 'agent'),
    instruments: [
      { ...balance, settings: { ...balance?.settings, port: ports.scpi } },
      {
        id: 'kiln',
        ...kiln,
        settings: { ...kiln.settings, network: { host: '127.0.0.1', port: ports.modbus } },
      },
    ],
  })
}

async function sampleOf(path: string): Promise<unknown> {
  return parseYaml(await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'), path).value
}

/** JSON is YAML, too. */
async function written(folder: string, name: string, content: unknown): Promise<string> {
  const path = join(folder, `${name}.yaml`)
  await writeFile(path, JSON.stringify(content))
  return path
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
