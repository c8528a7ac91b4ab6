import { formatDuration, type Timestamp } from '@muster/runtime'
import type { TaskRecord } from '../../model/records.ts'
import { whyNever } from '../../scheduler/stuck.ts'
import { whyWaiting } from '../../scheduler/why.ts'
import {
  combine,
  type Detected,
  type Detector,
  lasting,
  monotonicOf,
  NOTHING,
  type View,
} from '../findings.ts'

/** A task that waits for an instrument. One that waits for a person is told of by its prompt. */
export const detectTask: Detector = (view, id) => {
  const task = view.state.tasks.get(id)
  if (task?.state !== 'queued' || task.heldBy !== undefined || task.queuedAt === undefined) return NOTHING
  return combine([
    waitingTooLong(view, task, task.queuedAt),
    neverPossible(view, task, task.queuedAt),
    tooLateToFollow(view, task),
  ])
}

/** What it needs is not there any more. */
function neverPossible(view: View, task: TaskRecord, queuedAt: Timestamp): Detected {
  const why = whyNever(view.state, task)
  if (why === undefined) return NOTHING
  return lasting(view, monotonicOf(view, queuedAt), view.limits.impossibleAfter, () => ({
    kind: 'impossible-task',
    message: `${nameOf(task)} can not be done any more: ${why}.`,
    links: { jobId: task.jobId, taskId: task.id },
  }))
}

/** It had to be started by a time, after another step of its job. */
function tooLateToFollow(view: View, task: TaskRecord): Detected {
  const { startBy } = task
  if (startBy === undefined) return NOTHING
  if (view.wall < startBy) return { findings: [], again: view.monotonic + Math.max(1, startBy - view.wall) }
  const late = formatDuration(view.wall - startBy)
  return {
    findings: [
      {
        kind: 'follow-up-late',
        message: `${nameOf(task)} had to be started by ${new Date(startBy).toISOString()}, ${late} ago: look whether its sample is still good.`,
        links: { jobId: task.jobId, taskId: task.id },
      },
    ],
  }
}

const nameOf = ({ activity, step, jobId }: TaskRecord): string => `${activity} (step ${step} of ${jobId})`

function waitingTooLong(view: View, task: TaskRecord, queuedAt: Timestamp): Detected {
  const { state, limits } = view
  const limit = limits.waiting.find(([priority]) => task.priority >= priority)?.[1]
  if (limit === undefined) return NOTHING
  return lasting(view, monotonicOf(view, queuedAt), limit, () => {
    const reasons = whyWaiting(state, task).map(({ message }) => message)
    return {
      kind: 'waiting-too-long',
      message: `${nameOf(task)} waits for ${formatDuration(view.wall - queuedAt)}: ${reasons.slice(0, 3).join('; ')}.`,
      links: { jobId: task.jobId, taskId: task.id },
    }
  })
}
