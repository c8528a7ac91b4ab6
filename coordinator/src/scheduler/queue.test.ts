import { expect, test } from 'vitest'
import type { TaskRecord } from '../model/records.ts'
import { TaskQueue } from './queue.ts'

const task = (id: string, more: Partial<TaskRecord> = {}): TaskRecord => ({
  id,
  version: 1,
  jobId: `job-${id}`,
  step: 'run',
  sequence: Number(id),
  priority: 50,
  activity: 'print',
  parametersJson: '{}',
  needs: [],
  state: 'queued',
  attempts: 0,
  failures: 0,
  ...more,
})
const inOrder = (queue: TaskQueue): string[] =>
  [...queue.classes()].flatMap(group => group.tasks.map(({ id }) => id))

test('higher priority goes first, then first come', () => {
  const queue = new TaskQueue()
  for (const one of [task('3'), task('1'), task('2', { priority: 75 })]) queue.update(one)
  expect(inOrder(queue)).toEqual(['2', '1', '3'])
})

test('a task that is dispatched, held or ended leaves the queue', () => {
  const queue = new TaskQueue()
  for (const id of ['1', '2', '3', '4']) queue.update(task(id))
  queue.update(task('1', { state: 'dispatched' }))
  queue.update(task('2', { heldBy: 'prompt-1' }))
  queue.update(task('3', { state: 'cancelled' }))
  expect(inOrder(queue)).toEqual(['4'])
  expect(queue.size).toBe(1)
})

test('a task whose time has not come is left out until it is released, each time anew', () => {
  const queue = new TaskQueue()
  queue.update(task('1', { notBefore: 100 }))
  expect(inOrder(queue)).toEqual([])
  queue.release(task('1', { notBefore: 100 }))
  expect(inOrder(queue)).toEqual(['1'])
  queue.update(task('1', { notBefore: 200 }))
  expect(inOrder(queue)).toEqual([])
  queue.update(task('1'))
  expect(inOrder(queue)).toEqual(['1'])
})

test('a task whose priority has changed moves', () => {
  const queue = new TaskQueue()
  for (const id of ['1', '2']) queue.update(task(id))
  queue.update(task('2', { priority: 100, version: 2 }))
  expect(inOrder(queue)).toEqual(['2', '1'])
})
