import { ATTEMPT_STATES, type AttemptState } from '@muster/protocol'
import { days, hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { aJob, anAttempt, aTask } from '../../testing/store-fixtures.ts'
import { watchRun } from '../run-watch.ts'
import {
  ATTEMPT,
  ATTEMPT_LINKS,
  aRun,
  aRunningScene,
  findingsOf,
  hear,
  kindsOf,
  look,
  pass,
  type RunOptions,
  type Scene,
  unsureOf,
  watch,
  willOf,
} from '../testing/view.ts'

test('an attempt that is gone has no findings', () => {
  const scene = aRunningScene({ step: { timeLimit: '1 s' } })
  pass(scene, days(1))
  expect(look(scene, 'attempt:job-9-run-1')).toEqual({ found: [] })
})

test('of a run in contact, without limits and not yet watched, there is nothing to find', () => {
  const scene = aRunningScene()
  pass(scene, days(100))
  expect(look(scene, ATTEMPT)).toEqual({ found: [] })
})

const MAY_HAVE_STARTED: readonly AttemptState[] = ['granted', 'starting', 'running', 'paused', 'verifying']

test.each(ATTEMPT_STATES)('an attempt that is %s is looked at only if it may have started', state => {
  const scene = aRunningScene({ step: { timeLimit: '1 h' }, attempt: { state } })
  watch(scene, { lie: 'x' })
  willOf(scene, 'hall-2')
  pass(scene, days(1))
  const paused = state === 'paused' ? ['run-paused'] : []
  const kinds = MAY_HAVE_STARTED.includes(state) ? ['run-lost', 'run-overdue', ...paused, 'run-lying'] : []
  expect(kindsOf(scene, ATTEMPT)).toEqual(kinds)
})

describe('a run out of contact', () => {
  test('is found after fifteen minutes', () => {
    const scene = aRunningScene()
    willOf(scene, 'hall-2')
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(15) })
    pass(scene, minutes(15) - 1)
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, ATTEMPT)).toEqual({
      found: [
        {
          kind: 'run-lost',
          message: expect.stringMatching(
            /^print at printer is running .* nothing was heard of hall-2 for 15 min\./,
          ),
          links: ATTEMPT_LINKS,
        },
      ],
    })
  })

  test('is found whether the will came or heartbeats are missing, and not after contact has returned', () => {
    const scene = aRunningScene()
    scene.state.liveOf('hall-2').contactLostSince = scene.wall
    pass(scene, minutes(15))
    expect(kindsOf(scene, ATTEMPT)).toEqual(['run-lost'])
    hear(scene, 'hall-2', { contactLostSince: undefined })
    expect(look(scene, ATTEMPT)).toEqual({ found: [] })
  })

  test('is counted from when this coordinator began to listen, where nothing was heard since', () => {
    const scene = aRunningScene()
    scene.state.live.clear()
    scene.leadSince = scene.monotonic - minutes(14)
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(1) })
    pass(scene, minutes(1))
    expect(kindsOf(scene, ATTEMPT)).toEqual(['run-lost'])
  })

  test('is not found while the broker is gone, and is counted anew from when it was back', () => {
    const scene = aRunningScene()
    willOf(scene, 'hall-2')
    scene.state.brokerLostAt = scene.monotonic
    pass(scene, days(1))
    expect(look(scene, ATTEMPT)).toEqual({ found: [] })
    scene.state.brokerLostAt = undefined
    scene.state.brokerBackAt = scene.monotonic
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(15) })
    pass(scene, minutes(15))
    expect(findingsOf(scene, ATTEMPT)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('for 15 min') }),
    ])
  })

  const ofStep: RunOptions = { step: { lostAfter: '2 min' } }
  const ofActivity: RunOptions = { activity: { lostAfterMs: minutes(4) } }
  const ofSettings: RunOptions = { settings: { lostAfter: '8 min' } }
  test.each<[string, RunOptions, number]>([
    ['its step says', { ...ofStep, ...ofActivity, ...ofSettings }, minutes(2)],
    ['its activity says, where the step does not', { ...ofActivity, ...ofSettings }, minutes(4)],
    ['is configured, where neither says', ofSettings, minutes(8)],
  ])('has the limit that %s', (_, options, limit) => {
    const scene = aRunningScene(options)
    willOf(scene, 'hall-2')
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: limit })
  })
})

describe('a run without progress', () => {
  /** The agent tells this of the run, and it is watched as a heartbeat is. */
  function tell(scene: Scene, run: Parameters<typeof aRun>[0]): void {
    const live = hear(scene, 'hall-2')
    watchRun(live.watches.get('job-1-run-1') ?? watch(scene), aRun(run), scene.monotonic)
  }

  test('is asked about first, and nobody is told yet', () => {
    const scene = aRunningScene()
    tell(scene, { phase: 'print', percent: 41.6 })
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(30) })
    pass(scene, minutes(30) - 1)
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, ATTEMPT)).toEqual({
      found: [
        {
          kind: 'run-stale',
          message: expect.stringMatching(
            /^print at printer made no progress for 30 min in print, at 42 %; 30 min /,
          ),
          links: ATTEMPT_LINKS,
          remedy: 'probe',
          isQuiet: true,
        },
      ],
    })
  })

  test('is told of when the grace after the probe has passed, and is not asked about again', () => {
    const scene = aRunningScene()
    const watched = watch(scene)
    pass(scene, minutes(30))
    watched.probedAt = scene.monotonic
    const finding = {
      kind: 'run-stale',
      message: expect.stringContaining('made no progress for 30 min; 30 min would be usual'),
      links: ATTEMPT_LINKS,
    }
    expect(look(scene, ATTEMPT)).toEqual({ found: [{ ...finding, isQuiet: true }], again: seconds(60) })
    pass(scene, seconds(60) - 1)
    expect(look(scene, ATTEMPT)).toMatchObject({
      found: [{ kind: 'run-stale', isQuiet: true }],
      again: 1,
    })
    pass(scene, 1)
    expect(look(scene, ATTEMPT)).toEqual({
      found: [{ ...finding, message: expect.stringContaining('made no progress for 31 min') }],
    })
  })

  test('has the configured grace', () => {
    const scene = aRunningScene({ settings: { staleGrace: '5 min' } })
    watch(scene, { probedAt: scene.monotonic })
    expect(look(scene, ATTEMPT).again).toBe(minutes(5))
  })

  test.each([
    ['before anybody was told', seconds(5)],
    ['after people were told', minutes(5)],
  ])('is over with the next progress, %s', (_, afterProbe) => {
    const scene = aRunningScene()
    const watched = watch(scene)
    tell(scene, { percent: 10 })
    pass(scene, minutes(30))
    watched.probedAt = scene.monotonic
    pass(scene, afterProbe)
    expect(kindsOf(scene, ATTEMPT)).toEqual(['run-stale'])
    tell(scene, { percent: 11 })
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(30) })
    // The next time it is asked again.
    pass(scene, minutes(30))
    expect(findingsOf(scene, ATTEMPT)).toMatchObject([{ remedy: 'probe', isQuiet: true }])
  })

  test('is counted from its last progress, however long ago it was started', () => {
    const scene = aRunningScene()
    tell(scene, { percent: 0 })
    for (let percent = 1; percent < 90; percent++) {
      pass(scene, minutes(29))
      tell(scene, { percent })
      expect(look(scene, ATTEMPT)).toEqual({ found: [], again: minutes(30) })
    }
  })

  test.each([
    [{ phase: 'print', percent: 10 }, 'the same again', ['run-stale']],
    [{ phase: 'print', percent: 9.5 }, 'a little less', ['run-stale']],
    [{ phase: 'print', percent: 10.5 }, 'more', []],
    [{ phase: 'cool', percent: 0 }, 'another phase', []],
    [{ phase: 'print', percent: 10, state: 'paused' as const }, 'a pause', []],
  ])('%j, %s, leaves %j', (run, _, kinds) => {
    const scene = aRunningScene()
    tell(scene, { phase: 'print', percent: 10 })
    pass(scene, minutes(30))
    tell(scene, run)
    expect(kindsOf(scene, ATTEMPT)).toEqual(kinds)
  })

  test('may be silent for as long as was learned of the phase that it is in', () => {
    const scene = aRunningScene({ quietest: { 'print/heat': hours(1), 'print/print': minutes(1) } })
    tell(scene, { phase: 'heat' })
    expect(look(scene, ATTEMPT).again).toBe(hours(3))
    pass(scene, hours(1))
    tell(scene, { phase: 'print' })
    expect(look(scene, ATTEMPT).again).toBe(minutes(3))
    pass(scene, minutes(3))
    expect(findingsOf(scene, ATTEMPT)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('3 min in print; 3 min would be usual') }),
    ])
  })

  test('has the limit of its step', () => {
    const scene = aRunningScene({ step: { staleAfter: '90 s' } })
    watch(scene)
    expect(look(scene, ATTEMPT).again).toBe(seconds(90))
  })

  test.each(MAY_HAVE_STARTED.filter(state => state !== 'running'))('that is %s is not stale', state => {
    const scene = aRunningScene({ attempt: { state } })
    watch(scene)
    pass(scene, days(1))
    expect(kindsOf(scene, ATTEMPT)).not.toContain('run-stale')
  })

  test.each([
    ['its will came', (scene: Scene) => willOf(scene, 'hall-2')],
    [
      'heartbeats are missing',
      (scene: Scene) => void hear(scene, 'hall-2', { contactLostSince: scene.wall }),
    ],
  ])('is not stale where its agent is not in contact: %s', (_, lose) => {
    const scene = aRunningScene()
    watch(scene)
    pass(scene, hours(1))
    lose(scene)
    expect(kindsOf(scene, ATTEMPT)).toEqual([])
  })
})

describe('a run beyond its limit of time', () => {
  const begin = (options: RunOptions = {}) => aRunningScene({ step: { timeLimit: '2 h' }, ...options })

  test('is cancelled where it may be repeated', () => {
    const scene = begin({ attempt: { repeatability: 'safe' } })
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: hours(2) })
    pass(scene, hours(2) - 1)
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: 1 })
    pass(scene, 1)
    expect(look(scene, ATTEMPT)).toEqual({
      found: [
        {
          kind: 'run-overdue',
          message: expect.stringMatching(
            /^print at printer runs for longer than its limit of 2 h: it is being cancelled/,
          ),
          links: ATTEMPT_LINKS,
          remedy: 'cancel',
          severity: 'warning',
        },
      ],
    })
  })

  test.each(['safe-until-started', 'never'] as const)(
    'goes on until a person decides where its activity is %s',
    repeatability => {
      const scene = begin({ attempt: { repeatability } })
      expect(look(scene, ATTEMPT)).toEqual({ found: [], again: hours(2) })
      pass(scene, hours(2))
      // The severity of its kind: critical.
      expect(look(scene, ATTEMPT)).toEqual({
        found: [
          {
            kind: 'run-overdue',
            message: expect.stringContaining('goes on until a person decides'),
            links: ATTEMPT_LINKS,
          },
        ],
      })
    },
  )

  test('is counted from its start, whatever progress it makes', () => {
    const scene = begin()
    pass(scene, hours(2) - seconds(1))
    watch(scene)
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: seconds(1) })
    pass(scene, seconds(1))
    expect(kindsOf(scene, ATTEMPT)).toEqual(['run-overdue'])
  })

  test('is not told of before it has started, nor where its step has no limit', () => {
    const scene = begin()
    scene.state.put('attempts', anAttempt(aTask(aJob(1)), 1, { state: 'starting' }))
    pass(scene, days(9))
    expect(kindsOf(scene, ATTEMPT)).toEqual(['start-hanging'])
    const unlimited = aRunningScene()
    pass(unlimited, days(9))
    expect(look(unlimited, ATTEMPT)).toEqual({ found: [] })
  })

  test('may still be out of contact: both are found, and the earlier time is that of the next look', () => {
    const scene = begin()
    willOf(scene, 'hall-2')
    expect(look(scene, ATTEMPT).again).toBe(minutes(15))
    pass(scene, minutes(15))
    expect(look(scene, ATTEMPT)).toMatchObject({ found: [{ kind: 'run-lost' }], again: minutes(105) })
    pass(scene, minutes(105))
    expect(kindsOf(scene, ATTEMPT)).toEqual(['run-lost', 'run-overdue'])
  })
})

describe('a run that contradicts itself', () => {
  test.each([
    { to: { phase: 'print', percent: 40.1 }, kinds: [] },
    { to: { phase: 'print', percent: 39.9 }, kinds: ['run-lying'] },
    { to: { phase: 'cool', percent: 0 }, kinds: [] },
  ])('from 41 % of print to $to gives $kinds', ({ to, kinds }) => {
    const scene = aRunningScene()
    const watched = watch(scene)
    watchRun(watched, aRun({ phase: 'print', percent: 41 }), scene.monotonic)
    watchRun(watched, aRun(to), scene.monotonic)
    expect(kindsOf(scene, ATTEMPT)).toEqual(kinds)
  })

  test('is told with what it said, as long as it is open', () => {
    const scene = aRunningScene()
    watch(scene, { lie: 'its progress went back from 41 % to 20 %' })
    expect(findingsOf(scene, ATTEMPT)).toEqual([
      {
        kind: 'run-lying',
        message: 'print at printer: its progress went back from 41 % to 20 %.',
        links: ATTEMPT_LINKS,
      },
    ])
  })
})

describe('a state that should pass', () => {
  test.each([
    ['granted', 'start-hanging', minutes(5)],
    ['starting', 'start-hanging', minutes(5)],
    ['paused', 'run-paused', hours(4)],
  ] as const)('%s is told of as %s after %d ms in it', (state, kind, limit) => {
    const scene = aRunningScene()
    const attempt = scene.state.attempts.get(ATTEMPT.slice('attempt:'.length))
    if (!attempt) throw new Error('there is no attempt')
    scene.state.put('attempts', { ...attempt, state, movedAt: scene.wall })
    expect(look(scene, ATTEMPT)).toEqual({ found: [], again: limit })
    pass(scene, limit)
    expect(kindsOf(scene, ATTEMPT)).toEqual([kind])
  })

  test('is told of earlier, or later, where the step says how long a start may take', () => {
    for (const [startLimit, limit] of [
      ['20 s', seconds(20)],
      ['2 h', hours(2)],
    ] as const) {
      const scene = aRunningScene({ step: { startLimit }, attempt: { state: 'starting' } })
      const attempt = scene.state.attempts.get(ATTEMPT.slice('attempt:'.length))
      if (!attempt) throw new Error('there is no attempt')
      scene.state.put('attempts', { ...attempt, movedAt: scene.wall })
      expect(look(scene, ATTEMPT)).toEqual({ found: [], again: limit })
      pass(scene, limit)
      expect(kindsOf(scene, ATTEMPT)).toEqual(['start-hanging'])
    }
  })

  test('is not judged while the agent is out of contact: it may have come about', () => {
    const scene = aRunningScene({ attempt: { state: 'starting' } })
    willOf(scene, 'hall-2')
    pass(scene, minutes(10))
    expect(kindsOf(scene, ATTEMPT)).toEqual([])
    expect(unsureOf(scene, ATTEMPT)).toContain('start-hanging')
  })
})
