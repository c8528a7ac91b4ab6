import { Fleet } from '../fleet-process.ts'
import type { FleetPlan } from '../fleet-plan.ts'
import { CoordinatorProcess, dataOf, isInStep, type Stats } from './coordinator-process.ts'
import { Mosquitto } from './mosquitto.ts'
import { putRunningAttempts } from './running-attempts.ts'
import { atMost, exactly, inSeconds, plain, scratch, table } from './table.ts'

export interface RestartOptions {
  readonly attempts: number
  readonly agents: number
}

const RESTARTS = 3
const LIMIT_MS = 5_000

/** A coordinator that is killed and started again, with everything running. */
export async function benchRestart({ attempts, agents }: RestartOptions): Promise<string[]> {
  const instrumentsEach = Math.ceil(attempts / agents)
  await using folder = await scratch()
  await using broker = await Mosquitto.start()
  const each = { instrumentsEach, isRunning: true, heartbeatMs: 5_000, keepaliveSeconds: 10 }
  const plan: FleetPlan = { broker: broker.url, site: 'lab', agents, ...each }
  await putRunningAttempts(dataOf(folder.path), plan)
  await using fleet = await Fleet.start(plan)
  const first = await start(folder.path, broker, fleet, 0)
  const connecting: number[] = []
  const reconciling: number[] = []
  let stats: Stats = first.stats
  let epoch = first.epoch
  for (let restart = 0; restart < RESTARTS; restart++) {
    const again = await start(folder.path, broker, fleet, epoch)
    connecting.push(again.connectedMs)
    reconciling.push(again.reconciledMs)
    ;({ stats, epoch } = again)
  }
  const running = agents * instrumentsEach
  return [
    `Restart: ${running.toLocaleString('en')} running attempts at ${agents.toLocaleString('en')} agents (a fake fleet in one process), the coordinator killed and started again ${RESTARTS} times; Mosquitto, store on disk`,
    '',
    ...table([
      atMost(
        'connected → every agent reconciled, the slowest',
        Math.max(...reconciling),
        LIMIT_MS,
        inSeconds,
      ),
      plain('each of them', reconciling.map(inSeconds).join(', ')),
      plain('process started → connected to the broker', connecting.map(inSeconds).join(', ')),
      plain('the first start, connected → every agent reconciled', inSeconds(first.reconciledMs)),
      exactly('attempts that run afterwards', stats.openAttempts, running),
      exactly('questions to people', stats.openPrompts, 0),
    ]),
  ]
}

/** One life of the coordinator. @param above the epoch of the one before */
async function start(folder: string, broker: Mosquitto, fleet: Fleet, above: number) {
  await using coordinator = await CoordinatorProcess.start(folder, broker.url, {})
  const answered = await fleet.synced(above)
  // The last agent has its answer; where the coordinator does not agree, its own word counts.
  const shown = await coordinator.agents()
  const seen = shown.every(isInStep)
    ? answered.at
    : Math.max(...(await coordinator.whenEach(fleet.ids, isInStep)).values())
  return {
    epoch: answered.epoch,
    connectedMs: coordinator.connectedAt - coordinator.startedAt,
    reconciledMs: seen - coordinator.connectedAt,
    stats: await coordinator.stats(),
  }
}
