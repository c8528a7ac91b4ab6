import { seconds } from '@muster/runtime'
import { type Faults, pickMachine, type Scene } from './scene.ts'
import type { ProcessGate } from '../process-gate.ts'

/** What happens to computers: processes that die, power, sleep, clocks. */

/** Dies at one of the next points that it passes, wherever that is. */
function armCrash({ dice }: Scene, gate: ProcessGate | undefined): void {
  if (!gate?.alive) return
  let left = dice.int(0, 59)
  gate.dies = () => left-- <= 0
}

const WRITING = /^(before|after) (write|append|sync|rename|sync-folder) /

/** The power goes while an agent writes: between a write and its sync, a rename and that of the folder, or when it has just acted. */
function losePowerAtWrite(scene: Scene): void {
  const { gate, disk } = pickMachine(scene)
  if (!gate?.alive) return
  let left = scene.dice.int(0, 40)
  gate.dies = point => {
    if (!WRITING.test(point) || left-- > 0) return false
    disk.crash()
    return true
  }
}

const jumpBy = ({ dice }: Scene) => seconds(7_200 * (dice.float() - 0.5))

export const MACHINE_FAULTS: Faults = {
  'agent crash': scene => armCrash(scene, pickMachine(scene).gate),
  'coordinator crash': scene => armCrash(scene, scene.world.coordinatorGate),
  'power lost': scene => scene.world.losePower(pickMachine(scene).agentId),
  'power lost at a write': losePowerAtWrite,
  suspend: scene => pickMachine(scene).clock.suspend(seconds(120 * scene.dice.float())),
  'clock jump': scene => pickMachine(scene).clock.jump(jumpBy(scene)),
  'coordinator clock jump': scene => scene.world.coordinatorClock.jump(jumpBy(scene)),
}
