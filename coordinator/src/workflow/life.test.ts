import { describe, expect, it } from 'vitest'
import {
  advance,
  apply,
  canTake,
  newRun,
  nextDue,
  openEffects,
  replay,
  type RunEvent,
  whyNotAdd,
  whyNotMove,
} from './index.ts'
import { act, begun, definitionOf, FAILURE } from './testing/runs.ts'

const cancelled = (path: string) => ({ at: 9, kind: 'ended', path, end: 'cancelled' }) as const

describe('failure', () => {
  it('lets what comes after it go on where the step says so', () => {
    const run = begun(definitionOf({ a: act([], { onFailure: 'continue' }), b: act(['a']) }))
    run.failed('a')
    run.succeed('b')
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('asks a person, who has it done again, skips it, or lets it fail', () => {
    const asked = () => {
      const run = begun(definitionOf({ a: act([], { onFailure: 'ask' }), b: act(['a']) }))
      expect(run.failed('a')).toEqual([{ kind: 'ask', path: 'a', failure: FAILURE }])
      expect(run.failed('a')).toEqual([])
      expect(openEffects(run.run)).toEqual([{ kind: 'ask', path: 'a', failure: FAILURE }])
      return run
    }
    const again = asked()
    again.send({ at: 2, kind: 'retry', path: 'a', withFollowers: false })
    expect(again.run.nodes.get('a')).toMatchObject({ state: 'open', tries: 2 })
    expect(again.send({ at: 3, kind: 'ended', path: 'a', end: 'succeeded', tries: 1 })).toEqual([])
    const skipped = asked()
    skipped.send({ at: 2, kind: 'skip', path: 'a' })
    expect(skipped.states()).toEqual({ a: 'skipped:person', b: 'open' })
    const failed = asked()
    failed.send({ at: 2, kind: 'fail', path: 'a' })
    expect(failed.run.status.outcome).toBe('failed')
  })

  it('stops what has not begun, or what is under way as well, by the rule of the job', () => {
    const graph = { a: act(), b: act(), c: act(['b']) }
    const stopping = begun(definitionOf(graph, { onFailure: 'stop' }))
    expect(stopping.failed('a')).toEqual([])
    expect(stopping.states()).toEqual({ a: 'failed', b: 'open', c: 'skipped:stopped' })
    const cancelling = begun(definitionOf(graph, { onFailure: 'cancel' }))
    expect(cancelling.failed('a')).toEqual([{ kind: 'stop', path: 'b' }])
    cancelling.send(cancelled('b'))
    expect(cancelling.run.status.outcome).toBe('failed')
  })

  it('within a step stops what is in there, and goes on outside', () => {
    const steps = { x: act(), y: act(['x']), z: act() }
    const run = begun(
      definitionOf({ g: { steps, onFailure: 'continue' }, after: act(['g']) }, { onFailure: 'cancel' }),
    )
    expect(run.failed('g.0.x')).toEqual([{ kind: 'stop', path: 'g.0.z' }])
    run.send(cancelled('g.0.z'))
    expect(run.states()).toMatchObject({ g: 'failed', after: 'open', 'g.0.y': 'skipped:needs' })
  })

  it('is what an expression that can not be worked out is', () => {
    const run = begun(
      definitionOf({ a: act([], { parameters: { x: '${inputs.nothing}' } }), b: act([], { when: '1' }) }),
    )
    expect(run.run.nodes.get('a')?.failure).toMatchObject({ category: 'parameters', started: 'no' })
    expect(run.run.nodes.get('b')?.failure).toMatchObject({ code: 'expression-type' })
    expect(run.opened()).toEqual([])
  })

  it('is what a variable that is not of its schema is', () => {
    const run = begun(
      definitionOf(
        { a: act([], { set: { v: '${result}' } }) },
        { variables: { v: { schema: { type: 'number' }, initial: 1 } } },
      ),
    )
    run.succeed('a', 'text')
    expect(run.run.nodes.get('a')).toMatchObject({
      state: 'failed',
      result: 'text',
      failure: { code: 'workflow-value', started: 'yes' },
    })
    expect(run.run.status.variables).toEqual({ v: 1 })
  })

  it('of an initial value or an output is the failure of the job', () => {
    const variables = { v: { initial: '${inputs.nothing}' } }
    const never = begun(definitionOf({ a: act() }, { variables }))
    expect(never.run.status).toMatchObject({ outcome: 'failed', failure: { category: 'parameters' } })
    expect(never.opened()).toEqual([])
    const outputs = { mass: { value: '${steps.a.result.mass}', schema: { type: 'number' } } }
    const run = begun(definitionOf({ a: act() }, { outputs }))
    run.succeed('a', { mass: 'much' })
    expect(run.run.status).toMatchObject({ outcome: 'failed', failure: { code: 'workflow-value' } })
  })
})

describe('undoing', () => {
  const undo = (name: string) => ({ undo: { [name]: act([], { parameters: { of: '${result}' } }) } })
  const graph = definitionOf({
    open: act([], undo('close')),
    heat: act(['open'], { ...undo('cool'), undoWhen: 'started' }),
    fan: { forEach: { items: [1, 2], steps: { fill: act([], undo('empty')) } }, after: ['open'] },
    last: act(['heat', 'fan']),
  })

  it('goes through what ended, the last first, one after the other', () => {
    const run = begun(graph)
    run.succeed('open', 'lid')
    run.succeed('fan.1.fill', 'two')
    run.succeed('fan.0.fill', 'one')
    expect(
      run.send({ at: 3, kind: 'ended', path: 'heat', end: 'failed', failure: FAILURE, mayHaveStarted: true }),
    ).toMatchObject([{ kind: 'open', node: { path: 'heat.undo.cool' } }])
    expect(run.run.status).toMatchObject({ phase: 'undoing', outcome: 'failed' })
    run.succeed('heat.undo.cool')
    expect(run.run.nodes.get('fan.0.fill.undo.empty')?.input).toMatchObject({ parameters: { of: 'one' } })
    run.succeed('fan.0.fill.undo.empty')
    expect(run.failed('fan.1.fill.undo.empty')).toMatchObject([
      { kind: 'undo-failed', path: 'fan.1.fill', failure: FAILURE },
      { kind: 'open', node: { path: 'open.undo.close' } },
    ])
    expect(run.succeed('open.undo.close')).toEqual([{ kind: 'end', outcome: 'failed' }])
  })

  it('follows a cancel once all has ended, and none with force', () => {
    const run = begun(graph)
    run.succeed('open')
    const stops = run.send({ at: 2, kind: 'cancel', force: false })
    expect(stops.map(effect => effect.kind)).toEqual(['stop', 'stop', 'stop'])
    run.send(cancelled('heat'))
    run.send(cancelled('fan.0.fill'))
    expect(run.send(cancelled('fan.1.fill'))).toMatchObject([
      { kind: 'open', node: { path: 'open.undo.close' } },
    ])
    expect(run.send({ at: 3, kind: 'cancel', force: true })).toEqual([
      { kind: 'stop', path: 'open.undo.close', force: true },
    ])
    expect(run.send(cancelled('open.undo.close')).at(-1)).toEqual({ kind: 'end', outcome: 'cancelled' })
    const forced = begun(graph)
    forced.succeed('open')
    forced.send({ at: 2, kind: 'cancel', force: true })
    for (const path of ['heat', 'fan.0.fill', 'fan.1.fill']) forced.send(cancelled(path))
    expect(forced.run.status).toMatchObject({ phase: 'ended', outcome: 'cancelled' })
  })

  it('that failed can be had done again', () => {
    const run = begun(definitionOf({ a: act([], undo('u')), b: act(['a']) }))
    run.succeed('a')
    run.failed('b')
    run.failed('a.undo.u')
    expect(run.run.status.phase).toBe('ended')
    run.send({ at: 5, kind: 'retry', path: 'a.undo.u', withFollowers: false })
    expect(run.states()['a.undo.u']).toBe('open')
    expect(run.succeed('a.undo.u')).toEqual([{ kind: 'end', outcome: 'failed' }])
    expect(run.run.nodes.get('a')?.undo).toBe('done')
  })

  it('is made up for when a person begins again from a later step: what was undone is done again before it', () => {
    const run = begun(
      definitionOf({
        open: act([], undo('close')),
        look: act(['open']),
        other: { steps: { fill: act([], undo('empty')), rest: act(['fill']) } },
        heat: act(['look']),
      }),
    )
    for (const path of ['open', 'look', 'other.0.fill', 'other.0.rest']) run.succeed(path)
    run.failed('heat')
    run.succeed('other.0.fill.undo.empty')
    run.succeed('open.undo.close')
    expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
    run.send({ at: 5, kind: 'retry', path: 'heat', withFollowers: true })
    expect(run.states()).toMatchObject({
      open: 'open',
      look: 'pending',
      heat: 'pending',
      other: 'open',
      'other.0.fill': 'open',
      'other.0.rest': 'pending',
    })
    for (const path of ['open', 'look', 'other.0.fill', 'other.0.rest']) run.succeed(path)
    run.failed('heat')
    // It is undone once more, should it fail once more.
    expect(run.states()).toMatchObject({ 'other.0.fill.undo.empty': 'open' })
    run.succeed('other.0.fill.undo.empty')
    run.succeed('open.undo.close')
    expect(run.run.status).toMatchObject({ phase: 'ended', outcome: 'failed' })
  })

  it('is not made up for by a retry of one step alone, nor within what has not come about', () => {
    const group = { steps: { fill: act([], undo('empty')), rest: act(['fill']) } }
    const run = begun(definitionOf({ open: act([], undo('close')), group, heat: act(['open']) }))
    run.succeed('open')
    run.succeed('group.0.fill')
    run.failed('group.0.rest')
    run.failed('heat')
    run.succeed('group.0.fill.undo.empty')
    run.succeed('open.undo.close')
    run.send({ at: 5, kind: 'retry', path: 'heat', withFollowers: false })
    expect(run.states()).toMatchObject({ open: 'succeeded', heat: 'open', 'group.0.fill': 'succeeded' })
    run.failed('heat')
    run.send({ at: 6, kind: 'retry', path: 'heat', withFollowers: true })
    expect(run.states()).toMatchObject({ open: 'open', heat: 'pending', group: 'failed' })
  })
})

describe('a pause', () => {
  it('opens nothing until it is over, then all that is due', () => {
    const run = begun(definitionOf({ a: act(), b: act(['a']), w: { wait: { for: '1 s' } }, c: act(['w']) }))
    run.send({ at: 1, kind: 'pause' })
    run.succeed('a')
    expect(nextDue(run.run)).toBeUndefined()
    run.send({ at: 5_000, kind: 'due' })
    expect(run.states()).toEqual({ a: 'succeeded', b: 'pending', w: 'open', c: 'pending' })
    run.send({ at: 6_000, kind: 'resume' })
    expect(run.states()).toEqual({ a: 'succeeded', b: 'open', w: 'succeeded', c: 'open' })
  })
})

describe('a strategy', () => {
  const two = { repeat: { atMost: 1, until: 'true', steps: { x: act(), y: act() } } }
  it('of one at a time goes in the order written, through what stands within', () => {
    const run = begun(definitionOf({ a: two, b: act() }, { strategy: 'sequential' }))
    for (const path of ['a.1.x', 'a.1.y', 'b']) {
      expect(run.opened().at(-1)).toBe(path)
      run.succeed(path)
    }
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('by priority begins nothing while something of higher priority is under way', () => {
    const run = begun(
      definitionOf(
        { low: act([], { priority: 10 }), group: { ...two, priority: 90 }, high: act([], { priority: 90 }) },
        { strategy: 'priority' },
      ),
    )
    expect(run.opened()).toEqual(['group.1.x', 'group.1.y', 'high'])
    for (const path of ['group.1.x', 'group.1.y']) run.succeed(path)
    expect(run.opened()).not.toContain('low')
    run.succeed('high')
    expect(run.opened().at(-1)).toBe('low')
  })
})

describe('by hand', () => {
  const graph = definitionOf({ a: act(), b: act(['a']), c: act(['b']), d: act() }, { onFailure: 'stop' })

  it('a step that failed is done again, and what was skipped for it is waited for again', () => {
    const run = begun(graph)
    run.failed('a')
    run.succeed('d')
    expect(run.run.status.outcome).toBe('failed')
    run.send({ at: 3, kind: 'retry', path: 'a', withFollowers: false })
    expect(run.run.status).toMatchObject({ phase: 'running' })
    expect(run.run.status.outcome).toBeUndefined()
    for (const path of ['a', 'b', 'c']) run.succeed(path)
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('a step that succeeded is done again with what comes after it, or without', () => {
    for (const [withFollowers, b] of [
      [true, 'pending'],
      [false, 'succeeded'],
    ] as const) {
      const run = begun(graph)
      for (const path of ['a', 'b', 'c', 'd']) run.succeed(path)
      run.send({ at: 3, kind: 'retry', path: 'a', withFollowers })
      expect(run.states()).toMatchObject({ a: 'open', b, d: 'succeeded' })
    }
  })

  it('a step within another is done again, and what it stands in goes on', () => {
    const run = begun(
      definitionOf({
        all: { forEach: { items: [1, 2], steps: { x: act(), y: act(['x']) } } },
        end: act(['all']),
      }),
    )
    run.failed('all.1.x')
    run.succeed('all.0.x')
    run.succeed('all.0.y')
    expect(run.states()).toMatchObject({ all: 'failed', end: 'skipped:needs' })
    run.send({ at: 3, kind: 'retry', path: 'all.1.x', withFollowers: false })
    expect(run.states()).toMatchObject({
      all: 'open',
      end: 'pending',
      'all.0.x': 'succeeded',
      'all.1.y': 'pending',
    })
    run.succeed('all.1.x')
    run.succeed('all.1.y')
    expect(run.states()).toMatchObject({ all: 'succeeded', end: 'open' })
  })

  it('a fan-out is done again from its beginning', () => {
    const run = begun(
      definitionOf({ all: { forEach: { items: [1, 2], concurrency: 1, steps: { x: act() } } } }),
    )
    run.succeed('all.0.x')
    run.failed('all.1.x')
    run.send({ at: 3, kind: 'retry', path: 'all', withFollowers: false })
    expect(run.states()).toEqual({ all: 'open', 'all.0.x': 'open', 'all.1.x': 'pending' })
    run.succeed('all.0.x')
    run.succeed('all.1.x')
    expect(run.run.status.outcome).toBe('succeeded')
  })

  it('a step is skipped or marked as done, and the job goes on', () => {
    const run = begun(graph)
    expect(run.send({ at: 1, kind: 'skip', path: 'a' })[0]).toEqual({ kind: 'stop', path: 'a' })
    expect(run.states()).toMatchObject({ a: 'skipped:person', b: 'open' })
    run.failed('b')
    run.succeed('d')
    run.send({ at: 1, kind: 'done', path: 'b', result: 3 })
    expect(run.run.nodes.get('b')).toMatchObject({ state: 'succeeded', result: 3 })
    expect(run.states()['c']).toBe('open')
  })

  it('takes nothing that can not be', () => {
    const run = begun(graph)
    const a = run.run.nodes.get('a')
    const b = run.run.nodes.get('b')
    expect(a && canTake(run.run, a, 'retry')).toBe(false)
    expect(a && canTake(run.run, a, 'fail')).toBe(false)
    expect(b && canTake(run.run, b, 'skip')).toBe(true)
    for (const kind of ['fail', 'done', 'skip'] as const)
      expect(run.send({ at: 1, kind, path: 'nothing' })).toEqual([])
  })
})

describe('steps that are added', () => {
  it('begin once what they need is there; names in use and jobs that are to end refuse them', () => {
    const run = begun(definitionOf({ a: act(), b: act() }))
    run.succeed('a')
    expect(run.send({ at: 2, kind: 'add', steps: { c: act(['a']), d: act(['b']) } })).toMatchObject([
      { kind: 'open', node: { path: 'c' } },
    ])
    expect(whyNotAdd(run.run, { c: act() })).toMatchObject([{ field: 'c' }])
    expect(run.send({ at: 2, kind: 'add', steps: { c: act() } })).toEqual([])
    run.failed('b')
    expect(run.states()['d']).toBe('skipped:needs')
    run.send({ at: 2, kind: 'add', steps: { e: act(['b']) } })
    expect(run.states()['e']).toBe('skipped:needs')
    run.send({ at: 2, kind: 'cancel', force: false })
    expect(whyNotAdd(run.run, { f: act() })).toMatchObject([{ field: '' }])
  })
})

describe('a move to another version', () => {
  const moved = (steps: Parameters<typeof definitionOf>[0]) => ({ definition: definitionOf(steps), uses: {} })

  it('is refused with the step whose past does not fit', () => {
    const run = begun(definitionOf({ a: act(), g: { steps: { x: act() } }, b: act(['a']) }))
    run.succeed('a')
    const g = { steps: { x: act() } }
    for (const [steps, said] of [
      [{ g, b: act() }, 'a: has begun, and the version has no such step'],
      [{ a: { activity: 'other' }, g, b: act(['a']) }, 'a: has begun with the activity work'],
      [{ a: act(), g, b: act() }, 'b: has begun after a, and comes after none'],
      [{ a: act(), g: act(), b: act(['a']) }, 'g: has begun as steps, and is activity'],
      [{ a: act(), g: { steps: { y: act() } }, b: act(['a']) }, 'g.0.x: has begun'],
    ] as const) {
      expect(whyNotMove(run.run, moved(steps))).toContain(said)
      const states = run.states()
      run.send({ at: 3, kind: 'move', plan: moved(steps) })
      expect(run.states()).toEqual(states)
    }
  })

  it('waits for steps that are new, and not for those that are gone, within steps too', () => {
    const run = begun(
      definitionOf({ a: act(), g: { steps: { x: act(), y: act(['x']) } }, b: act(['a']), c: act(['b']) }),
    )
    const next = moved({ a: act(), g: { steps: { x: act(), z: act() } }, n: act(['a']), c: act(['a']) })
    expect(whyNotMove(run.run, next)).toBeUndefined()
    run.send({ at: 3, kind: 'move', plan: next })
    expect(run.states()).toEqual({
      a: 'open',
      g: 'open',
      'g.0.x': 'open',
      'g.0.y': 'skipped:moved',
      'g.0.z': 'open',
      b: 'skipped:moved',
      c: 'pending',
      n: 'pending',
    })
    for (const path of ['a', 'g.0.x', 'g.0.z', 'c', 'n']) run.succeed(path)
    expect(run.run.status.outcome).toBe('succeeded')
  })
})

it('says again after a restart what is to be done by what is open', () => {
  const run = begun(
    definitionOf({
      a: act(),
      p: { prompt: { question: 'Well?' } },
      f: { wait: { file: 'x' } },
      c: { call: { kind: 'http' } },
      fan: { forEach: { items: [1], concurrency: 'auto', steps: { x: act() } } },
    }),
  )
  run.failed('c')
  const said = openEffects(run.run).map(effect => [
    effect.kind,
    'node' in effect ? effect.node.path : 'path' in effect ? effect.path : '',
  ])
  expect(said).toEqual([
    ['open', 'a'],
    ['open', 'p'],
    ['open', 'f'],
    ['capacity', 'fan'],
    ['open', 'fan.0.x'],
  ])
  run.send({ at: 1, kind: 'cancel', force: false })
  expect(openEffects(run.run)).toEqual(['a', 'p', 'fan.0.x'].map(path => ({ kind: 'stop', path })))
})

it('shows a job as it was at any moment, from its events', () => {
  const definition = definitionOf({ a: act(), b: act(['a']) })
  const events = [
    { at: 0, kind: 'begin' },
    { at: 1, kind: 'ended', path: 'a', end: 'succeeded' },
    { at: 2, kind: 'ended', path: 'b', end: 'succeeded' },
  ] as const
  const facts = { jobId: 'j', inputs: {}, labels: {} }
  const then = replay({ definition, uses: {} }, facts, events.slice(0, 2))
  expect([...then.nodes.values()].map(node => node.state)).toEqual(['succeeded', 'open'])
})

describe('a run that is held', () => {
  const held = (a = act()) => {
    const run = newRun(
      { definition: definitionOf({ a, b: act(['a']) }), uses: {} },
      { jobId: 'job-1', inputs: {}, labels: {} },
    )
    const send = (event: RunEvent) => {
      const change = advance(run, event)
      apply(run, change)
      return change.effects.map(({ kind }) => kind)
    }
    const states = () => [...run.nodes.values()].map(({ state }) => state)
    return { run, send, states, first: send({ at: 0, kind: 'begin', held: true }) }
  }

  it('has its nodes, and opens none until it is released', () => {
    const { run, send, states, first } = held()
    expect([first, states()]).toEqual([[], ['pending', 'pending']])
    expect(send({ at: 1, kind: 'due' })).toEqual([])
    expect(send({ at: 2, kind: 'pause' })).toEqual([])
    expect(send({ at: 3, kind: 'release' })).toEqual([])
    expect(run.status.isHeld).toBeUndefined()
    expect(send({ at: 4, kind: 'resume' })).toEqual(['open'])
    expect(send({ at: 5, kind: 'release' })).toEqual([])
    expect(states()).toEqual(['open', 'pending'])
  })

  it('is cancelled at once, and ends without a release where nothing of it is needed', () => {
    const given = held()
    expect(given.send({ at: 1, kind: 'cancel', force: false })).toEqual(['end'])
    expect(given.run.status).toMatchObject({ phase: 'ended', outcome: 'cancelled' })
    expect(given.run.status.isHeld).toBeUndefined()
    const skipped = held()
    skipped.send({ at: 1, kind: 'skip', path: 'a' })
    expect(skipped.send({ at: 2, kind: 'skip', path: 'b' })).toEqual(['end'])
    expect(skipped.run.status).toMatchObject({ phase: 'ended', outcome: 'succeeded' })
  })

  it('undoes what was done by hand when it has its turn, and not before', () => {
    const { run, send } = held(act([], { undo: { back: act() } }))
    send({ at: 1, kind: 'done', path: 'a', result: 1 })
    expect(send({ at: 2, kind: 'cancel', force: false })).toEqual([])
    expect(run.status).toMatchObject({ phase: 'undoing', isHeld: true })
    expect(send({ at: 3, kind: 'release' })).toEqual(['open'])
    expect(run.nodes.get('a.undo.back')?.state).toBe('open')
  })
})
