import { expect, it } from 'vitest'
import type { WorkflowDefinition } from '../definition.ts'
import type { Step, Steps } from '../model.ts'
import { contentOf } from './content.ts'
import { diffWorkflows } from './diff.ts'
import { everyStep } from '../nested.ts'
import { changeSteps, parseReference, usedBy } from './nested.ts'

const definition = (steps: Steps, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  muster: 1,
  name: 'study',
  ...more,
  steps,
})
const weigh: Step = { activity: 'weigh', parameters: { range: 'fine', times: 3 } }

it('steps that came, went and changed are told with the fields that changed, also those within steps', () => {
  const loop = (parameters: object): Step => ({
    forEach: {
      items: [1],
      steps: { weigh: { ...weigh, parameters: { ...weigh.parameters, ...parameters } } },
    },
  })
  const from = definition({ print: { activity: 'print' }, all: loop({ unit: 'g' }), gone: weigh })
  const to = definition({
    print: { activity: 'print', after: ['dry'], timeLimit: '2 h' },
    all: loop({ times: 5 }),
    dry: { activity: 'dry' },
  })
  const { steps, ...rest } = diffWorkflows(from, to)
  expect(steps).toEqual({
    added: ['dry'],
    removed: ['gone'],
    changed: [
      {
        id: 'print',
        fields: [
          { field: 'after', to: ['dry'] },
          { field: 'timeLimit', to: '2 h' },
        ],
      },
      {
        id: 'all',
        fields: [
          { field: 'forEach.steps.weigh.parameters.times', from: 3, to: 5 },
          { field: 'forEach.steps.weigh.parameters.unit', from: 'g' },
        ],
      },
    ],
  })
  const none = { added: [], removed: [], changed: [] }
  expect(rest).toEqual({ inputs: none, outputs: none, variables: none, settings: [], isReordered: false })
})

it('inputs, outputs, variables and settings are told likewise; name and version do not count', () => {
  const from = definition({ weigh }, { inputs: { a: { type: 'number' } }, title: 'Old', version: 1 })
  const to = definition(
    { weigh },
    {
      name: 'other',
      version: 2,
      inputs: { a: { type: 'string' }, b: {} },
      outputs: { mass: { value: 1 } },
      variables: { best: { initial: 0 } },
      strategy: 'sequential',
    },
  )
  expect(diffWorkflows(from, to)).toMatchObject({
    inputs: {
      added: ['b'],
      changed: [{ id: 'a', fields: [{ field: 'type', from: 'number', to: 'string' }] }],
    },
    outputs: { added: ['mass'] },
    variables: { added: ['best'] },
    settings: [
      { field: 'title', from: 'Old' },
      { field: 'strategy', to: 'sequential' },
    ],
  })
})

it('lists of objects are compared place by place, lists of words as a whole', () => {
  const pick = (name: string): Step => ({
    switch: [{ when: 'a', steps: { x: weigh } }, { steps: { y: { activity: name } } }],
    samples: ['s-1', name],
  })
  const { steps } = diffWorkflows(definition({ pick: pick('p') }), definition({ pick: pick('q') }))
  expect(steps.changed[0]?.fields).toEqual([
    { field: 'switch.1.steps.y.activity', from: 'p', to: 'q' },
    { field: 'samples', from: ['s-1', 'p'], to: ['s-1', 'q'] },
  ])
})

it('the order of steps counts, that of other keys does not', () => {
  const a = { activity: 'a' }
  expect(diffWorkflows(definition({ a, b: weigh, c: a }), definition({ b: weigh, d: a, a }))).toMatchObject({
    isReordered: true,
  })
  const content = (steps: Steps, more: Partial<WorkflowDefinition> = {}) =>
    JSON.stringify(contentOf(definition(steps, more)))
  expect(content({ a, b: weigh })).not.toBe(content({ b: weigh, a }))
  expect(content({ a }, { version: 3 })).toBe(content({ a }))
  const within = (steps: Steps): Steps => ({
    all: { repeat: { steps, until: 'true', atMost: 2 }, undo: { a } },
  })
  expect(content(within({ a, b: weigh }))).not.toBe(content(within({ b: weigh, a })))
})

it('workflows that are used are found wherever they stand, and can be changed there', () => {
  const use = (uses: string): Step => ({ uses })
  const steps: Steps = {
    a: { ...use('one'), fallback: { b: use('two@2') }, undo: { c: use('three') } },
    all: { forEach: { items: [], steps: { d: use('four') } } },
    loop: { repeat: { until: 'true', atMost: 1, steps: { e: { steps: { f: use('five') } } } } },
    pick: { switch: [{ steps: { g: use('six') } }] },
  }
  expect(usedBy({ steps })).toEqual([
    { field: 'steps.a.uses', uses: 'one' },
    { field: 'steps.a.fallback.b.uses', uses: 'two@2' },
    { field: 'steps.a.undo.c.uses', uses: 'three' },
    { field: 'steps.all.forEach.steps.d.uses', uses: 'four' },
    { field: 'steps.loop.repeat.steps.e.steps.f.uses', uses: 'five' },
    { field: 'steps.pick.switch.0.steps.g.uses', uses: 'six' },
  ])
  const changed = changeSteps(steps, step =>
    step.uses === undefined ? step : { ...step, uses: `${step.uses}!` },
  )
  expect(usedBy({ steps: changed }).map(({ uses }) => uses)).toEqual(
    ['one', 'two@2', 'three', 'four', 'five', 'six'].map(name => `${name}!`),
  )
  expect([...everyStep(changed)].map(({ field }) => field)).toEqual(
    [...everyStep(steps)].map(({ field }) => field),
  )
})

it.each([
  ['study', { name: 'study' }],
  ['study@latest', { name: 'study' }],
  ['study@12', { name: 'study', version: 12 }],
  ['study@0', undefined],
  ['Study', undefined],
  ['study@', undefined],
])('%s is read as %o', (text, parsed) => {
  expect(parseReference(text)).toEqual(parsed)
})
