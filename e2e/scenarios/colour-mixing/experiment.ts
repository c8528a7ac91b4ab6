import type { PromptRecord } from '@muster/coordinator/testing'
import { hours, seconds } from '@muster/runtime'
import { readWorkflow } from '../definitions.ts'
import type { Answer, Experiment, Scene } from '../harness.ts'
import { colourSite } from './site.ts'
import { type SolverServer, startSolver, type Trouble } from './solver-server.ts'

export const WORKFLOW_FILE = new URL('workflow.yaml', import.meta.url)

const workflow = await readWorkflow(WORKFLOW_FILE)

/** The colour that is looked for, and how near is near enough. */
const TARGET = { red: 100, green: 110, blue: 80 }
export const TOLERANCE = 2
export const TOKEN = 'a-token-that-nobody-may-see'

/** It fails once in round 4, answers nothing at all in rounds 11 and 12, and fails twice in round 20. */
const trouble: Trouble = (round, tries) => {
  if (round === 11 || round === 12) return 'silence'
  if ((round === 4 && tries === 1) || (round === 20 && tries <= 2)) return 'error'
  return undefined
}

/** The solver of these experiments; it may be asked by several, and ends with the process where nobody ends it. */
export const startTheSolver = (): Promise<SolverServer> => startSolver(TOKEN, trouble)

/** The mixing that somebody stops at its panel. */
const STOPPED_RUN = 17

export interface ColourOptions {
  readonly inputs?: Readonly<Record<string, unknown>>
  /** What is answered when the mixer was stopped. */
  readonly afterStop?: string
}

export function colourExperiment(
  solver: SolverServer,
  { inputs = {}, afterStop = 'next-well' }: ColourOptions = {},
): Experiment {
  return {
    site: hold => ({
      ...colourSite(),
      callKinds: [solver.callKind(hold)],
      secrets: new Map([['solver-token', TOKEN]]),
    }),
    submission: {
      workflow,
      inputs: { target: TARGET, tolerance: TOLERANCE, solver: solver.url, reservoir: 600, ...inputs },
    },
    operator: prompt => operator(prompt, afterStop),
    onBegun: stopOnce,
    within: hours(8),
  }
}

/** Half-way through a mixing, somebody presses stop. */
function stopOnce(scene: Scene): void {
  const mixer = scene.device('mixer')
  let runs = 0
  mixer.onStarted(({ activity }) => {
    if (activity === 'mix') runs += 1
    if (activity === 'mix' && runs === STOPPED_RUN) scene.after(seconds(60), () => mixer.stopAtPanel())
  })
}

function operator({ question }: PromptRecord, afterStop: string): Answer | undefined {
  if (question.startsWith('The mixer')) return { by: 'grace', answer: afterStop }
  if (question.startsWith('A dye'))
    return { by: 'ada', answer: 'done', fields: { cyan: 600, magenta: 600, yellow: 600 } }
  const full = /^Plate PLATE-(\d+) is full/.exec(question)?.[1] ?? '0'
  const barcode = `PLATE-${String(Number(full) + 1).padStart(4, '0')}`
  return { by: 'ada', answer: 'done', fields: { barcode } }
}
