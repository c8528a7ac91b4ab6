import { type Fault, InvalidInputError, parseYaml } from '@muster/runtime'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { segment, withActivities, workflow } from './workflow.ts'
import { at, type Expr, expr, type Ref, text } from './expressions.ts'

interface Activities {
  readonly print: {
    readonly parameters: { readonly layers: number; readonly binder?: 'A' | 'B'; readonly note?: string }
    readonly result: { readonly density: number; readonly file: string; readonly marks: readonly number[] }
  }
  readonly sinter: {
    readonly parameters: {
      readonly density: number
      readonly programme?: { readonly peak: number; readonly gas: string }
      readonly holds?: readonly number[]
    }
    readonly result: unknown
  }
  readonly home: { readonly parameters: Readonly<Record<string, never>>; readonly result: unknown }
  readonly mix: {
    readonly parameters: { readonly recipe: string } | { readonly powder: string; readonly grams: number }
    readonly result: unknown
  }
  readonly weigh: {
    readonly parameters: { readonly times?: number }
    readonly result: { readonly mass: number }
  }
}
const site = withActivities<Activities>()
const study = () => site.workflow('sinter-study')
const printed = () => study().step('print', { activity: 'print', parameters: { layers: 3 } })

/** The definition that this YAML is. */
const yaml = (source: string) => parseYaml(source, 'a file').value

function faultsOf(act: () => unknown): readonly Fault[] {
  try {
    act()
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults
    throw error
  }
  return []
}

describe('the definition', () => {
  it('of steps, inputs, variables and outputs is what YAML says as well', () => {
    const built = site
      .workflow('sinter-study', { title: 'Sinter study', strategy: 'priority', onFailure: 'stop' })
      .input('layers', { type: 'integer', default: 333 })
      .variable('best', 0, { type: 'number' })
      .step('print', (_, { inputs }) => ({
        activity: 'print',
        parameters: { layers: inputs.layers, note: text`${inputs.layers} layers` },
        timeLimit: '2 h',
      }))
      .set('print', result => ({ best: result.density }))
      .after('print')
      .when(s => expr<boolean>`${s.print.result.density} > ${0.9}`)
      .step('sinter-it', s => ({
        activity: 'sinter',
        parameters: { density: s.print.result.density, holds: [10, at(s.print.result.marks, 0)] },
        waits: { print: { atLeast: '5 min' } },
        otherInstrumentThan: ['print'],
      }))
      .output('density', s => s['sinter-it'].result.density, { type: 'number' })
      .build()
    expect(built).toEqual(
      yaml(`
muster: 1
name: sinter-study
title: Sinter study
strategy: priority
onFailure: stop
inputs: {layers: {type: integer, default: 333}}
variables: {best: {initial: 0, schema: {type: number}}}
outputs: {density: {value: '\${ steps["sinter-it"].result.density }', schema: {type: number}}}
steps:
  print:
    activity: print
    parameters: {layers: '\${ inputs.layers }', note: '\${ inputs.layers } layers'}
    timeLimit: 2 h
    set: {best: '\${ result.density }'}
  sinter-it:
    activity: sinter
    after: [print]
    when: steps["print"].result.density > 0.9
    parameters:
      density: \${ steps["print"].result.density }
      holds: [10, '\${ steps["print"].result.marks[0] }']
    waits: {print: {atLeast: 5 min}}
    otherInstrumentThan: [print]
`),
    )
  })

  it('of all kinds of steps is what YAML says as well', () => {
    const built = study()
      .input('samples', { type: 'array', items: { type: 'string' } })
      .forEach(
        'weigh-all',
        (_, { inputs }) => ({
          items: inputs.samples,
          as: 'sample',
          concurrency: 'auto',
          gather: { quorum: 0.9 },
        }),
        (b, { sample, index }) =>
          b
            .step('weigh', { activity: 'weigh', samples: [text`${sample}`], title: text`${index}` })
            .outputs(s => ({ mass: s.weigh.result.mass, sample })),
      )
      .after('weigh-all')
      .repeat('loop', { atMost: 5, onLimit: 'continue' }, (b, { iteration, last }) =>
        b
          .step('again', {
            activity: 'weigh',
            parameters: { times: iteration },
            when: expr`${last.mass} > 1`,
          })
          .outputs(s => ({ mass: s.again.result.mass }))
          .until(s => expr<boolean>`${s.again.result.mass} < ${3}`),
      )
      .prompt('scan', {
        question: 'Which crucible?',
        fields: { crucible: { type: 'string' } },
        timeLimit: '1 h',
      })
      .after('scan', 'loop')
      .wait('cool', { for: '20 min' })
      .after('scan')
      .wait('go', s => ({ signal: expr<string>`${s.scan.result.answer}` }))
      .after('loop')
      .call('ask', s => ({
        kind: 'http',
        with: { url: 'https://solver/next', body: { mass: s.loop.result.mass }, token: { secret: 'solver' } },
        result: { type: 'object', properties: { peak: { type: 'number' } } },
      }))
      .after('ask')
      .switch(
        'review',
        [
          {
            when: s => expr<boolean>`${s.ask.result.peak} > 1400`,
            steps: b => b.step('hot', { activity: 'weigh' }),
          },
          { steps: b => b.wait('rest', { for: '1 h' }) },
        ],
        { onFailure: 'ask' },
      )
      .group('finish', b => b.step('last', { activity: 'weigh' }).outputs({ done: true }))
      .after('ask')
      .stepsFrom('more', s => s.ask.result)
      .after('loop')
      .uses('density', 'density-check@2', s => ({ mass: s.loop.result.mass }))
      .build()
    expect(built).toEqual(
      yaml(`
muster: 1
name: sinter-study
inputs: {samples: {type: array, items: {type: string}}}
steps:
  weigh-all:
    forEach:
      items: \${ inputs.samples }
      as: sample
      concurrency: auto
      gather: {quorum: 0.9}
      steps: {weigh: {activity: weigh, samples: ['\${ sample }'], title: '\${ index }'}}
      outputs: {mass: '\${ steps["weigh"].result.mass }', sample: '\${ sample }'}
  loop:
    after: [weigh-all]
    repeat:
      atMost: 5
      onLimit: continue
      until: steps["again"].result.mass < 3
      steps: {again: {activity: weigh, parameters: {times: '\${ iteration }'}, when: last.mass > 1}}
      outputs: {mass: '\${ steps["again"].result.mass }'}
  scan:
    prompt: {question: 'Which crucible?', fields: {crucible: {type: string}}}
    timeLimit: 1 h
  cool: {wait: {for: 20 min}, after: [scan, loop]}
  go: {after: [scan], wait: {signal: '\${ steps["scan"].result.answer }'}}
  ask:
    after: [loop]
    call:
      kind: http
      with:
        url: https://solver/next
        body: {mass: '\${ steps["loop"].result.mass }'}
        token: {secret: solver}
      result: {type: object, properties: {peak: {type: number}}}
  review:
    after: [ask]
    switch:
      - when: steps["ask"].result.peak > 1400
        steps: {hot: {activity: weigh}}
      - steps: {rest: {wait: {for: 1 h}}}
    onFailure: ask
  finish: {steps: {last: {activity: weigh}}, outputs: {done: true}}
  more: {after: [ask], stepsFrom: 'steps["ask"].result'}
  density: {after: [loop], uses: density-check@2, inputs: {mass: '\${ steps["loop"].result.mass }'}}
`),
    )
  })

  it('sets all variables of a step, in whatever places that is said', () => {
    const { steps } = study()
      .variable('best', 0)
      .variable('times', 0)
      .step('print', (_, { vars }) => ({
        activity: 'print',
        parameters: { layers: 3 },
        set: { times: expr<number>`${vars.times} + 1` },
      }))
      .set('print', result => ({ best: result.density }))
      .build()
    expect(steps['print']?.set).toEqual({ times: '${ vars.times + 1 }', best: '${ result.density }' })
  })

  it('has what undoes a step, and what is done in its place', () => {
    const { steps } = printed()
      .undo('print', (b, { result }) => b.step('weigh', { activity: 'weigh', title: text`${result.file}` }))
      .fallback('print', b =>
        b.step('again', { activity: 'print', parameters: { layers: 1 }, instrument: 'p2' }),
      )
      .build()
    expect(steps).toEqual({
      print: {
        activity: 'print',
        parameters: { layers: 3 },
        undo: { weigh: { activity: 'weigh', title: '${ result.file }' } },
        fallback: { again: { activity: 'print', parameters: { layers: 1 }, instrument: 'p2' } },
      },
    })
  })
})

describe('a builder', () => {
  it('never changes: what two workflows begin with is written once', () => {
    const base = printed().after('print')
    const one = base.step('weigh', { activity: 'weigh' })
    const two = base.wait('cool', { for: '1 h' })
    expect(Object.keys(one.build().steps)).toEqual(['print', 'weigh'])
    expect(Object.keys(two.build().steps)).toEqual(['print', 'cool'])
    expect(two.build().steps['cool']?.after).toEqual(['print'])
    // What was said before a step is of that step alone.
    expect(one.step('more', { activity: 'weigh' }).build().steps['more']).toEqual({ activity: 'weigh' })
  })

  it('takes ten thousand steps', () => {
    let builder = workflow('big')
    for (let step = 0; step < 10_000; step++)
      builder = builder.step(`s${step}`, { activity: 'weigh', parameters: { step } })
    expect(Object.keys(builder.build().steps)).toHaveLength(10_000)
  })

  it('tells all that is wrong when it is built, each with its place', () => {
    const faults = faultsOf(() =>
      workflow('Wrong name')
        .step('a', { activity: 'weigh' })
        // @ts-expect-error this id is taken
        .step('a', { activity: 'weigh' })
        // @ts-expect-error there is no such step
        .undo('b', b => b.step('x', { activity: 'weigh' }))
        .group('g', b =>
          // @ts-expect-error this id is taken
          b.step('x', { activity: 'weigh' }).step('x', { activity: 'weigh' }),
        )
        .build(),
    )
    expect(faults.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['steps.a', 'steps.b', 'steps.g.steps.x', 'name']),
    )
    const unknown = faultsOf(() =>
      printed()
        // @ts-expect-error there is no such step
        .after('prnt')
        .step('weigh', { activity: 'weigh' })
        .build(),
    )
    expect(unknown).toMatchObject([{ field: 'steps.weigh.after.0' }])
    expect(faultsOf(() => workflow('nothing').build()).map(({ field }) => field)).toEqual(['steps'])
  })
})

describe('segments', () => {
  const weighing = (times: number) =>
    site.segment(b =>
      b
        .step('weigh', { activity: 'weigh', parameters: { times } })
        .after('weigh')
        .step('print', s => ({
          activity: 'sinter',
          parameters: { density: s.weigh.result.mass },
          sameInstrumentAs: 'weigh',
        })),
    )

  it('are put in under a name of their own, after what was said', () => {
    const built = printed()
      .after('print')
      .include('first', weighing(1))
      .after('first-print')
      .include('second', weighing(2))
      .after('second-print')
      .step('end', s => ({ activity: 'weigh', title: text`${s['first-weigh'].result.mass}` }))
      .build()
    expect(built.steps).toMatchObject({
      'first-weigh': { activity: 'weigh', parameters: { times: 1 }, after: ['print'] },
      'first-print': {
        after: ['first-weigh'],
        parameters: { density: '${ steps["first-weigh"].result.mass }' },
        sameInstrumentAs: 'first-weigh',
      },
      'second-weigh': { parameters: { times: 2 }, after: ['first-print'] },
      'second-print': { after: ['second-weigh'] },
      end: { after: ['second-print'], title: '${ steps["first-weigh"].result.mass }' },
    })
    expect(Object.keys(built.steps)).toHaveLength(6)
    // @ts-expect-error it has the name of the place where it was put
    printed().include('first', weighing(1)).after('weigh')
  })

  it('may hold segments, and steps within steps that refer to theirs', () => {
    const outer = segment(b =>
      b
        .include(
          'in',
          segment(inner => inner.step('weigh', { activity: 'weigh' })),
        )
        .after('in-weigh')
        .group('g', g =>
          g
            .step('own', { activity: 'weigh' })
            .step('use', s => ({ activity: 'weigh', title: text`${s['in-weigh'].result} ${s.own.result}` })),
        ),
    )
    expect(workflow('w').include('out', outer).build().steps).toEqual({
      'out-in-weigh': { activity: 'weigh' },
      'out-g': {
        after: ['out-in-weigh'],
        steps: {
          own: { activity: 'weigh' },
          use: { activity: 'weigh', title: '${ steps["out-in-weigh"].result } ${ steps["own"].result }' },
        },
      },
    })
  })
})

describe('types', () => {
  it('of parameters are those of the activity', () => {
    study().step('a', { activity: 'weigh' })
    study().step('a', { activity: 'print', parameters: { layers: 3, binder: 'A' } })
    study().step('a', { activity: 'home' })
    // @ts-expect-error it takes no parameters
    study().step('a', { activity: 'home', parameters: { speed: 3 } })
    study().step('a', { activity: 'mix', parameters: { recipe: 'x' } })
    study().step('a', { activity: 'mix', parameters: { powder: 'x', grams: 3 } })
    // @ts-expect-error one or the other
    study().step('a', { activity: 'mix', parameters: { powder: 'x' } })
    // @ts-expect-error no instrument has this activity
    study().step('a', { activity: 'prnt', parameters: { layers: 3 } })
    // @ts-expect-error layers have to be given
    study().step('a', { activity: 'print' })
    // @ts-expect-error layers is a number
    study().step('a', { activity: 'print', parameters: { layers: '3' } })
    // @ts-expect-error there is no such parameter
    study().step('a', { activity: 'weigh', parameters: { tmes: 3 } })
    // @ts-expect-error there is no such field of a step
    study().step('a', { activity: 'weigh', parmeters: {} })
    // @ts-expect-error one of A and B
    study().step('a', { activity: 'print', parameters: { layers: 3, binder: 'C' } })
    study().step('a', {
      activity: 'sinter',
      // @ts-expect-error within objects as well
      parameters: { density: 1, programme: { peak: 'hot', gas: 'Ar' } },
    })
    expectTypeOf(study().step).toBeFunction()
  })

  it('of references are those of results', () => {
    const { result, state } = printed().ref('print')
    expectTypeOf(result.density).toExtend<Expr<number>>()
    expectTypeOf(result.file).toExtend<Expr<string>>()
    expectTypeOf(at(result.marks, 0)).toExtend<Expr<number>>()
    expectTypeOf(state).toExtend<Expr<string>>()
    expectTypeOf(result).not.toHaveProperty('dens')
    // @ts-expect-error there is no such step
    printed().ref('sinter')
    printed().step('b', s => ({ activity: 'sinter', parameters: { density: s.print.result.density } }))
    printed().step('b', { activity: 'sinter', parameters: { density: result.density } })
    // @ts-expect-error a text is no number
    printed().step('b', s => ({ activity: 'sinter', parameters: { density: s.print.result.file } }))
    printed().step('b', s => {
      expectTypeOf(s).toHaveProperty('print')
      expectTypeOf(s).not.toHaveProperty('weigh')
      return { activity: 'weigh' }
    })
    // @ts-expect-error a condition is true or false
    printed().when(s => s.print.result.density)
    // Of a result that nobody has described nothing is known.
    const loose = study()
      .step('s', { activity: 'sinter', parameters: { density: 1 } })
      .ref('s').result
    study().step('b', { activity: 'sinter', parameters: { density: at(loose, 'anything', 0, 'there') } })
  })

  it('of inputs, variables and items are known within steps', () => {
    study()
      .input('samples', { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } })
      .input('mode', { enum: ['slow', 'fast'] })
      .variable('best', 1)
      .forEach(
        'all',
        (_, { inputs }) => ({ items: inputs.samples, as: 'sample' }),
        (b, { sample, index, inputs, vars }) => {
          expectTypeOf(sample.id).toExtend<Expr<string>>()
          expectTypeOf(index).toExtend<Expr<number>>()
          expectTypeOf(inputs.mode).toExtend<Expr<'slow' | 'fast'>>()
          expectTypeOf(vars.best).toExtend<Expr<number>>()
          expectTypeOf(sample).not.toHaveProperty('mass')
          return b
            .step('weigh', { activity: 'weigh' })
            .outputs(s => ({ mass: s.weigh.result.mass, kind: 'x' }))
        },
      )
      // @ts-expect-error best is a number
      .step('end', s => {
        expectTypeOf(s.all.result.succeeded).toExtend<Expr<number>>()
        expectTypeOf(s.all.result.items).toExtend<
          Expr<readonly { readonly outputs: { readonly mass: number } }[]>
        >()
        // Inner steps are not seen outside.
        expectTypeOf(s).not.toHaveProperty('weigh')
        return { activity: 'weigh', set: { best: 'much' } }
      })
    study().forEach('r', { range: { from: 1, to: 9 } }, (b, { item }) => {
      expectTypeOf(item).toExtend<Expr<number>>()
      return b.step('weigh', { activity: 'weigh', parameters: { times: item } })
    })
    // @ts-expect-error this name is taken
    expect(() => study().input('a', {}).input('a', {}).build()).toThrow()
  })

  it('of a workflow that is used are those of its builder', () => {
    const density = study()
      .input('mass', { type: 'number' })
      .step('print', { activity: 'print', parameters: { layers: 1 } })
      .output('density', s => s.print.result.density)
    const used = study().uses('d', density, { mass: 3 })
    expectTypeOf(used.ref('d').result.density).toExtend<Expr<number>>()
    expect(used.build().steps).toEqual({ d: { uses: 'sinter-study', inputs: { mass: 3 } } })
    // @ts-expect-error mass is a number
    study().uses('d', density, { mass: 'much' })
    expectTypeOf<Ref<unknown>>().toExtend<Expr<number>>()
  })
})

describe('expressions', () => {
  it('are written as CEL reads them', () => {
    const begun = workflow('w').step('a-b', { activity: 'x' })
    const { result } = begun.ref('a-b')
    expect(text`${at(result, 'mass')} g`).toBe('${ steps["a-b"].result.mass } g')
    expect(text`${at(result, 'two words', 'in', 3)}`).toBe('${ steps["a-b"].result["two words"]["in"][3] }')
    // Also in a plain template text.
    expect(String(Object(result.mass))).toBe('${ steps["a-b"].result.mass }')
    const cel = expr`${result.mass} in ${[1, 'two', null]} && ${{ a: result }} == ${true}`
    const built = begun.after('a-b').step('s', { activity: 'x', when: cel }).build()
    expect(built.steps['s']?.when).toBe(
      'steps["a-b"].result.mass in [1, "two", null] && {"a": steps["a-b"].result} == true',
    )
  })
})
