import { messageOf } from '@muster/runtime'
import { attempt, command, MOSQUITTO } from './command.ts'
import { type Impairment, type Shaper, shaperFor } from './shaping.ts'
import { cableOf } from './sweep.ts'

/** Where a process of the site can stand: a machine of its own, as far as the network goes. */
export interface Machine {
  readonly name: string
  /** The network namespace. */
  readonly namespace: string
  readonly address: string
}

/** Kept for measurements (RFC 2544), so that no address of the machine is in the way. */
const NETWORKS = Array.from({ length: 250 }, (_, index) => `198.18.${index}`)

/**
 * Machines that are network namespaces, on a bridge in a namespace of its own; the test has a cable to it. Cables can be
 * pulled and impaired one by one.
 */
export class Network {
  readonly machines: ReadonlyMap<string, Machine>
  readonly #hub: string
  readonly #shaper: Shaper

  private constructor(machines: ReadonlyMap<string, Machine>, hub: string, shaper: Shaper) {
    this.machines = machines
    this.#hub = hub
    this.#shaper = shaper
  }

  /** How cables are impaired here. */
  get shaping(): string {
    return this.#shaper.name
  }

  /** @throws Error where namespaces are not possible. */
  static async make(prefix: string, names: readonly string[]): Promise<Network> {
    const hub = `${prefix}hub`
    await command('ip', 'netns', 'add', hub)
    await inside(hub, 'link', 'add', 'bridge0', 'type', 'bridge')
    await inside(hub, 'link', 'set', 'bridge0', 'up')
    const net = await freeNetwork()
    const cable = cableOf(prefix)
    await command('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'test', 'netns', hub)
    await plugged(hub, 'test')
    await command('ip', 'address', 'add', `${net}.1/24`, 'dev', cable)
    await command('ip', 'link', 'set', cable, 'up')
    const machines = new Map<string, Machine>()
    for (const [index, name] of names.entries()) {
      const machine = { name, namespace: `${prefix}${name}`, address: `${net}.${10 + index}` }
      await added(hub, machine)
      machines.set(name, machine)
    }
    const shaper = await shaperFor([hub, ...[...machines.values()].map(({ namespace }) => namespace)])
    return new Network(machines, hub, shaper)
  }

  machine(name: string): Machine {
    const machine = this.machines.get(name)
    if (!machine) throw new Error(`there is no machine ${name}`)
    return machine
  }

  async pull(name: string): Promise<void> {
    await inside(this.#hub, 'link', 'set', name, 'down')
  }

  async plug(name: string): Promise<void> {
    await inside(this.#hub, 'link', 'set', name, 'up')
  }

  /** Both directions of the cable. */
  async impair(name: string, impairment: Impairment): Promise<void> {
    await this.#shaper.impair(this.#hub, name, impairment)
    await this.#shaper.impair(this.machine(name).namespace, 'eth0', impairment)
  }

  async repair(name: string): Promise<void> {
    await this.#shaper.repair(this.#hub, name)
    await this.#shaper.repair(this.machine(name).namespace, 'eth0')
  }
}

async function added(hub: string, { name, namespace, address }: Machine): Promise<void> {
  await command('ip', 'netns', 'add', namespace)
  await inside(namespace, 'link', 'set', 'lo', 'up')
  await inside(hub, 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
  await inside(namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0')
  await inside(namespace, 'link', 'set', 'eth0', 'up')
  await plugged(hub, name)
}

async function plugged(hub: string, port: string): Promise<void> {
  await inside(hub, 'link', 'set', port, 'master', 'bridge0')
  await inside(hub, 'link', 'set', port, 'up')
}

async function inside(namespace: string, ...args: readonly string[]): Promise<void> {
  await command('ip', '-netns', namespace, ...args)
}

/** One that no other run on this machine has. */
async function freeNetwork(): Promise<string> {
  const taken = await attempt('ip', '-oneline', '-4', 'address', 'show')
  const first = NETWORKS.find(net => !taken.includes(` ${net}.`))
  if (first === undefined) throw new Error('all test networks 198.18.x are taken')
  return first
}

/** Programs, and the packages of Debian that have them. */
const NEEDED = [
  ['ip', 'iproute2'],
  ['tc', 'iproute2'],
  ['nsenter', 'util-linux'],
  ['mount', 'mount'],
  [MOSQUITTO, 'mosquitto'],
] as const

/** @returns why namespaces are not possible here, or undefined where they are. */
export async function whyNoNamespaces(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'it needs Linux'
  if (process.getuid?.() !== 0) return 'it needs root, for network namespaces and mounts'
  for (const [program, from] of NEEDED)
    if (!(await isInstalled(program))) return `there is no ${program} (apt-get install ${from})`
  const probe = `mcprobe${process.pid}`
  try {
    await command('ip', 'netns', 'add', probe)
    await inside(probe, 'link', 'add', 'probe0', 'type', 'veth', 'peer', 'name', 'probe1')
    await inside(probe, 'link', 'add', 'bridge0', 'type', 'bridge')
    return undefined
  } catch (error) {
    return `network namespaces are not possible here: ${messageOf(error)}`
  } finally {
    await attempt('ip', 'netns', 'delete', probe)
  }
}

async function isInstalled(program: string): Promise<boolean> {
  // Some answer with an exit code of their own; only where there is none can't it be run at all.
  const answer = await command(program, '-h').catch(messageOf)
  return !answer.includes('ENOENT')
}
