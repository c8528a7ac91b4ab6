import { expect, test } from 'vitest'
import type { TaskRecord, TaskState } from '../model/records.ts'
import { afterTask, jobEnd } from './engine.ts'

const task = (id: string, state: TaskState, needs: readonly string[] = []): TaskRecord => ({
  id,
  version: 1,
  jobId: 'job',
  step: id,
  sequence: 1,
  priority: 50,
  activity: 'print',
  parametersJson: '{}',
  needs,
  state,
  attempts: 0,
  failures: 0,
})

test('a task that has all it needs is queued, one that still waits for another is not', () => {
  const tasks = [
    task('a', 'running'),
    task('b', 'running'),
    task('c', 'pending', ['a']),
    task('d', 'pending', ['a', 'b']),
  ]
  expect(afterTask(tasks, task('a', 'succeeded'))).toEqual([{ taskId: 'c', to: 'queued' }])
})

test('what can not be had any more is skipped, and so is all that waits for it', () => {
  const tasks = [
    task('a', 'running'),
    task('b', 'pending', ['a']),
    task('c', 'pending', ['b']),
    task('d', 'pending'),
  ]
  expect(afterTask(tasks, task('a', 'failed'))).toEqual([
    { taskId: 'b', to: 'skipped' },
    { taskId: 'c', to: 'skipped' },
  ])
})

test('a job ends when all its tasks have', () => {
  expect(jobEnd([task('a', 'succeeded'), task('b', 'running')], false)).toBeUndefined()
  expect(jobEnd([task('a', 'succeeded'), task('b', 'succeeded')], true)).toBe('succeeded')
  expect(jobEnd([task('a', 'succeeded'), task('b', 'cancelled')], true)).toBe('cancelled')
  expect(jobEnd([task('a', 'failed'), task('b', 'skipped')], false)).toBe('failed')
})
