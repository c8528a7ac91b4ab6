import { type CheckedSubmission, priorityNumber } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import { holderOf } from '../model/job-keys.ts'
import type { JobRecord, TaskRecord } from '../model/records.ts'
import type { StartedBy } from '../model/trigger-records.ts'
import type { JobResults } from '../workflow/reuse.ts'
import { reuseOf } from './runs/take-over.ts'
import { advance } from '../workflow/advance.ts'
import { newRun } from '../workflow/memory.ts'
import { NEWEST_WINS, refuseTaken, replacedBy } from './keys.ts'
import { askedOf, patchOf, taskOf } from './runs/node-rows.ts'
import { planOf, prefixOf, stepOf } from '../model/steps.ts'
import { stopAll } from './runs/stops.ts'
import { runOf, tell } from './runs/tell.ts'

/** Another going-through of a job that has ended. */
export interface RerunOf {
  readonly job: string
  readonly reason?: string
  /** What it came to, where that may be taken over. */
  readonly results?: JobResults
}

/** What a job comes from, besides what was submitted. */
export interface JobOrigin {
  readonly trace?: string
  readonly startedBy?: StartedBy
  readonly rerun?: RerunOf
}

/**
 * Takes a checked submission in: a job, and a task for each of its steps. Where another has its key, it waits for that.
 * @throws MusterError `key-taken`
 */
export function submitJob(
  draft: Draft,
  checked: CheckedSubmission,
  submittedBy: string,
  { rerun, ...from }: JobOrigin = {},
): JobRecord {
  const { definition } = checked
  refuseTaken(draft.state, checked)
  const sequence = draft.state.lastSequence + 1
  const made = jobOf(checked, { id: draft.newId('job'), sequence, submittedBy, submittedAt: draft.now })
  const job = draft.insert('jobs', {
    ...made,
    ...from,
    ...(rerun ? { rerunOf: { job: rerun.job, reuse: rerun.results !== undefined } } : {}),
  })
  draft.audit(
    'job.submitted',
    job.id,
    {
      name: job.name,
      priority: job.priority,
      steps: Object.keys(definition.steps),
      ...(from.startedBy ? { startedBy: from.startedBy } : {}),
    },
    job.id,
  )
  if (rerun) noteRerun(draft, job, rerun)
  const holder = holderOf(draft.state, job)
  if (holder) draft.audit('job.waits-for-key', job.id, { key: job.key, waitsFor: holder.id }, job.id)
  tell(draft, job.id, { kind: 'begin', ...(holder ? { held: true } : {}) })
  for (const other of replacedBy(draft.state, job))
    cancelJob(draft, other, NEWEST_WINS, `${job.id} is newer, and has the same key, "${job.key ?? ''}"`)
  return draft.state.jobs.get(job.id) ?? job
}

function noteRerun(draft: Draft, job: JobRecord, { job: of, reason, results }: RerunOf): void {
  const why = { ...(reason === undefined ? {} : { reason }), reuse: results !== undefined }
  draft.audit('job.rerun', job.id, { of, ...why }, job.id)
  draft.audit('job.rerun-as', of, { job: job.id, ...why }, of)
  if (results) draft.state.reuse.set(job.id, reuseOf(draft.state, job, results))
}

/** The job that a submission makes. */
export function jobOf(
  checked: CheckedSubmission,
  by: Pick<JobRecord, 'id' | 'sequence' | 'submittedBy' | 'submittedAt'>,
): JobRecord {
  const { submission, definition } = checked
  return {
    ...by,
    version: 1,
    name: submission.name ?? definition.title ?? nameOf(checked),
    definition,
    ...(checked.uses && Object.keys(checked.uses).length > 0 ? { uses: checked.uses } : {}),
    ...(checked.inputs && Object.keys(checked.inputs).length > 0 ? { inputs: checked.inputs } : {}),
    ...(checked.key === undefined ? {} : { key: checked.key }),
    priority: priorityNumber(submission.priority),
    ...(submission.deadline === undefined ? {} : { deadline: Date.parse(submission.deadline) }),
    labels: submission.labels ?? {},
    state: 'queued',
  }
}

/** The tasks that a new job has at first, none before those that it needs: for what is tried on paper. */
export function taskRecordsOf(job: JobRecord): TaskRecord[] {
  const run = newRun(planOf(job), { jobId: job.id, inputs: job.inputs ?? {}, labels: job.labels })
  const { nodes } = advance(run, { kind: 'begin', at: job.submittedAt })
  return nodes.flatMap((node, place) => {
    const step = stepOf(job, { step: node.path })
    if (!step) return []
    const needs = (step.after ?? []).map(id => `${job.id}-${prefixOf(node.path)}${id}`)
    const task = taskOf(job, node, step, needs, place)
    if (node.kind !== 'activity') return [{ ...task, ...defined(patchOf(node, task, step, job.submittedAt)) }]
    if (node.state !== 'open') return [task]
    const asked = defined(askedOf(node.input ?? step))
    return [{ ...task, ...asked, state: 'queued' as const, queuedAt: job.submittedAt }]
  })
}

const defined = (patch: object) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<TaskRecord>

function nameOf(checked: CheckedSubmission): string {
  return checked.submission.activity?.activity ?? checked.definition.name
}

/**
 * Asks for the end of a job: what has not begun never begins, what runs is asked to stop. The job ends when
 * all of it has. Asking again changes nothing.
 */
export function cancelJob(
  draft: Draft,
  job: JobRecord,
  by: string,
  reason: string | undefined,
  force = false,
): void {
  const isAskedAlready = job.cancelRequested !== undefined && (!force || job.cancelRequested.force === true)
  if (job.endedAt !== undefined || isAskedAlready) return
  // Made from the rows where it is not at hand, and so before they say what it is to hear.
  runOf(draft.state, job)
  const why = reason === undefined ? {} : { reason }
  draft.update('jobs', job, {
    cancelRequested: { by, at: draft.now, ...(force ? { force } : {}), ...why },
  })
  draft.audit('job.cancel-requested', job.id, why, job.id)
  tell(draft, job.id, { kind: 'cancel', force })
  stopAll(draft)
}
