import type { Steps, WorkflowDefinition } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import type { Draft } from '../../model/draft.ts'
import { taskIdsOf } from '../../model/attempt-tasks.ts'
import type { AttemptRecord, JobRecord, TaskRecord } from '../../model/records.ts'
import { planOf } from '../../model/steps.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { RunPlan } from '../../workflow/run.ts'
import { whyNotMove } from '../../workflow/change-plan.ts'
import { mayHaveBegun } from '../begun.ts'
import { JOB_PAUSED } from '../../model/known.ts'
import { giveKey, refuseWithoutKey } from '../keys.ts'
import { pauseRun, resumeRun } from './pausing.ts'
import { runOf, tell } from './tell.ts'

/** What people do with a job under way as a whole. */

const refuse = (why: string): never => {
  throw new MusterError('job-refused', 'conflict', why)
}

function mustBeOpen(job: JobRecord): void {
  if (job.endedAt !== undefined) refuse(`The job has ended as ${job.state}.`)
}

/**
 * Nothing more of the job begins; what waits in the queue stays there.
 * @param through what runs and can pause does as well
 * @throws MusterError `job-refused`
 */
export function pauseJob(draft: Draft, job: JobRecord, by: string, reason: string, through: boolean): void {
  mustBeOpen(job)
  if (job.run?.isPaused && !through) refuse('The job is paused already.')
  tell(draft, job.id, { kind: 'pause' })
  draft.audit('job.paused', job.id, { reason, through }, job.id)
  for (const task of draft.state.tasksOf(job.id)) {
    if (task.state === 'queued' && task.heldBy === undefined)
      draft.update('tasks', task, { heldBy: JOB_PAUSED })
    if (through) pauseRun(draft, task, `person:${by}`)
  }
  const current = draft.state.jobs.get(job.id)
  // Those that are on their way to an instrument pause as soon as they run there.
  if (through && current) draft.update('jobs', current, { pausesRuns: `person:${by}` })
}

/** @throws MusterError `job-refused` */
export function resumeJob(draft: Draft, job: JobRecord, by: string, reason: string): void {
  mustBeOpen(job)
  if (!job.run?.isPaused) refuse('The job is not paused.')
  tell(draft, job.id, { kind: 'resume' })
  draft.audit('job.resumed', job.id, { reason }, job.id)
  for (const task of draft.state.tasksOf(job.id)) {
    if (task.heldBy === JOB_PAUSED) draft.update('tasks', task, { heldBy: undefined })
    resumeRun(draft, task, `person:${by}`)
  }
  const current = draft.state.jobs.get(job.id)
  if (current?.pausesRuns !== undefined) draft.update('jobs', current, { pausesRuns: undefined })
  // Where it waits for a key, it was passed over while it was paused.
  giveKey(draft, draft.state.jobs.get(job.id) ?? job)
}

/** For all of its steps that wait for a signal of this name, and for those that will. @throws MusterError `job-refused` */
export function signalJob(draft: Draft, job: JobRecord, name: string, payload: unknown): void {
  mustBeOpen(job)
  draft.audit('job.signal', job.id, { name }, job.id)
  tell(draft, job.id, { kind: 'signal', name, ...(payload === undefined ? {} : { payload }) })
}

/** @throws MusterError `job-refused` where names are in use already, or the job has ended */
export function addSteps(
  draft: Draft,
  job: JobRecord,
  steps: Steps,
  uses: Readonly<Record<string, WorkflowDefinition>>,
): void {
  mustBeOpen(job)
  if (job.cancelRequested || job.state === 'undoing') refuse('The job is being ended.')
  const plan = planOf(job)
  const taken = Object.keys(steps).filter(
    id => id in plan.definition.steps || (plan.added && id in plan.added),
  )
  if (taken.length > 0) refuse(`There are steps of these names already: ${taken.join(', ')}.`)
  tell(draft, job.id, { kind: 'add', steps, uses })
}

/** The job goes by another version from now on. @throws MusterError `job-refused` with the step whose past does not fit */
export function moveJob(draft: Draft, job: JobRecord, plan: RunPlan): void {
  mustBeOpen(job)
  if (job.cancelRequested || job.state === 'undoing') refuse('The job is being ended.')
  const why = whyNotMove(runOf(draft.state, job), plan)
  if (why !== undefined) refuse(why)
  const { definition, uses } = planOf(job)
  tell(draft, job.id, { kind: 'move', plan, from: { definition, uses } })
  draft.audit('job.moved', job.id, { version: plan.definition.version ?? 1 }, job.id)
}

/**
 * Again from a step on: it and all that comes after it, though it succeeded.
 * @param attempts all of the job's
 * @param startAgain the person's word that what may have been started may be started once more
 * @throws MusterError `job-refused` with the sentence why
 */
export function retryFrom(
  draft: Draft,
  job: JobRecord,
  task: TaskRecord,
  attempts: readonly AttemptRecord[],
  startAgain: boolean,
): void {
  if (!isTaskEnd(task.state)) refuse(`Step ${task.step} has not ended: it is ${task.state}.`)
  if (job.cancelRequested && job.endedAt === undefined) refuse('The job is being cancelled.')
  refuseWithoutKey(draft.state, job, refuse)
  const tasks = draft.state.tasksOf(job.id)
  // What was undone as it ended is done again as well.
  const undone = job.endedAt === undefined ? [] : tasks.filter(wasUndone)
  const again = fromHereOn(tasks, [task, ...undone])
  const open = [...again.values()].find(
    one => one.id !== task.id && one.state !== 'pending' && !isTaskEnd(one.state),
  )
  if (open) refuse(`Step ${open.step} comes after it and is ${open.state}: wait for its end, or cancel it.`)
  const begun = attempts.filter(
    one => one.repeatability !== 'safe' && mayHaveBegun(one) && taskIdsOf(one).some(id => again.has(id)),
  )
  if (begun.length > 0 && !startAgain) {
    const what = [
      ...new Set(begun.map(one => `${one.activity} at ${one.instrumentId} (${one.repeatability})`)),
    ]
    refuse(
      `These may have been started already: ${what.join(', ')}. Look at the samples, then order it with "startAgain": true.`,
    )
  }
  // Those whose turn comes later are meant as well.
  for (const one of again.values())
    if (one.attempts > 0) draft.update('tasks', one, { orderedAgain: one.attempts })
  tell(draft, job.id, { kind: 'retry', path: task.step, withFollowers: true })
}

const wasUndone = ({ state, node }: TaskRecord): boolean => state === 'succeeded' && node?.undo !== undefined

/** Some tasks, those that need them, directly or not, and what stands within them. */
function fromHereOn(
  tasks: readonly TaskRecord[],
  first: readonly TaskRecord[],
): ReadonlyMap<string, TaskRecord> {
  const found = new Map(first.map(one => [one.id, one]))
  // In the order of the workflow: what a task needs comes before it.
  for (const task of tasks) {
    const isWithin = [...found.values()].some(({ step }) => task.step.startsWith(`${step}.`))
    if (isWithin || task.needs.some(id => found.has(id))) found.set(task.id, task)
  }
  return found
}
