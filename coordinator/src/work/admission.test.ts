import { InvalidInputError, MusterError } from '@muster/runtime'
import { expect, test } from 'vitest'
import { STANDARD_RULES } from '../scheduler/rules.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { admit } from './admission.ts'
import { cancelJob } from './jobs.ts'

const floorOf = (limits: { queued: number; perUser?: number }) => new Floor({ ...STANDARD_RULES, limits })

function cancel(floor: Floor, jobId: string): void {
  const job = floor.state.jobs.get(jobId)
  if (job) floor.decide(draft => cancelJob(draft, job, 'person:ada', undefined))
}

/** How it is refused; undefined where it is not. */
function refusal(floor: Floor, tasks: number, user = 'ada'): MusterError | undefined {
  try {
    floor.decide(draft => admit(draft, tasks, user))
    return undefined
  } catch (error) {
    if (error instanceof MusterError) return error
    throw error
  }
}
const waitOf = (error: MusterError | undefined): unknown => error?.details['retryAfter']

test('a job that would be past the limit is refused whole, and taken when there is room', () => {
  const floor = floorOf({ queued: 3 })
  const [first] = [floor.submitOf('ada'), floor.submitOf('ben')]
  expect(refusal(floor, 1)).toBeUndefined()
  const refused = refusal(floor, 2)
  expect(refused).toMatchObject({ code: 'queue-full', category: 'unavailable' })
  expect(refused?.message).toContain(
    '2 tasks have not ended, and 2 more would be past 3 (scheduler.limits.queued)',
  )
  cancel(floor, first.jobId)
  expect(floor.state.backlog.open).toBe(1)
  expect(refusal(floor, 2)).toBeUndefined()
})

test('the limit of a user is theirs alone', () => {
  const floor = floorOf({ queued: 100, perUser: 2 })
  for (const user of ['ada', 'ada', 'ben']) floor.submitOf(user)
  expect(refusal(floor, 1, 'ada')?.message).toContain('2 tasks of ada have not ended, and one more')
  expect(refusal(floor, 1, 'ben')).toBeUndefined()
  expect(refusal(floor, 2, 'ben')).toMatchObject({ code: 'queue-full' })
})

test('what could never fit is not put off: it is said at once that it has to be several jobs', () => {
  const refused = refusal(floorOf({ queued: 3 }), 4)
  expect(refused).toBeInstanceOf(InvalidInputError)
  expect(refused?.faults).toMatchObject([{ field: 'workflow.steps' }])
})

test('when to try again follows from how fast tasks end, from a second to an hour', () => {
  const floor = floorOf({ queued: 12 })
  const tasks = Array.from({ length: 12 }, () => floor.submitOf('ada'))
  expect(waitOf(refusal(floor, 1))).toBe(60_000)
  for (const { jobId } of tasks.slice(0, 11)) {
    floor.now += 10_000
    cancel(floor, jobId)
  }
  for (let more = 0; more < 11; more += 1) floor.submitOf('ada')
  // Eleven ends, ten seconds apart.
  expect(waitOf(refusal(floor, 1))).toBe(10_000)
  expect(waitOf(refusal(floor, 4))).toBe(40_000)
  floor.now += 30 * 24 * 3_600_000
  expect(waitOf(refusal(floor, 4))).toBe(3_600_000)
})

test('what is tried again, or put back by hand, is counted and not refused', () => {
  const floor = floorOf({ queued: 1 })
  floor.agent({ id: 'hall-2', instruments: [{ id: 'printer', activities: [{ name: 'print' }] }] })
  floor.submit()
  floor.dispatch()
  for (let round = 0; round < 2; round += 1) {
    const [attempt] = floor.open
    if (!attempt) throw new Error('nothing is under way')
    floor.end(attempt, 'failed')
    expect(floor.state.backlog.open).toBe(1)
    const [task] = floor.state.tasks.values()
    if (task) floor.state.board.release(task)
    expect(floor.dispatch()).toHaveLength(1)
  }
  const [last] = floor.open
  if (last) floor.end(last, 'succeeded')
  expect(floor.state.backlog.open).toBe(0)
  expect(floor.state.backlog.openOf('person:anna')).toBe(0)
})
