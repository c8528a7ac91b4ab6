/** A fake fleet as a process: `fork('fleet.ts', [JSON.stringify(plan)])`; fleet-process.ts is what starts and steers it. */
import { mqttJsPort } from '@muster/protocol'
import { systemClock } from '@muster/runtime'
import { FakeAgent } from './fake-agent.ts'
import type { FleetPlan } from './fleet-plan.ts'
import { now } from './notes.ts'

/** What the process is told. */
export type FleetOrder = { readonly do: 'hang' | 'go-on'; readonly agents: readonly number[] }

/** What it tells: all are connected, for the first time; all have exchanged digests with the lead of this epoch. */
export type FleetNews =
  | { readonly is: 'connected' }
  | { readonly is: 'synced'; readonly epoch: number; readonly at: number }

/** Connections under way at a time: more than the broker's backlog would be lost and come late. */
const AT_ONCE = 50

const plan = JSON.parse(process.argv[2] ?? '') as FleetPlan
const tell = (news: FleetNews) => void process.send?.(news)

let told = 0
function synced(): void {
  const epoch = agents[0]?.syncedEpoch ?? 0
  if (epoch <= told || !agents.every(({ syncedEpoch }) => syncedEpoch === epoch)) return
  told = epoch
  tell({ is: 'synced', epoch, at: now() })
}

const mqtt = mqttJsPort(systemClock)
const agents = Array.from({ length: plan.agents }, (_, index) => new FakeAgent(index, plan, mqtt, synced))

process.on('message', (order: FleetOrder) => {
  for (const index of order.agents) {
    const agent = agents[index]
    if (agent) agent.isHung = order.do === 'hang'
  }
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit())

const waiting = agents.values()
const startSome = async () => {
  for (const agent of waiting) await agent.start()
}
await Promise.all(Array.from({ length: AT_ONCE }, startSome))
tell({ is: 'connected' })
