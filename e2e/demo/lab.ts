import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from '../processes/processes.ts'

/** What can be killed, and is started again. */
export const VICTIMS = ['agent', 'coordinator', 'broker'] as const
export type Victim = (typeof VICTIMS)[number]

export const INSTRUMENTS = ['printer', 'furnace', 'balance'] as const
const AGENTS = ['printer-pc', 'furnace-pc', 'bench-pc'] as const
export type AgentName = (typeof AGENTS)[number]
/** The ports in the lab's files; another one where it is taken. */
const PORTS = { api: 8420, broker: 1883, printer: 4850, furnace: 4860, balance: 4870 }

/**
 * A small laboratory, each part in a process of its own: a broker, a coordinator, three simulated instruments, three
 * agents. Parts can be killed and started again.
 */
export class Lab implements AsyncDisposable {
  readonly folder: string
  readonly apiUrl: string
  readonly #ports: typeof PORTS
  readonly #programs = new Map<string, Program>()

  private constructor(folder: string, ports: typeof PORTS) {
    this.folder = folder
    this.#ports = ports
    this.apiUrl = `http://127.0.0.1:${ports.api}`
  }

  /** Writes the configurations of all parts into a folder; nothing is started yet. */
  static async prepare(folder: string): Promise<Lab> {
    const taken = await Promise.all(
      Object.entries(PORTS).map(async ([name, port]) => [name, await freePort(port)]),
    )
    const ports = Object.fromEntries(taken) as typeof PORTS
    await mkdir(folder, { recursive: true })
    for (const name of [...INSTRUMENTS, ...AGENTS]) {
      let text = await readFile(new URL(`lab/${name}.yaml`, import.meta.url), 'utf8')
      for (const instrument of INSTRUMENTS)
        text = text.replaceAll(String(PORTS[instrument]), String(ports[instrument]))
      // Folders in the files are named from where the file is.
      text = text.replace(/^data: /m, `data: ${folder}/`)
      // The certificate of a server is made once: that takes longer than all the rest of its start.
      text = text.replace(/type: isa95-opcua,/, `$& pki: ${join(CACHE, `${name}-pki`)},`)
      await writeFile(join(folder, `${name}.yaml`), text)
    }
    return new Lab(folder, ports)
  }

  /** Starts all parts, what takes longest first; resolves when all of them work. */
  async start(): Promise<void> {
    await Promise.all([
      this.#startPair('printer', 'printer-pc'),
      this.#startPair('furnace', 'furnace-pc'),
      this.#startPair('balance', 'bench-pc'),
      this.#startBroker(),
      this.#startCoordinator(),
    ])
  }

  /** An agent has nothing to do before its instrument answers. */
  async #startPair(instrument: string, agent: AgentName): Promise<void> {
    await this.#startInstrument(instrument)
    await this.#startAgent(agent)
  }

  /** kill -9. @param agent which one, where the victim is an agent */
  async kill(victim: Victim, agent: AgentName): Promise<void> {
    await this.#programs.get(victim === 'agent' ? agent : victim)?.kill()
  }

  /** Starts again what was killed. */
  async revive(victim: Victim, agent: AgentName): Promise<void> {
    if (victim === 'agent') return this.#startAgent(agent)
    return victim === 'broker' ? this.#startBroker() : this.#startCoordinator()
  }

  /** First those who do the work, then those who see to it, the instruments last. */
  async stop(stopped: (part: string) => void): Promise<void> {
    for (const group of [AGENTS, ['coordinator'], ['broker'], INSTRUMENTS]) {
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
    await this.#run('broker', 'coordinator/src/broker/main.ts', args, 'ready')
  }

  async #startCoordinator(): Promise<void> {
    const args = ['run', '--data', join(this.folder, 'coordinator'), '--site', 'lab']
    const addresses = ['--api-port', String(this.#ports.api), '--broker', this.#brokerUrl]
    await this.#run('coordinator', 'coordinator/src/cli.ts', [...args, ...addresses], 'ready')
  }

  async #startInstrument(name: string): Promise<void> {
    const args = ['run', join(this.folder, `${name}.yaml`)]
    await this.#run(name, 'simulators/src/cli.ts', args, 'an instrument is on')
  }

  async #startAgent(name: string): Promise<void> {
    const args = ['run', '--config', join(this.folder, `${name}.yaml`), '--broker', this.#brokerUrl]
    await this.#run(name, 'edge-agent/src/cli.ts', args, 'synchronised with the coordinator')
  }

  get #brokerUrl(): string {
    return `mqtt://127.0.0.1:${this.#ports.broker}`
  }

  async #run(name: string, script: string, args: readonly string[], sign: string): Promise<void> {
    const program = new Program(script, args, {
      // Ctrl-C is for whoever runs the demo, which then stops the parts in their order.
      detached: true,
      // What was compiled in the run before is not compiled again.
      env: { ...process.env, NODE_COMPILE_CACHE: join(CACHE, 'compiled') },
    })
    this.#programs.set(name, program)
    await program.logged(sign)
  }
}

/** What need not be made anew for each run. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/muster-demo', import.meta.url))

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
