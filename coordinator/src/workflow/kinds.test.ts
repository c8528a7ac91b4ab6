import { describe, expect, it } from 'vitest'
import { act, begun, definitionOf, FAILURE } from './testing/runs.ts'

const TIMEOUT: 'timeout'[] = ['timeout']

describe('a prompt', () => {
  const asking = (prompt: object, rest: object = {}) =>
    begun(
      definitionOf({
        ask: { prompt: { question: 'Is it ${inputs.what}?', ...prompt }, ...rest },
        next: act(['ask']),
      }),
      { inputs: { what: 'full' } },
    )

  it('is asked with its question worked out, and gives the answer', () => {
    const run = asking({ answers: [{ id: 'yes' }, { id: 'no', fails: true }] })
    expect(run.run.nodes.get('ask')?.input).toMatchObject({ question: 'Is it full?' })
    run.succeed('ask', { answer: 'yes' })
    expect(run.states()).toEqual({ ask: 'succeeded', next: 'open' })
  })

  it('fails where an answer says so', () => {
    const run = asking({ answers: [{ id: 'yes' }, { id: 'no', fails: true }] })
    run.succeed('ask', { answer: 'no' })
    expect(run.run.nodes.get('ask')).toMatchObject({ state: 'failed', failure: { category: 'operator' } })
  })

  it('takes an answer when its time is over', () => {
    const run = asking({ answers: [{ id: 'yes' }], onTimeout: 'yes' }, { timeLimit: '1 s' })
    run.send({ at: 999, kind: 'due' })
    expect(run.states()['ask']).toBe('open')
    expect(run.send({ at: 1_000, kind: 'due' })[0]).toEqual({ kind: 'stop', path: 'ask' })
    expect(run.run.nodes.get('ask')).toMatchObject({ state: 'succeeded', result: { answer: 'yes' } })
  })

  it('fails when its time is over, where it is told to; without a word it stays open', () => {
    const failing = asking({ onTimeout: 'fail' }, { timeLimit: '1 s' })
    failing.send({ at: 1_000, kind: 'due' })
    expect(failing.run.nodes.get('ask')?.failure?.category).toBe('timeout')
    const open = asking({}, { timeLimit: '1 s' })
    open.send({ at: 1_000, kind: 'due' })
    expect(open.states()['ask']).toBe('open')
  })
})

describe('a wait', () => {
  it('for a time ends when that is over', async () => {
    const { nextDue } = await import('./index.ts')
    const run = begun(definitionOf({ cool: { wait: { for: '20 s' } }, next: act(['cool']) }))
    expect(nextDue(run.run)).toBe(20_000)
    run.send({ at: 20_000, kind: 'due' })
    expect(run.states()).toEqual({ cool: 'succeeded', next: 'open' })
    expect(nextDue(run.run)).toBeUndefined()
  })

  it('until a time that is over already ends at once', () => {
    const run = begun(definitionOf({ cool: { wait: { until: '1969-01-01T00:00:00Z' } } }))
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('for a signal takes one that was sent before, and each is taken once', () => {
    const run = begun(
      definitionOf({
        first: act(),
        go: { wait: { signal: 'go' }, after: ['first'] },
        again: { wait: { signal: 'go' }, after: ['go'] },
      }),
    )
    run.send({ at: 1, kind: 'signal', name: 'go', payload: 7 })
    run.succeed('first')
    expect(run.run.nodes.get('go')).toMatchObject({ state: 'succeeded', result: { at: 1, payload: 7 } })
    expect(run.states()['again']).toBe('open')
    run.send({ at: 2, kind: 'signal', name: 'other' })
    run.send({ at: 3, kind: 'signal', name: 'go' })
    expect(run.run.nodes.get('again')).toMatchObject({ state: 'succeeded', result: { at: 3, payload: null } })
  })

  it('for a signal with any name takes that and no other', () => {
    for (const name of ['__proto__', 'constructor', 'go on']) {
      const run = begun(definitionOf({ first: act(), go: { wait: { signal: name }, after: ['first'] } }))
      run.send({ at: 1, kind: 'signal', name: 'toString' })
      run.send({ at: 1, kind: 'signal', name })
      run.succeed('first')
      expect(run.run.status).toMatchObject({ outcome: 'succeeded', signals: { toString: [{ at: 1 }] } })
    }
  })

  it('goes to the wait that was opened first', () => {
    const run = begun(
      definitionOf({
        a: act(),
        z: { wait: { signal: 'go' } },
        b: { wait: { signal: 'go' }, after: ['a'] },
      }),
    )
    run.succeed('a', null, 5)
    run.send({ at: 6, kind: 'signal', name: 'go' })
    expect(run.states()).toMatchObject({ z: 'succeeded', b: 'open' })
  })

  it('for a file is handed over, and fails or goes on when its time is over', () => {
    const run = begun(
      definitionOf({
        a: { wait: { file: 'x-*.csv' }, timeLimit: '1 min' },
        b: { wait: { file: 'y.csv', onTimeout: 'continue' }, timeLimit: '1 min' },
      }),
    )
    expect(run.opened()).toEqual(['a', 'b'])
    run.send({ at: 60_000, kind: 'due' })
    expect(run.states()).toEqual({ a: 'failed', b: 'succeeded' })
  })
})

describe('a call', () => {
  const transient = { ...FAILURE, category: 'transient' as const }

  it('is tried again after growing delays, and answers of earlier tries change nothing', () => {
    const run = begun(definitionOf({ next: { call: { kind: 'http', with: { n: '${1 + 1}' } } } }))
    const end = (tries: number, at: number) =>
      run.send({ at, kind: 'ended', path: 'next', end: 'failed', failure: transient, tries })
    expect(run.run.nodes.get('next')?.input).toEqual({ kind: 'http', with: { n: 2 } })
    end(1, 0)
    expect(run.run.nodes.get('next')).toMatchObject({ state: 'open', due: 5_000 })
    run.send({ at: 5_000, kind: 'due' })
    expect(run.opened()).toEqual(['next', 'next'])
    expect(end(1, 5_001)).toEqual([])
    expect(run.run.nodes.get('next')?.due).toBeUndefined()
    end(2, 6_000)
    expect(run.run.nodes.get('next')?.due).toBe(16_000)
    run.send({ at: 16_000, kind: 'due' })
    end(3, 17_000)
    expect(run.run.status.outcome).toBe('failed')
  })

  it('is not tried again for what another try would not mend, or beyond its time', () => {
    for (const [retry, category] of [
      [{}, 'parameters'],
      [{ categories: TIMEOUT }, 'transient'],
      [{ within: '1 s' }, 'transient'],
      [{ attempts: 1 }, 'transient'],
    ] as const) {
      const run = begun(definitionOf({ next: { call: { kind: 'http' }, retry } }))
      run.send({ at: 0, kind: 'ended', path: 'next', end: 'failed', failure: { ...FAILURE, category } })
      expect(run.run.status.outcome).toBe('failed')
    }
  })

  it('shortens its delays by the same part whenever it is gone through again', () => {
    const dueOf = () => {
      const run = begun(definitionOf({ next: { call: { kind: 'http' }, retry: { jitter: 1 } } }))
      run.send({ at: 0, kind: 'ended', path: 'next', end: 'failed', failure: transient })
      return run.run.nodes.get('next')?.due
    }
    expect(dueOf()).toBe(dueOf())
    expect(dueOf()).toBeGreaterThanOrEqual(0)
    expect(dueOf()).toBeLessThan(5_000)
  })

  it('fails a try that takes too long, and one whose answer is not taken', () => {
    const run = begun(
      definitionOf({
        next: { call: { kind: 'http' }, timeLimit: '1 s' },
      }),
    )
    expect(run.send({ at: 1_000, kind: 'due' })).toEqual([{ kind: 'stop', path: 'next' }])
    run.send({ at: 6_000, kind: 'due' })
    run.send({ at: 6_001, kind: 'ended', path: 'next', end: 'failed', failure: transient })
    expect(run.run.nodes.get('next')).toMatchObject({ state: 'open', failure: transient })
    run.send({ at: 20_000, kind: 'due' })
    run.send({ at: 20_001, kind: 'ended', path: 'next', end: 'succeeded', result: { x: 1 } })
    expect(run.run.nodes.get('next')).toMatchObject({ state: 'succeeded', result: { x: 1 } })
    expect(run.run.nodes.get('next')?.failure).toBeUndefined()
  })

  it('does its fallback when it has failed for good', () => {
    const run = begun(
      definitionOf({
        next: {
          call: { kind: 'http' },
          retry: { attempts: 1 },
          fallback: { guess: act([], { parameters: { why: '${steps.next.failure.code}' } }) },
        },
        use: act(['next'], { parameters: { x: '${steps.next.result.x}' } }),
      }),
    )
    run.failed('next')
    expect(run.run.nodes.get('next.fallback.guess')?.input).toMatchObject({ parameters: { why: 'broke' } })
    expect(run.failed('next')).toEqual([])
    run.succeed('next.fallback.guess', { x: 9 })
    expect(run.run.nodes.get('use')?.input).toMatchObject({ parameters: { x: 9 } })
  })
})

describe('branches', () => {
  const graph = definitionOf({
    which: {
      switch: [
        { when: 'inputs.x > 2', steps: { big: act() }, outputs: { r: '${steps.big.result}' } },
        { when: 'inputs.x > 1', steps: { small: act() } },
      ],
    },
    next: act(['which']),
  })

  it('goes through the first that holds', () => {
    const run = begun(graph, { inputs: { x: 3 } })
    expect(run.opened()).toEqual(['which.0.big'])
    run.succeed('which.0.big', 5)
    expect(run.run.nodes.get('which')?.result).toEqual({ branch: 0, r: 5 })
  })

  it('goes on without any where none holds', () => {
    const run = begun(graph, { inputs: { x: 0 } })
    expect(run.run.nodes.get('which')?.result).toEqual({ branch: null })
    expect(run.opened()).toEqual(['next'])
  })
})

describe('fan-out', () => {
  const fan = (forEach: object, rest: object = {}) =>
    begun(
      definitionOf({
        all: { forEach: { range: { from: 1, to: 4 }, steps: { one: act() }, ...forEach }, ...rest },
      }),
    )

  it('over a range counts with its last number', () => {
    const run = fan({ range: { from: 0, to: '${0.3}', by: 0.1 }, as: 'x', outputs: { x: '${x}' } })
    expect(run.opened()).toHaveLength(4)
  })

  it('knows its items by any name', () => {
    const run = fan({ as: 'constructor', steps: { one: act([], { parameters: { at: '${constructor}' } }) } })
    expect(run.run.nodes.get('all.1.one')?.input).toMatchObject({ parameters: { at: 2 } })
  })

  it('over nothing is done at once', () => {
    expect(fan({ range: { from: 1, to: 0 } }).run.status.outcome).toBe('succeeded')
    expect(fan({ range: undefined, items: [], gather: { first: 3 } }).run.status.outcome).toBe('succeeded')
  })

  it('fails where the items are no list', () => {
    const run = fan({ range: undefined, items: '${3}' })
    expect(run.run.nodes.get('all')).toMatchObject({ state: 'failed', failure: { category: 'parameters' } })
  })

  it('begins no more after a failure where all must succeed', () => {
    const run = fan({ concurrency: 2 })
    run.failed('all.0.one')
    run.succeed('all.1.one')
    expect(run.opened()).toHaveLength(2)
    expect(run.run.nodes.get('all')).toMatchObject({
      state: 'failed',
      failure: FAILURE,
      result: { succeeded: 1, failed: 1 },
    })
  })

  it('collects failures where it is told to', () => {
    const run = fan({ concurrency: 1, gather: 'collect' })
    run.failed('all.0.one')
    for (const at of [1, 2, 3]) run.succeed(`all.${at}.one`)
    expect(run.run.nodes.get('all')).toMatchObject({
      state: 'succeeded',
      result: { succeeded: 3, failed: 1 },
    })
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('is done with the first that succeed: the rest is ended unless it has started', () => {
    const run = fan({ gather: { first: 2 }, concurrency: 3 })
    run.succeed('all.0.one')
    expect(run.succeed('all.2.one')).toEqual([
      { kind: 'stop', path: 'all.1.one', unlessStarted: true },
      { kind: 'stop', path: 'all.3.one', unlessStarted: true },
    ])
    run.send({ at: 2, kind: 'ended', path: 'all.1.one', end: 'cancelled' })
    expect(run.states()['all']).toBe('open')
    run.failed('all.3.one')
    expect(run.run.nodes.get('all')).toMatchObject({ state: 'succeeded', result: { succeeded: 2 } })
  })

  it('needs a part of them where it is told so', () => {
    for (const [failures, state] of [
      [2, 'succeeded'],
      [3, 'failed'],
    ] as const) {
      const run = fan({ gather: { quorum: 0.5 } })
      for (let at = 0; at < 4; at += 1)
        if (at < failures) run.failed(`all.${at}.one`)
        else run.succeed(`all.${at}.one`)
      expect(run.states()['all']).toBe(state)
    }
  })

  it('begins as many as it is told there are instruments for', () => {
    const run = fan({ concurrency: 'auto' })
    expect(run.effects[0]).toEqual({ kind: 'capacity', path: 'all', activities: ['work'] })
    expect(run.opened()).toHaveLength(1)
    run.send({ at: 1, kind: 'capacity', path: 'all', count: 3 })
    expect(run.opened()).toHaveLength(3)
    run.send({ at: 1, kind: 'capacity', path: 'all', count: 1 })
    run.succeed('all.0.one')
    expect(run.opened()).toHaveLength(3)
  })

  it('nests', () => {
    const run = begun(
      definitionOf({
        plates: {
          forEach: {
            items: [
              [1, 2],
              [3, 4],
            ],
            as: 'plate',
            steps: {
              wells: {
                forEach: {
                  items: '${plate}',
                  as: 'well',
                  steps: { fill: act([], { parameters: { well: '${well}', plate: '${plate}' } }) },
                  outputs: { v: '${steps.fill.result}' },
                },
              },
            },
            outputs: { wells: '${steps.wells.result.items.map(i, i.outputs.v)}' },
          },
        },
      }),
    )
    expect(run.opened()).toHaveLength(4)
    for (const path of run.opened()) run.succeed(path, path)
    expect(run.run.nodes.get('plates')?.result).toMatchObject({
      items: [
        { outputs: { wells: ['plates.0.wells.0.fill', 'plates.0.wells.1.fill'] } },
        { outputs: { wells: ['plates.1.wells.0.fill', 'plates.1.wells.1.fill'] } },
      ],
    })
  })
})

describe('a loop', () => {
  it('that reaches its bound fails, or goes on where it is told to', () => {
    for (const [onLimit, state] of [
      ['fail', 'failed'],
      ['continue', 'succeeded'],
    ] as const) {
      const run = begun(
        definitionOf({ l: { repeat: { atMost: 2, until: 'false', onLimit, steps: { a: act() } } } }),
      )
      run.succeed('l.1.a')
      run.succeed('l.2.a')
      expect(run.states()['l']).toBe(state)
      expect(run.run.nodes.get('l')?.result).toEqual({ iterations: 2 })
    }
  })

  it('ends with what failed in it', () => {
    const run = begun(definitionOf({ l: { repeat: { atMost: 2, until: 'false', steps: { a: act() } } } }))
    run.failed('l.1.a')
    expect(run.run.nodes.get('l')).toMatchObject({ state: 'failed', failure: FAILURE })
  })
})

describe('a workflow as a step', () => {
  const inner = definitionOf(
    {
      do: act([], { parameters: { n: '${inputs.n}', k: '${inputs.k}' }, set: { seen: '${result}' } }),
      more: act(['do'], { parameters: { seen: '${vars.seen}' } }),
    },
    {
      inputs: { n: { type: 'number' }, k: { type: 'string', default: 'x' } },
      variables: { seen: { schema: { type: 'number' }, initial: '${inputs.n}' } },
      outputs: { seen: { value: '${vars.seen}' } },
    },
  )
  const outer = (n: unknown) =>
    definitionOf(
      {
        sub: { uses: 'inner', inputs: { n } },
        next: act(['sub'], { parameters: { s: '${steps.sub.result.seen}' } }),
      },
      { variables: { seen: { initial: 'outer' } } },
    )

  it('has its own inputs and variables, and gives its outputs', () => {
    const run = begun(outer('${1 + 1}'), { uses: { 'inner@1': { ...inner, steps: {} }, 'inner@12': inner } })
    expect(run.run.nodes.get('sub.0.do')?.input).toMatchObject({ parameters: { n: 2, k: 'x' } })
    run.succeed('sub.0.do', 42)
    expect(run.run.nodes.get('sub.0.more')?.input).toMatchObject({ parameters: { seen: 42 } })
    run.succeed('sub.0.more')
    expect(run.run.nodes.get('next')?.input).toMatchObject({ parameters: { s: 42 } })
    expect(run.run.status.variables).toEqual({ seen: 'outer' })
  })

  it('fails where its inputs are not of their schema', () => {
    const run = begun(outer('two'), { uses: { 'inner@1': inner } })
    expect(run.run.nodes.get('sub')).toMatchObject({
      state: 'failed',
      failure: { category: 'parameters', code: 'workflow-value' },
    })
  })
})

describe('steps known only as it runs', () => {
  const graph = definitionOf({
    plan: { call: { kind: 'http' } },
    do: { stepsFrom: 'steps.plan.result.steps', after: ['plan'], outputs: { r: '${steps.x.result}' } },
  })

  it('are checked, then done', () => {
    const checked: unknown[] = []
    const rules = { checkSteps: (_steps: unknown, _plan: unknown, path: string) => (checked.push(path), []) }
    const run = begun(graph, { rules })
    run.succeed('plan', { steps: { x: act(), y: act(['x']) } })
    run.succeed('do.0.x', 3)
    run.succeed('do.0.y')
    expect(checked).toEqual(['do'])
    expect(run.run.nodes.get('do')?.result).toEqual({ r: 3 })
  })

  it('fail the step where they are not right', () => {
    const rules = { checkSteps: () => [{ field: 'x.activity', message: 'is not known' }] }
    const run = begun(graph, { rules })
    run.succeed('plan', { steps: { x: act() } })
    expect(run.run.nodes.get('do')?.failure).toMatchObject({
      category: 'parameters',
      message: expect.stringContaining('x.activity is not known'),
    })
  })
})

describe('a group', () => {
  it('fails where its steps stand too deep for a path', () => {
    const [outer, inner] = ['o', 'i'].map(letter => letter.repeat(63)) as [string, string]
    const run = begun(
      definitionOf({ [outer]: { steps: { [inner]: { steps: { 'too-deep-here': act() } } } } }),
    )
    expect(run.run.nodes.get(`${outer}.0.${inner}`)).toMatchObject({
      state: 'failed',
      failure: { code: 'too-deep' },
    })
    expect(run.run.status.outcome).toBe('failed')
  })

  it('is a step itself, with outputs; it is stopped when it takes too long', () => {
    const run = begun(
      definitionOf({
        g: { steps: { a: act(), b: act(['a']) }, timeLimit: '1 s', fallback: { f: act() } },
      }),
    )
    expect(run.send({ at: 1_000, kind: 'due' })).toEqual([{ kind: 'stop', path: 'g.0.a' }])
    expect(run.states()).toEqual({ g: 'open', 'g.0.a': 'open', 'g.0.b': 'skipped:stopped' })
    run.send({ at: 1_001, kind: 'ended', path: 'g.0.a', end: 'cancelled' })
    expect(run.states()).toMatchObject({ g: 'open', 'g.fallback.f': 'open' })
    expect(run.run.nodes.get('g')?.failure).toMatchObject({ code: 'took-too-long' })
    run.succeed('g.fallback.f', 1)
    expect(run.run.nodes.get('g')).toMatchObject({ state: 'succeeded', result: 1 })
  })
})

describe('an activity that waits too long for an instrument', () => {
  it('is ended unless it has started, and then fails', () => {
    const run = begun(definitionOf({ a: act([], { queueLimit: '1 min', fallback: { b: act() } }) }))
    const [stop] = run.send({ at: 60_000, kind: 'due' })
    expect(stop).toMatchObject({
      kind: 'stop',
      path: 'a',
      unlessStarted: true,
      failure: { category: 'timeout' },
    })
    expect(run.send({ at: 70_000, kind: 'due' })).toEqual([])
    run.send({ at: 70_000, kind: 'ended', path: 'a', end: 'failed' })
    expect(run.run.nodes.get('a')?.failure?.code).toBe('queue-limit')
    expect(run.states()).toEqual({ a: 'open', 'a.fallback.b': 'open' })
  })

  it('goes on if it had', () => {
    const run = begun(definitionOf({ a: act([], { queueLimit: '1 min' }) }))
    run.send({ at: 60_000, kind: 'due' })
    run.succeed('a', 1)
    expect(run.run.nodes.get('a')).toMatchObject({ state: 'succeeded', result: 1 })
    expect(run.run.nodes.get('a')?.failure).toBeUndefined()
  })
})
