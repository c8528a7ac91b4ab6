import { hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { aResource } from '../../testing/store-fixtures.ts'
import { taskRecordsOf } from '../../work/jobs.ts'
import { STANDARD_RULES } from '../rules.ts'
import { submitFlow } from '../testing/flow.ts'
import { Floor, type InstrumentPlan } from '../testing/floor.ts'
import { forecastOf } from './forecast.ts'
import { live } from './testing/live.ts'
import { planned } from './what-if.ts'

const ACTIVITIES = [
  { name: 'sinter', expectedMs: hours(1) },
  { name: 'crush', expectedMs: minutes(15) },
  { name: 'scan', expectedMs: minutes(40) },
]
const MODEL = { name: 'model', expectedMs: hours(4), more: { canCheckpoint: true } }
const sinter = { activity: 'sinter' }
const furnace = (id: string): InstrumentPlan => ({ id, activities: ACTIVITIES })

/** An agent for each instrument. */
function floorOf(...instruments: InstrumentPlan[]): Floor {
  const floor = new Floor()
  for (const instrument of instruments) floor.agent({ id: `pc-${instrument.id}`, instruments: [instrument] })
  return floor
}

/** Everything that can begin does. */
function run(floor: Floor): void {
  floor.dispatch()
  for (const attempt of floor.open) floor.begin(attempt)
}

/** What the paper says of all that waits, and what comes then: minutes from now, in the order of the tasks. */
function bothOf(floor: Floor) {
  const { now } = floor
  const inMinutes = (at: number | undefined) => at && Math.round((at - now) / minutes(1))
  const waiting = [...floor.state.tasks.values()].filter(
    ({ state }) => state === 'queued' || state === 'pending',
  )
  const { runs } = forecastOf(floor.state, now)
  const paper = waiting.map(({ id }) => inMinutes(runs.get(id)?.start.expected))
  const starts = live(floor)
  return { paper, real: waiting.map(({ id }) => inMinutes(starts.get(id))) }
}

/** Both alike, and so. */
function expectStarts(floor: Floor, ...starts: (number | undefined)[]): void {
  expect(bothOf(floor)).toEqual({ paper: starts, real: starts })
}

describe('on paper it goes as it does: tasks in one run', () => {
  const batch = { size: 2, hold: '2 h' }

  test('begin when the last of them is ready, wherever it comes from', () => {
    const floor = floorOf(furnace('furnace'), furnace('mill'))
    const steps = {
      crush: { activity: 'crush', instrument: 'mill' },
      sinter: { ...sinter, instrument: 'furnace', after: ['crush'], batch },
    }
    for (const _ of [1, 2, 3]) submitFlow(floor, steps)
    // The third waits for its hold, from when it was ready.
    expectStarts(floor, 0, 30, 15, 30, 30, 45 + 120)
  })

  test('stand together where some are ready and some are not, of unlike priority', () => {
    const floor = floorOf(furnace('furnace'), furnace('mill'))
    submitFlow(floor, { sinter: { ...sinter, instrument: 'furnace', batch } }, { priority: 25 })
    submitFlow(
      floor,
      {
        crush: { activity: 'crush', instrument: 'mill' },
        sinter: { ...sinter, instrument: 'furnace', after: ['crush'], batch },
      },
      { priority: 75 },
    )
    expectStarts(floor, 15, 0, 15)
  })

  test('leave the instrument to others as long as they wait', () => {
    const floor = floorOf(furnace('furnace'))
    submitFlow(floor, { sinter: { ...sinter, batch } }, { priority: 75 })
    submitFlow(floor, { scan: { activity: 'scan' } })
    floor.now += minutes(10)
    expectStarts(floor, 110, 0)
  })

  test('are as many as what they need is there for', () => {
    const floor = floorOf(furnace('furnace'))
    floor.state.put('resources', aResource('crucible', { capacity: 3 }))
    const resources = [{ resource: 'crucible', amount: 1 }]
    const four = { ...sinter, resources, batch: { size: 4, hold: '1 h', atLeast: 2 } }
    for (const _ of [1, 2, 3, 4, 5, 6]) submitFlow(floor, { sinter: four })
    expectStarts(floor, 60, 60, 60, 120, 120, 120)
  })

  test('and what follows them follows each', () => {
    const floor = floorOf(furnace('furnace'), furnace('xrd'))
    const steps = {
      sinter: { ...sinter, instrument: 'furnace', batch },
      scan: { activity: 'scan', instrument: 'xrd', after: ['sinter'], batch: { size: 3, hold: '30 min' } },
    }
    for (const _ of [1, 2]) submitFlow(floor, steps)
    expectStarts(floor, 0, 90, 0, 90)
  })
})

describe('on paper it goes as it does: steps that begin together', () => {
  const steps = {
    left: { ...sinter, together: 'pair', instrument: 'left' },
    right: { activity: 'scan', together: 'pair', instrument: 'right' },
  }

  test('wait for the later of their instruments, and others go on meanwhile', () => {
    const floor = floorOf(furnace('left'), furnace('right'))
    submitFlow(floor, { other: { ...sinter, instrument: 'right' } })
    run(floor)
    submitFlow(floor, steps)
    submitFlow(floor, { small: { activity: 'scan', instrument: 'left' } })
    expectStarts(floor, 60, 60, 0)
  })

  test('and for the one that has to wait for another step', () => {
    const floor = floorOf(furnace('left'), furnace('right'))
    submitFlow(floor, {
      crush: { activity: 'crush', instrument: 'right' },
      left: steps.left,
      right: { ...steps.right, after: ['crush'] },
    })
    expectStarts(floor, 0, 15, 15)
  })

  test('are not begun where one of them never is', () => {
    const floor = floorOf(furnace('left'), furnace('right'))
    submitFlow(floor, steps)
    floor.contact('pc-right', false)
    expectStarts(floor, undefined, undefined)
  })
})

describe('on paper it goes as it does: what waits', () => {
  test('rises in priority while nothing of it is begun', () => {
    const rules = { ...STANDARD_RULES, rank: { ...STANDARD_RULES.rank, ageing: minutes(30) } }
    const floor = new Floor(rules)
    floor.agent({ id: 'pc', instruments: [furnace('furnace')] })
    submitFlow(floor, { scan: { activity: 'scan' } }, { priority: 45 })
    for (const _ of [1, 2, 3, 4, 5]) submitFlow(floor, { sinter }, { priority: 50 })
    const { paper, real } = bothOf(floor)
    expect(paper).toEqual(real)
    expect(paper[0]).toBeGreaterThan(0)
    expect(paper[0]).toBeLessThan(300)
  })

  test('takes its turns by what each share has had, as work takes unlike long', () => {
    const floor = floorOf(furnace('furnace'))
    for (const _ of [1, 2, 3]) submitFlow(floor, { sinter }, { by: 'ada' })
    for (const _ of [1, 2, 3, 4, 5, 6]) submitFlow(floor, { crush: { activity: 'crush' } }, { by: 'ben' })
    submitFlow(floor, { scan: { activity: 'scan' } }, { by: 'cleo' })
    const { paper, real } = bothOf(floor)
    expect(paper).toEqual(real)
  })

  test('has no more runs at a time than its agent may have', () => {
    const floor = new Floor()
    const instruments = ['a', 'b', 'c'].map(furnace)
    floor.agent({ id: 'pc', maxConcurrentTasks: 2, instruments })
    submitFlow(floor, { first: { activity: 'scan', instrument: 'a' } })
    run(floor)
    submitFlow(floor, { second: { ...sinter, instrument: 'b' } })
    submitFlow(floor, { third: { ...sinter, instrument: 'c' } })
    submitFlow(floor, { fourth: { activity: 'crush', instrument: 'a' } })
    expectStarts(floor, 0, 40, 60)
  })

  test('and a job on paper names the agent that has as many as it may', () => {
    const floor = new Floor()
    floor.agent({ id: 'pc', maxConcurrentTasks: 1, instruments: ['a', 'b'].map(furnace) })
    submitFlow(floor, { first: { activity: 'scan', instrument: 'a' } })
    submitFlow(floor, { second: { ...sinter, instrument: 'a' } })
    run(floor)
    const { job } = submitFlow(new Floor(), { wait: { activity: 'crush', instrument: 'b' } })
    const imagined = { job: { ...job, id: 'plan' }, tasks: taskRecordsOf({ ...job, id: 'plan' }) }
    const { steps } = planned(forecastOf(floor.state, floor.now, { imagined }), imagined, new Map())
    expect(steps).toMatchObject([{ waitsFor: { link: { kind: 'agent', id: 'pc' } } }])
  })

  test('is begun only when what may not wait after it can follow', () => {
    const floor = floorOf(furnace('mixer'), furnace('caster'))
    submitFlow(floor, { long: { ...sinter, instrument: 'caster' } })
    run(floor)
    submitFlow(floor, {
      mix: { activity: 'crush', instrument: 'mixer' },
      cast: {
        activity: 'scan',
        instrument: 'caster',
        after: ['mix'],
        waits: { mix: { atLeast: '5 min', atMost: '20 min' } },
      },
    })
    // In earnest what is begun on the strength of it waits for the longer estimate of what runs there.
    const { paper, real } = bothOf(floor)
    expect(paper).toEqual([25, 60])
    expect(real).toEqual([43, 63])
  })
})

describe('on paper it goes as it does: critical work', () => {
  const node: InstrumentPlan = { id: 'node', activities: [MODEL, ...ACTIVITIES] }

  test('displaces what goes on from its checkpoint later', () => {
    const floor = floorOf(node)
    submitFlow(floor, { model: { activity: 'model' }, scan: { activity: 'scan', after: ['model'] } })
    run(floor)
    floor.now += minutes(30)
    submitFlow(floor, { next: { activity: 'scan' } }, { priority: 25 })
    submitFlow(floor, { urgent: sinter }, { priority: 100 })
    // What was displaced goes on in between.
    expectStarts(floor, 270, 310, 0)
  })

  test('also when it is ready later only, and what runs then began on paper', () => {
    const floor = floorOf(node, furnace('mill'))
    submitFlow(floor, { model: { activity: 'model' } })
    submitFlow(
      floor,
      {
        crush: { activity: 'crush', instrument: 'mill' },
        urgent: { activity: 'scan', instrument: 'node', after: ['crush'] },
      },
      { priority: 100 },
    )
    submitFlow(floor, { after: { ...sinter, instrument: 'node' } })
    // What was displaced comes into the queue anew.
    expectStarts(floor, 0, 0, 15, 15 + 40)
  })

  test('leaves what can not go on later, or says so', () => {
    const floor = floorOf(node)
    submitFlow(floor, { model: { activity: 'model', preemptible: false } })
    run(floor)
    submitFlow(floor, { urgent: sinter }, { priority: 100 })
    expectStarts(floor, 240)
    const other = floorOf(furnace('furnace'))
    other.agent({
      id: 'pc-furnace',
      instruments: [{ id: 'furnace', activities: [{ name: 'print', expectedMs: hours(2) }, ...ACTIVITIES] }],
    })
    submitFlow(other, { print: { activity: 'print' } })
    run(other)
    submitFlow(other, { urgent: sinter }, { priority: 100 })
    expectStarts(other, 120)
  })
})
