import { beforeAll, describe, expect, it } from 'vitest'
import { normalised, readWorkflow } from '../definitions.ts'
import { differences, playAll, spread } from '../compare.ts'
import { type Ending, play } from '../harness.ts'
import { ORDER, orderExperiment, ORDERS, TOO_COLD, WORKFLOW_FILE } from './experiment.ts'
import { binderJetOrder } from './workflow.ts'

/** Real milliseconds that some runs may take on a machine that is busy. */
const LONG = 240_000
const SINGLE_DEATHS = 4

interface Outputs {
  readonly verdict: string
  readonly worst: number
  readonly sintered: number
  readonly parts: readonly { readonly part: number; readonly density: number; readonly pores: number }[]
}
const outputsOf = ({ outputs }: Ending) => outputs as Outputs

const counts = ({ starts }: Ending): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(starts, start => start.activity)].map(([name, all]) => [name, all.length]),
  )
const questions = ({ asked }: Ending) => asked.map(({ question }) => question)

type Way = keyof typeof ORDERS
const WAYS = Object.keys(ORDERS) as Way[]

/** Each way, gone once with nothing else going wrong. */
const clean = {} as Record<Way, Ending>
beforeAll(async () => {
  for (const way of WAYS) clean[way] = await play(ORDERS[way])
}, LONG)

describe('a binder-jet work order', { timeout: LONG }, () => {
  it('is the same workflow in YAML and in TypeScript', async () => {
    expect(normalised(binderJetOrder)).toEqual(normalised(await readWorkflow(WORKFLOW_FILE)))
  })

  it('goes from its approval to a label, and nobody reviews what is dense enough', () => {
    const ending = clean.dense
    const { verdict, worst, sintered, parts } = outputsOf(ending)
    expect(ending.state).toBe('succeeded')
    expect({ verdict, sintered }).toEqual({ verdict: 'accept', sintered: 1 })
    expect(worst).toBeGreaterThanOrEqual(96)
    expect(worst).toBe(Math.min(...parts.map(({ density }) => density)))
    expect(counts(ending)).toEqual({ print: 1, cure: 1, sinter: 1, ct: 6, xrd: 6, density: 6, label: 1 })
    expect(questions(ending).some(question => question.startsWith('The least dense'))).toBe(false)
    expect(ending.starts.at(-1)?.parameters).toEqual({
      text: `${ORDER} from LOT-230517, at least ${worst} %`,
    })
  })

  it('inspects parts side by side, and each at one instrument at a time', () => {
    const { starts } = clean.dense
    const minutesOf: Record<string, number> = { ct: 40, xrd: 50, density: 15 }
    const inspections = starts
      .filter(({ activity }) => activity in minutesOf)
      .map(({ at, activity, parameters: { part } }) => {
        const from = Date.parse(at)
        return { part, activity, from, to: from + (minutesOf[activity] ?? 0) * 60_000 }
      })
    const [first] = inspections
    const besides = inspections.filter(({ from }) => first && from < first.to)
    expect(new Set(besides.map(({ activity }) => activity))).toEqual(new Set(['ct', 'xrd', 'density']))
    for (const one of inspections)
      for (const other of inspections)
        if (one !== other && one.part === other.part)
          expect(one.to <= other.from || other.to <= one.from).toBe(true)
  })

  it('below 96 % a person has it sintered again, hotter: then it is dense enough', () => {
    const ending = clean['sintered again']
    expect(questions(ending)).toContainEqual(
      expect.stringMatching(/^The least dense part of order W-1042 has 9[0-5]\.\d+ %/),
    )
    expect(outputsOf(ending)).toMatchObject({ verdict: 'accept', sintered: 2 })
    expect(outputsOf(ending).worst).toBeGreaterThanOrEqual(96)
    const firings = ending.starts.filter(({ activity }) => activity === 'sinter')
    expect(firings.map(({ parameters: { temperature, hold } }) => ({ temperature, hold }))).toEqual([
      TOO_COLD,
      { temperature: 1_340, hold: 4 },
    ])
    expect(counts(ending)).toMatchObject({ ct: 12, xrd: 12, density: 12, label: 1 })
  })

  it('below 96 % a person may also accept or scrap it', async () => {
    const reviewed = (answer: string) =>
      play(orderExperiment({ inputs: TOO_COLD, answers: { 'The least dense part': { answer } } }))
    const [accepted, scrapped] = [await reviewed('accept'), await reviewed('scrap')]
    expect(accepted).toMatchObject({ state: 'succeeded', steps: { label: 'succeeded' } })
    expect(outputsOf(accepted)).toMatchObject({ verdict: 'accept', sintered: 1 })
    expect(scrapped).toMatchObject({ state: 'succeeded', steps: { label: 'skipped' } })
    expect(outputsOf(scrapped)).toMatchObject({ verdict: 'scrap', sintered: 1 })
  })

  it('is given up after three firings that were not enough', async () => {
    const ending = await play(
      orderExperiment({
        inputs: TOO_COLD,
        answers: { 'The least dense part': { answer: 're-sinter', fields: { hold: 0.1 } } },
      }),
    )
    expect(ending.state).toBe('failed')
    expect(counts(ending)).toMatchObject({ sinter: 3, vent: 3, open: 3 })
  })

  it('is not begun where it is declined', async () => {
    const ending = await play(orderExperiment({ answers: { 'May order': { answer: 'decline' } } }))
    expect(ending).toMatchObject({ state: 'failed', starts: [], undone: [] })
  })

  it('is undone, the last first, when the furnace breaks down: it is vented and opened, and parts go back', () => {
    const ending = clean.undone
    expect(ending.state).toBe('failed')
    expect(ending.undone).toEqual([
      'densify.1.sinter.undo.vent',
      'densify.1.sinter.undo.open',
      'densify.1.load.undo.back',
      'print.undo.clear',
    ])
    expect(counts(ending)).toEqual({ print: 1, cure: 1, sinter: 1, vent: 1, open: 1 })
  })

  it('does not take a lot of powder that is none', async () => {
    const scan = { 'Scan the powder': { answer: 'done', fields: { lot: '230517', buildPlate: 'BP-07' } } }
    await expect(play(orderExperiment({ answers: scan }))).rejects.toThrow('fields.lot')
  })

  describe.each(WAYS)('%s', way => {
    it.each(['before', 'after'] as const)(
      'comes to the same, though the coordinator dies %s each boundary of a step in turn',
      async when => {
        const killed = await play(ORDERS[way], { at: 'each', when })
        expect(killed.kills).toBeGreaterThan(15)
        expect(differences(clean[way], killed)).toEqual([])
        expect(killed.undone).toEqual(clean[way].undone)
      },
    )
  })

  it('comes to the same with a coordinator that dies once, early or late', async () => {
    const again = clean['sintered again']
    expect(await playAll(ORDERS['sintered again'], again, spread(again, SINGLE_DEATHS))).toEqual([])
  })
})
