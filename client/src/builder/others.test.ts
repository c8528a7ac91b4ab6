import { expect, it } from 'vitest'
import { expr, text, workflow } from './index.ts'

const report = workflow('report').input('density', { type: 'number' }).step('print', { activity: 'print' })

const study = workflow('study')
  .input('sample', { type: 'string' })
  .input('round', { type: 'integer', default: 1 })
  .step('weigh', { activity: 'weigh' })
  .output('density', 0.97)

it('says which jobs exclude each other, by a key that is made from inputs and labels', () => {
  const concurrencyOf = (built: { readonly concurrency?: unknown }) => built.concurrency
  expect(concurrencyOf(study.concurrency(({ inputs }) => inputs.sample).build())).toEqual({
    key: '${ inputs.sample }',
  })
  const byFurnace = study.concurrency(
    ({ inputs, labels }) => text`${labels['furnace'] ?? ''}-${inputs.sample}`,
    'newest-wins',
  )
  expect(concurrencyOf(byFurnace.build())).toEqual({
    key: '${ labels.furnace }-${ inputs.sample }',
    rule: 'newest-wins',
  })
  // @ts-expect-error -- there is no such rule
  expect(() => study.concurrency('all', 'oldest-wins').build()).toThrow('the workflow study')
})

it('says what begins at its end, by name or by builder, each after the one before', () => {
  const chained = study
    .chain(report, ({ outputs }) => ({ inputs: { density: outputs.density } }))
    .chain('study@2', ({ inputs, state }) => ({
      on: 'always',
      when: expr<boolean>`${state} == ${'failed'} && ${inputs.round} < ${5}`,
      inputs: { sample: inputs.sample, round: expr`${inputs.round} + 1` },
    }))
    .chain('tidy', { on: 'cancelled' })
  expect(chained.build().then).toEqual([
    { uses: 'report', inputs: { density: '${ outputs.density }' } },
    {
      uses: 'study@2',
      on: 'always',
      when: 'state == "failed" && inputs.round < 5',
      inputs: { sample: '${ inputs.sample }', round: '${ inputs.round + 1 }' },
    },
    { uses: 'tidy', on: 'cancelled' },
  ])
  expect(study.build()).not.toHaveProperty('then')
})

it('knows what a workflow that is begun takes', () => {
  // @ts-expect-error -- a density is a number
  expect(study.chain(report, { inputs: { density: 'high' } }).build().then).toHaveLength(1)
  // @ts-expect-error -- it has no such input
  expect(study.chain(report, { inputs: { colour: 'red' } }).build().then).toHaveLength(1)
  // @ts-expect-error -- there is no such output
  expect(study.chain(report, ({ outputs }) => ({ inputs: { density: outputs.mass } })).build()).toBeDefined()
})
