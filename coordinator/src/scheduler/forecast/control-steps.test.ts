import { hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import type { TaskRecord } from '../../model/records.ts'
import { jobOf, taskRecordsOf } from '../../work/jobs.ts'
import { parseSubmission } from '@muster/protocol'
import { Floor } from '../testing/floor.ts'
import { submitFlow } from '../testing/flow.ts'
import { forecastOf } from './forecast.ts'
import { startOf } from './start-of.ts'
import { planned } from './what-if.ts'

const HOUR = hours(1)
const sinter = { activity: 'sinter' }

function furnace(): Floor {
  const floor = new Floor()
  const activities = [{ name: 'sinter', expectedMs: HOUR }]
  floor.agent({ id: 'pc-1', instruments: [{ id: 'furnace-1', activities }] })
  return floor
}

type StepsIn = Readonly<Record<string, unknown>>

/** What would become of a job of these steps, with times in minutes from now. */
function plan(floor: Floor, steps: StepsIn, more: StepsIn = {}) {
  const workflow = {
    muster: 1,
    name: 'flow',
    version: 1,
    inputs: { a: { type: 'boolean', default: true } },
    steps,
  }
  const parsed = parseSubmission({ workflow, ...more })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const job = jobOf(parsed.value, { id: 'plan', sequence: 9, submittedBy: 'ada', submittedAt: floor.now })
  const imagined = { job, tasks: taskRecordsOf(job) }
  return planned(forecastOf(floor.state, floor.now, { imagined }), imagined, new Map())
}

const inMinutes = (floor: Floor, at: number | undefined) =>
  at === undefined ? undefined : Math.round((at - floor.now) / minutes(1))

function timesOf(floor: Floor, steps: StepsIn, more?: StepsIn) {
  const { steps: all, end, endNotBefore } = plan(floor, steps, more)
  const times = all.map(step =>
    'unknown' in step
      ? [step.step, step.unknown.code, inMinutes(floor, step.unknown.notBefore)]
      : [step.step, inMinutes(floor, step.start.expected), inMinutes(floor, step.end?.expected)],
  )
  return { times, end: inMinutes(floor, end?.expected), endNotBefore: inMinutes(floor, endNotBefore) }
}

describe('a job that is only put on paper', () => {
  test('waits as long as it says, or until its date', () => {
    const floor = furnace()
    const until = new Date(floor.now + minutes(90)).toISOString()
    const steps = {
      rest: { wait: { for: '20 min' } },
      heat: { ...sinter, after: ['rest'] },
      date: { wait: { until } },
      late: { ...sinter, after: ['date', 'heat'] },
    }
    const { times, end } = timesOf(floor, steps)
    expect(times).toEqual([
      ['rest', 0, 20],
      ['heat', 20, 80],
      ['date', 0, 90],
      ['late', 90, 150],
    ])
    expect(end).toBe(150)
  })

  test('names the step of which nobody knows how long it takes, and says before when what comes after does not begin', () => {
    const floor = furnace()
    const steps = {
      rest: { wait: { for: '20 min' } },
      ask: { prompt: { question: 'Go on?' }, after: ['rest'] },
      heat: { ...sinter, after: ['ask'] },
      end: { wait: { for: '5 min' }, after: ['heat'] },
    }
    const { times, end, endNotBefore } = timesOf(floor, steps)
    expect(times).toEqual([
      ['rest', 0, 20],
      ['ask', 20, undefined],
      ['heat', 'needs-step', 20],
      // At the least as long as the furnace takes where all goes quickly.
      ['end', 'needs-step', 20 + 48],
    ])
    expect([end, endNotBefore]).toEqual([undefined, 68])
    const made = plan(floor, steps, { deadline: new Date(floor.now + minutes(50)).toISOString() })
    expect(made.deadline?.holds).toBe('no')
    expect(made.steps).toMatchObject([
      {},
      { unknownEnd: { code: 'unknown-duration', message: 'nobody knows how long the prompt ask takes' } },
      { unknown: { waitsFor: { kind: 'task', id: 'plan-ask' } } },
      {
        unknown: {
          message: 'it depends on plan-ask: nobody knows how long the prompt ask takes',
          waitsFor: { id: 'plan-ask' },
        },
      },
    ])
  })

  test('goes by time limits: those of a question only where something follows from them', () => {
    const floor = furnace()
    const ask = { prompt: { question: 'Go on?', onTimeout: 'fail' }, timeLimit: '10 min' }
    const call = { call: { kind: 'http', with: { url: 'https://a.example' } }, timeLimit: '2 s' }
    const signal = { wait: { signal: 'go' }, timeLimit: '40 min' }
    const made = plan(floor, { ask, call, signal })
    const ranges = made.steps.map(step =>
      'unknown' in step ? [] : [step.end?.expected, step.end?.to].map(at => inMinutes(floor, at)),
    )
    expect(ranges).toEqual([
      [10, 10],
      [0, 0],
      [20, 40],
    ])
    const open = { prompt: { question: 'Go on?' }, timeLimit: '10 min' }
    expect(timesOf(floor, { open }).times).toEqual([['open', 0, undefined]])
  })

  test('counts items, times through and branches as a plan does, and looks into what holds an unknown step', () => {
    const floor = furnace()
    const rest = { rest: { wait: { for: '10 min' } } }
    const steps = {
      each: { forEach: { items: [1, 2, 3, 4], concurrency: 2, steps: rest } },
      loop: { repeat: { atMost: 3, until: 'false', steps: rest } },
      either: {
        switch: [{ when: 'inputs.a', steps: rest }, { steps: { more: { wait: { for: '30 min' } } } }],
      },
      group: { steps: { ask: { prompt: { question: 'Go on?' } } } },
      limited: { steps: { ask: { prompt: { question: 'Go on?' } } }, timeLimit: '1 h' },
    }
    const first = timesOf(floor, steps).times.filter(([step]) => !String(step).includes('.'))
    expect(first).toEqual([
      ['each', 0, 20],
      ['loop', 0, 30],
      ['either', 0, 10],
      ['group', 0, undefined],
      ['limited', 0, 60],
    ])
    // What has not begun is looked into as a whole.
    const late = Object.fromEntries(
      Object.entries(steps).map(([id, step]) => [id, { ...step, after: ['rest'] }]),
    )
    const { times } = timesOf(floor, { rest: { wait: { for: '5 min' } }, ...late })
    expect(times).toEqual([
      ['rest', 0, 5],
      ['each', 5, 25],
      ['loop', 5, 35],
      ['either', 5, 25],
      ['group', 5, undefined],
      ['limited', 5, 65],
    ])
    const made = plan(floor, { rest: { wait: { for: '5 min' } }, ...late })
    expect(made.steps[4]).toMatchObject({
      unknownEnd: { message: 'nobody knows how long the step group.0.ask takes' },
    })
  })

  test('keeps no instrument from others while it waits', () => {
    const floor = furnace()
    const waits = { a: { wait: { for: '2 h' } }, b: { wait: { for: '2 h' } }, heat: sinter }
    expect(timesOf(floor, waits)).toMatchObject({
      times: [
        ['a', 0, 120],
        ['b', 0, 120],
        ['heat', 0, 60],
      ],
    })
  })
})

describe('of what is under way', () => {
  /** A row as the engine leaves it once a step is open. */
  const open = (floor: Floor, task: TaskRecord, node: NonNullable<TaskRecord['node']>) =>
    floor.decide(draft =>
      draft.update('tasks', task, {
        state: 'running',
        startedAt: floor.now,
        node,
      }),
    )
  const startIn = (floor: Floor, { id }: TaskRecord) => {
    const { expectedStart, unknownStart } = startOf(
      forecastOf(floor.state, floor.now),
      floor.state.tasks.get(id) ?? { id, state: 'queued' },
      floor.now,
    )
    return expectedStart ? inMinutes(floor, expectedStart.expected) : unknownStart?.code
  }

  test('a wait ends at its time, and is not stretched where all goes slowly', () => {
    const floor = furnace()
    const flow = submitFlow(floor, {
      rest: { wait: { for: '30 min' } },
      heat: { ...sinter, after: ['rest'] },
    })
    open(floor, flow.task('rest'), { input: { until: floor.now + minutes(30) } })
    floor.now += minutes(10)
    const start = forecastOf(floor.state, floor.now).runs.get(flow.task('heat').id)?.start
    expect([start?.from, start?.expected].map(at => inMinutes(floor, at))).toEqual([20, 20])
    expect((start?.to ?? 0) - (start?.from ?? 0)).toBeLessThan(minutes(1))
  })

  test('questions take as long as the same question took before', () => {
    const floor = furnace()
    const steps = { ask: { prompt: { question: 'Is the bed clear?' } }, heat: { ...sinter, after: ['ask'] } }
    for (const time of [10, 20, 60]) {
      const { task } = submitFlow(floor, steps)
      floor.decide(draft =>
        draft.update('tasks', task('ask'), {
          state: 'succeeded',
          startedAt: floor.now - minutes(time),
          endedAt: floor.now,
        }),
      )
      floor.decide(draft => draft.update('tasks', task('heat'), { state: 'skipped' }))
    }
    const flow = submitFlow(floor, steps)
    expect(startIn(floor, flow.task('heat'))).toBe(20)
    open(floor, flow.task('ask'), {})
    floor.now += minutes(15)
    expect(startIn(floor, flow.task('heat'))).toBe(5)
    const other = submitFlow(floor, {
      ask: { prompt: { question: 'Another?' } },
      heat: { ...sinter, after: ['ask'] },
    })
    open(floor, other.task('ask'), {})
    expect(startIn(floor, other.task('heat'))).toBe('needs-step')
  })
})
