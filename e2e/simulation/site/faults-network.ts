import { CALM, type Hop, type NetworkFaults, STORM } from '@muster/protocol/testing'
import { type Duration, hours, millis, minutes, seconds } from '@muster/runtime'
import { COORDINATOR, pickMachine, type Site } from './site.ts'

/** What happens between computers. */

/** Between storms. */
export const MILD: NetworkFaults = {
  ...CALM,
  loss: 0.002,
  ackLoss: 0.001,
  doubling: 0.002,
  delay: { min: millis(1), max: millis(60) },
}

function storm(site: Site): void {
  const { world, dice } = site
  const wild = dice.float()
  world.network.faults = {
    ...STORM,
    loss: STORM.loss * 3 * wild,
    late: STORM.late * wild,
    doubling: STORM.doubling * 2 * dice.float(),
  }
  site.later(dice.between(minutes(10), minutes(90)), () => {
    world.network.faults = site.isPeace() ? CALM : MILD
  })
}

const SHORT_OR_LONG = (site: Site): Duration =>
  site.dice.chance(0.25) ? site.dice.between(hours(1), hours(6)) : site.dice.between(seconds(5), minutes(15))

function partition(site: Site, names: readonly string[]): void {
  const { network } = site.world
  const legs = site.dice.pick(['both', 'up', 'down'] as const)
  for (const name of names) network.partition(name, legs)
  site.counts.add(`partition: ${legs}`)
  site.later(SHORT_OR_LONG(site), () => {
    for (const name of names) network.heal(name)
  })
}

/** Some agents behind one switch. */
function switchFails(site: Site): void {
  const machines = [...site.world.machines.keys()].filter(() => site.dice.chance(0.3))
  partition(site, machines)
}

/** All messages of one kind to or from one agent are lost for a while. */
function loseKind(site: Site, kind: string, length: Duration): void {
  const { agentId } = pickMachine(site)
  const isLost = (hop: Hop) => hop.process === agentId && hop.topic.endsWith(kind)
  site.lost.add(isLost)
  site.later(length, () => void site.lost.delete(isLost))
}

/** Does something at the moment at which the next message of a kind sets out to an agent or from it; within ten minutes, or not at all. */
export function atMessage(site: Site, agentId: string, kind: string, action: (hop: Hop) => void): void {
  const watcher = (hop: Hop) => {
    if (hop.process !== agentId || !hop.topic.endsWith(kind)) return
    site.seen.delete(watcher)
    action(hop)
  }
  site.seen.add(watcher)
  site.later(minutes(10), () => void site.seen.delete(watcher))
}

export const NETWORK_FAULTS: Readonly<Record<string, (site: Site) => void>> = {
  storm,
  'agent cut off': site => partition(site, [pickMachine(site).agentId]),
  'coordinator cut off': site => partition(site, [COORDINATOR]),
  'switch fails': switchFails,
  'connection cut': site =>
    site.world.network.cut(site.dice.chance(0.3) ? COORDINATOR : pickMachine(site).agentId),
  'broker wiped': site => site.world.network.wipe(),
  'broker down': site => {
    site.world.network.stopBroker()
    site.later(site.dice.between(seconds(5), hours(1)), () => site.world.network.startBroker())
  },
  'heartbeats lost': site => loseKind(site, '/up/heartbeat', site.dice.between(minutes(2), hours(1))),
  'acknowledgements lost': site => loseKind(site, '/down/ack', site.dice.between(hours(1), hours(8))),
  'reports lost': site => loseKind(site, '/up/report', site.dice.between(minutes(2), hours(4))),
  'claims lost': site => loseKind(site, '/up/claim', site.dice.between(minutes(2), hours(2))),
  'grants lost': site => loseKind(site, '/down/grant', site.dice.between(minutes(2), hours(2))),
}
