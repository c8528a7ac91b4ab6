import type { TaskRecord, TaskState } from '../model/records.ts'

const ENDED: ReadonlySet<TaskState> = new Set(['succeeded', 'failed', 'cancelled', 'skipped'])

export function isTaskEnd(state: TaskState): boolean {
  return ENDED.has(state)
}

/** It succeeded, or what comes after it goes on all the same: a person said that it is not needed, or its workflow does. */
export const isSatisfied = (task: TaskRecord): boolean =>
  task.state === 'succeeded' || task.waived !== undefined || task.node?.isPassed === true
