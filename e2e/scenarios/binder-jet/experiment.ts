import type { PromptRecord } from '@muster/coordinator/testing'
import { hours } from '@muster/runtime'
import { readWorkflow } from '../definitions.ts'
import type { Answer, Experiment, Scene } from '../harness.ts'
import { factorySite } from './site.ts'

export const WORKFLOW_FILE = new URL('workflow.yaml', import.meta.url)

const workflow = await readWorkflow(WORKFLOW_FILE)

export const ORDER = 'W-1042'
/** °C and h, with which parts come out below 96 %. */
export const TOO_COLD = { temperature: 1_280, hold: 2 }

export interface OrderOptions {
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What is answered in the place of the usual, by how its question begins. */
  readonly answers?: Readonly<Record<string, Omit<Answer, 'by'>>>
  readonly onBegun?: (scene: Scene) => void
}

/** Six parts, of few layers so that they are printed in a day. */
export function orderExperiment({ inputs = {}, answers = {}, onBegun }: OrderOptions = {}): Experiment {
  const all = Object.entries({ ...ANSWERS, ...answers })
  const operator = ({ question }: PromptRecord): Answer | undefined => {
    const found = all.find(([begins]) => question.startsWith(begins))
    return found && { by: 'ada', ...found[1] }
  }
  return {
    site: factorySite,
    submission: { workflow, inputs: { order: ORDER, parts: 6, layers: 200, ...inputs } },
    operator,
    ...(onBegun ? { onBegun } : {}),
    within: hours(100),
  }
}

const DONE = { answer: 'done' }
const ANSWERS: Readonly<Record<string, Omit<Answer, 'by'>>> = {
  'May order': { answer: 'approve' },
  'Scan the powder': { answer: 'done', fields: { lot: 'LOT-230517', buildPlate: 'BP-07' } },
  'Free the': { answer: 'done', fields: { mass: 812.4 } },
  'Put the parts': DONE,
  'The least dense part': { answer: 're-sinter', fields: { temperature: 1_340, hold: 4 } },
  'Move the parts': DONE,
  'Take the build box': DONE,
}

/** The furnace breaks down in the middle of its first run. */
const breakDown = (scene: Scene): void => {
  scene
    .device('furnace')
    .faults.add({ kind: 'fail-run', at: 40, reason: 'a heating element broke', times: 1 })
}

/** Ways that an order may go: nobody looks at what is dense enough; what is not is sintered again; all is undone. */
export const ORDERS = {
  dense: orderExperiment(),
  'sintered again': orderExperiment({ inputs: TOO_COLD }),
  undone: orderExperiment({ onBegun: breakDown }),
}
