import type { Timestamp } from '@muster/runtime'
import type { Obstacle, WaitsFor } from '../obstacle.ts'
import type { PaperCause } from '../paper/index.ts'
import type { ExpectedTime } from './expected-run.ts'
import type { Forecast } from './forecast.ts'
import type { Imagined } from './order.ts'
import { agentOfRuns } from './runs-at.ts'
import { type Unknown, unknownOf } from './start-of.ts'

/** So many other jobs are named, those first that move farthest; and what is less than this, in milliseconds, is no move. */
const JOBS_NAMED = 20
const LEAST_MOVE = 1_000

/** When a step of a job that was not submitted would be done, or why nobody can tell. */
export type PlannedStep = { readonly step: string } & (
  | {
      readonly instrumentId: string | undefined
      readonly start: ExpectedTime
      readonly end: ExpectedTime | undefined
      /** Why nobody knows when it ends, where that is so. */
      readonly unknownEnd?: Obstacle | undefined
      /** What becomes available last, so that it can begin; undefined where it begins at once. */
      readonly waitsFor?: { readonly message: string; readonly link?: WaitsFor } | undefined
    }
  | { readonly unknown: Unknown }
)

export interface PlannedJob {
  readonly at: Timestamp
  readonly steps: readonly PlannedStep[]
  /** Undefined where nobody can tell of some step. */
  readonly end: ExpectedTime | undefined
  /** Where nobody can tell: it ends no sooner in any case. */
  readonly endNotBefore?: Timestamp | undefined
  readonly deadline?: { readonly at: Timestamp; readonly holds: 'yes' | 'likely' | 'no' | 'unknown' }
  /** Other jobs whose end moves. */
  readonly moved: readonly MovedJob[]
  /** How many do, named or not. */
  readonly movedJobs: number
}

export interface MovedJob {
  readonly jobId: string
  readonly before: Timestamp
  readonly after: Timestamp
}

/** When jobs are expected to end, as far as they are on the paper. */
export function endsOfJobs({
  paper,
  schedule,
}: Pick<Forecast, 'paper' | 'schedule'>): Map<string, Timestamp> {
  const ends = new Map<string, Timestamp>()
  for (const { task } of paper.order.waiting) {
    const end = schedule.runs.get(task.id)?.end
    if (end !== undefined) ends.set(task.jobId, Math.max(end, ends.get(task.jobId) ?? 0))
  }
  return ends
}

/**
 * The timeline of a job that was put on paper with all the others.
 * @param before when the other jobs would end without it
 */
export function planned(
  forecast: Forecast,
  { job, tasks }: Imagined,
  before: ReadonlyMap<string, Timestamp>,
): PlannedJob {
  const steps = tasks.map(({ id, step, kind, state }): PlannedStep => {
    const run = forecast.runs.get(id)
    if (kind && state !== 'pending') return openAtOnce(forecast, id, step)
    if (!run)
      return { step, unknown: unknownOf(forecast, id) ?? { code: 'unknown', message: 'nobody can tell' } }
    const cause = forecast.schedule.runs.get(id)?.blockedBy
    const unknownEnd = run.end ? undefined : forecast.paper.endless.get(id)
    return {
      step,
      ...run,
      ...(unknownEnd ? { unknownEnd } : {}),
      ...(cause ? { waitsFor: toWaitFor(cause, job.id) } : {}),
    }
  })
  const end = endOf(steps)
  const endNotBefore = end ? undefined : Math.max(forecast.at, ...steps.map(soonestOf))
  const moved = movedJobs(before, endsOfJobs(forecast), job.id)
  return {
    at: forecast.at,
    steps,
    end,
    ...(endNotBefore === undefined ? {} : { endNotBefore }),
    ...(job.deadline === undefined
      ? {}
      : { deadline: { at: job.deadline, holds: holds(end, job.deadline, endNotBefore) } }),
    moved: moved.slice(0, JOBS_NAMED),
    movedJobs: moved.length,
  }
}

/** A step that no instrument does and that needs nothing: it is open as soon as its job is there. */
function openAtOnce(forecast: Forecast, id: string, step: string): PlannedStep {
  const { at, runs, untold, paper } = forecast
  const run = runs.get(id)
  const held = paper.held.get(id) ?? (untold.get(id)?.code === 'key-taken' ? untold.get(id) : undefined)
  if (held && !run) return { step, unknown: unknownOf(forecast, id) ?? held }
  return {
    step,
    instrumentId: undefined,
    start: held && run ? run.start : { from: at, expected: at, to: at },
    end: run?.end,
    ...(run?.end ? {} : { unknownEnd: paper.endless.get(id) ?? untold.get(id) }),
  }
}

function endOf(steps: readonly PlannedStep[]): ExpectedTime | undefined {
  let last: ExpectedTime = { from: 0, expected: 0, to: 0 }
  for (const step of steps) {
    if ('unknown' in step || !step.end) return undefined
    const { from, expected, to } = step.end
    last = {
      from: Math.max(last.from, from),
      expected: Math.max(last.expected, expected),
      to: last.to === undefined || to === undefined ? undefined : Math.max(last.to, to),
    }
  }
  return last
}

/** What a step does not end before, as far as is known. */
const soonestOf = (step: PlannedStep): Timestamp =>
  'unknown' in step ? (step.unknown.notBefore ?? 0) : (step.end ?? step.start).from

function holds(
  end: ExpectedTime | undefined,
  deadline: Timestamp,
  notBefore: Timestamp = 0,
): 'yes' | 'likely' | 'no' | 'unknown' {
  if (!end) return notBefore > deadline ? 'no' : 'unknown'
  if (end.expected > deadline) return 'no'
  return end.to !== undefined && end.to <= deadline ? 'yes' : 'likely'
}

function movedJobs(
  before: ReadonlyMap<string, Timestamp>,
  after: ReadonlyMap<string, Timestamp>,
  own: string,
): MovedJob[] {
  const moved: MovedJob[] = []
  for (const [jobId, end] of after) {
    const was = before.get(jobId)
    if (jobId !== own && was !== undefined && Math.abs(end - was) >= LEAST_MOVE)
      moved.push({ jobId, before: was, after: end })
  }
  return moved.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
}

/** @param own the id of the job itself: its steps have no links */
function toWaitFor(cause: PaperCause, own: string): { readonly message: string; readonly link?: WaitsFor } {
  const nameOf = (id: string): string => (id.startsWith(`${own}-`) ? `step ${id.slice(own.length + 1)}` : id)
  const followed =
    cause.follower === undefined ? '' : `, so that ${nameOf(cause.follower)} can follow in time`
  if (cause.kind === 'time') {
    const why = {
      earliest: 'it may not begin before',
      'min-wait': 'what is before it rests until',
      closed: 'it is closed until',
    }
    return { message: `${why[cause.why]} ${new Date(cause.at).toISOString()}${followed}` }
  }
  if (cause.kind === 'task') {
    const message = `${nameOf(cause.id)} has to be done first${followed}`
    return cause.id.startsWith(`${own}-`) ? { message } : { message, link: { kind: 'task', id: cause.id } }
  }
  const agentId = cause.kind === 'resource' ? agentOfRuns(cause.id) : undefined
  if (agentId !== undefined) {
    const message = `${agentId} has as many runs as it may have${followed}`
    return { message, link: { kind: 'agent', id: agentId } }
  }
  const by = cause.taskId === undefined ? '' : `, which ${nameOf(cause.taskId)} has until then`
  return { message: `${cause.id}${by}${followed}`, link: { kind: cause.kind, id: cause.id } }
}
