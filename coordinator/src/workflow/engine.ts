import type { JobState, TaskRecord, TaskState } from '../model/records.ts'

/** A task that moves because of another. */
export interface TaskMove {
  readonly taskId: string
  readonly to: Extract<TaskState, 'queued' | 'skipped'>
}

const ENDED: ReadonlySet<TaskState> = new Set(['succeeded', 'failed', 'cancelled', 'skipped'])

export function isTaskEnd(state: TaskState): boolean {
  return ENDED.has(state)
}

/** It succeeded, or what comes after it goes on all the same: a person said that it is not needed, or its workflow does. */
export const isSatisfied = (task: TaskRecord): boolean =>
  task.state === 'succeeded' || task.waived !== undefined || task.node?.isPassed === true

/**
 * What a task's end means for the tasks that wait for it: those that have all they need are queued, those
 * that can't have it any more are skipped, and so on for whoever waits for these. Pure.
 */
export function afterTask(tasks: readonly TaskRecord[], ended: TaskRecord): TaskMove[] {
  const states = new Map(tasks.map(task => [task.id, task.state]))
  states.set(ended.id, ended.state)
  const satisfied = new Set(tasks.filter(isSatisfied).map(task => task.id))
  if (isSatisfied(ended)) satisfied.add(ended.id)
  const moves: TaskMove[] = []
  const open = [ended.id]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const failed = !satisfied.has(id)
    for (const task of tasks) {
      if (!task.needs.includes(id) || states.get(task.id) !== 'pending') continue
      if (failed) {
        states.set(task.id, 'skipped')
        moves.push({ taskId: task.id, to: 'skipped' })
        open.push(task.id)
      } else if (task.needs.every(needed => satisfied.has(needed))) {
        states.set(task.id, 'queued')
        moves.push({ taskId: task.id, to: 'queued' })
      }
    }
  }
  return moves
}

/** The state of a job, from those of its tasks; undefined while it has not ended. Pure. */
export function jobEnd(tasks: readonly TaskRecord[], cancelRequested: boolean): JobState | undefined {
  if (!tasks.every(task => isTaskEnd(task.state))) return undefined
  if (tasks.every(isSatisfied)) return 'succeeded'
  if (cancelRequested) return 'cancelled'
  return tasks.some(task => task.state === 'failed') ? 'failed' : 'cancelled'
}
