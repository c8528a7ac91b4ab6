import { chmod, mkdir, open, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { millis, seconds, sleep, systemClock } from '@muster/runtime'
import { readLedger } from '@muster/simulators'
import { attempt, command, MOSQUITTO, within } from './command.ts'
import {
  agentConfiguration,
  API_PORT,
  BENCHES,
  type Bench,
  CONTROL_PORT,
  coordinatorConfiguration,
  credentials,
  SITE,
  simulatorConfiguration,
} from './configurations.ts'
import { Network } from './network.ts'
import { Program } from './program.ts'
import { folderOf } from './sweep.ts'
import type { Watch } from './watch.ts'

/** Machines that have a disk of their own, and its size in MB. */
const DISKS = new Map([['coord', 192], ...BENCHES.map(({ agent }) => [agent, 24] as const)])

/** There is work all the time, so a start is waited for that long at most. */
const START_WITHIN = seconds(8)

/** What each instrument wrote down. */
export type LedgerLine = Awaited<ReturnType<typeof readLedger>>[number]

/**
 * A coordinator, a Mosquitto and four agents, each on a machine of its own as far as network and disk go; instruments stand
 * beside their agents.
 */
export class Site {
  readonly folder: string
  readonly network: Network
  readonly apiUrl: string
  readonly #programs = new Map<string, Program>()

  private constructor(folder: string, network: Network) {
    this.folder = folder
    this.network = network
    this.apiUrl = `http://${network.machine('coord').address}:${API_PORT}`
  }

  static async make(prefix: string, seed: number, watch: Watch): Promise<Site> {
    const folder = folderOf(prefix)
    await rm(folder, { recursive: true, force: true })
    for (const name of ['logs', 'disks', 'mosquitto']) await mkdir(join(folder, name), { recursive: true })
    const names = ['broker', 'coord', ...BENCHES.map(({ agent }) => agent)]
    const network = await Network.make(prefix, names)
    for (const [name, size] of DISKS) {
      await mkdir(join(folder, 'disks', name))
      const options = ['-t', 'tmpfs', '-o', `size=${size}m,mode=700`]
      await command('mount', ...options, 'none', join(folder, 'disks', name))
    }
    const site = new Site(folder, network)
    await site.#configure(seed)
    site.#assemble(watch)
    return site
  }

  /** Starts all. Whether they work is seen from the API. */
  start(): void {
    for (const program of this.#programs.values()) program.start()
  }

  /** The work first, the instruments last. */
  async stop(): Promise<void> {
    const instruments = BENCHES.map(({ instrument }) => instrument)
    for (const group of [BENCHES.map(({ agent }) => agent), ['coord'], ['broker'], instruments])
      await Promise.all(group.map(async name => this.#programs.get(name)?.stop()))
  }

  program(name: string): Program {
    const program = this.#programs.get(name)
    if (!program) throw new Error(`there is no ${name}`)
    return program
  }

  /** Leaves no byte free on a machine's disk. */
  async fill(machine: string): Promise<void> {
    const file = await open(this.#ballast(machine), 'a')
    try {
      for (const size of [1 << 20, 4096, 1]) {
        const bytes = Buffer.alloc(size)
        for (;;) {
          // What could be written in part says the rest at the next try.
          const full = await file.write(bytes).then(
            ({ bytesWritten }) => bytesWritten < size,
            () => true,
          )
          if (full) break
        }
      }
    } finally {
      await file.close()
    }
  }

  async free(machine: string): Promise<void> {
    await rm(this.#ballast(machine), { force: true })
  }

  /** All physical starts at all instruments. */
  async ledger(): Promise<readonly LedgerLine[]> {
    const ledgers = BENCHES.map(({ instrument }) => readLedger(this.#ledgerOf(instrument)))
    return (await Promise.all(ledgers)).flat()
  }

  /** Resolves when the instrument writes down a start, or after a while in which it did not. */
  async started({ instrument }: Bench): Promise<void> {
    const path = this.#ledgerOf(instrument)
    const size = () =>
      stat(path).then(
        ({ size: bytes }) => bytes,
        () => 0,
      )
    const before = await size()
    const until = systemClock.monotonic() + START_WITHIN
    while ((await size()) === before && systemClock.monotonic() < until) await sleep(systemClock, millis(3))
  }

  /** Asks an instrument's control endpoint, which listens on its own machine only. */
  async control(bench: Bench, method: string, path: string, body?: unknown): Promise<string> {
    const { namespace } = this.network.machine(bench.agent)
    const url = `http://127.0.0.1:${CONTROL_PORT}${path}`
    const options = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const code = `fetch(${JSON.stringify(url)},${JSON.stringify(options)}).then(r=>r.text()).then(t=>process.stdout.write(t))`
    return command(...within(namespace, process.execPath, '-e', code))
  }

  /** Copies what is on the small disks into the folder, before they go. */
  async keepDisks(): Promise<void> {
    for (const name of DISKS.keys()) {
      await this.free(name)
      await attempt('cp', '-a', join(this.folder, 'disks', name), join(this.folder, `${name}-disk`))
    }
  }

  #ledgerOf(instrument: string): string {
    return join(this.folder, `${instrument}.ledger.jsonl`)
  }

  #ballast(machine: string): string {
    return join(this.folder, 'disks', machine, 'ballast')
  }

  async #configure(seed: number): Promise<void> {
    const { folder, network } = this
    const write = async (name: string, value: unknown) =>
      writeFile(join(folder, name), JSON.stringify(value, undefined, 1))
    const broker = `mqtt://${network.machine('broker').address}:1883`
    const data = (machine: string) => join(folder, 'disks', machine, 'data')
    await write(
      'coordinator.yaml',
      coordinatorConfiguration(data('coord'), network.machine('coord').address, broker),
    )
    for (const [index, bench] of BENCHES.entries()) {
      await write(`${bench.agent}.yaml`, agentConfiguration(bench, data(bench.agent), broker))
      await write(`${bench.instrument}.yaml`, simulatorConfiguration(bench, folder, seed + index))
    }
    await write('credentials.yaml', credentials())
    const out = join(folder, 'mosquitto')
    const options = ['--site', SITE, '--credentials', join(folder, 'credentials.yaml'), '--out', out]
    const cli = new URL('../../coordinator/src/cli.ts', import.meta.url).pathname
    await command(process.execPath, cli, 'mosquitto-files', ...options, '--folder', out, '--force')
    // Started by root, Mosquitto becomes another user, who has to read its files.
    await command('chmod', '-R', 'a+rX', out)
    await chmod(folder, 0o755)
  }

  #assemble({ said, fell }: Watch): void {
    const add = (name: string, machine: string, ...run: readonly string[]) => {
      const log = join(this.folder, 'logs', `${name}.log`)
      this.#programs.set(
        name,
        new Program({ name, machine: this.network.machine(machine), log, run, said, fell }),
      )
    }
    const file = (name: string) => join(this.folder, name)
    add('broker', 'broker', MOSQUITTO, '-c', file('mosquitto/mosquitto.conf'))
    add('coord', 'coord', 'coordinator/src/cli.ts', 'run', '--config', file('coordinator.yaml'))
    for (const { agent, instrument } of BENCHES) {
      add(instrument, agent, 'simulators/src/cli.ts', 'run', file(`${instrument}.yaml`))
      add(agent, agent, 'edge-agent/src/cli.ts', 'run', '--config', file(`${agent}.yaml`))
    }
  }
}
