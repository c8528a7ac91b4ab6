import { expr, text, withActivities } from '@muster/client'

/** The same workflow as in workflow.yaml, with parameters and results checked while typing. */

type Programme = 'calcine-900' | 'calcine-1100'
type Nothing = Readonly<Record<string, never>>

/** As `muster workflow types` gives them, with what the instruments of this laboratory give. */
interface Activities {
  readonly move: {
    readonly parameters: { readonly sample: string; readonly from: string; readonly to: string }
    readonly result: Nothing
  }
  readonly sinter: {
    readonly parameters: { readonly programme: Programme }
    readonly result: { readonly peakTemperature: number }
  }
  readonly vent: { readonly parameters: Nothing; readonly result: Nothing }
  readonly open: { readonly parameters: Nothing; readonly result: Nothing }
  readonly shake: { readonly parameters: { readonly sample: string }; readonly result: Nothing }
  readonly tap: {
    readonly parameters: { readonly sample: string; readonly times: number }
    readonly result: Nothing
  }
  readonly weigh: {
    readonly parameters: { readonly sample: string; readonly tare: boolean }
    readonly result: { readonly mass: number }
  }
  readonly scan: { readonly parameters: Nothing; readonly result: { readonly from: number } }
  readonly refine: {
    readonly parameters: { readonly sample: string; readonly programme: Programme }
    readonly result: { readonly phase: string; readonly purity: number }
  }
}

const { workflow } = withActivities<Activities>()

const SAMPLES = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['id', 'programme', 'rack'],
    properties: {
      id: { type: 'string' },
      programme: { type: 'string', enum: ['calcine-900', 'calcine-1100'] },
      rack: { type: 'string' },
    },
  },
} as const

const purityUnder = (items: Parameters<typeof expr>[1], programme: Programme) =>
  expr<number>`round(mean(${items}.filter(item, item.outputs.programme == ${programme}).map(item, item.outputs.purity)), 4)`

export const solidState = workflow('solid-state-synthesis', {
  title: 'Solid-state synthesis under two temperature programmes',
})
  .input('samples', SAMPLES)
  .input('target', {
    type: 'number',
    exclusiveMinimum: 0,
    default: 0.2,
    description: 'g of powder in a holder',
  })
  .input('tolerance', { type: 'number', exclusiveMinimum: 0, default: 0.012, description: 'g' })
  .forEach(
    'synthesise',
    (_, { inputs }) => ({ items: inputs.samples, as: 'sample' }),
    (each, { sample, inputs }) =>
      each
        .step('charge', {
          activity: 'move',
          samples: [text`${sample.id}`],
          parameters: {
            sample: sample.id,
            from: sample.rack,
            to: text`tray of ${sample.programme}`,
          },
        })
        .undo('charge', undo =>
          undo.step('back', {
            activity: 'move',
            samples: [text`${sample.id}`],
            parameters: { sample: sample.id, from: 'furnace', to: sample.rack },
          }),
        )
        .after('charge')
        .step('fire', {
          activity: 'sinter',
          samples: [text`${sample.id}`],
          parameters: { programme: sample.programme },
          resources: [{ resource: 'crucibles' }],
          batch: { size: 8, atLeast: 4, hold: '4 h' },
          retry: { attempts: 3, delay: '2 min', categories: ['instrument', 'transient'] },
          undoWhen: 'started',
        })
        .undo('fire', (undo, { instrument }) =>
          undo
            .step('vent', { activity: 'vent', instrument: text`${instrument}` })
            .after('vent')
            .step('open', { activity: 'open', instrument: text`${instrument}` }),
        )
        .after('fire')
        .repeat('fill', { atMost: 12 }, (again, { iteration, last }) =>
          again
            .step('shake', {
              activity: 'shake',
              samples: [text`${sample.id}`],
              parameters: { sample: sample.id },
            })
            .after('shake')
            .step('tap', {
              activity: 'tap',
              samples: [text`${sample.id}`],
              parameters: {
                sample: sample.id,
                times: expr<number>`${iteration} == 1 ? 10 : max(1, floor((${inputs.target} - ${last.mass}) / 0.012))`,
              },
            })
            .after('tap')
            .step('weigh', {
              activity: 'weigh',
              samples: [text`${sample.id}`],
              parameters: { sample: sample.id, tare: true },
            })
            .until(s => expr`${s.weigh.result.mass} >= ${inputs.target} - ${inputs.tolerance}`)
            .outputs(s => ({ mass: s.weigh.result.mass })),
        )
        .after('fill')
        .prompt('check-mass', s => ({
          when: expr`${s.fill.result.mass} > ${inputs.target} + ${inputs.tolerance}`,
          question: text`Holder of ${sample.id} has ${s.fill.result.mass} g in it, and should have ${inputs.target} g. Is it fit to be scanned?`,
          answers: [{ id: 'fit' }, { id: 'unfit', fails: true }],
        }))
        .after('fill', 'check-mass')
        .step('scan', {
          activity: 'scan',
          samples: [text`${sample.id}`],
          resources: [{ resource: 'xrd-holders' }],
          batch: { size: 16, hold: '6 h' },
        })
        .after('scan')
        .step('refine', {
          activity: 'refine',
          parameters: { sample: sample.id, programme: sample.programme },
        })
        .outputs(s => ({
          sample: sample.id,
          programme: sample.programme,
          peak: s.fire.result.peakTemperature,
          mass: s.fill.result.mass,
          shakes: s.fill.result.iterations,
          phase: s.refine.result.phase,
          purity: s.refine.result.purity,
        })),
  )
  .output('samples', s => expr`${s.synthesise.result.items}.map(item, item.outputs)`)
  .output('purity', s => ({
    'calcine-900': purityUnder(s.synthesise.result.items, 'calcine-900'),
    'calcine-1100': purityUnder(s.synthesise.result.items, 'calcine-1100'),
  }))
  .build()
