import { hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { aPause, aResource } from '../../testing/store-fixtures.ts'
import { beginVerifying } from '../../work/attempts.ts'
import { jobOf, taskRecordsOf } from '../../work/jobs.ts'
import { STANDARD_SCHEDULER } from '../settings.ts'
import { submitFlow } from '../testing/flow.ts'
import { Floor } from '../testing/floor.ts'
import { forecastOf } from './forecast.ts'
import { startOf } from './start-of.ts'
import { endsOfJobs, planned } from './what-if.ts'

const HOUR = hours(1)

/** So many furnaces that sinter for an hour, and measure for ten minutes. */
function furnaces(count: number): Floor {
  const floor = new Floor()
  for (let at = 1; at <= count; at += 1)
    floor.agent({
      id: `pc-${at}`,
      instruments: [
        {
          id: `furnace-${at}`,
          activities: [
            { name: 'sinter', expectedMs: HOUR },
            { name: 'measure', expectedMs: minutes(10) },
          ],
        },
      ],
    })
  return floor
}

/** Everything that can begin does. */
function run(floor: Floor): void {
  floor.dispatch()
  for (const attempt of floor.open) floor.begin(attempt)
}

/** Minutes from now to when it is expected to begin; the code of why nobody knows. */
function inMinutes(floor: Floor, taskId: string): number | string | undefined {
  const { runs, untold } = forecastOf(floor.state, floor.now)
  const expected = runs.get(taskId)?.start.expected
  return expected === undefined ? untold.get(taskId)?.code : Math.round((expected - floor.now) / minutes(1))
}

const sinter = { activity: 'sinter' }
const SINTER = { run: sinter }

describe('what waits is expected to begin', () => {
  test('when those before it are done, one after another', () => {
    const floor = furnaces(1)
    const [, second, third] = [1, 2, 3].map(() => floor.submit(sinter))
    run(floor)
    floor.now += minutes(20)
    expect(inMinutes(floor, second?.id ?? '')).toBe(40)
    expect(inMinutes(floor, third?.id ?? '')).toBe(100)
  })

  test('in the order in which it stands: by priority, and by turns between users', () => {
    const floor = furnaces(1)
    run(floor)
    floor.submitOf('ada', sinter)
    run(floor)
    const ada = [1, 2].map(() => floor.submitOf('ada', sinter))
    const ben = floor.submitOf('ben', sinter)
    const urgent = floor.submitOf('ada', { ...sinter, priority: 75 })
    const order = [urgent, ben, ...ada].map(({ id }) => inMinutes(floor, id))
    expect(order[0]).toBe(60)
    expect(new Set(order)).toEqual(new Set([60, 120, 180, 240]))
    expect(Number(order[1])).toBeLessThan(Number(order[3]))
  })

  test('at the instrument that is free first, of all that suit', () => {
    const floor = furnaces(2)
    floor.submit({ ...sinter, instrument: 'furnace-1' })
    run(floor)
    floor.now += minutes(30)
    floor.submit({ ...sinter, instrument: 'furnace-2' })
    run(floor)
    const any = floor.submit(sinter)
    expect(forecastOf(floor.state, floor.now).runs.get(any.id)).toMatchObject({ instrumentId: 'furnace-1' })
    expect(inMinutes(floor, any.id)).toBe(30)
  })

  test('after the steps that it needs, and what has to pass between them', () => {
    const floor = furnaces(1)
    const flow = submitFlow(floor, {
      heat: sinter,
      look: { activity: 'measure', after: ['heat'], waits: { heat: { atLeast: '30 min' } } },
      again: { activity: 'measure', after: ['look'] },
    })
    expect(inMinutes(floor, flow.task('look').id)).toBe(90)
    run(floor)
    expect(inMinutes(floor, flow.task('look').id)).toBe(90)
    expect(inMinutes(floor, flow.task('again').id)).toBe(100)
  })

  test('when the instrument opens, maintenance is over, or a pause ends', () => {
    const floor = furnaces(1)
    const task = floor.submit(sinter)
    floor.state.put('pauses', aPause('queue', { until: floor.now + minutes(25) }))
    expect(inMinutes(floor, task.id)).toBe(25)
    floor.state.schedulerSettings = {
      ...STANDARD_SCHEDULER,
      calendars: [{ name: 'day', timeZone: 'UTC', open: [{ from: '08:00', to: '18:00' }], closed: [] }],
      instruments: { 'furnace-1': { calendar: 'day', fits: true } },
    }
    expect(inMinutes(floor, task.id)).toBe(8 * 60)
    const furnace = floor.state.instruments.get('furnace-1')
    const [from, to] = [floor.now + hours(8.5), floor.now + hours(10)]
    if (furnace)
      floor.state.put('instruments', {
        ...furnace,
        version: 2,
        maintenance: [{ id: 'm-1', from, to, reason: 'coils', by: 'ann' }],
      })
    expect(inMinutes(floor, task.id)).toBe(10 * 60)
  })

  test('when what it holds besides comes back', () => {
    const floor = furnaces(2)
    floor.state.put('resources', aResource('crucible', { capacity: 1 }))
    const resources = [{ anyOf: [{ resource: 'crucible', amount: 1 }] }]
    floor.submit({ ...sinter, resources })
    run(floor)
    const second = floor.submit({ ...sinter, resources })
    expect(inMinutes(floor, second.id)).toBe(60)
    const third = floor.submit({ ...sinter, resources: [{ anyOf: [{ resource: 'crucible', amount: 2 }] }] })
    expect(inMinutes(floor, third.id)).toBe('resource-held')
  })

  test('in one run with those of its batch, which begins when it is full or has waited', () => {
    const floor = furnaces(1)
    const batch = { size: 2, atLeast: 1, hold: minutes(90) }
    floor.submit({ ...sinter })
    run(floor)
    const waiting = [1, 2, 3].map(() => floor.submit({ ...sinter, batch }))
    expect(waiting.map(({ id }) => inMinutes(floor, id))).toEqual([60, 60, 120])
    const few = floor.submit({ activity: 'measure', batch: { ...batch, atLeast: 2 } })
    expect(inMinutes(floor, few.id)).toBe('batch-too-few')
  })
})

describe('nobody can tell when something begins', () => {
  test('that waits for a person, nor what needs it', () => {
    const floor = furnaces(1)
    const flow = submitFlow(floor, { heat: sinter, look: { activity: 'measure', after: ['heat'] } })
    floor.decide(draft => draft.update('tasks', flow.task('heat'), { heldBy: 'prompt-1' }))
    expect(inMinutes(floor, flow.task('heat').id)).toBe('waits-for-person')
    expect(inMinutes(floor, flow.task('look').id)).toBe('needs-step')
  })

  test('at an instrument of which nobody knows what it does, or that is out of contact', () => {
    const floor = furnaces(1)
    floor.submit(sinter)
    run(floor)
    const next = floor.submit(sinter)
    for (const attempt of floor.open)
      floor.decide(draft => beginVerifying(draft, attempt, 'it was switched off'))
    expect(inMinutes(floor, next.id)).toBe('instrument-busy')
    const other = furnaces(1)
    const task = other.submit(sinter)
    other.contact('pc-1', false)
    expect(inMinutes(other, task.id)).toBe('agent-offline')
    expect(inMinutes(other, other.submit({ activity: 'cast' }).id)).toBe('no-instrument')
  })

  test('and nothing is said of what does not wait', () => {
    const floor = furnaces(1)
    const task = floor.submit(sinter)
    const forecast = forecastOf(floor.state, floor.now)
    expect(startOf(forecast, { ...task, state: 'running' }, floor.now)).toEqual({})
    expect(startOf(forecast, { id: 'later', state: 'queued' }, floor.now).unknownStart?.code).toBe('not-yet')
    // What should have begun by now is expected now.
    expect(startOf(forecast, task, floor.now + HOUR).expectedStart?.expected).toBe(floor.now + HOUR)
  })
})

test('a range is narrower, beside the wait, the more runs go before', () => {
  const floor = furnaces(1)
  floor.submit(sinter)
  run(floor)
  const waiting = Array.from({ length: 20 }, () => floor.submit(sinter))
  const { runs } = forecastOf(floor.state, floor.now)
  const widths = waiting.map(({ id }) => {
    const start = runs.get(id)?.start
    return ((start?.to ?? 0) - (start?.from ?? 0)) / ((start?.expected ?? 0) - floor.now)
  })
  expect(widths.at(-1)).toBeLessThan((widths[0] ?? 0) * 0.75)
})

test('what does not fit on paper goes on at the pace of what does', () => {
  const floor = furnaces(1)
  floor.submit(sinter)
  run(floor)
  const waiting = Array.from({ length: 40 }, () => floor.submit(sinter))
  const whole = forecastOf(floor.state, floor.now)
  const part = forecastOf(floor.state, floor.now, { most: 10 })
  expect(part.schedule.runs.size).toBe(10)
  for (const { id } of waiting) {
    const [all, some] = [
      whole.runs.get(id)?.start.expected ?? 0,
      part.runs.get(id)?.start.expected ?? Number.NaN,
    ]
    expect(Math.abs(some - all)).toBeLessThan(HOUR)
  }
})

describe('a job that is only put on paper', () => {
  test('has a timeline, and says whose end it moves and whether it is in time', () => {
    const floor = furnaces(1)
    floor.submit(sinter)
    run(floor)
    const other = floor.submitOf('ben', { ...sinter, priority: 25 })
    const before = [...floor.state.tasks.keys()]
    const flow = submitFlow(furnaces(1), { heat: sinter, look: { activity: 'measure', after: ['heat'] } })
    const plan = (deadline: number) => {
      const submission = {
        submission: {},
        definition: flow.job.definition,
        uses: {},
        inputs: {},
        fieldOfStep: () => '',
      }
      const made = jobOf(submission, { id: 'plan', sequence: 9, submittedBy: 'ada', submittedAt: floor.now })
      const job = { ...made, deadline }
      const imagined = { job, tasks: taskRecordsOf(job) }
      const forecast = forecastOf(floor.state, floor.now, { imagined })
      return planned(forecast, imagined, endsOfJobs(forecastOf(floor.state, floor.now)))
    }
    const plenty = plan(floor.now + hours(20))
    expect(plenty.steps.map(({ step }) => step)).toEqual(['heat', 'look'])
    expect(plenty.steps[0]).toMatchObject({
      instrumentId: 'furnace-1',
      start: { expected: floor.now + HOUR },
      waitsFor: { link: { kind: 'instrument', id: 'furnace-1' } },
    })
    expect(plenty.end?.expected).toBe(floor.now + 2 * HOUR + minutes(10))
    expect(plenty.deadline?.holds).toBe('yes')
    expect(plenty.moved).toEqual([
      { jobId: other.jobId, before: floor.now + 2 * HOUR, after: floor.now + 3 * HOUR + minutes(10) },
    ])
    expect(plan(floor.now + HOUR).deadline?.holds).toBe('no')
    expect(plan(floor.now + 2 * HOUR + minutes(11)).deadline?.holds).toBe('likely')
    expect([...floor.state.tasks.keys()]).toEqual(before)
  })

  test('says of a step of which nobody can tell why that is so', () => {
    const floor = furnaces(1)
    const flow = submitFlow(floor, SINTER)
    floor.contact('pc-1', false)
    const job = { ...flow.job, id: 'plan' }
    const imagined = { job, tasks: taskRecordsOf(job) }
    const made = planned(forecastOf(floor.state, floor.now, { imagined }), imagined, new Map())
    expect(made.end).toBeUndefined()
    expect(made.steps).toMatchObject([{ step: 'run', unknown: { code: 'agent-offline' } }])
  })

  test('takes no room on paper from those that wait', () => {
    const floor = furnaces(1)
    for (let at = 0; at < 10; at += 1) floor.submit(sinter)
    const flow = submitFlow(furnaces(1), { heat: sinter, look: { activity: 'measure', after: ['heat'] } })
    const job = { ...flow.job, id: 'plan', priority: 100, submittedAt: floor.now }
    const imagined = { job, tasks: taskRecordsOf(job) }
    const [without, withIt] = [
      forecastOf(floor.state, floor.now, { most: 4 }),
      forecastOf(floor.state, floor.now, { most: 4, imagined }),
    ]
    const others = [...withIt.paper.onPaper].filter(id => !id.startsWith('plan-'))
    expect(others.sort()).toEqual([...without.paper.onPaper].sort())
    expect(withIt.paper.onPaper.size - others.length).toBe(2)
  })
})
