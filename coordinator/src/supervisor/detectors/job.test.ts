import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import type { TaskRecord, TaskState } from '../../model/records.ts'
import { aJob, anAttempt, aTask } from '../../testing/store-fixtures.ts'
import {
  aRun,
  aScene,
  anActivity,
  anAgentWith,
  findingsOf,
  hear,
  kindsOf,
  look,
  pass,
  type Scene,
} from '../testing/view.ts'

const JOB = 'job:job-1' as const

interface StepOf {
  readonly activity?: string
  readonly needs?: readonly string[]
  readonly state?: TaskState
  readonly instrument?: string
}

/** A job of these steps, ten hours before its deadline; the activity `h3` takes three hours, and so on. */
function aJobOf(steps: Readonly<Record<string, StepOf>>): Scene {
  const activities = [1, 2, 3, 4, 5, 10].map(count =>
    anActivity({ name: `h${count}`, expectedDurationMs: hours(count) }),
  )
  const scene = aScene({ agents: [anAgentWith([...activities, anActivity({ name: 'unknown' })])] })
  const record = aJob(1, { deadline: scene.wall + hours(10) })
  scene.state.put('jobs', record)
  for (const [id, { activity = 'h1', needs = [], state = 'pending', instrument }] of Object.entries(steps)) {
    const patch: Partial<TaskRecord> = { activity, state, needs: needs.map(need => `job-1-${need}`) }
    scene.state.put('tasks', aTask(record, id, instrument === undefined ? patch : { ...patch, instrument }))
  }
  return scene
}

/** The step is being done since now, as far as the estimate of the instrument goes. */
function run(scene: Scene, step: string, remainingMs?: number): void {
  const task = scene.state.tasks.get(`job-1-${step}`)
  if (!task) throw new Error(`there is no step ${step}`)
  const attempt = anAttempt(task, 1, { state: 'running', startedAt: scene.wall })
  scene.state.put('attempts', attempt)
  scene.state.put('tasks', { ...task, state: 'running', attemptId: attempt.id, startedAt: scene.wall })
  const told = aRun({ attemptId: attempt.id, ...(remainingMs === undefined ? {} : { remainingMs }) })
  hear(scene, 'hall-2').runs.set(attempt.id, told)
}

const slackOf = (scene: Scene): number | undefined => look(scene, JOB).again

test('a job that is gone, has no deadline or has ended has no findings', () => {
  const scene = aJobOf({ a: { activity: 'h10' } })
  expect(look(scene, 'job:job-9')).toEqual({ found: [] })
  const { deadline = 0, ...open } = scene.state.jobs.get('job-1') ?? aJob(1)
  pass(scene, hours(20))
  scene.state.put('jobs', open)
  expect(look(scene, JOB)).toEqual({ found: [] })
  scene.state.put('jobs', { ...open, deadline, state: 'succeeded', endedAt: scene.wall })
  expect(look(scene, JOB)).toEqual({ found: [] })
})

test('a job is at risk as soon as what is left of it takes all the time that there is', () => {
  const scene = aJobOf({ a: { activity: 'h3', state: 'queued' } })
  expect(look(scene, JOB)).toEqual({ found: [], again: hours(7) })
  pass(scene, hours(7) - seconds(1))
  expect(look(scene, JOB)).toEqual({ found: [], again: seconds(1) })
  pass(scene, seconds(1))
  expect(kindsOf(scene, JOB)).toEqual(['deadline-at-risk'])
  pass(scene, minutes(30))
  expect(look(scene, JOB)).toEqual({
    found: [
      {
        kind: 'deadline-at-risk',
        message: 'Bracket 1 needs about 3 h more, which is 30 min beyond its deadline.',
        links: { jobId: 'job-1' },
      },
    ],
  })
})

test('a deadline that has passed is told as such', () => {
  const scene = aJobOf({ a: { activity: 'h3', state: 'queued' } })
  pass(scene, hours(10) - 1)
  expect(findingsOf(scene, JOB)[0]?.message).toContain('beyond its deadline')
  pass(scene, 1)
  expect(findingsOf(scene, JOB)).toEqual([
    expect.objectContaining({
      message: 'The deadline of Bracket 1 has passed, and about 3 h of it are left.',
    }),
  ])
})

test('a job of which nothing is known is at risk when its deadline comes', () => {
  const scene = aJobOf({ a: { activity: 'unknown' }, b: { activity: 'of-no-instrument' } })
  expect(look(scene, JOB)).toEqual({ found: [], again: hours(10) })
  pass(scene, hours(10))
  expect(kindsOf(scene, JOB)).toEqual(['deadline-at-risk'])
})

describe('what is left of a job', () => {
  test.each<[string, Record<string, StepOf>, number]>([
    ['one step', { a: { activity: 'h3' } }, 3],
    ['steps one after another', { a: { activity: 'h3' }, b: { activity: 'h2', needs: ['a'] } }, 5],
    [
      'steps that were put down in another order',
      { b: { activity: 'h2', needs: ['a'] }, a: { activity: 'h3' } },
      5,
    ],
    ['steps side by side', { a: { activity: 'h3' }, b: { activity: 'h2' } }, 3],
    [
      'a diamond: the longer way',
      {
        a: { activity: 'h1' },
        short: { activity: 'h2', needs: ['a'] },
        long: { activity: 'h5', needs: ['a'] },
        z: { activity: 'h1', needs: ['short', 'long'] },
      },
      7,
    ],
    [
      'what has not ended',
      {
        a: { activity: 'h5', state: 'succeeded' },
        b: { activity: 'h2', needs: ['a'], state: 'queued' },
        c: { activity: 'h1', needs: ['b'] },
      },
      3,
    ],
    [
      'the chain that goes on, where another has ended',
      {
        a: { activity: 'h5', state: 'failed' },
        b: { activity: 'h4', needs: ['a'], state: 'skipped' },
        c: { activity: 'h2', state: 'queued' },
      },
      2,
    ],
    ['a step that is being started', { a: { activity: 'h3', state: 'dispatched' } }, 3],
    ['a step of which nobody knows whether it runs', { a: { activity: 'h3', state: 'verifying' } }, 3],
    ['only what is known of it', { a: { activity: 'unknown' }, b: { activity: 'h2', needs: ['a'] } }, 2],
  ])('is %s', (_, steps, left) => {
    expect(slackOf(aJobOf(steps))).toBe(hours(10 - left))
  })

  test('is not longer for steps of other jobs', () => {
    const scene = aJobOf({ a: { activity: 'h1' } })
    const other = aJob(2)
    scene.state.put('jobs', other)
    scene.state.put('tasks', aTask(other, 'x', { activity: 'h5' }))
    expect(slackOf(scene)).toBe(hours(9))
  })

  test('is by the quickest instrument, or by the one that is asked for', () => {
    const steps = (instrument?: string) => ({
      a: { activity: 'h3', ...(instrument === undefined ? {} : { instrument }) },
    })
    const withQuick = (scene: Scene): Scene => {
      const quick = anActivity({ name: 'h3', expectedDurationMs: hours(2) })
      scene.state.put('agents', anAgentWith([quick], 'quick', 'hall-3'))
      return scene
    }
    expect(slackOf(withQuick(aJobOf(steps())))).toBe(hours(8))
    expect(slackOf(withQuick(aJobOf(steps('quick'))))).toBe(hours(8))
    expect(slackOf(withQuick(aJobOf(steps('printer'))))).toBe(hours(7))
    expect(slackOf(withQuick(aJobOf(steps('gone'))))).toBe(hours(10))
  })

  test('is found for a chain as long as a workflow may be, in whatever order', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n): [string, StepOf] => [
        `s${9_999 - n}`,
        { activity: n === 0 || n === 9_999 ? 'h1' : 'unknown', needs: n === 9_999 ? [] : [`s${9_998 - n}`] },
      ]),
    )
    expect(slackOf(aJobOf(chain))).toBe(hours(8))
  })
})

describe('of a step that runs', () => {
  test('is left what its instrument estimates', () => {
    const scene = aJobOf({ a: { activity: 'h5' }, b: { activity: 'h1', needs: ['a'] } })
    run(scene, 'a', minutes(30))
    expect(slackOf(scene)).toBe(hours(10) - minutes(90))
    run(scene, 'a', 0)
    expect(slackOf(scene)).toBe(hours(9))
    run(scene, 'a', hours(12))
    expect(findingsOf(scene, JOB)[0]?.message).toBe(
      'Bracket 1 needs about 13 h more, which is 3 h beyond its deadline.',
    )
  })

  test('is left what its activity is expected to take, less the time that it has run, where nothing is estimated', () => {
    const scene = aJobOf({ a: { activity: 'h5' }, b: { activity: 'h1', needs: ['a'] } })
    run(scene, 'a')
    expect(slackOf(scene)).toBe(hours(4))
    pass(scene, hours(4) + minutes(59))
    expect(kindsOf(scene, JOB)).toEqual([])
    // It takes longer than expected: from here on time is lost.
    pass(scene, minutes(1) + hours(1))
    expect(slackOf(scene)).toBe(hours(3))
  })

  test('is left no more than its activity is expected to take, where the wall clock was set back', () => {
    const scene = aJobOf({ a: { activity: 'h5' } })
    run(scene, 'a')
    scene.wall -= hours(1)
    expect(slackOf(scene)).toBe(hours(6))
  })

  test('is left all that its activity takes, once nobody knows whether it runs', () => {
    const scene = aJobOf({ a: { activity: 'h5' } })
    run(scene, 'a', minutes(1))
    pass(scene, hours(2))
    const task = scene.state.tasks.get('job-1-a') ?? aTask(aJob(1))
    scene.state.put('tasks', { ...task, state: 'verifying' })
    expect(slackOf(scene)).toBe(hours(3))
  })

  test('an estimate of a run that is not this one does not count', () => {
    const scene = aJobOf({ a: { activity: 'h5', state: 'dispatched' } })
    hear(scene, 'hall-2').runs.set('job-1-a-1', aRun({ attemptId: 'job-1-a-1', remainingMs: 1 }))
    expect(slackOf(scene)).toBe(hours(5))
    const task = scene.state.tasks.get('job-1-a') ?? aTask(aJob(1))
    scene.state.put('attempts', anAttempt(task, 1, { state: 'granted' }))
    scene.state.put('tasks', { ...task, attemptId: 'job-1-a-1' })
    expect(slackOf(scene)).toBe(hours(5))
  })
})

test('a job that is on time by very little is not looked at without a break', () => {
  const scene = aJobOf({ a: { activity: 'h10' } })
  run(scene, 'a', hours(10) - 1)
  expect(slackOf(scene)).toBe(seconds(1))
})

test('one that waits for another with its key is told of when that takes too long for its priority', () => {
  const scene = aScene()
  const [first, second] = [1, 2].map(number => aJob(number, { key: 'S1', submittedAt: scene.wall }))
  if (!first || !second) throw new Error('there are no jobs')
  scene.state.put('jobs', first)
  scene.state.put('jobs', { ...second, run: { isHeld: true } })
  expect(kindsOf(scene, 'job:job-2')).toEqual([])
  pass(scene, hours(4) + minutes(1))
  expect(kindsOf(scene, 'job:job-1')).toEqual([])
  expect(findingsOf(scene, 'job:job-2')).toMatchObject([
    { kind: 'waiting-too-long', message: expect.stringContaining('job job-1 has the key "S1"') as string },
  ])
  scene.state.put('jobs', { ...first, endedAt: scene.wall, state: 'succeeded' })
  scene.state.put('jobs', second)
  expect(kindsOf(scene, 'job:job-2')).toEqual([])
})
