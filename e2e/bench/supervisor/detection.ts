import { join } from 'node:path'
import { millis, sleep, systemClock, systemRandom } from '@muster/runtime'
import { Program } from '../../processes/processes.ts'
import { Fleet } from '../fleet-process.ts'
import { now } from '../notes.ts'
import { CoordinatorProcess, firstSeen, isInStep, isLost } from './coordinator-process.ts'
import { Mosquitto } from './mosquitto.ts'
import { RealAgents } from './real-agents.ts'
import { LOOKING_MS, scratch, timingTable } from './table.ts'

const HEARTBEAT_MS = 1_000
const KEEPALIVE_SECONDS = 2
const RHYTHM = { heartbeatMs: HEARTBEAT_MS, keepaliveSeconds: KEEPALIVE_SECONDS }

/** Real agents at a time: processes that are all idle when something is done to one. */
const AGENTS = 6

/** From what happens to an agent to what the API shows, each in so many samples. */
export async function benchDetection({ samples }: { readonly samples: number }): Promise<string[]> {
  await using folder = await scratch()
  await using broker = await Mosquitto.start()
  const settings = { heartbeatSeconds: HEARTBEAT_MS / 1_000 }
  await using coordinator = await CoordinatorProcess.start(folder.path, broker.url, settings)
  const site: Site = { folder: folder.path, broker, coordinator, samples }
  const { killed, stopped } = await agentsAlone(site)
  const unplugged = await cable(site)
  const { lost, stuck } = await hungLoops(site)
  const beats = (count: number) => ({ limitMs: count * HEARTBEAT_MS, limit: `${count} heartbeats` })
  const silence = { limitMs: 1_500 * KEEPALIVE_SECONDS, limit: '1.5 × keepalive' }
  return [
    `Detection: heartbeat ${HEARTBEAT_MS / 1_000} s, keepalive ${KEEPALIVE_SECONDS} s, Mosquitto; from what happens to the first answer of the API that shows it`,
    '',
    ...timingTable([
      { what: 'agent killed (kill -9) → contact lost', samples: killed, limitMs: 1_000, limit: '1 s' },
      { what: "the agent's host stands still (SIGSTOP) → contact lost", samples: stopped, ...silence },
      { what: 'the cable is out (relay stopped) → contact lost', samples: unplugged, ...silence },
      { what: 'work loop hangs, pings are answered → contact lost', samples: lost, ...beats(3) },
      { what: 'the same → escalation `agent-stuck`', samples: stuck, ...beats(6) },
    ]),
    '',
    'The agents of the first three rows are real ones, each a process; those of the last two a fake fleet.',
    `An aim counts as met up to ${LOOKING_MS} ms above it: that is what looking at the API adds.`,
  ]
}

interface Site {
  readonly folder: string
  readonly broker: Mosquitto
  readonly coordinator: CoordinatorProcess
  readonly samples: number
}

async function agentsAlone({ folder, broker, coordinator, samples }: Site) {
  const options = { folder: join(folder, 'alone'), broker: broker.url, count: Math.min(AGENTS, samples) }
  await using agents = await RealAgents.start({ ...options, name: 'alone', ...RHYTHM })
  const killed: number[] = []
  const stopped: number[] = []
  while (killed.length < samples) {
    await coordinator.whenEach(agents.ids, isInStep)
    for (const id of agents.ids) {
      await anyMoment()
      const at = now()
      await agents.program(id).kill()
      killed.push(await untilLost(coordinator, id, at))
    }
    await agents.revive()
  }
  while (stopped.length < samples) {
    await coordinator.whenEach(agents.ids, isInStep)
    const waits = agents.ids.map(async id => {
      await anyMoment()
      const at = now()
      agents.program(id).signal('SIGSTOP')
      return untilLost(coordinator, id, at)
    })
    stopped.push(...(await Promise.all(waits)))
    for (const id of agents.ids) agents.program(id).signal('SIGCONT')
  }
  return { killed: killed.slice(0, samples), stopped: stopped.slice(0, samples) }
}

/** All agents behind one relay, which stops. */
async function cable({ folder, broker, coordinator, samples }: Site): Promise<number[]> {
  await using relay = new Program('e2e/bench/supervisor/relay/main.ts', [String(broker.port)], {
    detached: true,
  })
  const url = `mqtt://127.0.0.1:${Number((await relay.logged('ready'))['port'])}`
  const options = { folder: join(folder, 'cable'), broker: url, count: Math.min(AGENTS, samples) }
  await using agents = await RealAgents.start({ ...options, name: 'cable', ...RHYTHM })
  const unplugged: number[] = []
  while (unplugged.length < samples) {
    await coordinator.whenEach(agents.ids, isInStep)
    await anyMoment()
    const at = now()
    relay.signal('SIGSTOP')
    const lost = await coordinator.whenEach(agents.ids, isLost)
    unplugged.push(...[...lost.values()].map(seen => seen - at))
    relay.signal('SIGCONT')
  }
  return unplugged.slice(0, samples)
}

/** One fake agent after the other stops beating, at its own moment. */
async function hungLoops({ broker, coordinator, samples }: Site) {
  const each = { instrumentsEach: 1, isRunning: false, ...RHYTHM }
  await using fleet = await Fleet.start({ broker: broker.url, site: 'lab', agents: samples, ...each })
  await fleet.synced()
  await sleep(systemClock, millis(2 * HEARTBEAT_MS))
  const lost = coordinator.whenEach(fleet.ids, isLost)
  const stuck = firstSeen(fleet.ids, async () => stuckAgents(coordinator))
  const hung = new Map<string, number>()
  const hanging = fleet.ids.map(async (id, index) => {
    await anyMoment()
    hung.set(id, now())
    fleet.hang([index])
  })
  await Promise.all(hanging)
  const since = (seen: ReadonlyMap<string, number>) => [...seen].map(([id, at]) => at - (hung.get(id) ?? at))
  return { lost: since(await lost), stuck: since(await stuck) }
}

async function stuckAgents(coordinator: CoordinatorProcess): Promise<string[]> {
  const open = (await coordinator.escalations()).filter(({ kind }) => kind === 'agent-stuck')
  return open.flatMap(({ entries }) => entries.map(({ subject }) => subject.slice('agent:'.length)))
}

async function untilLost(coordinator: CoordinatorProcess, id: string, since: number): Promise<number> {
  const seen = await coordinator.whenEach([id], isLost)
  return (seen.get(id) ?? Number.NaN) - since
}

/** Within a heartbeat, so that no sample stands at the same place between two. */
const anyMoment = () => sleep(systemClock, millis(systemRandom.float() * HEARTBEAT_MS))
