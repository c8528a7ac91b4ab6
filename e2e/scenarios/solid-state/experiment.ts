import { hours } from '@muster/runtime'
import { readWorkflow } from '../definitions.ts'
import type { Experiment, Scene } from '../harness.ts'
import { SAMPLES, solidStateSite } from './site.ts'

export const WORKFLOW_FILE = new URL('workflow.yaml', import.meta.url)

const workflow = await readWorkflow(WORKFLOW_FILE)

/** Sixteen samples, eight under each programme; nobody is asked anything unless a holder has got too much. */
export const SOLID_STATE: Experiment = {
  site: solidStateSite,
  submission: { workflow, inputs: { samples: SAMPLES }, labels: { experiment: 'LCO' } },
  operator: ({ kind }) => (kind === 'step' ? { answer: 'fit', by: 'ada' } : undefined),
  within: hours(60),
}

/** The same, with a heating element that breaks 40 % into the first run of one programme, in whichever furnace that is. */
export const BROKEN_FURNACE: Experiment = { ...SOLID_STATE, onBegun: breakOnce }

function breakOnce(scene: Scene): void {
  let isBroken = false
  for (const id of ['furnace-1', 'furnace-2', 'furnace-3', 'furnace-4'])
    scene.device(id).breaksDown = ({ activity, parameters }) => {
      if (isBroken || activity !== 'sinter' || parameters['programme'] !== 'calcine-900') return undefined
      isBroken = true
      return { at: 40, reason: 'a heating element broke' }
    }
}
