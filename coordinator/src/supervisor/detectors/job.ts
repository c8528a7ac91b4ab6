import { formatDuration } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import { isTaskEnd } from '../../workflow/engine.ts'
import { type Detector, NOTHING } from '../findings.ts'

/** A job with a deadline: whether what is left of it fits into the time that is left. */
export const detectJob: Detector = (view, id) => {
  const job = view.state.jobs.get(id)
  if (job?.deadline === undefined || job.endedAt !== undefined) return NOTHING
  const left = timeLeft(view.state, view.state.tasksOf(id))
  const slack = job.deadline - view.wall - left
  if (slack > 0) return { findings: [], again: view.monotonic + slack }
  const isOver = view.wall >= job.deadline
  const by = formatDuration(-slack)
  const message = isOver
    ? `The deadline of ${job.name} has passed, and about ${formatDuration(left)} of it are left.`
    : `${job.name} needs about ${formatDuration(left)} more, which is ${by} beyond its deadline.`
  return { findings: [{ kind: 'deadline-at-risk', message, links: { jobId: id } }] }
}

/** The longest chain of what has not ended, milliseconds, by expected durations; waiting for instruments is not in it. */
function timeLeft(state: State, tasks: readonly TaskRecord[]): number {
  const byId = new Map(tasks.map(task => [task.id, task]))
  const ends = new Map<string, number>()
  const endOf = (task: TaskRecord): number => {
    const known = ends.get(task.id)
    if (known !== undefined) return known
    const begins = Math.max(
      0,
      ...task.needs.map(need => byId.get(need)).map(need => (need ? endOf(need) : 0)),
    )
    const end = isTaskEnd(task.state) ? 0 : begins + remaining(state, task)
    ends.set(task.id, end)
    return end
  }
  return Math.max(0, ...tasks.map(endOf))
}

function remaining(state: State, task: TaskRecord): number {
  const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
  const run = attempt && state.live.get(attempt.agentId)?.runs.get(attempt.id)
  if (task.state === 'running' && run?.remainingMs !== undefined) return run.remainingMs
  const durations = [...state.known.values()]
    .filter(known => task.instrument === undefined || known.description.id === task.instrument)
    .flatMap(known => known.activities.get(task.activity)?.description.expectedDurationMs ?? [])
  return durations.length === 0 ? 0 : Math.min(...durations)
}
