import type { AttemptRecord, TaskRecord } from './records.ts'
import type { Snapshot } from './snapshot.ts'

/** The ids of all tasks that an attempt is for, the one that it is named after first. */
export const taskIdsOf = ({ taskId, members = [] }: Pick<AttemptRecord, 'taskId' | 'members'>): string[] => [
  taskId,
  ...members,
]

/** The tasks that an attempt is for, as far as their jobs are open. */
export const tasksOfAttempt = (
  { tasks }: Pick<Snapshot, 'tasks'>,
  attempt: Pick<AttemptRecord, 'taskId' | 'members'>,
): TaskRecord[] => taskIdsOf(attempt).flatMap(id => tasks.get(id) ?? [])
