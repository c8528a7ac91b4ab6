import { minutes } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkflowDefinition } from '../definition.ts'
import type { Step, Steps } from '../model.ts'
import { planWorkflow } from './plan.ts'
import type { ExpectedDuration, PathProgress, PlanOptions, WorkflowPlan } from './types.ts'

const MINUTE = minutes(1)

/** An activity that takes so many minutes: its name says so. */
const takes = (time: number, more: Step = {}): Step => ({ activity: `${time} min`, ...more })
const durationOf = ({ activity }: Step): ExpectedDuration | undefined =>
  activity === undefined || Number.isNaN(Number.parseFloat(activity))
    ? undefined
    : { expected: Number.parseFloat(activity) * MINUTE }

function plan(steps: Steps, options: Partial<PlanOptions> = {}, more: Partial<WorkflowDefinition> = {}) {
  return planWorkflow({ definition: { muster: 1, name: 'w', steps, ...more }, durationOf, ...options })
}

const inMinutes = ({ low, expected, high }: WorkflowPlan['duration']) =>
  [low, expected, high].map(time => time / MINUTE)
const total = (planned: WorkflowPlan) => inMinutes(planned.duration)
const codes = ({ assumptions }: WorkflowPlan) => assumptions.map(({ code }) => code)
const done = (states: Readonly<Record<string, PathProgress['state']>>) =>
  new Map(Object.entries(states).map(([path, state]): [string, PathProgress] => [path, { state }]))

/** Print, then CT beside cure and sinter, then a report. */
const PRINT: Steps = {
  report: takes(1, { after: ['ct', 'sinter'] }),
  print: takes(10),
  ct: takes(5, { after: ['print'] }),
  cure: takes(4, { after: ['print'] }),
  sinter: takes(20, { after: ['cure'] }),
}

describe('the order of steps', () => {
  it('has each step after all that it comes after, in stages, with its slack', () => {
    const planned = plan(PRINT)
    expect(planned.steps.map(({ id }) => id)).toEqual(['print', 'ct', 'cure', 'sinter', 'report'])
    expect(planned.stages).toEqual([['print'], ['ct', 'cure'], ['sinter'], ['report']])
    expect(planned.criticalPath).toEqual(['print', 'cure', 'sinter', 'report'])
    const times = planned.steps.map(({ id, earliestStart, latestStart, slack, isCritical }) => [
      id,
      earliestStart / MINUTE,
      latestStart / MINUTE,
      slack / MINUTE,
      isCritical,
    ])
    expect(times).toEqual([
      ['print', 0, 0, 0, true],
      ['ct', 10, 29, 19, false],
      ['cure', 10, 10, 0, true],
      ['sinter', 14, 14, 0, true],
      ['report', 34, 34, 0, true],
    ])
    expect(planned.paths).toEqual([
      { steps: ['print', 'cure', 'sinter', 'report'], duration: 35 * MINUTE },
      { steps: ['ct'], duration: 5 * MINUTE },
    ])
    expect(total(planned)).toEqual([35, 35, 35])
    expect([planned.work / MINUTE, planned.parallelism, planned.width]).toEqual([40, 40 / 35, 2])
    expect(planned.assumptions).toEqual([])
  })

  it('keeps the least time between two steps, dates, and one at a time where that is asked for', () => {
    const cooled = { a: takes(10), b: takes(5, { after: ['a'], waits: { a: { atLeast: '2 h' } } }) }
    expect(total(plan(cooled))).toEqual([135, 135, 135])
    const dated = { a: takes(10), b: takes(5, { notBefore: '2026-01-01T01:00:00Z' }) }
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(total(plan(dated, { now }))).toEqual([65, 65, 65])
    expect(total(plan(dated))).toEqual([10, 10, 10])
    const sequential = plan({ b: takes(1), a: takes(2), c: takes(4) }, {}, { strategy: 'sequential' })
    expect([total(sequential)[1], sequential.width, sequential.criticalPath]).toEqual([7, 1, ['b', 'a', 'c']])
  })

  it('is refused where steps wait for each other', () => {
    const ring = { a: takes(1, { after: ['b'] }), b: takes(1, { after: ['a'] }) }
    expect(() => plan(ring)).toThrow('can not be put in order')
  })
})

describe('durations', () => {
  it('are a range, and the longest chain counts for each of its bounds', () => {
    const steps = { a: { activity: 'a' }, b: { activity: 'b' }, end: { activity: 'end', after: ['a', 'b'] } }
    const known: Readonly<Record<string, ExpectedDuration>> = {
      a: { low: 1, expected: 10, high: 11 },
      b: { low: 5, expected: 6, high: 50 },
      end: { expected: 2 },
    }
    const planned = plan(steps, { durationOf: ({ activity = '' }) => known[activity] })
    expect(planned.duration).toEqual({ low: 7, expected: 12, high: 52 })
  })

  it('that nobody knows are assumed, and each assumption is named once with its steps', () => {
    const planned = plan({
      a: { activity: 'dry' },
      b: { activity: 'dry' },
      ask: { prompt: { question: 'Well?' }, timeLimit: '5 min' },
      signal: { wait: { signal: 'go' }, timeLimit: '1 h' },
      call: { call: { kind: 'http' } },
      more: { stepsFrom: 'inputs.more' },
    })
    expect(codes(planned)).toEqual([
      'unknown-duration',
      'unknown-duration',
      'unknown-wait',
      'unknown-duration',
      'unknown-steps',
    ])
    expect(planned.assumptions[0]).toMatchObject({ steps: ['a', 'b'], count: 2 })
    const times = Object.fromEntries(planned.steps.map(({ id, duration }) => [id, inMinutes(duration)]))
    expect(times).toMatchObject({ a: [3, 30, 120], ask: [1, 5, 5], signal: [0, 0, 60], more: [3, 30, 120] })
  })

  it('of a wait are what it says', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    const planned = plan(
      { cool: { wait: { for: '20 min' } }, date: { wait: { until: '2026-01-01T01:00:00Z' } } },
      { now },
    )
    expect([total(planned), planned.work, planned.assumptions]).toEqual([[60, 60, 60], 0, []])
  })

  it('are none at the least where a condition may be false', () => {
    const planned = plan({ a: takes(10, { when: 'inputs.x' }) })
    expect([total(planned), codes(planned)]).toEqual([[0, 10, 10], ['condition']])
  })
})

describe('steps within steps', () => {
  const weigh: Steps = { weigh: takes(2), shake: takes(1, { after: ['weigh'] }) }

  it('are done for each item, as many at once as there may be', () => {
    const over = (more: object) =>
      plan({ all: { forEach: { items: [1, 2, 3, 4, 5], steps: weigh, ...more } } })
    const atOnce = over({})
    expect([total(atOnce), atOnce.work / MINUTE, atOnce.width]).toEqual([[3, 3, 3], 15, 5])
    const two = over({ concurrency: 2 })
    expect([total(two), two.width]).toEqual([[9, 9, 9], 2])
    expect(two.steps[0]?.within).toMatchObject([
      { scope: 'each', times: 5, plan: { criticalPath: ['weigh', 'shake'] } },
    ])
    expect(two.needs.find(({ id }) => id === '2 min')?.over).toEqual([
      { from: 0, to: 2 * MINUTE, amount: 2 },
      { from: 3 * MINUTE, to: 5 * MINUTE, amount: 2 },
      { from: 6 * MINUTE, to: 8 * MINUTE, amount: 1 },
    ])
  })

  it('are counted from inputs and ranges; else so many are assumed', () => {
    const of = (forEach: object, inputs = {}) =>
      plan(
        { all: { forEach: { steps: weigh, concurrency: 1, ...forEach } } },
        { inputs },
        { inputs: { samples: { default: ['a'] }, last: {} } },
      )
    expect(total(of({ items: '${ inputs.samples }' }, { samples: ['a', 'b'] }))[1]).toBe(6)
    expect(total(of({ items: '${inputs["samples"]}' }))[1]).toBe(3)
    expect(total(of({ range: { from: 3, to: '${ inputs.last }', by: 2 } }, { last: 8 }))[1]).toBe(9)
    const unknown = of({ items: '${ inputs.samples.filter(s, s != "a") }' })
    expect([total(unknown)[1], codes(unknown)]).toEqual([30, ['count']])
  })

  it('may be as many at once as there are instruments', () => {
    const steps: Steps = { all: { forEach: { items: [1, 2, 3, 4], steps: weigh, concurrency: 'auto' } } }
    const two = plan(steps, { instrumentsOf: activity => (activity === '2 min' ? 2 : undefined) })
    expect([total(two)[1], codes(two)]).toEqual([6, ['capacity']])
    expect(total(plan(steps))[1]).toBe(3)
  })

  it('are repeated as often as they may, unless told how often to expect', () => {
    const steps: Steps = { loop: { repeat: { steps: weigh, until: 'true', atMost: 4 } } }
    const most = plan(steps)
    expect([total(most), codes(most), most.width]).toEqual([[3, 12, 12], ['times'], 1])
    const told = plan(steps, { timesOf: path => (path === 'loop' ? 2 : undefined) })
    expect([total(told), codes(told)]).toEqual([[3, 6, 12], []])
  })

  it('of a switch count as their mean, and at the most as the longest branch', () => {
    const branches = (last: object) => ({
      pick: {
        switch: [
          { when: 'a', steps: { x: takes(2) } },
          { steps: { y: takes(10) }, ...last },
        ],
      },
    })
    expect(total(plan(branches({})))).toEqual([2, 6, 10])
    expect(total(plan(branches({ when: 'b' })))).toEqual([0, 4, 10])
  })

  it('of a group and of a workflow that is used count as they are', () => {
    const used: WorkflowDefinition = {
      muster: 1,
      name: 'density',
      inputs: { samples: {} },
      steps: { all: { forEach: { items: '${ inputs.samples }', steps: weigh, concurrency: 1 } } },
    }
    const steps: Steps = {
      group: { steps: weigh },
      use: { uses: 'density@2', inputs: { samples: '${ inputs.mine }' }, after: ['group'] },
      other: { uses: 'nowhere' },
    }
    const planned = plan(steps, { uses: { 'density@2': used }, inputs: { mine: [1, 2, 3] } })
    expect([total(planned)[1], codes(planned)]).toEqual([12, ['unknown-workflow']])
  })

  it('that use each other again and again are planned once', () => {
    const uses: Record<string, WorkflowDefinition> = { w0: { muster: 1, name: 'w0', steps: { a: takes(1) } } }
    for (let depth = 1; depth < 19; depth++)
      uses[`w${depth}`] = {
        muster: 1,
        name: `w${depth}`,
        steps: Object.fromEntries(['a', 'b', 'c', 'd'].map(id => [id, { uses: `w${depth - 1}` }])),
      }
    const planned = plan({ all: { uses: 'w18' } }, { uses })
    expect([total(planned)[1], planned.width]).toEqual([1, 4 ** 18])
  })
})

describe('needs', () => {
  it('are instruments by activity, and resources, at the same time', () => {
    const crucibles = (amount: number) => ({ resources: [{ resource: 'crucibles', amount }] })
    const planned = plan({
      a: takes(10, crucibles(4)),
      b: takes(10, crucibles(2)),
      c: takes(5, { ...crucibles(3), after: ['a'] }),
      d: takes(5, { resources: [{ anyOf: [{ resource: 'x' }, { resource: 'y' }] }], after: ['c'] }),
    })
    expect(planned.needs).toEqual([
      {
        kind: 'instrument',
        id: '10 min',
        peak: 2,
        over: [{ from: 0, to: 10 * MINUTE, amount: 2 }],
      },
      {
        kind: 'instrument',
        id: '5 min',
        peak: 1,
        over: [{ from: 10 * MINUTE, to: 20 * MINUTE, amount: 1 }],
      },
      {
        kind: 'resource',
        id: 'crucibles',
        peak: 6,
        over: [
          { from: 0, to: 10 * MINUTE, amount: 6 },
          { from: 10 * MINUTE, to: 15 * MINUTE, amount: 3 },
        ],
      },
      { kind: 'resource', id: 'x', peak: 1, over: [{ from: 15 * MINUTE, to: 20 * MINUTE, amount: 1 }] },
    ])
    expect(codes(planned)).toEqual(['alternative'])
  })

  it('of very many items are told as the most at any time', () => {
    const steps: Steps = { a: takes(1), b: takes(1, { after: ['a'] }) }
    const planned = plan({
      outer: {
        forEach: {
          range: { from: 1, to: 300 },
          concurrency: 1,
          steps: { inner: { forEach: { range: { from: 1, to: 300 }, concurrency: 3, steps } } },
        },
      },
    })
    expect([planned.width, total(planned)[1]]).toEqual([3, 300 * 100 * 2])
    expect(planned.needs).toEqual([
      { kind: 'instrument', id: '1 min', peak: 3, over: [{ from: 0, to: 60_000 * MINUTE, amount: 3 }] },
    ])
  })
})

describe('of a running job', () => {
  it('what is done counts no more, and what runs for what is left of it', () => {
    const states = done({ print: 'succeeded', ct: 'skipped' })
    states.set('cure', { state: 'open', remaining: { low: MINUTE, expected: 2 * MINUTE, high: 3 * MINUTE } })
    const planned = plan(PRINT, { done: states })
    expect([total(planned), planned.criticalPath]).toEqual([
      [22, 23, 24],
      ['cure', 'sinter', 'report'],
    ])
    expect(planned.steps.filter(({ isDone }) => isDone).map(({ id }) => id)).toEqual(['print', 'ct'])
    expect(planned.paths).toEqual([{ steps: ['cure', 'sinter', 'report'], duration: 23 * MINUTE }])
    const all = done({
      print: 'succeeded',
      ct: 'failed',
      cure: 'cancelled',
      sinter: 'skipped',
      report: 'skipped',
    })
    const over = plan(PRINT, { done: all })
    expect([total(over), over.criticalPath, over.parallelism]).toEqual([[0, 0, 0], [], 1])
  })

  it('items that are done or under way count for what is left of them', () => {
    const steps: Steps = {
      all: {
        forEach: {
          items: [1, 2, 3, 4],
          concurrency: 2,
          steps: { weigh: takes(2), shake: takes(1, { after: ['weigh'] }) },
        },
      },
    }
    const states = done({
      all: 'open',
      'all.0.weigh': 'succeeded',
      'all.0.shake': 'succeeded',
      'all.1.weigh': 'succeeded',
    })
    const planned = plan(steps, { done: states })
    // One minute of the second is left; the other two, of three minutes, begin at 0 and at 1.
    expect([total(planned)[1], planned.work / MINUTE]).toEqual([4, 7])
    expect(planned.steps[0]?.within?.map(({ scope, times }) => [scope, times])).toEqual([
      ['1', 1],
      ['each', 2],
    ])
  })

  it('a loop goes on from where it is, and a switch has its branch', () => {
    const steps: Steps = {
      loop: { repeat: { steps: { a: takes(2), b: takes(1, { after: ['a'] }) }, until: 'true', atMost: 5 } },
      pick: { switch: [{ when: 'a', steps: { x: takes(3) } }, { steps: { y: takes(50) } }], after: ['loop'] },
    }
    const states = done({
      loop: 'open',
      'loop.1.a': 'succeeded',
      'loop.1.b': 'succeeded',
      'loop.2.a': 'succeeded',
      'pick.0.x': 'pending',
    })
    const planned = plan(steps, { done: states, timesOf: () => 3 })
    expect(total(planned)).toEqual([1 + 3, 1 + 3 + 3, 1 + 9 + 3])
  })

  it('a fallback counts in the place of what has failed', () => {
    const steps: Steps = { print: takes(60, { fallback: { other: takes(5) } }) }
    expect(total(plan(steps, { done: done({ print: 'open', 'print.fallback.other': 'open' }) }))[1]).toBe(5)
  })
})

describe('any graph', () => {
  const graph = fc.array(fc.record({ time: fc.nat(50), after: fc.array(fc.nat(30), { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 30,
  })

  it('ends with its longest chain, which has no slack; no step is later than it can be', () => {
    fc.assert(
      fc.property(graph, nodes => {
        const steps: Steps = Object.fromEntries(
          nodes.map(({ time, after }, at) => [
            `s${at}`,
            takes(time, { after: [...new Set(after.filter(one => one < at))].map(one => `s${one}`) }),
          ]),
        )
        const planned = plan(steps)
        const ends = new Map<string, number>()
        for (const [id, { after = [], activity = '' }] of Object.entries(steps))
          ends.set(
            id,
            Math.max(0, ...after.map(one => ends.get(one) ?? 0)) + Number.parseFloat(activity) * MINUTE,
          )
        expect(planned.duration.expected).toBe(Math.max(...ends.values()))
        const byId = new Map(planned.steps.map(step => [step.id, step]))
        const onPath = planned.criticalPath.flatMap(id => byId.get(id) ?? [])
        expect(onPath.every(({ slack }) => slack === 0)).toBe(true)
        expect(onPath.reduce((sum, { duration }) => sum + duration.expected, 0)).toBe(
          planned.duration.expected,
        )
        for (const { id, earliestStart, latestStart, duration } of planned.steps) {
          expect(earliestStart + duration.expected).toBe(ends.get(id))
          for (const needed of steps[id]?.after ?? []) {
            const before = byId.get(needed)
            expect((before?.latestStart ?? 0) + (before?.duration.expected ?? 0)).toBeLessThanOrEqual(
              latestStart,
            )
          }
        }
        expect(planned.paths.flatMap(path => path.steps).sort()).toEqual(Object.keys(steps).sort())
        expect(planned.stages.flat().sort()).toEqual(Object.keys(steps).sort())
      }),
    )
  })
})
