import { hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { aBreaker, aPause, aResource } from '../testing/store-fixtures.ts'
import { beginVerifying } from '../work/attempts.ts'
import { forecastOf } from './forecast/forecast.ts'
import { submitFlow } from './testing/flow.ts'
import { Floor } from './testing/floor.ts'
import { moment, whyChain } from './why-chain.ts'
import { whyWaiting } from './why.ts'

const SINTER = { activity: 'sinter' }

function furnaces(count: number): Floor {
  const floor = new Floor()
  const activities = [
    { name: 'sinter', expectedMs: hours(1) },
    { name: 'measure', expectedMs: minutes(10) },
  ]
  for (let at = 1; at <= count; at += 1)
    floor.agent({ id: `pc-${at}`, instruments: [{ id: `furnace-${at}`, activities }] })
  return floor
}

function run(floor: Floor): void {
  floor.dispatch()
  for (const attempt of floor.open) floor.begin(attempt)
}

const chainOf = (floor: Floor, id: string) => {
  const task = floor.state.tasks.get(id)
  if (!task) throw new Error(`there is no ${id}`)
  return whyChain(floor.state, task, floor.now)
}
const codes = (floor: Floor, id: string) => chainOf(floor, id).map(({ code }) => code)

describe('the chain of reasons', () => {
  test('leads from a task to its instrument, to the run that has it, and to the question that this waits for', () => {
    const floor = furnaces(1)
    const holder = floor.submit(SINTER)
    run(floor)
    const next = floor.submit(SINTER)
    floor.now += minutes(20)
    expect(chainOf(floor, next.id)).toMatchObject([
      {
        code: 'instrument-busy',
        message: 'furnace-1 is held by step run of job-1, until about 2026-03-01T01:00Z (in 40 min)',
        until: { expected: floor.now + minutes(40) },
      },
      {
        code: 'runs',
        message:
          'step run of job-1 at furnace-1 runs since 2026-03-01T00:00Z (20 min ago), until about 2026-03-01T01:00Z (in 40 min)',
        since: floor.now - minutes(20),
      },
    ])
    for (const attempt of floor.open)
      floor.decide(draft => beginVerifying(draft, attempt, 'it was switched off'))
    floor.now += minutes(3)
    const [first, second, ...more] = chainOf(floor, next.id)
    expect(more).toEqual([])
    expect(first).toMatchObject({ code: 'instrument-busy', waitsFor: { kind: 'task', id: holder.id } })
    expect(first?.until).toBeUndefined()
    expect(second).toMatchObject({
      code: 'waits-for-person',
      waitsFor: { kind: 'person' },
      since: floor.now - minutes(3),
    })
    expect(second?.message).toContain(
      "step run of job-1 at furnace-1 waits for an operator's answer since 2026-03-01T00:20Z (3 min ago): ",
    )
  })

  test('leads from step to step of a job, to what keeps the first of them', () => {
    const floor = furnaces(1)
    run(floor)
    floor.submit(SINTER)
    run(floor)
    const flow = submitFlow(floor, {
      heat: SINTER,
      look: { activity: 'measure', after: ['heat'] },
      again: { activity: 'measure', after: ['look'] },
    })
    expect(codes(floor, flow.task('again').id)).toEqual([
      'needs-step',
      'needs-step',
      'instrument-busy',
      'runs',
    ])
    const { runs } = forecastOf(floor.state, floor.now)
    const chain = whyChain(floor.state, flow.task('again'), floor.now, id => {
      const end = runs.get(id)?.end
      return end?.to === undefined ? undefined : { ...end, to: end.to }
    })
    expect(chain[0]?.message).toBe(
      'step look has to succeed first; it is pending, until about 2026-03-01T02:10Z (in 2 h 10 min)',
    )
  })

  test('tells of the instrument that is free first, and of the others beside it', () => {
    const floor = furnaces(2)
    floor.submit({ ...SINTER, instrument: 'furnace-1' })
    run(floor)
    floor.now += minutes(30)
    floor.submit({ ...SINTER, instrument: 'furnace-2' })
    run(floor)
    const [first] = chainOf(floor, floor.submit(SINTER).id)
    expect(first?.message).toContain('furnace-1 is held by')
    expect(first?.others).toMatchObject([
      { code: 'instrument-busy', message: 'furnace-2 is held by step run of job-2' },
    ])
  })

  test('tells of what must go whatever is free, if that takes longer', () => {
    const floor = furnaces(1)
    floor.submit(SINTER)
    run(floor)
    const next = floor.submit(SINTER)
    floor.state.put('pauses', aPause('queue', { by: 'ben', until: floor.now + minutes(30), at: floor.now }))
    expect(codes(floor, next.id)[0]).toBe('instrument-busy')
    floor.state.put(
      'pauses',
      aPause('queue', { by: 'ben', version: 2, until: floor.now + hours(3), at: floor.now }),
    )
    const [first] = chainOf(floor, next.id)
    expect(first).toMatchObject({
      code: 'queue-paused',
      until: { expected: floor.now + hours(3) },
      since: floor.now,
    })
    expect(first?.others).toMatchObject([{ code: 'instrument-busy' }])
  })

  test.each([
    ['an agent that is out of contact', 'agent-offline', (floor: Floor) => floor.contact('pc-1', false)],
    [
      'a breaker',
      'breaker-open',
      (floor: Floor) => {
        const times = { changedAt: floor.now, retryAt: floor.now + minutes(5) }
        floor.state.put('breakers', aBreaker('instrument:furnace-1', { state: 'open', ...times }))
      },
    ],
    [
      'a pause of an activity',
      'activity-paused',
      (floor: Floor) => floor.state.put('pauses', aPause('activity:sinter', { at: floor.now })),
    ],
    [
      'a person who is to confirm the instrument',
      'instrument-held',
      (floor: Floor) => {
        const furnace = floor.state.instruments.get('furnace-1')
        const hold = { reason: 'its journal is new', since: floor.now, promptId: 'prompt-1' }
        if (furnace) floor.state.put('instruments', { ...furnace, version: 2, hold })
      },
    ],
  ])('ends at %s, with since when', (_, code, happens) => {
    const floor = furnaces(1)
    happens(floor)
    const since = floor.now
    const task = floor.submit(SINTER)
    floor.now += minutes(1)
    expect(chainOf(floor, task.id)).toMatchObject([{ code, since }])
  })

  test('leads to who holds what it needs besides', () => {
    const floor = furnaces(2)
    floor.state.put('resources', aResource('crucible', { capacity: 1 }))
    const resources = [{ anyOf: [{ resource: 'crucible', amount: 1 }] }]
    floor.submit({ ...SINTER, resources })
    run(floor)
    const next = floor.submit({ ...SINTER, resources, instrument: 'furnace-2' })
    floor.dispatch()
    expect(codes(floor, next.id)).toEqual(['resource-held', 'runs'])
  })

  test('says that an end will be heard later where the agent of a run is not in contact', () => {
    const floor = furnaces(1)
    const flow = submitFlow(floor, { heat: SINTER, look: { activity: 'measure', after: ['heat'] } })
    run(floor)
    floor.contact('pc-1', false)
    expect(codes(floor, flow.task('look').id)).toEqual(['needs-step', 'runs', 'agent-offline'])
  })

  test('does not go round in circles, and is none where nothing waits', () => {
    const floor = furnaces(1)
    const task = floor.submit({ ...SINTER, state: 'pending', needs: ['job-1-run'] })
    expect(codes(floor, task.id)).toEqual(['needs-step', 'cycle'])
    expect(whyChain(floor.state, { ...task, state: 'succeeded' }, floor.now)).toEqual([])
  })
})

test('of many instruments a few are told of, and how many there are besides', () => {
  const floor = furnaces(100)
  for (let at = 0; at < 100; at += 1) floor.submit(SINTER)
  run(floor)
  const why = whyWaiting(floor.state, floor.submit(SINTER))
  expect(why.length).toBe(21)
  expect(why.at(-1)).toEqual({
    code: 'others-not-free',
    message: 'none of the 80 others that suit can be had either',
  })
})

test('what is asked of a task does not look at instruments that do not suit it', () => {
  const floor = furnaces(2)
  for (let at = 0; at < 50; at += 1)
    floor.agent({ id: `hall-${at}`, instruments: [{ id: `mill-${at}`, activities: [{ name: 'mill' }] }] })
  const looked = new Set<string>()
  floor.submit({ ...SINTER })
  floor.submit({ ...SINTER })
  run(floor)
  const task = floor.submit(SINTER)
  const { live } = floor.state
  const get = live.get.bind(live)
  live.get = id => {
    looked.add(id)
    return get(id)
  }
  expect(whyWaiting(floor.state, task).map(({ code }) => code)).toEqual([
    'instrument-busy',
    'instrument-busy',
  ])
  expect([...looked].sort()).toEqual(['pc-1', 'pc-2'])
})

test.each([
  [30_000, '(in 30 s)'],
  [0, '(now)'],
  [-90 * 60_000, '(1 h 30 min ago)'],
])('a time is told with how far off it is: %i ms', (off, told) => {
  const now = Date.UTC(2026, 2, 1, 12)
  expect(moment(now + off, now)).toContain(told)
})
