import { describe, expect, it } from 'vitest'
import { act, begun, definitionOf, FAILURE } from './testing/runs.ts'

describe('steps after steps', () => {
  it('opens what needs nothing, then what has all it needs, and ends', () => {
    const run = begun(definitionOf({ a: act(), b: act(), c: act(['a', 'b']) }))
    expect(run.opened()).toEqual(['a', 'b'])
    run.succeed('a')
    expect(run.opened()).toEqual(['a', 'b'])
    run.succeed('b')
    expect(run.opened()).toEqual(['a', 'b', 'c'])
    expect(run.succeed('c')).toEqual([{ kind: 'end', outcome: 'succeeded' }])
    expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'succeeded' })
  })

  it('skips what needs a step that failed, all the way, and does the rest', () => {
    const run = begun(definitionOf({ a: act(), b: act(['a']), c: act(['b']), d: act() }))
    run.failed('a')
    expect(run.states()).toEqual({ a: 'failed', b: 'skipped:needs', c: 'skipped:needs', d: 'open' })
    expect(run.succeed('d').at(-1)).toEqual({ kind: 'end', outcome: 'failed' })
  })

  it('changes nothing for doubled, late and unknown ends', () => {
    const run = begun(definitionOf({ a: act(), b: act(['a']) }))
    run.succeed('a')
    for (const path of ['a', 'nowhere', 'a.0.b']) {
      expect(run.send({ at: 2, kind: 'ended', path, end: 'failed', failure: FAILURE })).toEqual([])
    }
    expect(run.states()).toEqual({ a: 'succeeded', b: 'open' })
  })

  it('works out parameters and conditions from inputs and results', () => {
    const run = begun(
      definitionOf({
        weigh: act([], { parameters: { mass: '${inputs.mass}' } }),
        heavy: act(['weigh'], {
          when: 'steps.weigh.result.mass > 3.0',
          parameters: { m: '${steps.weigh.result.mass}' },
        }),
        light: act(['weigh'], { when: 'steps.weigh.result.mass <= 3.0' }),
        after: act(['heavy', 'light']),
      }),
      { inputs: { mass: 4 } },
    )
    expect(run.run.nodes.get('weigh')?.input).toEqual({ activity: 'work', parameters: { mass: 4 } })
    run.succeed('weigh', { mass: 4.5 })
    expect(run.states()).toEqual({
      weigh: 'succeeded',
      heavy: 'open',
      light: 'skipped:when',
      after: 'pending',
    })
    expect(run.run.nodes.get('heavy')?.input).toMatchObject({ parameters: { m: 4.5 } })
    run.succeed('heavy')
    run.succeed('after')
    expect(run.run.status.outcome).toBe('succeeded')
  })
})

describe('what is let pass', () => {
  const admit = { at: 1, kind: 'admit', path: 'a', tries: 1 } as const

  it('is done with another input from then on, and asks for nothing again', () => {
    const run = begun(definitionOf({ a: act(), b: act(['a']) }))
    expect(run.send({ ...admit, input: { activity: 'work', parameters: { x: 1 } } })).toEqual([])
    expect(run.run.nodes.get('a')).toMatchObject({
      state: 'open',
      isAdmitted: true,
      input: { parameters: { x: 1 } },
    })
    run.succeed('a')
    expect(run.states()).toEqual({ a: 'succeeded', b: 'open' })
  })

  it('is let pass once: doubled, late, of another time or unknown it changes nothing', () => {
    const run = begun(definitionOf({ a: act(), b: act(['a']) }))
    run.send({ ...admit, input: 1 })
    for (const event of [{ path: 'a' }, { path: 'b' }, { path: 'nowhere' }, { tries: 2 }])
      run.send({ ...admit, ...event, input: 2 })
    expect(run.run.nodes.get('a')?.input).toBe(1)
    expect(run.run.nodes.get('b')?.isAdmitted).toBeUndefined()
    run.succeed('a')
    run.send({ ...admit, input: 2 })
    expect(run.run.nodes.get('a')).toMatchObject({ state: 'succeeded', input: 1 })
  })

  it('has to be let pass anew when it is begun anew, and not for another try of a call', () => {
    const run = begun(definitionOf({ a: { call: { kind: 'http', with: { x: 0 } } } }))
    run.send({ ...admit, input: { kind: 'http', with: { x: 1 } } })
    run.send({ at: 2, kind: 'ended', path: 'a', end: 'failed', failure: FAILURE })
    run.send({ at: 60_000, kind: 'due' })
    expect(run.run.nodes.get('a')).toMatchObject({ tries: 2, isAdmitted: true, input: { with: { x: 1 } } })
    run.succeed('a')
    run.send({ at: 60_001, kind: 'retry', path: 'a', withFollowers: false })
    expect(run.run.nodes.get('a')).toMatchObject({ tries: 3, state: 'open', input: { with: { x: 0 } } })
    expect(run.run.nodes.get('a')?.isAdmitted).toBeUndefined()
  })
})

describe('fan-out', () => {
  it('goes through a list, so many at a time, and gathers what came of it', () => {
    const run = begun(
      definitionOf({
        all: {
          forEach: {
            items: '${inputs.samples}',
            as: 'sample',
            concurrency: 2,
            steps: { weigh: act([], { parameters: { sample: '${sample}', at: '${index}' } }) },
            outputs: { mass: '${steps.weigh.result.mass}' },
          },
        },
        after: act(['all'], { parameters: { first: '${steps.all.result.items[0].outputs.mass}' } }),
      }),
      { inputs: { samples: ['x', 'y', 'z'] } },
    )
    expect(run.opened()).toEqual(['all.0.weigh', 'all.1.weigh'])
    expect(run.run.nodes.get('all.1.weigh')?.input).toMatchObject({ parameters: { sample: 'y', at: 1 } })
    run.succeed('all.1.weigh', { mass: 2 })
    run.succeed('all.0.weigh', { mass: 1 })
    run.succeed('all.2.weigh', { mass: 3 })
    expect(run.run.nodes.get('all')?.result).toEqual({
      items: [1, 2, 3].map((mass, index) => ({ index, state: 'succeeded', outputs: { mass } })),
      succeeded: 3,
      failed: 0,
    })
    expect(run.run.nodes.get('after')?.input).toMatchObject({ parameters: { first: 1 } })
  })
})

describe('loops', () => {
  it('goes on until its condition is true, and knows what came of the time before', () => {
    const run = begun(
      definitionOf({
        settle: {
          repeat: {
            atMost: 5,
            until: 'steps.measure.result.change < 0.1',
            outputs: { total: '${(last == null ? 0 : last.total) + 1}' },
            steps: { measure: act([], { parameters: { n: '${iteration}' } }) },
          },
        },
      }),
    )
    run.succeed('settle.1.measure', { change: 1 })
    run.succeed('settle.2.measure', { change: 0.01 })
    expect(run.run.nodes.get('settle')?.result).toEqual({ iterations: 2, total: 2 })
    expect(run.run.status.outcome).toBe('succeeded')
  })
})
