import { type DigestEntry, mayHaveStarted, type Steps } from '@muster/protocol'
import { taskIdsOf, tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, JobRecord, TaskRecord } from '../model/records.ts'
import { stepOf } from '../model/steps.ts'
import { attemptIdOf } from '../model/known.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { requeueTask } from './tasks.ts'

/** The tasks of a run that an agent knows and this store does not: it was put back from a backup. */

/** Who is in a run, by the agent; one from before batches does not tell, and then by what is known here. */
export function tasksIn(
  { jobId, taskId, batch }: DigestEntry,
  known?: AttemptRecord,
): readonly { readonly taskId: string; readonly jobId?: string }[] {
  const members = batch?.members ?? known?.members?.map(id => ({ taskId: id })) ?? []
  return [{ jobId, taskId }, ...members]
}

/** The tasks of a run that are not over here. Those that the store has lost are made anew, where it matters. */
export function ownersOf(
  draft: Draft,
  entry: DigestEntry,
  known: AttemptRecord | undefined,
  endedJobs: ReadonlySet<string>,
  harmless: boolean,
): TaskRecord[] {
  return tasksIn(entry, known).flatMap(({ taskId, jobId }) => {
    const task = draft.state.tasks.get(taskId)
    if (!task) {
      const isLost = jobId !== undefined && !endedJobs.has(jobId) && !harmless
      return isLost ? [insertLostJob(draft, entry, jobId, taskId)] : []
    }
    if (isTaskEnd(task.state)) return []
    // What never began says nothing to one that may be under way elsewhere by now.
    const other = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
    const isElsewhere =
      other !== undefined && other.id !== entry.report.attemptId && mayHaveStarted(other.state)
    return harmless && entry.batch && isElsewhere ? [] : [task]
  })
}

/**
 * The tasks of an attempt that is taken over: all that are in the run, those first that are not over here, so that what is looked for
 * by the first is found.
 */
export function whoseRun(
  entry: DigestEntry,
  owners: readonly TaskRecord[],
): Pick<AttemptRecord, 'jobId' | 'taskId' | 'members'> {
  const { jobId, taskId, batch } = entry
  const [first] = owners
  const whose = first ? { jobId: first.jobId, taskId: first.id } : { jobId, taskId }
  if (!batch) return whose
  const ids = new Set([...owners.map(({ id }) => id), ...tasksIn(entry).map(one => one.taskId)])
  ids.delete(whose.taskId)
  return { ...whose, members: [...ids] }
}

/** The task is in the attempt from now on. */
export function bind(draft: Draft, taskId: string, attempt: AttemptRecord): void {
  const task = draft.state.tasks.get(taskId)
  if (!task || isTaskEnd(task.state)) return
  const isNew = task.attemptId !== attempt.id
  const isFirst = attempt.id === attemptIdOf(task.id, attempt.number)
  const number = isFirst ? attempt.number : task.attempts + (isNew ? 1 : 0)
  draft.update('tasks', task, {
    state: 'dispatched',
    attemptId: attempt.id,
    attempts: Math.max(task.attempts, number),
    heldBy: undefined,
    atMiddleware: undefined,
  })
}

/** Before it was seen that the store is an old one, the attempt may have been offered anew for other tasks: these are in no run. */
export function letOthersGo(draft: Draft, known: AttemptRecord, attempt: AttemptRecord): void {
  const inRun = new Set(taskIdsOf(attempt))
  for (const task of tasksOfAttempt(draft.state, known))
    if (!inRun.has(task.id) && task.attemptId === known.id && task.state === 'dispatched')
      requeueTask(draft, task, 0)
}

/**
 * A run that was begun after the backup was made, of a job that is over here: its step was begun again since, or what an agent knew of the
 * job was taken for all of it. It gets a job of its own, so that what it has is kept for it, and its result is.
 */
export function insertLostRun(draft: Draft, entry: DigestEntry): TaskRecord {
  const jobId = draft.newId('job')
  return insertLostJob(draft, entry, jobId, `${jobId}-${plainOf(pathOf(entry.jobId, entry.taskId))}`)
}

const pathOf = (jobId: string, taskId: string): string =>
  taskId.startsWith(`${jobId}-`) ? taskId.slice(jobId.length + 1) : 'run'

/** Steps within others can't be told from an id alone. */
const plainOf = (path: string): string => path.replaceAll('.', '-')

/** The job was submitted, or the step begun, after the backup was made: all that is left of it is what the agent knows. */
function insertLostJob(draft: Draft, entry: DigestEntry, jobId: string, taskId: string): TaskRecord {
  const lost = { activity: entry.activity, instrument: entry.instrumentId }
  const path = pathOf(jobId, taskId)
  const plain = plainOf(path)
  const job = draft.state.jobs.get(jobId) ?? insertJob(draft, entry, jobId, { [plain]: lost })
  const isKnown = stepOf(job, { step: path }) !== undefined
  if (!isKnown && !stepOf(job, { step: plain }))
    draft.update('jobs', job, { added: { ...job.added, [plain]: lost } })
  return draft.insert('tasks', {
    id: taskId,
    version: 1,
    jobId,
    step: isKnown ? path : plain,
    sequence: job.sequence,
    priority: job.priority,
    ...lost,
    parametersJson: '{}',
    needs: [],
    state: 'queued',
    attempts: 0,
    failures: 0,
  })
}

function insertJob(draft: Draft, entry: DigestEntry, jobId: string, steps: Steps): JobRecord {
  const job = draft.insert('jobs', {
    id: jobId,
    version: 1,
    sequence: draft.state.lastSequence + 1,
    name: `recovered: ${entry.activity}`,
    definition: { muster: 1, name: 'recovered', steps },
    priority: 50,
    labels: { recovered: 'true' },
    state: 'running',
    submittedBy: 'rule:store-restored',
    submittedAt: draft.now,
    startedAt: draft.now,
  })
  draft.audit('job.recovered', jobId, { attempt: entry.report.attemptId }, jobId)
  return job
}
