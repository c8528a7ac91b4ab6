import { decodeDown, decodeUp } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { Agent } from '@muster/edge-agent'
import { millis, seconds } from '@muster/runtime'
import type { SimulatedMachine } from '../world.ts'
import { type Faults, MACHINE_NAMES, pickMachine, type Scene } from './scene.ts'

function partition({ world, dice, later }: Scene): void {
  const name = dice.pick(MACHINE_NAMES)
  world.network.partition(name, dice.pick(['both', 'up', 'down'] as const))
  later(seconds(300 * dice.float()), () => world.network.heal(name))
}

/**
 * An acknowledgement that outlives its process: the agent dies, and it comes to the next process, at the worst moment, when that
 * has just told its first events.
 */
function holdAck(scene: Scene): void {
  const { world, seen, later } = scene
  const machine = pickMachine(scene)
  const { agentId, agent } = machine
  if (!agent) return
  const { bootId } = agent.journal
  let held: Hop | undefined
  const look = (hop: Hop) => {
    if (hop.process !== agentId) return
    if (isAckOf(bootId, hop)) {
      // While something is under way, so that the next process has something to tell.
      if (!held) later(seconds(2 * scene.dice.float()), () => endProcess(scene, machine, agent))
      held = hop
    }
    if (!held || !isReportOfAnother(bootId, hop)) return
    seen.delete(look)
    const { topic, payload } = held
    later(millis(1), () => {
      if (scene.isPeace()) return
      world.tell(`fault: an acknowledgement of an earlier process comes to ${agentId}`)
      scene.counts.add('ack to a later process')
      machine.hear(topic, payload)
    })
  }
  seen.add(look)
}

function endProcess(scene: Scene, machine: SimulatedMachine, agent: Agent): void {
  if (!scene.isPeace() && machine.agent === agent) machine.gate?.kill('(killed)')
}

const isAckOf = (bootId: string, { leg, topic, payload }: Hop): boolean => {
  if (leg !== 'down' || !topic.endsWith('/down/ack')) return false
  const ack = decodeDown('ack', payload)
  return ack.bootId === bootId && ack.sequence > 0
}

const isReportOfAnother = (bootId: string, { leg, topic, payload }: Hop): boolean =>
  leg === 'up' && topic.endsWith('/up/report') && decodeUp('report', payload).header.bootId !== bootId

export const NETWORK_FAULTS: Faults = {
  partition,
  'connection cut': ({ world, dice }) => world.network.cut(dice.pick(MACHINE_NAMES)),
  'broker wiped': ({ world }) => world.network.wipe(),
  'ack held up over a restart': holdAck,
}
