import type { CheckedSubmission, Repeatability, Step, WorkflowDefinition } from '@muster/protocol'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Draft } from '../../model/draft.ts'
import type { TaskRecord } from '../../model/records.ts'
import { State } from '../../model/state.ts'
import { anActivity, anAgentWith } from '../../supervisor/testing/view.ts'
import { aJob, anAttempt, aTask } from '../../testing/store-fixtures.ts'
import { submitJob } from '../jobs.ts'

/** A job of these steps that has ended, and is begun again with all it came to: what becomes of its tasks. */
function begunAgain(
  steps: Readonly<Record<string, Step>>,
  repeatability: Repeatability = 'safe',
  now: Repeatability = repeatability,
): Map<string, TaskRecord> {
  const definition: WorkflowDefinition = { muster: 1, name: 'w', steps }
  const job = aJob(1, { definition, state: 'succeeded', endedAt: 9 })
  const tasks = Object.entries(steps).map(([id, step]) =>
    aTask(job, id, {
      activity: step.activity ?? '',
      parametersJson: '{}',
      needs: (step.after ?? []).map(before => `${job.id}-${before}`),
      state: 'succeeded',
      attemptId: `${job.id}-${id}-1`,
      attempts: 1,
      resultJson: '{"mass":4.20}',
    }),
  )
  const attempts = tasks.map(task => anAttempt(task, 1, { state: 'succeeded', repeatability }))
  const state = new State()
  state.put('agents', anAgentWith([anActivity({ name: 'scan', repeatability: now })]))
  const draft = new Draft(state, 'test', 'person:Ann', 1_000, seededRandom(1))
  const checked: CheckedSubmission = {
    submission: {},
    definition,
    uses: {},
    inputs: {},
    fieldOfStep: id => `steps.${id}`,
  }
  const again = submitJob(draft, checked, 'Ann', {
    rerun: { job: job.id, results: { job, tasks, attempts } },
  })
  return new Map(state.tasksOf(again.id).map(task => [task.step, task]))
}

const scan = { activity: 'scan' }
const statesOf = (tasks: ReadonlyMap<string, TaskRecord>) =>
  Object.fromEntries([...tasks].map(([step, { state }]) => [step, state]))

describe('what a job takes over', () => {
  it('has its result to the last digit, and no attempt', () => {
    expect(begunAgain({ a: scan }).get('a')).toMatchObject({
      state: 'succeeded',
      attempts: 0,
      resultJson: '{"mass":4.20}',
      node: { reusedFrom: { job: 'job-1', path: 'a', attempt: 'job-1-a-1' } },
    })
  })

  it('is what was safe then and is safe now, or what its step says', () => {
    expect(statesOf(begunAgain({ a: scan }, 'safe-until-started'))).toEqual({ a: 'queued' })
    expect(statesOf(begunAgain({ a: scan }, 'safe-until-started', 'safe'))).toEqual({ a: 'queued' })
    expect(statesOf(begunAgain({ a: scan }, 'safe', 'never'))).toEqual({ a: 'queued' })
    const steps = { a: { ...scan, reuse: 'allowed' }, b: { ...scan, reuse: 'never' } } as const
    expect(statesOf(begunAgain(steps, 'never'))).toEqual({ a: 'succeeded', b: 'queued' })
    expect(statesOf(begunAgain(steps))).toEqual({ a: 'succeeded', b: 'queued' })
  })

  it('ends where something is done anew', () => {
    const steps: Record<string, Step> = {
      a: scan,
      b: { ...scan, after: ['a'], reuse: 'never' },
      c: { ...scan, after: ['b'] },
    }
    expect(statesOf(begunAgain(steps))).toEqual({ a: 'succeeded', b: 'queued', c: 'pending' })
  })

  it('may be a long chain, one after the other in one decision', () => {
    const chain = Array.from({ length: 3_000 }, (_, at): [string, Step] => [
      `s${at}`,
      { ...scan, ...(at === 0 ? {} : { after: [`s${at - 1}`] }) },
    ])
    const states = Object.values(statesOf(begunAgain(Object.fromEntries(chain))))
    expect(new Set(states)).toEqual(new Set(['succeeded']))
  })
})
