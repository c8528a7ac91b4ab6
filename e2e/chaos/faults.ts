import { type Duration, type Random, seconds } from '@muster/runtime'
import { BENCHES } from './configurations.ts'
import { IMPAIRMENTS } from './shaping.ts'
import type { Site } from './site.ts'
import type { Watch } from './watch.ts'

/** Something that goes wrong at one place, and is put right again. */
export interface Fault {
  readonly name: string
  /** What two faults of one time can't share. */
  readonly place: string
  /** It needs this time to be noticed. */
  readonly least?: Duration
  inject(): Promise<void>
  heal(): Promise<void>
}

/** A kind of fault, which finds itself a place. */
export interface FaultKind {
  readonly name: string
  readonly at: (random: Random) => Fault
}

export function pick<T>(random: Random, all: readonly T[]): T {
  const one = all[Math.floor(random.float() * all.length)]
  if (one === undefined) throw new Error('there is nothing to pick from')
  return one
}

/** Every kind of fault that a site can have. */
export function faultKinds(site: Site, watch: Watch): readonly FaultKind[] {
  const anyTime = [...processFaults(site, PROCESSES), ...cableFaults(site)]
  const blind = processFaults(site, [['agent of an instrument without ids', WITHOUT_IDS]])
  // Twice, for what can be learned from it.
  const atStart = [...anyTime.filter(({ name }) => AT_START.has(name)), ...blind, ...blind]
  return [
    ...anyTime,
    ...atStart.map(kind => atAStart(kind, site)),
    ...instrumentFaults(site),
    ...diskFaults(site, watch),
  ]
}

/** What is also done at the moment when an instrument has started, and nobody has been told yet. */
const AT_START = new Set([
  'kill -9: agent',
  'kill -9: agent and drivers',
  'SIGSTOP: agent',
  'kill -9: coordinator',
  'kill -9: Mosquitto',
  'network: agent cut off',
])

function atAStart(kind: FaultKind, site: Site): FaultKind {
  return {
    name: `${kind.name}, at a start`,
    at: random => {
      const fault = kind.at(random)
      const beside = BENCHES.find(({ agent }) => fault.place.endsWith(` ${agent}`)) ?? pick(random, BENCHES)
      const inject = async () => {
        // Its answer is held up, or it would be there before the fault is.
        await site.control(beside, 'POST', '/faults', { kind: 'delay', by: '400 ms', times: 1 })
        await site.started(beside)
        await fault.inject()
      }
      return { ...fault, name: `${fault.name} at a start of ${beside.instrument}`, inject }
    },
  }
}

const AGENTS = BENCHES.map(({ agent }) => agent)
/** Beside an instrument of which nobody can ask whether a start landed: where a second start is nearest. */
const WITHOUT_IDS = BENCHES.filter(({ kind }) => kind === 'balance').map(({ agent }) => agent)
const PROCESSES = [
  ['agent', AGENTS],
  ['coordinator', ['coord']],
  ['Mosquitto', ['broker']],
] as const

function processFaults(
  site: Site,
  processes: readonly (readonly [what: string, names: readonly string[]])[],
): FaultKind[] {
  const kinds: FaultKind[] = []
  for (const [what, names] of processes) {
    const kill = (name: string, all: boolean) => (random: Random) => {
      const victim = pick(random, names)
      const program = site.program(victim)
      return {
        name: `${name} of ${victim}`,
        place: `process ${victim}`,
        inject: () => program.kill(all),
        heal: async () => program.start(),
      }
    }
    kinds.push({ name: `kill -9: ${what}`, at: kill('kill -9', false) })
    if (what === 'agent') kinds.push({ name: 'kill -9: agent and drivers', at: kill('kill -9 (all)', true) })
    kinds.push({
      name: `SIGSTOP: ${what}`,
      at: random => {
        const victim = pick(random, names)
        const program = site.program(victim)
        return {
          name: `SIGSTOP of ${victim}`,
          place: `process ${victim}`,
          inject: async () => program.pause(),
          heal: async () => program.resume(),
        }
      },
    })
  }
  return kinds
}

function cableFaults(site: Site): FaultKind[] {
  const machines = ['broker', 'coord', ...AGENTS]
  const { network } = site
  const impaired = IMPAIRMENTS.map(
    (impairment): FaultKind => ({
      name: `network: ${impairment}`,
      at: random => {
        const machine = pick(random, machines)
        return {
          name: `${impairment} at ${machine}`,
          place: `cable ${machine}`,
          inject: () => network.impair(machine, impairment),
          heal: () => network.repair(machine),
        }
      },
    }),
  )
  const pulled = (name: string, among: readonly string[]): FaultKind => ({
    name,
    at: random => {
      const machine = pick(random, among)
      return {
        name: `link of ${machine} down`,
        place: `cable ${machine}`,
        inject: () => network.pull(machine),
        heal: () => network.plug(machine),
      }
    },
  })
  return [
    ...impaired,
    pulled('network: agent cut off', AGENTS),
    pulled('network: centre cut off', ['broker', 'coord']),
  ]
}

/** What an instrument can be told to do until it is told to stop, and what it does at once. */
const INSTRUMENT_FAULTS = [
  ['link drops', '/faults', { kind: 'drop-link', for: '1 min' }],
  ['hangs', '/faults', { kind: 'hang' }],
  ['answers late', '/faults', { kind: 'delay', by: '1500 ms' }],
  ['loses answer of start', '/faults', { kind: 'lose-answer', times: 1 }],
  ['loses answer, link stays', '/faults', { kind: 'lose-answer', times: 1, keepConnection: true }],
  ['reboots', '/reboot', undefined],
] as const

function instrumentFaults(site: Site): FaultKind[] {
  return INSTRUMENT_FAULTS.map(
    ([what, path, body]): FaultKind => ({
      name: `instrument: ${what}`,
      at: random => {
        const bench = pick(random, BENCHES)
        return {
          name: `${bench.instrument} ${what}`,
          place: `instrument ${bench.instrument}`,
          // Until something is started.
          ...(what.startsWith('loses') ? { least: seconds(5) } : {}),
          inject: async () => void (await site.control(bench, 'POST', path, body)),
          heal: async () => void (await site.control(bench, 'DELETE', '/faults')),
        }
      },
    }),
  )
}

function diskFaults(site: Site, watch: Watch): FaultKind[] {
  const full = (name: string, machines: readonly string[]): FaultKind => ({
    name,
    at: random => {
      const machine = pick(random, machines)
      return {
        name: `disk of ${machine} full`,
        place: `disk ${machine}`,
        least: seconds(1),
        inject: async () => {
          watch.diskFull(machine)
          await site.fill(machine)
        },
        heal: async () => {
          await site.free(machine)
          watch.diskFree(machine)
        },
      }
    },
  })
  return [full('full disk: agent', AGENTS), full('full disk: coordinator', ['coord'])]
}
