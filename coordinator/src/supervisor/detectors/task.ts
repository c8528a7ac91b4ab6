import { formatDuration } from '@muster/runtime'
import { whyWaiting } from '../../scheduler/why.ts'
import { type Detector, lasting, monotonicOf, NOTHING } from '../findings.ts'

/** A task that waits for an instrument. One that waits for a person is told of by its prompt. */
export const detectTask: Detector = (view, id) => {
  const { state, limits } = view
  const task = state.tasks.get(id)
  if (task?.state !== 'queued' || task.heldBy !== undefined || task.queuedAt === undefined) return NOTHING
  const limit = limits.waiting.find(([priority]) => task.priority >= priority)?.[1]
  if (limit === undefined) return NOTHING
  const { queuedAt } = task
  return lasting(view, monotonicOf(view, queuedAt), limit, () => {
    const reasons = whyWaiting(state, task).map(({ message }) => message)
    return {
      kind: 'waiting-too-long',
      message: `${task.activity} (step ${task.step} of ${task.jobId}) waits for ${formatDuration(view.wall - queuedAt)}: ${reasons.slice(0, 3).join('; ')}.`,
      links: { jobId: task.jobId, taskId: id },
    }
  })
}
