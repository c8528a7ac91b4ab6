import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalised, readWorkflow } from '../definitions.ts'
import { differences, playAll, spread } from '../compare.ts'
import { type Ending, play, type Scene } from '../harness.ts'
import {
  colourExperiment,
  type ColourOptions,
  startTheSolver,
  TOKEN,
  TOLERANCE,
  WORKFLOW_FILE,
} from './experiment.ts'
import type { SolverServer } from './solver-server.ts'
import { colourMixing } from './workflow.ts'

/** Real milliseconds that some runs may take on a machine that is busy. */
const LONG = 240_000
const SINGLE_DEATHS = 6

interface Outputs {
  readonly rounds: number
  readonly best: { readonly distance: number }
  readonly seen: readonly { readonly distance: number }[]
  readonly plates: readonly string[]
}
const outputsOf = ({ outputs }: Ending) => outputs as Outputs

let solver: SolverServer
let clean: Ending
const mixing = (options: ColourOptions = {}) => colourExperiment(solver, options)
const started = ({ starts }: Ending, activity: string) => starts.filter(start => start.activity === activity)

beforeAll(async () => {
  solver = await startTheSolver()
  clean = await play(mixing())
}, LONG)
afterAll(() => solver[Symbol.asyncDispose]())

describe('closed-loop colour mixing', { timeout: LONG }, () => {
  it('is the same workflow in YAML and in TypeScript', async () => {
    expect(normalised(colourMixing)).toEqual(normalised(await readWorkflow(WORKFLOW_FILE)))
  })

  it('takes 29 rounds to come near enough to the colour, measures each once, and rinses', () => {
    const { rounds, best, seen } = outputsOf(clean)
    expect(clean.state).toBe('succeeded')
    expect(rounds).toBe(29)
    expect(seen).toHaveLength(29)
    expect(best.distance).toBeLessThanOrEqual(TOLERANCE)
    expect(Math.min(...seen.slice(0, 28).map(one => one.distance))).toBeGreaterThan(TOLERANCE)
    expect(started(clean, 'measure')).toHaveLength(29)
    expect(started(clean, 'rinse')).toHaveLength(1)
  })

  it('is over as soon as it is near enough; what it was asked with is no part of what is kept', async () => {
    let scene: Scene | undefined
    const experiment = mixing({ inputs: { tolerance: 15 } })
    const ending = await play({ ...experiment, onBegun: begun => (scene = begun) })
    const { rounds, seen } = outputsOf(ending)
    expect(ending.state).toBe('succeeded')
    expect(rounds).toBeLessThan(29)
    expect(seen.map(({ distance }) => distance <= 15)).toEqual(seen.map((_, at) => at === rounds - 1))

    const [job] = (await scene?.store.jobs({ limit: 1 })) ?? []
    const tasks = await scene?.store.tasksOfJob(job?.id ?? '')
    const events = await scene?.store.events({ limit: 10_000 })
    const kept = JSON.stringify([job, tasks, events])
    expect(kept).toContain('solver-token')
    expect(kept).not.toContain(TOKEN)
  })

  it('goes on by itself while the solver fails or does not answer, with a recipe of its own in the end', () => {
    const of = (round: number) => solver.asked.filter(line => line.startsWith(`round ${round}:`))
    expect(of(4).slice(0, 2)).toEqual(['round 4: error', 'round 4: answered'])
    expect(of(11).slice(0, 3)).toEqual(Array(3).fill('round 11: silence'))
    expect(of(20).slice(0, 3)).toEqual(['round 20: error', 'round 20: error', 'round 20: answered'])
    expect(clean.steps).toMatchObject({
      'search.11.propose': 'succeeded',
      'search.11.propose.fallback.nearby': 'succeeded',
      'search.12.propose.fallback.nearby': 'succeeded',
    })
    expect(Object.keys(clean.steps).filter(path => path.endsWith('fallback.nearby'))).toHaveLength(2)
  })

  it('fills each well once; asks for a new plate when wells are used up, and for dye when it is low', () => {
    const wells = started(clean, 'mix').map(({ parameters: { plate, well } }) => `${plate} ${well}`)
    expect(wells).toHaveLength(30)
    expect(new Set(wells).size).toBe(30)
    expect(wells[23]).toBe('PLATE-0001 D6')
    expect(wells[24]).toBe('PLATE-0002 A1')
    expect(outputsOf(clean).plates).toEqual(['PLATE-0001', 'PLATE-0002'])
    const asked = (begins: string) => clean.asked.filter(({ question }) => question.startsWith(begins))
    expect(asked('Plate PLATE-0001 is full')).toHaveLength(1)
    expect(asked('A dye is low')).toHaveLength(1)
  })

  it('stands still when somebody stops the mixer at its panel, and a person lets it go on in the next well', () => {
    expect(clean.asked.filter(({ question }) => question.startsWith('The mixer'))).toEqual([
      {
        kind: 'step',
        question: 'The mixer has not mixed round 17: stopped at the panel. How does the search go on?',
        by: 'person:grace',
      },
    ])
    expect(clean.steps).toMatchObject({
      'search.17.fill.1.mix': 'failed',
      'search.17.fill.2.mix': 'succeeded',
      'search.17.measure': 'succeeded',
    })
  })

  it('ends, and is rinsed, when the person gives it up', async () => {
    const ending = await play(mixing({ afterStop: 'give-up' }))
    expect(ending).toMatchObject({ state: 'failed', undone: ['prepare.undo.rinse'] })
    expect(started(ending, 'mix')).toHaveLength(17)
    expect(started(ending, 'measure')).toHaveLength(16)
  })

  it('does not take a plate that is none', async () => {
    const wrong = { ...mixing(), operator: () => ({ by: 'ada', answer: 'done', fields: { barcode: 'P1' } }) }
    await expect(play(wrong)).rejects.toThrow('fields.barcode')
  })

  it.each(['before', 'after'] as const)(
    'comes to the same, though the coordinator dies %s each boundary of a step in turn',
    async when => {
      const killed = await play(mixing(), { at: 'each', when })
      expect(killed.kills).toBeGreaterThan(100)
      expect(differences(clean, killed)).toEqual([])
    },
  )

  it('comes to the same with a coordinator that dies once, early or late', async () => {
    expect(await playAll(mixing(), clean, spread(clean, SINGLE_DEATHS))).toEqual([])
  })
})
