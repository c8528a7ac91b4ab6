import { attempt, command } from './command.ts'

export const IMPAIRMENTS = ['delay', 'loss', 'duplicate', 'reorder'] as const
export type Impairment = (typeof IMPAIRMENTS)[number]

/** Makes a network device bad, and good again. */
export interface Shaper {
  readonly name: string
  impair(namespace: string, device: string, impairment: Impairment): Promise<void>
  repair(namespace: string, device: string): Promise<void>
}

/** What the kernel offers: netem; or, where it was built without, the same from other parts of `tc`. */
export async function shaperFor(namespaces: readonly string[]): Promise<Shaper> {
  const [first = ''] = namespaces
  try {
    await command('tc', '-netns', first, 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms')
    await attempt('tc', '-netns', first, 'qdisc', 'delete', 'dev', 'lo', 'root')
    return netem
  } catch {
    for (const namespace of namespaces) await prepare(namespace)
    return withoutNetem
  }
}

const NETEM: Readonly<Record<Impairment, string>> = {
  delay: 'delay 400ms 300ms',
  loss: 'loss 25%',
  duplicate: 'duplicate 40%',
  reorder: 'delay 120ms reorder 60% 50%',
}

const netem: Shaper = {
  name: 'tc netem',
  impair: async (namespace, device, impairment) => {
    const how = NETEM[impairment].split(' ')
    await command('tc', '-netns', namespace, 'qdisc', 'replace', 'dev', device, 'root', 'netem', ...how)
  },
  repair: async (namespace, device) => {
    await attempt('tc', '-netns', namespace, 'qdisc', 'delete', 'dev', device, 'root')
  },
}

/**
 * What comes in is sorted by the low bits of its IP id, which grows by one with each packet of a connection. Lines are so slow
 * that the little that agents say has to wait.
 */
const withoutNetem: Shaper = {
  name: 'tc tbf, u32 and mirred (this kernel has no netem)',
  impair: async (namespace, device, impairment) => {
    const on = (...args: readonly string[]) => command('tc', '-netns', namespace, ...args)
    if (impairment === 'delay') {
      await on('qdisc', 'replace', 'dev', device, 'root', ...slow('8kbit', 10_000))
      return
    }
    // A copy is given to the bridge, which knows where it goes: what the machine sends comes twice, not what it is sent.
    if (impairment === 'duplicate' && device !== 'eth0') return ingress(on, device, 'mirror', 'bridge0')
    // A device that is down swallows; an ifb hands back what it was given, at the speed of its line.
    if (impairment === 'loss') await ingress(on, device, 'redirect', 'nowhere')
    if (impairment === 'reorder') await ingress(on, device, 'redirect', 'later')
  },
  repair: async (namespace, device) => {
    await attempt('tc', '-netns', namespace, 'qdisc', 'delete', 'dev', device, 'root')
    await attempt('tc', '-netns', namespace, 'qdisc', 'delete', 'dev', device, 'ingress')
  },
}

/** A queue before a slow line, so many bytes long; beyond that it drops. */
const slow = (rate: string, bytes: number) => ['tbf', 'rate', rate, 'burst', '1600', 'limit', String(bytes)]

async function ingress(
  on: (...args: readonly string[]) => Promise<unknown>,
  device: string,
  how: 'mirror' | 'redirect',
  to: string,
): Promise<void> {
  await on('qdisc', 'add', 'dev', device, 'ingress')
  const filter = ['filter', 'add', 'dev', device, 'parent', 'ffff:', 'protocol', 'ip', 'prio', '1', 'u32']
  const quarter = ['match', 'u16', '0x0002', '0x0003', 'at', '4']
  await on(...filter, ...quarter, 'action', 'mirred', 'egress', how, 'dev', to)
}

async function prepare(namespace: string): Promise<void> {
  const on = (...args: readonly string[]) => command('ip', '-netns', namespace, 'link', ...args)
  await on('add', 'nowhere', 'type', 'ifb')
  await on('add', 'later', 'type', 'ifb')
  await on('set', 'later', 'up')
  await command('tc', '-netns', namespace, 'qdisc', 'add', 'dev', 'later', 'root', ...slow('4kbit', 4_000))
}
