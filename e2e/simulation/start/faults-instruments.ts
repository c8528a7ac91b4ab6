import { seconds } from '@muster/runtime'
import { type Faults, pickInstrument, type Scene } from './scene.ts'

const START_FAULTS = ['refuse', 'lose-answer', 'lose-request', 'late-start', 'hang', 'drop-link'] as const

function failStart(scene: Scene): void {
  const kind = scene.dice.pick(START_FAULTS)
  scene.counts.add(`start fault: ${kind}`)
  const started = scene.dice.chance(0.5)
  const instrument = pickInstrument(scene)
  // Longer than the settling time that is declared would be an instrument that breaks its promise.
  if (kind === 'late-start') instrument.failNextStart({ kind, by: seconds(2) })
  else if (kind === 'hang' || kind === 'drop-link') instrument.failNextStart({ kind, started })
  else instrument.failNextStart({ kind })
}

function dropLink(scene: Scene): void {
  const instrument = pickInstrument(scene)
  instrument.dropLink()
  scene.later(seconds(30 * scene.dice.float()), () => instrument.restoreLink())
}

export const INSTRUMENT_FAULTS: Faults = {
  'instrument fault': failStart,
  'instrument reboot': scene => pickInstrument(scene).reboot(seconds(10)),
  'link to instrument dropped': dropLink,
  'stop at the panel': scene => pickInstrument(scene).stopAtPanel(),
}
