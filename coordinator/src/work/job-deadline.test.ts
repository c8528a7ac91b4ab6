import { beforeEach, expect, test } from 'vitest'
import type { JobRecord } from '../model/records.ts'
import { firstOfQueue } from '../scheduler/standing.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { changeDeadline } from './job-deadline.ts'
import { orderTask } from './order.ts'

const HOUR = 3_600_000

let floor: Floor
beforeEach(() => {
  floor = new Floor()
  floor.agent({ id: 'hall-2', instruments: [{ id: 'printer', activities: [{ name: 'print' }] }] })
  floor.submit()
  floor.dispatch()
})

const shown = (): readonly string[] =>
  firstOfQueue(floor.state, floor.now, () => true, 500).map(({ entry }) => entry.task.jobId)

const jobOf = (id: string): JobRecord => {
  const job = floor.state.jobs.get(id)
  if (!job) throw new Error(`there is no job ${id}`)
  return job
}

const change = (id: string, deadline: number | undefined): void =>
  floor.decide(draft => void changeDeadline(draft, jobOf(id), deadline, 'the customer called'))

test('another deadline puts what waits elsewhere in the queue, and none puts it back', () => {
  const [first, second] = [1, 2].map(at => {
    floor.now += at
    return floor.submitOf('ada').jobId
  }) as [string, string]
  expect(shown()).toEqual([first, second])
  change(second, floor.now + HOUR)
  expect(jobOf(second).deadline).toBe(floor.now + HOUR)
  expect(shown()).toEqual([second, first])
  change(second, undefined)
  expect(jobOf(second)).not.toHaveProperty('deadline')
  expect(shown()).toEqual([first, second])
})

test('it changes neither what runs nor where a person put something', () => {
  const waiting = floor.submitOf('ada')
  const other = floor.submitOf('ada')
  floor.decide(draft => void orderTask(draft, waiting.id, { target: { to: 'top' }, by: 'ada' }))
  change(other.jobId, floor.now + 1)
  expect(shown()).toEqual([waiting.jobId, other.jobId])
  const [running] = floor.open
  const before = floor.state.attempts.get(running?.id ?? '')
  change(before?.jobId ?? '', floor.now + HOUR)
  expect(floor.state.attempts.get(running?.id ?? '')).toBe(before)
})

test('it is recorded with what it was before, once, and refused where the job has ended', () => {
  const { jobId } = floor.submitOf('ada')
  change(jobId, floor.now + HOUR)
  const { version } = jobOf(jobId)
  change(jobId, floor.now + HOUR)
  expect(jobOf(jobId).version).toBe(version)
  floor.state.put('jobs', { ...jobOf(jobId), state: 'succeeded', endedAt: floor.now })
  expect(() => change(jobId, undefined)).toThrow(expect.objectContaining({ code: 'order-refused' }))
})
