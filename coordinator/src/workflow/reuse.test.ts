import { describe, expect, it } from 'vitest'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { aJob, anAttempt, aTask } from '../testing/store-fixtures.ts'
import { Digests, Reuse, type TaskRows } from './reuse.ts'

const steps = { a: { activity: 'scan' }, b: { activity: 'scan', after: ['a'] } }

const jobOf = (id: string) =>
  aJob(id === 'old' ? 1 : 2, {
    id,
    definition: { muster: 1, name: 'w', steps },
    state: 'succeeded',
    endedAt: 9,
  })

const taskOf = (job: string, step: string, more: Partial<TaskRecord> = {}): TaskRecord =>
  aTask(jobOf(job), step, {
    state: 'succeeded',
    attemptId: `${job}-${step}-1`,
    attempts: 1,
    resultJson: `{"of":"${step}"}`,
    doneOn: 'xrd',
    needs: step === 'b' ? [`${job}-a`] : [],
    ...more,
  })

const attemptOf = (task: TaskRecord, more: Partial<AttemptRecord> = {}): AttemptRecord =>
  anAttempt(task, 1, {
    id: task.attemptId ?? '',
    jobId: task.jobId,
    taskId: task.id,
    state: 'succeeded',
    repeatability: 'safe',
    ...more,
  })

function rowsOf(job: string, tasks: readonly TaskRecord[]): TaskRows {
  const byId = new Map(tasks.map(task => [task.id, task]))
  return {
    job: jobOf(job),
    ids: () => [...byId.keys()],
    get: id => byId.get(id),
    isKept: task => task.node?.reusedFrom !== undefined,
  }
}

/** What the step `a` of a new job could have, where that of the old one was as is said. */
function taken(
  task: Partial<TaskRecord>,
  attempt: Partial<AttemptRecord> = {},
  next: Partial<TaskRecord> = {},
) {
  const a = taskOf('old', 'a', task)
  const fresh = taskOf('new', 'a', { state: 'queued', ...next })
  const reuse = new Reuse(rowsOf('new', [fresh]), {
    job: jobOf('old'),
    tasks: [a],
    attempts: [attemptOf(a, attempt)],
  })
  return reuse.take(fresh, ({ isSafe }) => isSafe)?.from
}

describe('a result', () => {
  it('is that of an attempt which went well by itself, with the same content', () => {
    expect(taken({})).toEqual({ job: 'old', path: 'a', attempt: 'old-a-1' })
    expect(taken({ parametersJson: '{"x":1,"y":2}' }, {}, { parametersJson: '{"y":2,"x":1}' })).toBeDefined()
    expect(taken({ parametersJson: '{"x":1}' }, {}, { parametersJson: '{"x":2}' })).toBeUndefined()
    expect(taken({ samples: ['S1'] }, {}, { samples: ['S2'] })).toBeUndefined()
    expect(taken({ instrument: 'xrd' })).toBeUndefined()
  })

  it('is never one that a person gave, that failed, was done in a lesser way, or was undone', () => {
    expect(taken({}, { settledBy: 'person:Ann' })).toBeUndefined()
    expect(taken({}, { state: 'failed' })).toBeUndefined()
    expect(taken({ attemptId: 'gone' }, { id: 'other' })).toBeUndefined()
    expect(taken({ state: 'failed' })).toBeUndefined()
    expect(taken({ state: 'skipped', waived: { by: 'Ann', reason: 'x' } })).toBeUndefined()
    expect(taken({ variant: 'short' })).toBeUndefined()
    expect(taken({ node: { undo: 'done' } })).toBeUndefined()
    expect(taken({ node: { isInFallback: true } })).toBeUndefined()
    expect(taken({}, { repeatability: 'safe-until-started' })).toBeUndefined()
  })

  it('is told of by where it was done, however often it was taken over', () => {
    const from = { job: 'first', path: 'x', attempt: 'first-x-1' }
    expect(taken({ attempts: 0, attemptId: 'none', node: { reusedFrom: from } })).toEqual(from)
  })
})

describe('what came before', () => {
  const source = () => {
    const tasks = [taskOf('old', 'a'), taskOf('old', 'b')]
    return { job: jobOf('old'), tasks, attempts: tasks.map(task => attemptOf(task)) }
  }
  const next = (before: TaskRecord) => {
    const b = taskOf('new', 'b', { state: 'queued' })
    return new Reuse(rowsOf('new', [before, b]), source()).take(b, () => true)?.from.path
  }

  it('has to be taken over too: what was done anew is like nothing else', () => {
    const from = { job: 'old', path: 'a', attempt: 'old-a-1' }
    expect(next(taskOf('new', 'a', { node: { reusedFrom: from } }))).toBe('b')
    expect(next(taskOf('new', 'a'))).toBeUndefined()
    expect(next(taskOf('new', 'a', { state: 'skipped', node: { because: 'when' } }))).toBeUndefined()
  })

  it('is looked at again when it was done again', () => {
    const from = { job: 'old', path: 'a', attempt: 'old-a-1' }
    const tasks = new Map([['new-a', taskOf('new', 'a', { node: { reusedFrom: from } })]])
    const rows = { ...rowsOf('new', []), get: (id: string) => tasks.get(id), ids: () => [...tasks.keys()] }
    const digests = new Digests(rows)
    const b = taskOf('new', 'b', { state: 'queued' })
    const before = digests.ofNext(b)
    tasks.set('new-a', taskOf('new', 'a'))
    expect(digests.ofNext(b)).not.toBe(before)
  })

  it('counts for other steps by what it came to, and not by who did it, or when', () => {
    const answered = (answer: string, by: string, job: string) => {
      const a = taskOf(job, 'a', {
        kind: 'prompt',
        resultJson: JSON.stringify({ answer, by, at: job, fields: {} }),
        node: { input: { question: 'Is it there?' } },
      })
      const b = taskOf(job, 'b', { state: 'queued' })
      return new Digests(rowsOf(job, [a, b])).ofNext(b)
    }
    expect(answered('yes', 'Ann', 'old')).toBe(answered('yes', 'Bob', 'new'))
    expect(answered('yes', 'Ann', 'old')).not.toBe(answered('no', 'Ann', 'new'))
  })

  it('is not gone through for ever: of a chain that was never looked at, the end is not taken over', () => {
    const chain = Array.from({ length: 5_000 }, (_, at) =>
      taskOf('old', `s${at}`, { kind: 'steps', needs: at === 0 ? [] : [`old-s${at - 1}`] }),
    )
    const last = taskOf('old', 'b', { needs: ['old-s4999'], state: 'queued' })
    expect(new Digests(rowsOf('old', [...chain, last])).ofNext(last)).toHaveLength(64)
  })
})
