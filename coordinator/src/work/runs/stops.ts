import type { Draft } from '../../model/draft.ts'
import { leaveAttempt } from '../batches.ts'

/** Takes tasks out of their attempts under way that are to end there, as the workflow asks. */
export function stopAll(draft: Draft): void {
  const { toStop, tasks, attempts } = draft.state
  for (const [id, by] of toStop) {
    toStop.delete(id)
    const task = tasks.get(id)
    const attempt = task?.attemptId === undefined ? undefined : attempts.get(task.attemptId)
    if (task && attempt?.endedAt === undefined && attempt) leaveAttempt(draft, attempt, task, by)
  }
}
