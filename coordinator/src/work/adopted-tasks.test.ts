import type { AttemptState, DigestEntry } from '@muster/protocol'
import { expect, it } from 'vitest'
import type { TaskRecord } from '../model/records.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { adopt } from './recovery.ts'

/** Four tasks of a backup, none of which was begun as far as the store knows. */
function restored(): { readonly floor: Floor; readonly tasks: readonly TaskRecord[] } {
  const floor = new Floor()
  const instruments = ['furnace-1', 'furnace-2'].map(id => ({ id, activities: [{ name: 'sinter' }] }))
  floor.agent({ id: 'hall', instruments })
  const batch = { size: 4, atLeast: 1, hold: 3_600_000 }
  return { floor, tasks: Array.from({ length: 4 }, () => floor.submit({ activity: 'sinter', batch })) }
}

/** What the agent's journal has of a run of these tasks, the first of which it is named after. */
function entryOf(tasks: readonly Pick<TaskRecord, 'id' | 'jobId'>[], state: AttemptState): DigestEntry {
  const [first, ...others] = tasks
  if (!first) throw new Error('a run has a task')
  return {
    report: { attemptId: `${first.id}-1`, revision: 4, state, atWallMs: 0, runReference: 'run-7' },
    jobId: first.jobId,
    taskId: first.id,
    instrumentId: 'furnace-1',
    fence: 9,
    activity: 'sinter',
    batch: { members: others.map(({ id, jobId }) => ({ taskId: id, jobId })) },
  }
}

function take(floor: Floor, entry: DigestEntry, ended: readonly string[] = []): void {
  const agent = floor.state.agents.get('hall')
  if (!agent) throw new Error('there is no agent')
  const known = floor.state.attempts.get(entry.report.attemptId)
  floor.decide(draft => adopt(draft, agent, 'journal-1', entry, known, new Set(ended)))
}

const shown = (floor: Floor, tasks: readonly Pick<TaskRecord, 'id'>[]) =>
  tasks.map(({ id }) => {
    const { state = 'over', attemptId } = floor.state.tasks.get(id) ?? {}
    return `${state} ${attemptId ?? 'nowhere'}`
  })

it('binds all tasks of a run to it, also those that the store has lost', () => {
  const { floor, tasks } = restored()
  const lost = { id: 'job-lost-run', jobId: 'job-lost' }
  const all = [...tasks.slice(0, 3), lost]
  take(floor, entryOf(all, 'running'))
  const [first = lost] = tasks
  expect(shown(floor, all)).toEqual(Array(4).fill(`running ${first.id}-1`))
  expect(floor.state.jobs.get('job-lost')?.labels).toEqual({ recovered: 'true' })
  expect(floor.state.tasks.get(tasks[1]?.id ?? '')?.attempts).toBe(1)
  // Only the fourth may be given to the other furnace.
  floor.now += 3_600_000
  expect(floor.dispatch().map(({ task, members }) => [task.id, members])).toEqual([[tasks[3]?.id, undefined]])
})

it('goes on without who is over, and whose job is, and keeps them for the record', () => {
  const { floor, tasks } = restored()
  const [first, second, ...others] = tasks
  if (!first || !second) throw new Error('there are four')
  floor.state.forgetJob(first.jobId)
  floor.decide(draft => draft.update('tasks', second, { state: 'cancelled', endedAt: floor.now }))
  take(floor, entryOf(tasks, 'running'), [first.jobId])
  expect(shown(floor, tasks)).toEqual([
    'over nowhere',
    'cancelled nowhere',
    ...others.map(() => `running ${first.id}-1`),
  ])
  const attempt = floor.state.attempts.get(`${first.id}-1`)
  expect([attempt?.taskId, attempt?.members]).toEqual([others[0]?.id, [others[1]?.id, first.id, second.id]])
  for (const { jobId } of [second, ...others]) floor.state.forgetJob(jobId)
  expect(floor.state.attempts.size).toBe(0)
})

it('gives free who was offered in its name before the restore was seen', () => {
  const { floor, tasks } = restored()
  floor.dispatch()
  const lost = { id: 'job-lost-run', jobId: 'job-lost' }
  const [first = lost, second = lost, ...others] = tasks
  take(floor, entryOf([first, second, lost], 'running'))
  const attemptId = `${first.id}-1`
  expect(shown(floor, [first, second, lost])).toEqual(Array(3).fill(`running ${attemptId}`))
  expect(others.map(({ id }) => floor.state.tasks.get(id)?.state)).toEqual(['queued', 'queued'])
})

it('keeps all that it knows of where the agent does not tell who is in it', () => {
  const { floor, tasks } = restored()
  floor.dispatch()
  const { batch: _untold, ...entry } = entryOf(tasks, 'running')
  take(floor, entry)
  expect(shown(floor, tasks)).toEqual(Array(4).fill(`running ${tasks[0]?.id ?? ''}-1`))
})

it('asks about each where one of them may be under way elsewhere', () => {
  const { floor, tasks } = restored()
  const [first, ...others] = tasks
  if (!first) throw new Error('there are four')
  take(floor, { ...entryOf([first], 'running'), instrumentId: 'furnace-2' })
  const entry = entryOf([...others, first], 'running')
  take(floor, entry)
  const kinds = [...floor.state.prompts.values()].map(({ kind }) => kind).sort()
  expect(kinds).toEqual([...Array(4).fill('repeat-activity'), 'unexpected-event'])
  expect(floor.dispatch()).toEqual([])
})

it('has each go on by the end that the journal tells', () => {
  const { floor, tasks } = restored()
  take(floor, entryOf(tasks, 'succeeded'))
  expect(shown(floor, tasks)).toEqual(Array(4).fill('over nowhere'))
  expect(floor.state.attempts.size).toBe(0)
})

it('forgets with its job also what it never made itself: an attempt of a task that was over', () => {
  const { floor, tasks } = restored()
  const [task] = tasks
  if (!task) throw new Error('there are four')
  floor.decide(draft => draft.update('tasks', task, { state: 'succeeded', endedAt: floor.now }))
  const entry = entryOf([task], 'succeeded')
  take(floor, { ...entry, report: { ...entry.report, attemptId: `${task.id}-7` } })
  expect([floor.state.tasks.get(task.id)?.attempts, [...floor.state.attempts.keys()]]).toEqual([
    0,
    [`${task.id}-7`],
  ])
  floor.state.forgetJob(task.jobId)
  expect(floor.state.attempts.size).toBe(0)
})
