import { parentOf, type Step, type Steps, stepsIn } from '@muster/protocol'
import type { Draft } from '../../model/draft.ts'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import { planOf, stepOf } from '../../model/steps.ts'
import type { Store } from '../../store/store.ts'
import { type JobResults, Reuse } from '../../workflow/reuse.ts'
import type { Told } from '../../workflow/run.ts'
import { taskAt } from './places.ts'

/** Results that a job that was begun again takes over from the one before it. */

/**
 * The end of an activity that has just been put into the queue, where it need not be done: the same was done with the same before.
 * Undefined where it has to be done.
 */
export function takeOver(draft: Draft, job: JobRecord, task: TaskRecord): Told | undefined {
  const { state } = draft
  const reuse = job.rerunOf?.reuse ? state.reuse.get(job.id) : undefined
  if (!reuse || task.heldBy !== undefined || task.attempts > 0 || (task.node?.tries ?? 1) > 1)
    return undefined
  const step = stepOf(job, task)
  if (!step || !mayBeTakenOver(state, job, task, step)) return undefined
  const isSafeNow = isSafeEverywhere(state, task.activity)
  const found = reuse.take(task, ({ isSafe }) => step.reuse === 'allowed' || (isSafe && isSafeNow))
  if (!found) return undefined
  const { from, resultJson, instrument } = found
  draft.update('tasks', task, { resultJson })
  draft.audit('task.reused', task.id, { ...from }, job.id)
  return {
    kind: 'ended',
    path: task.step,
    end: 'succeeded',
    ...(resultJson === undefined ? {} : { result: JSON.parse(resultJson) as unknown }),
    ...(instrument === undefined ? {} : { instrument }),
    reusedFrom: from,
  }
}

/** Whether its place in the workflow allows it: nothing hangs on its being done now, or would be undone after it. */
function mayBeTakenOver(state: State, job: JobRecord, task: TaskRecord, step: Step): boolean {
  if (step.reuse === 'never' || step.undo || step.together !== undefined) return false
  if (/\.(?:undo|fallback)\./.test(task.step)) return false
  for (let path = parentOf(task.step); path !== undefined; path = parentOf(path)) {
    const owner = taskAt(state, job.id, path)
    if (!owner || stepOf(job, owner)?.undo) return false
  }
  const id = task.step.slice(task.step.lastIndexOf('.') + 1)
  return !followedInTime(stepsAround(state, job, task.step)).has(id)
}

/** The map of steps that a step stands in. */
function stepsAround(state: State, job: JobRecord, path: string): Steps | undefined {
  const around = parentOf(path)
  if (around === undefined) return job.added?.[path] ? job.added : job.definition.steps
  const owner = taskAt(state, job.id, around)
  const step = owner && stepOf(job, owner)
  const scope = path.slice(around.length + 1).split('.')[0] ?? ''
  return step && stepsIn(planOf(job), step, scope, () => owner.node?.input as Steps | undefined)
}

const timed = new WeakMap<Steps, ReadonlySet<string>>()

/** Steps that others have to follow within a time: it counts from their real end. */
function followedInTime(steps: Steps | undefined): ReadonlySet<string> {
  const known = steps && timed.get(steps)
  if (known) return known
  const found = new Set(
    Object.values(steps ?? {}).flatMap(({ waits = {} }) =>
      Object.entries(waits).flatMap(([id, { atMost }]) => (atMost === undefined ? [] : [id])),
    ),
  )
  if (steps) timed.set(steps, found)
  return found
}

function isSafeEverywhere({ known }: State, activity: string): boolean {
  const offered = [...known.values()].flatMap(({ activities }) => activities.get(activity) ?? [])
  return offered.every(({ description }) => description.repeatability === 'safe')
}

/** What a job can take over from another, while its own tasks are at hand. */
export function reuseOf(state: State, job: JobRecord, source: JobResults): Reuse {
  return new Reuse(
    {
      get job() {
        return state.jobs.get(job.id) ?? job
      },
      ids: () => state.tasksByJob.get(job.id) ?? [],
      get: id => state.tasks.get(id),
      isKept: task => task.node?.reusedFrom !== undefined,
    },
    source,
  )
}

/** A job that has ended, as the store has it. */
export async function resultsOf(store: Store, job: JobRecord): Promise<JobResults> {
  const tasks = await store.tasksOfJob(job.id)
  const attempts = await Promise.all(
    tasks.flatMap(({ attemptId }) => (attemptId === undefined ? [] : [store.attempt(attemptId)])),
  )
  return { job, tasks, attempts: attempts.filter(attempt => attempt !== undefined) }
}

/** After a start: what jobs under way may still take over. */
export async function recallReuse(state: State, store: Store): Promise<void> {
  for (const job of [...state.jobs.values()]) {
    const source = job.rerunOf?.reuse ? await store.job(job.rerunOf.job) : undefined
    if (source) state.reuse.set(job.id, reuseOf(state, job, await resultsOf(store, source)))
  }
}
