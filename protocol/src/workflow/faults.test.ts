import { expect, it } from 'vitest'
import { type Catalogue, catalogueFaults } from './catalogue.ts'
import { addedStepsFaults } from './definition-faults.ts'
import { WORKFLOW_FAULTS, type WorkflowFaultCode } from './fault-codes.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Steps } from './model.ts'
import { parseSubmission, parseWorkflow } from './validate.ts'
import { readWorkflow } from './yaml.ts'

type Found = readonly { readonly code?: string; readonly field: string; readonly message: string }[]

const workflow = (steps: unknown, more: object = {}) => ({ muster: 1, name: 'w', steps, ...more })
const weigh = { activity: 'weigh' }
const inputs = { n: { type: 'number' }, names: { type: 'array' }, title: { type: 'string', default: 'x' } }
const variables = { most: { schema: { type: 'number' }, initial: 1 } }

const registered: Readonly<Record<string, WorkflowDefinition>> = {
  'sinter@1': {
    muster: 1,
    name: 'sinter',
    version: 1,
    inputs: { hours: { type: 'number' } },
    steps: { sinter: weigh },
  },
  'a@1': { muster: 1, name: 'a', version: 1, steps: { b: { uses: 'b@1' } } },
  'b@1': { muster: 1, name: 'b', version: 1, steps: { a: { uses: 'a@1' } } },
}
const lookup = (name: string, version = 1) => registered[`${name}@${version}`]

const catalogue: Catalogue = {
  activities: ['weigh'],
  instruments: ['balance', 'furnace'],
  offering: activity =>
    activity === 'weigh'
      ? [
          {
            instrumentId: 'balance',
            labels: { room: '1' },
            parse: value =>
              (value as { mass?: unknown }).mass === 'heavy'
                ? { ok: false, faults: [{ field: 'mass', message: 'must be number' }] }
                : { ok: true, value },
            schemaJson: '{"properties":{"mass":{"type":"number"}}}',
          },
        ]
      : [],
  resourceFaults: step =>
    step.resources ? [{ field: 'resources.0.resource', message: 'there is none' }] : [],
}

const faultsOf = (definition: unknown): Found => {
  const parsed = parseWorkflow(definition, { workflow: lookup })
  return parsed.ok ? [] : parsed.faults
}
const ofSteps = (steps: unknown): Found => faultsOf(workflow(steps, { inputs, variables }))
const ofStep = (step: object): Found => ofSteps({ first: weigh, x: { ...weigh, ...step } })
const ofWhen = (when: string): Found => ofSteps({ first: weigh, x: { ...weigh, after: ['first'], when } })
const ofSubmission = (submission: object): Found => {
  const parsed = parseSubmission(submission, { workflow: lookup })
  return parsed.ok ? [] : parsed.faults
}
const inLaboratory = (step: object): Found => {
  const parsed = parseSubmission({
    workflow: workflow({ x: { ...weigh, ...step } }, { inputs }),
    inputs: { n: 1, names: [] },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return catalogueFaults(parsed.value, catalogue)
}
const ofYaml = (text: string): Found => {
  const parsed = readWorkflow(text)
  return parsed.ok ? [] : parsed.faults
}
const nestedDeep = (levels: number): Steps =>
  levels === 0 ? { x: weigh } : { x: { steps: nestedDeep(levels - 1) } }
const group = (steps: unknown) => ({ steps })
const loop = (more: object) => ({ forEach: { items: [1], steps: { inner: weigh }, ...more } })

/** For each code what has this fault, and the field that it is found in. */
const CASES: Readonly<Record<WorkflowFaultCode, readonly [() => Found, field: string, message: RegExp]>> = {
  'yaml-syntax': [() => ofYaml('muster: 1\nmuster: 2'), '', /unique/],
  'yaml-aliases': [
    () =>
      ofYaml(
        `a: &a [x]\n${'bcdefghij'
          .split('')
          .map(
            (c, i, all) =>
              `${c}: &${c} [${Array.from({ length: 9 }, () => `*${all[i - 1] ?? 'a'}`).join(',')}]`,
          )
          .join('\n')}`,
      ),
    '',
    /alias/i,
  ],
  form: [() => ofSteps({ x: { ...weigh, colour: 'red' } }), 'steps.x.colour', /is not known here/],
  'submission-kind': [
    () => ofSubmission({ uses: 'sinter', activity: weigh }),
    'workflow',
    /not more than one/,
  ],
  'workflow-unknown': [
    () => ofSteps({ x: { uses: 'sintre@2' } }),
    'steps.x.uses',
    /there is no workflow "sintre@2"/,
  ],
  'workflow-ring': [() => ofSteps({ x: { uses: 'a' } }), 'steps', /a@1 → b@1 → a@1/],
  'concurrency-key': [
    () =>
      ofSubmission({
        workflow: workflow({ x: weigh }, { inputs, concurrency: { key: '${ inputs.names }' } }),
        inputs: { n: 1, names: ['a'] },
      }),
    'workflow.concurrency.key',
    /comes to \["a"\], and must be a text/,
  ],
  'input-missing': [() => ofSubmission({ uses: 'sinter@1' }), 'inputs.hours', /is missing/],
  'input-unknown': [
    () => ofSteps({ x: { uses: 'sinter', inputs: { hours: 1, ours: 1 } } }),
    'steps.x.inputs.ours',
    /did you mean "hours"/,
  ],
  'input-value': [
    () => ofSubmission({ uses: 'sinter', inputs: { hours: 'two' } }),
    'inputs.hours',
    /must be number/,
  ],
  'name-reserved': [
    () => ofStep({ activity: undefined, ...loop({ as: 'steps' }) }),
    'steps.x.forEach.as',
    /"steps" is a word/,
  ],
  'step-id': [() => ofSteps({ Weigh: weigh }), 'steps.Weigh', /is no id/],
  'step-kind': [
    () => ofSteps({ x: { ...weigh, uses: 'sinter' } }),
    'steps.x',
    /2 kinds at once: activity, uses/,
  ],
  'step-field': [
    () => ofSteps({ x: { ...group({ y: weigh }), instrument: 'balance' } }),
    'steps.x.instrument',
    /is for steps with activity/,
  ],
  'step-unknown': [
    () => ofStep({ after: ['frist'] }),
    'steps.x.after.0',
    /"frist" is not a step \(did you mean "first"\?\)/,
  ],
  'step-ring': [
    () =>
      ofSteps({
        a: { ...weigh, after: ['c'] },
        b: { ...weigh, after: ['a'] },
        c: { ...weigh, after: ['b'] },
      }),
    'steps.a.after',
    /a → c → b → a/,
  ],
  'step-unreachable': [() => ofStep({ when: '1 > 2' }), 'steps.x.when', /can never begin/],
  'branch-unreachable': [
    () => ofSteps({ x: { switch: [group({ a: weigh }), { when: 'inputs.n > 1', ...group({ b: weigh }) }] } }),
    'steps.x.switch.1',
    /branch 0 always is/,
  ],
  'step-not-before': [
    () => ofStep({ sameInstrumentAs: 'first' }),
    'steps.x.sameInstrumentAs',
    /not a step that comes before/,
  ],
  'steps-too-many': [
    () =>
      ofSteps(
        Object.fromEntries(
          Array.from({ length: 101 }, (_, at) => [
            `s-${at}`,
            group(Object.fromEntries(Array.from({ length: 100 }, (__, inner) => [`t-${inner}`, weigh]))),
          ]),
        ),
      ),
    'steps.s-99.steps',
    /more than 10,000 steps/,
  ],
  'steps-too-deep': [
    () => ofSteps(nestedDeep(6)),
    'steps.x.steps.x.steps.x.steps.x.steps.x.steps.x.steps',
    /7 levels deep/,
  ],
  'path-too-long': [
    () => ofSteps({ ['a'.repeat(60)]: group({ ['b'.repeat(60)]: group({ ['c'.repeat(20)]: weigh }) }) }),
    `steps.${'a'.repeat(60)}.steps.${'b'.repeat(60)}.steps.${'c'.repeat(20)}`,
    /146 characters/,
  ],
  'wait-not-after': [
    () => ofStep({ waits: { first: { atMost: '1 h' } } }),
    'steps.x.waits.first',
    /has to be named in `after`/,
  ],
  'wait-range': [
    () => ofStep({ after: ['first'], waits: { first: { atLeast: '2 h', atMost: '1 h' } } }),
    'steps.x.waits.first',
    /longer than atMost/,
  ],
  'wait-value': [() => ofSteps({ x: { wait: { for: 'long' } } }), 'steps.x.wait.for', /must be a duration/],
  'prompt-field-unknown': [
    () => ofSteps({ x: { prompt: { question: '?', optional: ['a'] } } }),
    'steps.x.prompt.optional.0',
    /no field/,
  ],
  'prompt-answer-unknown': [
    () => ofSteps({ x: { prompt: { question: '?', onTimeout: 'yes' }, timeLimit: '1 h' } }),
    'steps.x.prompt.onTimeout',
    /there is: fail, done/,
  ],
  'prompt-answer-twice': [
    () => ofSteps({ x: { prompt: { question: '?', answers: [{ id: 'a' }, { id: 'a' }] } } }),
    'steps.x.prompt.answers.1.id',
    /twice/,
  ],
  'resource-request': [
    () => ofStep({ resources: [{ amount: 1 }] }),
    'steps.x.resources.0.resource',
    /is missing/,
  ],
  batch: [
    () => ofStep({ batch: { size: 2, atLeast: 3, hold: '1 h' } }),
    'steps.x.batch.atLeast',
    /no more than 2/,
  ],
  'text-form': [() => ofStep({ samples: ['$${ x }'] }), 'steps.x.samples.0', /no id of a sample/],
  schema: [
    () => faultsOf(workflow({ x: weigh }, { inputs: { n: { type: 'numbr' } } })),
    'inputs.n',
    /is not a JSON Schema/,
  ],
  'default-value': [
    () => faultsOf(workflow({ x: weigh }, { inputs: { n: { type: 'number', default: 'x' } } })),
    'inputs.n.default',
    /must be number/,
  ],
  'constant-value': [() => ofStep({ set: { most: 'much' } }), 'steps.x.set.most', /must be number/],
  'type-mismatch': [
    () => ofStep({ set: { most: '${ inputs.title }' } }),
    'steps.x.set.most',
    /inputs.title is string, and number is needed/,
  ],
  'activity-unknown': [
    () => inLaboratory({ activity: 'wiegh' }),
    'workflow.steps.x.activity',
    /did you mean "weigh"/,
  ],
  'instrument-unfit': [
    () => inLaboratory({ instrument: 'furnace' }),
    'workflow.steps.x.instrument',
    /does not have the activity/,
  ],
  'labels-unmet': [
    () => inLaboratory({ requires: { room: '2' } }),
    'workflow.steps.x.requires',
    /these labels/,
  ],
  parameters: [
    () => inLaboratory({ parameters: { mass: 'heavy' } }),
    'workflow.steps.x.parameters.mass',
    /must be number/,
  ],
  'resource-unmet': [
    () => inLaboratory({ resources: [{ resource: 'tray' }] }),
    'workflow.steps.x.resources.0.resource',
    /there is none/,
  ],
  'expression-syntax': [() => ofWhen('1 +'), 'steps.x.when', /can not be read as CEL/],
  'expression-too-long': [
    () => ofStep({ parameters: { a: `\${ "${'a'.repeat(2_000)}" }` } }),
    'steps.x.parameters.a',
    /2,000 is the most/,
  ],
  'expression-too-deep': [
    () => ofWhen(`${'('.repeat(60)}true${')'.repeat(60)}`),
    'steps.x.when',
    /nested deeper/,
  ],
  'expression-too-large': [
    () => ofWhen(`${Array.from({ length: 300 }, () => '1').join('+')} > 1`),
    'steps.x.when',
    /500 parts/,
  ],
  'expression-nested-macros': [
    () => ofWhen('inputs.names.all(a, inputs.names.all(b, inputs.names.all(c, true)))'),
    'steps.x.when',
    /stands in 2 other macros/,
  ],
  'expression-pattern': [
    () => ofWhen('inputs.title.matches("((a{9}){9}){9}")'),
    'steps.x.when',
    /repeats something 729 times/,
  ],
  'expression-unknown-function': [() => ofWhen('now() > 1'), 'steps.x.when', /no function "now"/],
  'expression-arguments': [() => ofWhen('has(inputs)'), 'steps.x.when', /has asks for a field/],
  'expression-unknown-name': [() => ofWhen('index > 1'), 'steps.x.when', /"index" is not known here/],
  'expression-type': [() => ofWhen('1 + 1'), 'steps.x.when', /must be true or false, and is 2/],
  'expression-value': [() => ofWhen('1 / 0 > 1'), 'steps.x.when', /divides by 0/],
  'expression-limit': [
    () =>
      ofWhen(
        `size("${'ab'.repeat(40)}".split("").map(a, "${'ab'.repeat(300)}".split("").map(b, "${'ab'.repeat(100)}".upperAscii()))) > 0`,
      ),
    'steps.x.when',
    /takes more than 2,000 steps/,
  ],
  'expression-input-unknown': [() => ofWhen('inputs.nn > 1'), 'steps.x.when', /did you mean "n"/],
  'expression-variable-unknown': [() => ofWhen('vars.moist > 1'), 'steps.x.when', /did you mean "most"/],
  'expression-step-unknown': [() => ofWhen('steps.frist.result > 1'), 'steps.x.when', /did you mean "first"/],
  'expression-step-not-before': [
    () => ofStep({ when: 'steps.first.result > 1' }),
    'steps.x.when',
    /does not come before "x"/,
  ],
  'expression-step-field': [
    () => ofWhen('steps.first.mass > 1'),
    'steps.x.when',
    /what it gave is steps.first.result/,
  ],
  'expression-step-dynamic': [
    () => ofWhen('steps[inputs.title].result > 1'),
    'steps.x.when',
    /named as they stand/,
  ],
  'template-unclosed': [
    () => ofStep({ parameters: { a: ['x ${ y'] } }),
    'steps.x.parameters.a.0',
    /has no }/,
  ],
  'template-too-deep': [
    () => ofStep({ parameters: { a: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as unknown } }),
    `steps.x.parameters.a${'.0'.repeat(64)}`,
    /deeper than 64/,
  ],
}

it.each(Object.entries(CASES))('%s is found, with its place', (code, [find, field, message]) => {
  const found = find().filter(one => one.code === code)
  expect(found.map(one => one.field)).toEqual([field])
  expect(found[0]?.message).toMatch(message)
})

it('each code is in the table of all, and none stands alone there', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(WORKFLOW_FAULTS).sort())
})

it('every fault has a code, and all are told at once', () => {
  const found = ofSteps({
    a: { ...weigh, after: ['none'], when: 'nothing', parameters: { x: '${ 1 + }' } },
    b: {
      forEach: {
        items: '${ inputs.nam }',
        steps: { c: { ...weigh, batch: { size: 2, atLeast: 3, hold: '1 h' } } },
      },
    },
    d: { wait: {} },
  })
  expect(found.map(({ field, code }) => [field, code])).toEqual([
    ['steps.a.after.0', 'step-unknown'],
    ['steps.a.when', 'expression-unknown-name'],
    ['steps.a.parameters.x', 'expression-syntax'],
    ['steps.b.forEach.items', 'expression-input-unknown'],
    ['steps.b.forEach.steps.c.batch.atLeast', 'batch'],
    ['steps.d.wait', 'step-kind'],
  ])
})

it('so many faults are told that somebody can read them', () => {
  const many = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, at) => [`s-${at}`, { ...weigh, when: 'steps.none.result' }]),
  )
  expect(ofSteps(many)).toHaveLength(100)
})

it('steps that are added to a job are checked beside those that it has', () => {
  const definition: WorkflowDefinition = {
    muster: 1,
    name: 'w',
    steps: { a: weigh, b: { ...weigh, after: ['a'] } },
  }
  const check = (added: Steps) =>
    addedStepsFaults(definition, definition.steps, added).map(({ field, code }) => [field, code])
  expect(check({ c: { ...weigh, after: ['b'], when: 'steps.a.result > 1' } })).toEqual([])
  expect(check({ a: weigh })).toEqual([['a', 'step-id']])
  expect(check({ c: { ...weigh, after: ['x'] }, d: { ...weigh, when: 'steps.c.result' } })).toEqual([
    ['c.after.0', 'step-unknown'],
    ['d.when', 'expression-step-not-before'],
  ])
})
