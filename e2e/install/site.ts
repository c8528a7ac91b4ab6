import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@muster/client'
import { seconds } from '@muster/runtime'
import { readLedger } from '@muster/simulators'
import { within } from '../chaos/command.ts'
import { agentConfiguration, API_PORT, type Bench, simulatorConfiguration } from '../chaos/configurations.ts'
import { Network } from '../chaos/network.ts'

const GUARD = new URL('../processes/end-with-parent.ts', import.meta.url).href
const SECRET = 'only-for-the-test-of-the-packages'
const BENCH: Bench = { agent: 'printer-pc', instrument: 'printer-1', kind: 'printer' }

/** Instrument seconds in a second; a layer takes 20 of them. */
const TIME_SCALE = 60
const LAYERS_PER_SECOND = TIME_SCALE / 20

export interface PrintJob {
  readonly job: string
  readonly task: string
  readonly layers: number
}

/** A coordinator and a simulated printer on machines of their own, and room for the one that packages are installed on. */
export class Site {
  readonly network: Network
  readonly client: Client
  readonly #folder: string
  #prints = 0

  private constructor(network: Network, folder: string) {
    this.network = network
    this.#folder = folder
    const url = `http://${network.machine('coord').address}:${API_PORT}`
    this.client = createClient({ url, token: SECRET, user: 'install', requestTimeout: seconds(10) })
  }

  static async start(prefix: string, folder: string): Promise<Site> {
    const site = new Site(await Network.make(prefix, ['pc', 'coord', 'sim']), folder)
    await mkdir(folder, { recursive: true })
    await Promise.all([
      site.#run('sim', 'simulators/src/cli.ts', ['run'], site.#simulator(), 'an instrument is on'),
      site.#run('coord', 'coordinator/src/cli.ts', ['run', '--config'], site.#coordinator(), 'ready'),
    ])
    return site
  }

  /** What the person at the instrument writes into /etc/muster/agent.yaml. */
  get agentConfiguration(): string {
    const { address } = this.network.machine('sim')
    const broker = `mqtt://${this.network.machine('coord').address}:1883`
    const settings = agentConfiguration(BENCH, '/var/lib/muster-agent', broker) as {
      readonly broker: object
    }
    const own = { ...settings, broker: { ...settings.broker, password: SECRET } }
    return JSON.stringify(own, undefined, 1).replaceAll('opc.tcp://127.0.0.1:', `opc.tcp://${address}:`)
  }

  /** A print that takes about so long. No two have as many layers, which tells their starts apart. */
  async print(forSeconds: number): Promise<PrintJob> {
    this.#prints += 1
    const layers = Math.ceil(forSeconds * LAYERS_PER_SECOND) + this.#prints
    const { id } = await this.client.submit({
      activity: { activity: 'print', parameters: { layers, material: '316L' } },
    })
    const [task] = (await this.client.job(id)).tasks
    return { job: id, task: task?.id ?? '', layers }
  }

  /** How often the printer was physically started: for one print, or at all. */
  async starts(print?: PrintJob): Promise<number> {
    const lines = await readLedger(join(this.#folder, `${BENCH.instrument}.ledger.jsonl`))
    return lines.filter(({ parameters }) => print === undefined || parameters['layers'] === print.layers)
      .length
  }

  #simulator(): object {
    const settings = simulatorConfiguration(BENCH, this.#folder, 1) as {
      readonly protocol: object
    }
    const { address } = this.network.machine('sim')
    return { ...settings, protocol: { ...settings.protocol, host: address }, timeScale: TIME_SCALE }
  }

  #coordinator(): object {
    const { address } = this.network.machine('coord')
    return {
      site: 'chaos',
      data: join(this.#folder, 'coordinator'),
      api: { host: address, port: API_PORT, token: SECRET },
      broker: { host: address, port: 1883 },
      agents: [{ id: BENCH.agent, password: SECRET }],
      heartbeatSeconds: 1,
    }
  }

  /** A program of the sources; resolves when it has logged that it works, and ends with this process. */
  async #run(
    machine: string,
    script: string,
    args: readonly string[],
    settings: object,
    sign: string,
  ): Promise<void> {
    const file = join(this.#folder, `${machine}.yaml`)
    await writeFile(file, JSON.stringify(settings, undefined, 1))
    const path = fileURLToPath(new URL(`../../${script}`, import.meta.url))
    const { namespace } = this.network.machine(machine)
    const [program, ...rest] = within(namespace, process.execPath, '--import', GUARD, path, ...args, file)
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
    const log = createWriteStream(join(this.#folder, `${machine}.log`))
    const works = Promise.withResolvers<void>()
    createInterface({ input: child.stdout }).on('line', line => {
      log.write(`${line}\n`)
      if (line.includes(`"msg":"${sign}"`)) works.resolve()
    })
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${script} ended before it worked: ${join(this.#folder, machine)}.log tells why`)
    })
    await Promise.race([works.promise, ended])
    ended.catch(() => undefined)
  }
}
