import { formatDuration, seconds } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import { estimate, LEAST_REMAINING, remaining } from '../../scheduler/estimate.ts'
import { heldReason } from '../../scheduler/held-job.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import {
  combine,
  type Detected,
  type Detector,
  lasting,
  monotonicOf,
  NOTHING,
  type View,
} from '../findings.ts'

/** As long as a run is on time, the slack stays as it is: a small one is no reason to look all the time. */
const SHORTEST_WAIT = seconds(1)

export const detectJob: Detector = (view, id) => {
  const job = view.state.jobs.get(id)
  if (!job || job.endedAt !== undefined) return NOTHING
  return combine([deadlineAtRisk(view, job), heldTooLong(view, job)])
}

/** It waits for another with the same key, which may be paused, or wait for something itself. */
function heldTooLong(view: View, job: JobRecord): Detected {
  const limit = view.limits.waiting.find(([priority]) => job.priority >= priority)?.[1]
  const reason = heldReason(view.state, job)
  if (limit === undefined || !reason) return NOTHING
  return lasting(view, monotonicOf(view, job.submittedAt), limit, () => ({
    kind: 'waiting-too-long',
    message: `${job.name} waits for ${formatDuration(view.wall - job.submittedAt)}: ${reason.message}.`,
    links: { jobId: job.id },
  }))
}

/** Whether what is left of a job with a deadline fits into the time that is left. */
function deadlineAtRisk(view: View, job: JobRecord): Detected {
  const { id } = job
  if (job.deadline === undefined) return NOTHING
  const left = timeLeft(view, view.state.tasksOf(id))
  const slack = job.deadline - view.wall - left
  if (slack > 0) return { findings: [], again: view.monotonic + Math.max(slack, SHORTEST_WAIT) }
  const isOver = view.wall >= job.deadline
  const by = formatDuration(-slack)
  const message = isOver
    ? `The deadline of ${job.name} has passed, and about ${formatDuration(left)} of it are left.`
    : `${job.name} needs about ${formatDuration(left)} more, which is ${by} beyond its deadline.`
  return { findings: [{ kind: 'deadline-at-risk', message, links: { jobId: id } }] }
}

/** The longest chain of what has not ended, milliseconds, by expected durations; waiting for instruments is not in it. */
function timeLeft(view: View, tasks: readonly TaskRecord[]): number {
  const open = new Map(tasks.filter(task => !isTaskEnd(task.state)).map(task => [task.id, task]))
  const ends = new Map<string, number>()
  // A stack of its own: a chain may be as long as a workflow, and calls may not be as deep.
  const stack = [...open.values()]
  for (let task = stack.at(-1); task !== undefined; task = stack.at(-1)) {
    const needs = task.needs.flatMap(id => open.get(id) ?? [])
    const unknown = needs.filter(({ id }) => !ends.has(id))
    stack.push(...unknown)
    if (unknown.length > 0) continue
    stack.pop()
    if (ends.has(task.id)) continue
    const begins = Math.max(0, ...needs.map(({ id }) => ends.get(id) ?? 0))
    ends.set(task.id, begins + leftOf(view, task))
  }
  return Math.max(0, ...ends.values())
}

/** Milliseconds; where nothing is known of it, nothing is held against its deadline. */
function leftOf({ state, wall }: View, task: TaskRecord): number {
  if (task.kind) return 0
  const attempt = task.attemptId === undefined ? undefined : state.attempts.get(task.attemptId)
  if (attempt === undefined || task.state !== 'running') {
    const { expected, source } = estimate(state, task, task.instrument)
    return source === 'unknown' ? 0 : expected
  }
  const { expected, source } = remaining(state, attempt, wall)
  return source === 'unknown' || expected <= LEAST_REMAINING ? 0 : expected
}
