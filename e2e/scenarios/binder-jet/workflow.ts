import { at, type Expr, expr, text, withActivities } from '@muster/client'

/** workflow.yaml, with the typed builder: what activities there are, and what they give, is known while typing. */

interface Firing {
  readonly order: string
  /** °C */
  readonly temperature: number
  /** h */
  readonly hold: number
}
interface OnePart {
  readonly order: string
  readonly part: number
}
interface Activity<Parameters, Result = unknown> {
  readonly parameters: Parameters
  readonly result: Result
}

interface Activities {
  readonly print: Activity<{
    readonly order: string
    readonly parts: number
    readonly layers: number
    readonly lot: string
  }>
  readonly cure: Activity<Firing>
  readonly sinter: Activity<Firing>
  readonly vent: Activity<Readonly<Record<string, never>>>
  readonly open: Activity<Readonly<Record<string, never>>>
  readonly ct: Activity<OnePart, { readonly pores: number }>
  readonly xrd: Activity<OnePart, { readonly ferrite: number }>
  readonly density: Activity<OnePart, { readonly density: number }>
  readonly label: Activity<{ readonly text: string }>
}

const TEMPERATURE = { type: 'number', minimum: 1000, maximum: 1400 } as const
const HOLD = { type: 'number', exclusiveMinimum: 0, maximum: 24 } as const

/** What came of one part: its density in %, pores seen by CT in %, ferrite in %. */
interface Part {
  readonly part: number
  readonly density: number
  readonly pores: number
  readonly ferrite: number
}

/** What a person entered, where something was. */
const entered = (field: Expr<unknown>, otherwise: Expr<number>) =>
  expr<number>`has(${field}) ? ${field} : ${otherwise}`

export const binderJetOrder = withActivities<Activities>()
  .workflow('binder-jet-order', { title: 'Binder-jet work order' })
  .input('order', { type: 'string', pattern: '^W-[0-9]{3,6}$' })
  .input('parts', { type: 'integer', minimum: 1, maximum: 12 })
  .input('layers', { type: 'integer', minimum: 1, default: 333 })
  .input('temperature', { ...TEMPERATURE, default: 1340 })
  .input('hold', { ...HOLD, default: 4 })
  .input('density', { type: 'number', default: 96 })
  .variable('lot', '', { type: 'string' })
  .variable('buildPlate', '', { type: 'string' })
  .variable('temperature', expr`inputs.temperature`, { type: 'number' })
  .variable('hold', expr`inputs.hold`, { type: 'number' })
  .variable('worst', 0, { type: 'number' })
  .variable('verdict', 'none', { type: 'string' })
  .prompt('approve', (_, { inputs }) => ({
    question: text`May order ${inputs.order} be made (${inputs.parts} parts of ${inputs.layers} layers)?`,
    answers: [
      { id: 'approve', title: 'Make it' },
      { id: 'decline', title: 'Do not make it', fails: true },
    ],
    onTimeout: 'fail',
    timeLimit: '72 h',
  }))
  .after('approve')
  .prompt('scan', (_, { inputs }) => ({
    question: text`Scan the powder and the build plate for order ${inputs.order}.`,
    fields: {
      lot: { type: 'string', pattern: '^LOT-[0-9]{6}$' },
      buildPlate: { type: 'string', pattern: '^BP-[0-9]{2}$' },
    },
  }))
  .set('scan', result => ({
    lot: at(result.fields, 'lot'),
    buildPlate: at(result.fields, 'buildPlate'),
  }))
  .after('scan')
  .step('print', (_, { inputs, vars }) => ({
    activity: 'print',
    parameters: { order: inputs.order, parts: inputs.parts, layers: inputs.layers, lot: vars.lot },
  }))
  .undo('print', b =>
    b.prompt('clear', (_, { inputs }) => ({
      question: text`Take the build box of order ${inputs.order} out of the printer.`,
    })),
  )
  .after('print')
  .step('cure', (_, { inputs }) => ({
    activity: 'cure',
    parameters: { order: inputs.order, temperature: 180, hold: 6 },
  }))
  .after('cure')
  .prompt('depowder', (_, { inputs }) => ({
    question: text`Free the ${inputs.parts} parts of order ${inputs.order} from powder, and weigh them.`,
    fields: {
      mass: { type: 'number', exclusiveMinimum: 0, maximum: 20000 },
      note: { type: 'string', maxLength: 500 },
    },
    optional: ['note'],
    answers: [
      { id: 'done', title: 'They are free of powder' },
      { id: 'broken', title: 'They broke', fails: true },
    ],
  }))
  .after('depowder')
  .repeat('densify', { atMost: 3 }, (b, { inputs, vars }) =>
    b
      .prompt('load', { question: text`Put the parts of order ${inputs.order} into the furnace.` })
      .undo('load', u =>
        u.prompt('back', { question: text`Move the parts of order ${inputs.order} back into the rack.` }),
      )
      .after('load')
      .step('sinter', {
        activity: 'sinter',
        parameters: { order: inputs.order, temperature: vars.temperature, hold: vars.hold },
        timeLimit: '36 h',
        undoWhen: 'started',
      })
      .undo('sinter', u =>
        u
          .step('vent', { activity: 'vent', instrument: 'furnace' })
          .after('vent')
          .step('open', { activity: 'open', instrument: 'furnace' }),
      )
      .after('sinter')
      .forEach('inspect', { range: { from: 1, to: inputs.parts }, as: 'part' }, (one, { part }) => {
        const parameters = { order: inputs.order, part }
        const samples = [text`${inputs.order}/${part}`]
        return one
          .step('ct', { activity: 'ct', parameters, samples })
          .step('xrd', { activity: 'xrd', parameters, samples })
          .step('density', { activity: 'density', parameters, samples })
          .outputs(({ ct, xrd, density }) => ({
            part,
            density: density.result.density,
            pores: ct.result.pores,
            ferrite: xrd.result.ferrite,
          }))
      })
      .set('inspect', result => ({
        worst: expr<number>`${result.items}.map(item, item.outputs.density).min()`,
      }))
      .after('inspect')
      .switch('judge', [
        {
          when: expr`${vars.worst} >= ${inputs.density}`,
          steps: fine => fine.wait('accept', { for: '0 s', set: { verdict: 'accept' } }),
        },
        {
          steps: poor =>
            poor
              .prompt('review', {
                question: text`The least dense part of order ${inputs.order} has ${vars.worst} %. What becomes of the parts?`,
                known: text`They were sintered at ${vars.temperature} °C for ${vars.hold} h.`,
                fields: { temperature: TEMPERATURE, hold: HOLD },
                optional: ['temperature', 'hold'],
                answers: [
                  { id: 'accept', title: 'Accept them as they are' },
                  { id: 're-sinter', title: 'Sinter them again' },
                  { id: 'scrap', title: 'Scrap them' },
                ],
              })
              .set('review', result => ({
                verdict: result.answer,
                temperature: entered(at(result.fields, 'temperature'), vars.temperature),
                hold: entered(at(result.fields, 'hold'), vars.hold),
              })),
        },
      ])
      .until(expr`${vars.verdict} != ${'re-sinter'}`)
      .outputs(({ inspect }) => ({
        parts: expr<readonly Part[]>`${inspect.result.items}.map(item, item.outputs)`,
      })),
  )
  .after('densify')
  .when((_, { vars }) => expr`${vars.verdict} == ${'accept'}`)
  .step('label', (_, { inputs, vars }) => ({
    activity: 'label',
    parameters: { text: text`${inputs.order} from ${vars.lot}, at least ${vars.worst} %` },
  }))
  .output('verdict', (_, { vars }) => vars.verdict)
  .output('worst', (_, { vars }) => vars.worst)
  .output('sintered', ({ densify }) => densify.result.iterations)
  .output('parts', ({ densify }) => densify.result.parts)
  .output('lot', (_, { vars }) => vars.lot)
  .output('buildPlate', (_, { vars }) => vars.buildPlate)
  .build()
