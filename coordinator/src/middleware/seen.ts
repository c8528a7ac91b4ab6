import type { Failure } from '@muster/protocol'
import type { AuditEvent, JobRecord, TaskRecord } from '../model/records.ts'
import type { Change } from '../store/store.ts'
import type { JobSeen, StepSeen, WorkEvent } from './middleware.ts'

const JOB_ENDS = ['succeeded', 'failed', 'cancelled'] as const
const STEP_ENDS = [...JOB_ENDS, 'skipped'] as const

/** What a committed decision says of jobs and steps, in the order of its events. @param jobOf of those that did not change */
export function* workEvents(
  { events, rows }: Pick<Change, 'events' | 'rows'>,
  jobOf: (id: string) => JobRecord | undefined,
): Generator<WorkEvent> {
  const jobs = new Map(rows.jobs.map(row => [row.id, row]))
  const tasks = new Map(rows.tasks.map(row => [row.id, row]))
  const job = (id: string): JobSeen => {
    const record = jobs.get(id) ?? jobOf(id)
    return record ? jobSeen(record) : { id }
  }
  for (const event of events) {
    const [of, what] = event.kind.split('.')
    if (of === 'job') yield* jobEvent(event, what ?? '', job(event.subject))
    if (of !== 'task' && event.kind !== 'run.ended') continue
    const failed = event.kind === 'run.ended' ? failedTry(event) : undefined
    const task = tasks.get(failed ? `${event.subject}-${failed.path}` : event.subject)
    if (!task) continue
    const about = { at: event.at, job: job(task.jobId), step: stepSeen(task) }
    if (failed) yield { ...about, kind: 'try-failed', failure: failed.failure }
    else if (what === 'running') yield { ...about, kind: 'step-begun' }
    const state = STEP_ENDS.find(end => end === what)
    if (state) yield { ...about, kind: 'step-ended', state }
  }
}

function* jobEvent({ at, details }: AuditEvent, what: string, job: JobSeen): Generator<WorkEvent> {
  const state = JOB_ENDS.find(end => end === what)
  if (what === 'submitted') yield { kind: 'job-submitted', at, job }
  else if (what === 'running' && details['again'] !== true) yield { kind: 'job-begun', at, job }
  else if (state) yield { kind: 'job-ended', at, job, state }
}

interface EndedDetails {
  readonly path: string
  readonly end: string
  readonly tries?: number
  readonly failure?: Failure
}

/** Only the coordinator writes these. */
function failedTry({ details }: AuditEvent) {
  const { path, end, tries, failure } = details['event'] as EndedDetails
  return end === 'failed' && tries !== undefined && failure ? { path, failure } : undefined
}

const jobSeen = ({ id, name, labels, submittedAt, startedAt }: JobRecord): JobSeen => ({
  id,
  name,
  labels,
  submittedAt,
  ...(startedAt === undefined ? {} : { startedAt }),
})

const stepSeen = ({ id, step, kind, activity, doneOn, startedAt, failure }: TaskRecord): StepSeen => ({
  id,
  step,
  kind: kind ?? 'activity',
  activity,
  ...(doneOn === undefined ? {} : { instrument: doneOn }),
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(failure ? { failure } : {}),
})
