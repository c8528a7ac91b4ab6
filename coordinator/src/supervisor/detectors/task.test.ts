import { days, hours, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { TASK_STATES, type TaskRecord } from '../../model/records.ts'
import { aJob, aTask } from '../../testing/store-fixtures.ts'
import {
  anActivity,
  anAgentWith,
  aScene,
  findingsOf,
  kindsOf,
  look,
  pass,
  type Scene,
} from '../testing/view.ts'

const TASK = 'task:job-1-run' as const

/** A task that has just been queued. */
function aWaiting(patch: Partial<TaskRecord> = {}, settings: unknown = {}): Scene {
  const scene = aScene({ agents: [anAgentWith([anActivity()])] }, settings)
  const job = aJob(1)
  scene.state.put('jobs', job)
  scene.state.put('tasks', aTask(job, 'run', { queuedAt: scene.wall, ...patch }))
  return scene
}

test('a task that is gone has no findings', () => {
  expect(look(aWaiting(), 'task:job-9-run')).toEqual({ found: [] })
})

test.each([
  [100, minutes(5)],
  [99, minutes(30)],
  [75, minutes(30)],
  [74, hours(4)],
  [50, hours(4)],
  [49, hours(24)],
  [25, hours(24)],
  [24, days(7)],
  [0, days(7)],
])('a task of priority %d may wait for %d ms', (priority, limit) => {
  const scene = aWaiting({ priority })
  expect(look(scene, TASK)).toEqual({ found: [], again: limit })
  pass(scene, limit - 1)
  expect(look(scene, TASK)).toEqual({ found: [], again: 1 })
  pass(scene, 1)
  expect(kindsOf(scene, TASK)).toEqual(['waiting-too-long'])
})

test.each([
  ['critical', 100],
  ['high', 75],
  ['normal', 50],
  ['low', 25],
  ['background', 0],
])('the limit of %s tasks is configured', (name, priority) => {
  const scene = aWaiting({ priority }, { waiting: { [name]: '90 s' } })
  expect(look(scene, TASK).again).toBe(90_000)
})

test('the first reasons for waiting are in the message', () => {
  const scene = aWaiting({ priority: 100 })
  pass(scene, minutes(6))
  expect(findingsOf(scene, TASK)).toEqual([
    {
      kind: 'waiting-too-long',
      message: 'print (step run of job-1) waits for 6 min: the agent hall-2 of printer is not in contact.',
      links: { jobId: 'job-1', taskId: 'job-1-run' },
    },
  ])
  scene.state.put('agents', anAgentWith([]))
  for (const name of ['a', 'b', 'c', 'd'])
    scene.state.put('agents', anAgentWith([anActivity()], `printer-${name}`, `hall-${name}`))
  const [message = ''] = findingsOf(scene, TASK).map(finding => finding.message)
  const named = ['a', 'b', 'c', 'd'].filter(name =>
    message.includes(`the agent hall-${name} of printer-${name}`),
  )
  expect(named).toEqual(['a', 'b', 'c'])
})

describe('no waiting is found', () => {
  test.each(TASK_STATES.filter(state => state !== 'queued'))('of a task that is %s', state => {
    const scene = aWaiting({ priority: 100, state })
    pass(scene, days(30))
    expect(look(scene, TASK)).toEqual({ found: [] })
  })

  test('of a task that is held by a person: its prompt tells of it', () => {
    const scene = aWaiting({ priority: 100, heldBy: 'prompt-1' })
    pass(scene, days(30))
    expect(look(scene, TASK)).toEqual({ found: [] })
  })

  test('of a task of which nobody wrote down since when it waits', () => {
    const scene = aWaiting()
    scene.state.put('tasks', aTask(aJob(1), 'run', { version: 2 }))
    pass(scene, days(30))
    expect(look(scene, TASK)).toEqual({ found: [] })
  })
})

test('a task for which every instrument is gone can not be done any more, until one is back', () => {
  const scene = aWaiting()
  scene.state.put('agents', anAgentWith([]))
  expect(look(scene, TASK)).toMatchObject({ found: [], again: minutes(5) })
  pass(scene, minutes(5))
  expect(findingsOf(scene, TASK)).toMatchObject([
    {
      kind: 'impossible-task',
      message:
        'print (step run of job-1) can not be done any more: no instrument has the activity print as it is asked for.',
    },
  ])
  scene.state.put('agents', anAgentWith([anActivity()]))
  expect(kindsOf(scene, TASK)).toEqual([])
})

test('a step that has to follow another in time is told of when the time is over', () => {
  const scene = aWaiting()
  const startBy = scene.wall + minutes(20)
  const task = scene.state.tasks.get('job-1-run')
  if (task) scene.state.put('tasks', { ...task, startBy, version: 2 })
  expect(look(scene, TASK)).toMatchObject({ found: [], again: minutes(20) })
  pass(scene, minutes(20))
  expect(kindsOf(scene, TASK)).toEqual(['follow-up-late'])
})

test('a wall clock that was set back makes no task wait for longer than its limit from now', () => {
  const scene = aWaiting({ priority: 100 })
  scene.wall -= days(365)
  expect(look(scene, TASK)).toEqual({ found: [], again: minutes(5) })
})
