import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from './processes.ts'

/** What can be killed, and is started again. */
export const VICTIMS = ['agent', 'coordinator', 'broker'] as const
export type Victim = (typeof VICTIMS)[number]

export const INSTRUMENTS = ['printer', 'furnace', 'balance'] as const
export type InstrumentName = (typeof INSTRUMENTS)[number]
/** The agent beside each instrument. */
const AGENTS = { printer: 'printer-pc', furnace: 'furnace-pc', balance: 'bench-pc' } as const
/** The ports in the lab's files. */
const PORTS = { api: 8420, broker: 1883, printer: 4850, furnace: 4860, balance: 4870 }
type Ports = typeof PORTS

/** What need not be made anew for each run. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/muster-lab', import.meta.url))

const COORDINATOR_FILE = 'coordinator.yaml'

const SCRIPTS = {
  broker: 'coordinator/src/broker/main.ts',
  coordinator: 'coordinator/src/cli.ts',
  agent: 'edge-agent/src/cli.ts',
  instrument: 'simulators/src/cli.ts',
}

export interface LabOptions {
  /** A folder of its own, for configurations, journals, database and ledgers. */
  readonly folder: string
  readonly instruments: readonly InstrumentName[]
  /** Take the ports in the files where they are free, and not just any. */
  readonly usualPorts: boolean
  /** Settings of the coordinator besides its folder and addresses, as its file has them. */
  readonly coordinator?: Readonly<Record<string, unknown>>
  /** Other programs in the place of the agents' and the coordinator's, at their first start. */
  readonly first?: {
    readonly agent?: string
    readonly coordinator?: string
    readonly env?: NodeJS.ProcessEnv
  }
}

/**
 * A small laboratory, each part in a process of its own: a broker, a coordinator, simulated instruments, and an agent
 * beside each. Parts can be killed and started again.
 */
export class Lab implements AsyncDisposable {
  readonly folder: string
  readonly apiUrl: string
  readonly #options: LabOptions
  readonly #ports: Ports
  readonly #programs = new Map<string, Program>()

  private constructor(options: LabOptions, ports: Ports) {
    this.folder = options.folder
    this.apiUrl = `http://127.0.0.1:${ports.api}`
    this.#options = options
    this.#ports = ports
  }

  /** Writes the configurations of all parts; nothing is started yet. */
  static async prepare(options: LabOptions): Promise<Lab> {
    const { folder, instruments, usualPorts, coordinator } = options
    const taken = await Promise.all(
      Object.entries(PORTS).map(async ([name, port]) => [name, await freePort(usualPorts ? port : 0)]),
    )
    const ports = Object.fromEntries(taken) as Ports
    await mkdir(folder, { recursive: true })
    for (const name of instruments.flatMap(instrument => [instrument, AGENTS[instrument]])) {
      const text = await readFile(new URL(`lab/${name}.yaml`, import.meta.url), 'utf8')
      await writeFile(join(folder, `${name}.yaml`), placed(text, name, folder, ports))
    }
    // JSON is YAML, too.
    if (coordinator) await writeFile(join(folder, COORDINATOR_FILE), JSON.stringify(coordinator))
    return new Lab(options, ports)
  }

  /** Starts all parts, what takes longest first; resolves when all of them work. */
  async start(): Promise<void> {
    const { first = {} } = this.#options
    await Promise.all([
      ...this.#options.instruments.map(async instrument => {
        // An agent has nothing to do before its instrument answers.
        await this.#startInstrument(instrument)
        await this.#startAgent(instrument, first.agent, first.env)
      }),
      this.#startBroker(),
      this.#startCoordinator(first.coordinator, first.env),
    ])
  }

  /** kill -9. @param beside the instrument whose agent it is, where the victim is an agent */
  async kill(victim: Victim, beside: InstrumentName): Promise<void> {
    await this.program(victim, beside).kill()
  }

  /** Starts again what was killed, as it is and with nothing in the way. */
  async revive(victim: Victim, beside: InstrumentName): Promise<void> {
    if (victim === 'agent') return this.#startAgent(beside)
    return victim === 'broker' ? this.#startBroker() : this.#startCoordinator()
  }

  /** @throws Error where it was not started. */
  program(part: Victim, beside: InstrumentName): Program {
    const program = this.#programs.get(part === 'agent' ? AGENTS[beside] : part)
    if (!program) throw new Error(`there is no ${part}`)
    return program
  }

  /** First those who do the work, then those who see to it, the instruments last. */
  async stop(stopped: (part: string) => void): Promise<void> {
    for (const group of [Object.values(AGENTS), ['coordinator'], ['broker'], INSTRUMENTS]) {
      await Promise.all(
        group.map(async name => {
          await this.#programs.get(name)?.stop()
          if (this.#programs.delete(name)) stopped(name)
        }),
      )
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs.values()) await program[Symbol.asyncDispose]()
  }

  async #startBroker(): Promise<void> {
    const args = ['--port', String(this.#ports.broker), '--site', 'lab']
    await this.#run('broker', SCRIPTS.broker, args, 'ready')
  }

  async #startCoordinator(script = SCRIPTS.coordinator, env?: NodeJS.ProcessEnv): Promise<void> {
    const file = this.#options.coordinator ? ['--config', join(this.folder, COORDINATOR_FILE)] : []
    const args = ['run', ...file, '--data', join(this.folder, 'coordinator'), '--site', 'lab']
    const addresses = ['--api-port', String(this.#ports.api), '--broker', this.#brokerUrl]
    await this.#run('coordinator', script, [...args, ...addresses], 'ready', env)
  }

  async #startInstrument(name: InstrumentName): Promise<void> {
    const args = ['run', join(this.folder, `${name}.yaml`)]
    await this.#run(name, SCRIPTS.instrument, args, 'an instrument is on')
  }

  async #startAgent(beside: InstrumentName, script = SCRIPTS.agent, env?: NodeJS.ProcessEnv): Promise<void> {
    const name = AGENTS[beside]
    const args = ['run', '--config', join(this.folder, `${name}.yaml`), '--broker', this.#brokerUrl]
    await this.#run(name, script, args, 'synchronised with the coordinator', env)
  }

  get #brokerUrl(): string {
    return `mqtt://127.0.0.1:${this.#ports.broker}`
  }

  async #run(
    name: string,
    script: string,
    args: readonly string[],
    sign: string,
    env: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    const program = new Program(script, args, {
      // Ctrl-C is for whoever runs the lab, and stops the parts in their order.
      detached: true,
      // What was compiled in the run before is not compiled again.
      env: { ...process.env, NODE_COMPILE_CACHE: join(CACHE, 'compiled'), ...env },
    })
    this.#programs.set(name, program)
    await program.logged(sign)
  }
}

/** A file of the lab, with this run's ports and folders. */
function placed(text: string, name: string, folder: string, ports: Ports): string {
  let changed = text
  for (const instrument of INSTRUMENTS)
    changed = changed.replaceAll(String(PORTS[instrument]), String(ports[instrument]))
  return (
    changed
      .replace(/^data: /m, `data: ${folder}/`)
      // The certificate of a server is made once: that takes as long as a good part of its start.
      .replace(/type: isa95-opcua,/, `$& pki: ${join(CACHE, `${name}-pki`)},`)
  )
}

/** The wanted port, or any other where that is taken. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    server.listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    const { port: found } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return found
  }
  throw new Error('there is no free port')
}
