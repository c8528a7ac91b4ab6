import { millis, sleep, systemClock } from '@muster/runtime'
import { Fleet } from '../fleet-process.ts'
import { now } from '../notes.ts'
import { CoordinatorProcess } from './coordinator-process.ts'
import { Mosquitto } from './mosquitto.ts'
import { atMost, exactly, inSeconds, plain, scratch, table, whole } from './table.ts'
import { measureUsage, type Usage } from './usage.ts'

export interface LoadOptions {
  readonly agents: number
}

const HEARTBEAT_SECONDS = 10
const KEEPALIVE_SECONDS = 20
const SECONDS = 30
/** What is aimed at, for 5,000 agents. */
const CPU_PERCENT = 35
const RESIDENT_MB = 400

/** Many agents that have nothing to do but to be there. */
export async function benchLoad({ agents }: LoadOptions): Promise<string[]> {
  await using folder = await scratch()
  await using broker = await Mosquitto.start()
  const settings = { heartbeatSeconds: HEARTBEAT_SECONDS }
  await using coordinator = await CoordinatorProcess.start(folder.path, broker.url, settings)
  const began = now()
  const rhythm = { heartbeatMs: HEARTBEAT_SECONDS * 1_000, keepaliveSeconds: KEEPALIVE_SECONDS }
  const each = { instrumentsEach: 1, isRunning: false, ...rhythm }
  await using fleet = await Fleet.start({ broker: broker.url, site: 'lab', agents, ...each })
  const synced = await fleet.synced()
  // What their coming has left behind is not what their being there costs; after one interval all have beaten.
  await sleep(systemClock, millis(rhythm.heartbeatMs))
  const before = await coordinator.stats()
  const [own, brokers, fleets] = await measureUsage([coordinator.pid, broker.pid, fleet.pid], SECONDS)
  const { messages, agents: shown } = await coordinator.stats()
  const heard = (messages.received - before.messages.received) / SECONDS
  const count = agents.toLocaleString('en')
  return [
    `Load: ${count} agents with one instrument each, a heartbeat every ${HEARTBEAT_SECONDS} s, keepalive ${KEEPALIVE_SECONDS} s, Mosquitto; ${SECONDS} s after all have synced`,
    '',
    ...table([
      atMost(
        'CPU of the coordinator, of one core',
        percent(own),
        CPU_PERCENT,
        value => `${value.toFixed(1)} %`,
      ),
      atMost('resident memory of the coordinator, at most', megabytes(own?.mostBytes), RESIDENT_MB, asMb),
      plain('the same, on average', asMb(megabytes(own?.meanBytes))),
      exactly('agents in contact at the end', shown.online, agents),
      plain('messages heard', `${whole(heard)} a second`),
      plain('first connection → all synced, none of them known before', inSeconds(synced.at - began)),
      plain(
        'CPU of Mosquitto, and of the fleet',
        `${percent(brokers).toFixed(1)} %, ${percent(fleets).toFixed(1)} %`,
      ),
    ]),
  ]
}

const percent = (usage: Usage | undefined): number => 100 * (usage?.cpu ?? Number.NaN)
const megabytes = (bytes = Number.NaN): number => bytes / 1e6
const asMb = (value: number): string => `${whole(value)} MB`
