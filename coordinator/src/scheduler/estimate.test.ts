import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { anInstrument } from '../testing/store-fixtures.ts'
import {
  aRun,
  aRunningScene,
  anActivity,
  anAgentWith,
  aScene,
  pass,
  type RunOptions,
  type Scene,
} from '../supervisor/testing/view.ts'
import { learn } from './durations.ts'
import { estimate, LEAST_REMAINING, remaining } from './estimate.ts'

const PARAMETERS = '{"layers":333}'
const LAYERS = 'layers=2^8'

/** `printer` states four hours, `other` six. */
function aSceneOfTwo(): Scene {
  return aScene({
    agents: [
      anAgentWith([anActivity({ expectedDurationMs: hours(4) })]),
      anAgentWith([anActivity({ expectedDurationMs: hours(6) })], 'other', 'hall-3'),
    ],
  })
}

/** The instrument has done so many runs of this length with these parameters. */
function measured({ state }: Scene, id: string, time: number, runs: number, key = LAYERS): void {
  let learned = state.instruments.get(id)?.durations?.['print']
  for (let run = 0; run < runs; run++) learned = learn(learned, time, key)
  state.put('instruments', anInstrument(0, { id, durations: learned ? { print: learned } : {} }))
}

describe('what work takes', () => {
  const of = ({ state }: Scene, instrumentId?: string, parametersJson = PARAMETERS) => {
    const { expected, source } = estimate(state, { activity: 'print', parametersJson }, instrumentId)
    return [expected, source]
  }

  test('is what is stated where nothing was measured: by the instrument, or by the quickest', () => {
    const scene = aSceneOfTwo()
    expect(of(scene, 'printer')).toEqual([hours(4), 'stated'])
    expect(of(scene, 'other')).toEqual([hours(6), 'stated'])
    expect(of(scene)).toEqual([hours(4), 'stated'])
    const { low, high } = estimate(scene.state, { activity: 'print' })
    expect([low, high]).toEqual([0.8 * hours(4), 1.3 * hours(6)])
  })

  test('is what was measured, at the instrument first, and nothing else from three runs on', () => {
    const scene = aSceneOfTwo()
    measured(scene, 'printer', hours(5), 2)
    expect(of(scene, 'printer')).toEqual([hours(4), 'stated'])
    measured(scene, 'printer', hours(5), 1)
    expect(of(scene, 'printer')).toEqual([hours(5), 'measured'])
    expect(of(scene, 'other')).toEqual([hours(5), 'other-instruments'])
    expect(of(scene, 'other', '{"layers":20}')).toEqual([hours(6), 'stated'])
    expect(of(scene, 'printer', '{"layers":20}')).toEqual([hours(5), 'measured'])
    measured(scene, 'printer', hours(1), 3, 'layers=2^4')
    expect(of(scene, 'printer', '{"layers":20}')).toEqual([hours(1), 'measured'])
  })

  test('is what little was measured where nothing is stated, and half an hour where nobody knows', () => {
    const scene = aScene({ agents: [anAgentWith([anActivity()])] })
    expect(of(scene, 'printer')).toEqual([minutes(30), 'unknown'])
    expect(of(scene)).toEqual([minutes(30), 'unknown'])
    measured(scene, 'other', hours(2), 1, '')
    expect(of(scene, 'printer')).toEqual([hours(2), 'other-instruments'])
    measured(scene, 'printer', hours(3), 1)
    expect(of(scene, 'printer')).toEqual([hours(3), 'measured'])
  })

  test('changes with what agents announce', () => {
    const scene = aSceneOfTwo()
    scene.state.put('agents', anAgentWith([anActivity({ expectedDurationMs: hours(9) })]))
    expect(of(scene)).toEqual([hours(6), 'stated'])
  })
})

describe('what is left of a run', () => {
  const STATED: RunOptions = { activity: { expectedDurationMs: hours(10) } }
  const left = ({ state, wall }: Scene) => {
    const attempt = state.attempts.get('job-1-run-1')
    if (!attempt) throw new Error('there is no attempt')
    return remaining(state, attempt, wall)
  }
  const tell = ({ state }: Scene, told: Parameters<typeof aRun>[0]) =>
    state.liveOf('hall-2').runs.set('job-1-run-1', aRun(told))

  test('is what is expected, less what has passed, and never nothing', () => {
    const scene = aRunningScene(STATED)
    pass(scene, hours(7))
    expect(left(scene)).toEqual({ low: hours(1), expected: hours(3), high: hours(6), source: 'stated' })
    pass(scene, hours(20))
    expect(left(scene)).toMatchObject({ low: LEAST_REMAINING, expected: LEAST_REMAINING, high: hours(2.7) })
  })

  test('is all of it where it is not known to run', () => {
    for (const state of ['granted', 'verifying'] as const) {
      const scene = aRunningScene({ ...STATED, attempt: { state } })
      tell(scene, { remainingMs: 1 })
      pass(scene, hours(7))
      expect(left(scene)).toMatchObject({ expected: hours(10), source: 'stated' })
    }
  })

  test('is what the instrument tells, less the time for which nothing is heard', () => {
    const scene = aRunningScene(STATED)
    tell(scene, { remainingMs: hours(2), percent: 10 })
    expect(left(scene)).toEqual({ low: hours(1.8), expected: hours(2), high: hours(2.2), source: 'told' })
    scene.state.liveOf('hall-2').contactLostSince = scene.wall
    pass(scene, minutes(30))
    expect(left(scene).expected).toBe(hours(1.5))
    pass(scene, hours(30))
    expect(left(scene)).toMatchObject({ low: LEAST_REMAINING, expected: LEAST_REMAINING })
  })

  test.each<[string, number, number, number]>([
    ['on time', 5, 50, 5],
    ['slow: its pace counts for half of it when half is done', 10, 50, 7.5],
    ['quick', 3, 50, 4],
    ['at its end', 10, 100, 0],
  ])('by its percentage: %s', (_what, elapsed, percent, expected) => {
    const scene = aRunningScene(STATED)
    pass(scene, hours(elapsed))
    tell(scene, { percent })
    expect(left(scene).expected).toBeCloseTo(Math.max(LEAST_REMAINING, hours(expected)))
    expect(left(scene).source).toBe('progress')
  })

  test('by its percentage goes on falling while nothing is heard', () => {
    const scene = aRunningScene(STATED)
    pass(scene, hours(5))
    tell(scene, { percent: 50 })
    scene.state.liveOf('hall-2').contactLostSince = scene.wall
    pass(scene, hours(2))
    expect(left(scene).expected).toBe(hours(3))
  })

  test('by its pace alone where nothing is known of such runs, once it is told enough', () => {
    const scene = aRunningScene()
    pass(scene, hours(1))
    tell(scene, { percent: 25 })
    expect(left(scene)).toMatchObject({ expected: hours(3), source: 'progress' })
    tell(scene, { percent: 1 })
    expect(left(scene)).toMatchObject({ expected: LEAST_REMAINING, source: 'unknown' })
  })

  test('is in order', () => {
    const scene = aRunningScene(STATED)
    for (const [time, percent] of [
      [1, 0],
      [9, 99],
      [40, 50],
      [70, 100],
    ] as const) {
      pass(scene, hours(time))
      tell(scene, { percent })
      const { low, expected, high } = left(scene)
      expect(low).toBeGreaterThanOrEqual(seconds(1))
      expect(expected).toBeGreaterThanOrEqual(low)
      expect(high).toBeGreaterThanOrEqual(expected)
    }
  })
})
