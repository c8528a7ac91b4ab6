import { at, expr, type Ref, text, withActivities } from '@muster/client'
import type { Colour, Recipe } from './bench.ts'

/** workflow.yaml, with the typed builder: what activities there are, and what they give, is known while typing. */

interface Activities {
  readonly mix: {
    readonly parameters: Recipe & { readonly plate: string; readonly well: string }
    readonly result: { readonly well: string }
  }
  readonly measure: {
    readonly parameters: { readonly plate: string; readonly well: string }
    readonly result: Colour
  }
  readonly rinse: { readonly parameters: Readonly<Record<string, never>>; readonly result: unknown }
}

interface Round {
  readonly recipe: Recipe
  readonly colour: Colour
  readonly distance: number
}

const BARCODE = { barcode: { type: 'string', pattern: '^PLATE-[0-9]{4}$' } } as const
const VOLUME = { type: 'number', minimum: 0, maximum: 60 } as const
const LEVEL = { type: 'number', minimum: 60, maximum: 2000 } as const
const NUMBER = { type: 'number' } as const
const RECIPE = {
  type: 'object',
  properties: { cyan: VOLUME, magenta: VOLUME, yellow: VOLUME },
  required: ['cyan', 'magenta', 'yellow'],
} as const
const COLOUR = {
  type: 'object',
  properties: { red: NUMBER, green: NUMBER, blue: NUMBER },
  required: ['red', 'green', 'blue'],
} as const

type Best = Pick<Round, 'recipe' | 'distance'>

const NO_ROUNDS: readonly Round[] = []
const NO_PLATES: readonly string[] = []

/** What the mixer has left of each dye once a recipe is mixed. */
const leftAfter = (left: Ref<Recipe>, recipe: Ref<Recipe>) => ({
  cyan: expr<number>`${left.cyan} - ${recipe.cyan}`,
  magenta: expr<number>`${left.magenta} - ${recipe.magenta}`,
  yellow: expr<number>`${left.yellow} - ${recipe.yellow}`,
})

/** The last of the plates. */
const plateIn = (plates: Ref<readonly string[]>) => expr<string>`${plates}[${plates}.size() - 1]`
/** Of a plate with rows of six. */
const wellAt = (used: Ref<number>) =>
  expr<string>`${['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']}[int(${used} / 6)] + string(${used} % 6 + 1)`

const oneMore = (used: Ref<number>) => expr<number>`${used} + 1`

/** How far a colour is from another, 0 to 442. */
function distance(colour: Ref<Colour>, target: Ref<Colour>) {
  const difference = (name: keyof Colour) => expr<number>`${colour[name]} - ${target[name]}`
  const square = (name: keyof Colour) => expr<number>`(${difference(name)}) * (${difference(name)})`
  return expr<number>`sqrt(${square('red')} + ${square('green')} + ${square('blue')})`
}

export const colourMixing = withActivities<Activities>()
  .workflow('colour-mixing', { title: 'Find the recipe of a colour' })
  .input('target', COLOUR)
  .input('solver', { type: 'string', pattern: '^https?://' })
  .input('tolerance', { type: 'number', exclusiveMinimum: 0, default: 1 })
  .input('wells', { type: 'integer', minimum: 1, maximum: 96, default: 24 })
  .input('reservoir', { type: 'number', default: 1500 })
  .variable('plates', NO_PLATES, { type: 'array', items: { type: 'string' } })
  .variable('used', 0, { type: 'integer' })
  .variable('well', '', { type: 'string' })
  .variable('left', { cyan: 0, magenta: 0, yellow: 0 })
  .variable('seen', NO_ROUNDS)
  .variable('distance', 1000, { type: 'number' })
  .variable('best', { recipe: { cyan: 30, magenta: 30, yellow: 30 }, distance: 1000 })
  .prompt('prepare', (_, { inputs }) => ({
    question: 'Put in a new plate, fill the reservoirs, and scan the plate.',
    fields: BARCODE,
    set: { left: { cyan: inputs.reservoir, magenta: inputs.reservoir, yellow: inputs.reservoir } },
  }))
  .set('prepare', result => ({ plates: [at(result.fields, 'barcode')] }))
  .undo('prepare', b => b.step('rinse', { activity: 'rinse' }))
  .after('prepare')
  .repeat('search', { atMost: 29, onLimit: 'continue' }, (b, { vars, inputs, iteration }) =>
    b
      .call('propose', {
        kind: 'http',
        with: {
          url: inputs.solver,
          headers: { authorization: { secret: 'solver-token', before: 'Bearer ' } },
          body: { target: inputs.target, seen: vars.seen },
        },
        result: RECIPE,
        timeLimit: '30 s',
        retry: { attempts: 3, delay: '10 s' },
      })
      .fallback('propose', near =>
        near.group('nearby', now =>
          now.wait('now', { for: '0 s' }).outputs({
            cyan: expr<number>`min(60, ${vars.best.recipe.cyan} + ${iteration} % 3)`,
            magenta: expr<number>`min(60, ${vars.best.recipe.magenta} + ${iteration} % 2)`,
            yellow: vars.best.recipe.yellow,
          }),
        ),
      )
      .when(expr`min(${vars.left.cyan}, ${vars.left.magenta}, ${vars.left.yellow}) < 60`)
      .prompt('refill', {
        question: 'A dye is low. Fill all reservoirs up, and enter what is in each (µL).',
        known: text`At least: cyan ${vars.left.cyan}, magenta ${vars.left.magenta}, yellow ${vars.left.yellow}.`,
        fields: { cyan: LEVEL, magenta: LEVEL, yellow: LEVEL },
      })
      .set('refill', result => ({ left: at(result.fields) }))
      .after('propose', 'refill')
      .repeat('fill', { atMost: 3 }, well =>
        well
          .when(expr`${vars.used} >= ${inputs.wells}`)
          .prompt('new-plate', {
            question: text`Plate ${plateIn(vars.plates)} is full. Put in a new one, and scan it.`,
            fields: BARCODE,
          })
          .set('new-plate', result => ({
            plates: expr<readonly string[]>`${vars.plates} + [${at(result.fields, 'barcode')}]`,
            used: 0,
          }))
          .after('new-plate')
          .step('mix', ({ propose }) => ({
            activity: 'mix',
            parameters: {
              plate: plateIn(vars.plates),
              well: wellAt(vars.used),
              cyan: propose.result.cyan,
              magenta: propose.result.magenta,
              yellow: propose.result.yellow,
            },
            timeLimit: '10 min',
            onFailure: 'continue',
            set: { used: oneMore(vars.used), left: leftAfter(vars.left, propose.result) },
          }))
          .set('mix', result => ({ well: result.well }))
          .after('mix')
          .when(({ mix }) => expr`${mix.state} == ${'failed'}`)
          .prompt('stopped', ({ mix, propose }) => ({
            question: text`The mixer has not mixed round ${expr`${vars.seen}.size() + 1`}: ${mix.failure.message}. How does the search go on?`,
            known: 'What is in the well is not known; it will not be used.',
            answers: [
              { id: 'next-well', title: 'Mix it into the next well' },
              { id: 'give-up', title: 'Give up the search', fails: true },
            ],
            set: { used: oneMore(vars.used), left: leftAfter(vars.left, propose.result) },
          }))
          .until(({ mix }) => expr`${mix.state} == ${'succeeded'}`),
      )
      .after('fill')
      .step('measure', {
        activity: 'measure',
        parameters: { plate: plateIn(vars.plates), well: vars.well },
        retry: { attempts: 3, delay: '5 s' },
      })
      .set('measure', result => ({ distance: distance(result, inputs.target) }))
      .after('measure')
      .wait('note', ({ propose, measure }) => ({
        for: '0 s',
        set: {
          seen: expr<readonly Round[]>`${vars.seen} + ${[
            { recipe: propose.result, colour: measure.result, distance: vars.distance },
          ]}`,
          best: expr<Best>`${vars.distance} < ${vars.best.distance} ? ${{
            recipe: propose.result,
            distance: vars.distance,
          }} : ${vars.best}`,
        },
      }))
      .until(expr`${vars.distance} <= ${inputs.tolerance}`),
  )
  .after('search')
  .step('rinse', { activity: 'rinse' })
  .output('rounds', ({ search }) => search.result.iterations)
  .output('best', (_, { vars }) => vars.best)
  .output('seen', (_, { vars }) => vars.seen)
  .output('plates', (_, { vars }) => vars.plates)
  .build()
