import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'

/** The task of a node of a run. Those that a restored store took over have ids of their own. */
export function taskAt(
  state: Pick<State, 'tasks' | 'oddTasks'>,
  jobId: string,
  path: string,
): TaskRecord | undefined {
  const usual = `${jobId}-${path}`
  return state.tasks.get(state.oddTasks.get(usual) ?? usual)
}
