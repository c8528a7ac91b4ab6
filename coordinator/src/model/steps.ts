import { nestedIn, parentOf, type Step, stepAt, type Steps } from '@muster/protocol'
import type { RunPlan } from '../workflow/run.ts'
import type { JobRecord, TaskRecord } from './records.ts'

/** Where the tasks of a job stand in its workflow. */

export const planOf = ({ definition, uses = {}, added }: JobRecord): RunPlan => ({
  definition,
  uses,
  ...(added ? { added } : {}),
})

/** The step of a task, as it is written: what expressions are in it is not worked out. */
export function stepOf(
  job: JobRecord | undefined,
  { step, written }: Pick<TaskRecord, 'step' | 'written'>,
): Step | undefined {
  if (!job) return undefined
  if (written) return written
  return (
    job.definition.steps[step] ?? (job.added || step.includes('.') ? stepAt(planOf(job), step) : undefined)
  )
}

/** What the paths of a step's neighbours begin with: `weigh-all.3.` for `weigh-all.3.weigh`, nothing for one of the workflow itself. */
export function prefixOf(path: string): string {
  return parentOf(path) === undefined ? '' : path.slice(0, path.lastIndexOf('.') + 1)
}

/** These steps, and all that stand within them, map by map. */
export function stepMapsOf(steps: Steps): Steps[] {
  const maps = [steps]
  // An array hands out what is added while it is gone through.
  for (const map of maps)
    for (const step of Object.values(map)) maps.push(...nestedIn(step).map(({ steps: inner }) => inner))
  return maps
}

/** Whether somebody asked for the end of a task, or of its job. What undoes a job's steps goes on, but for an end with force. */
export function isToEnd({ step, cancelRequested }: TaskRecord, job: JobRecord | undefined): boolean {
  if (cancelRequested) return true
  const ofJob = job?.cancelRequested
  return ofJob !== undefined && (ofJob.force === true || !isUndoing(step))
}

/** Whether a path is one of steps that undo others: `print.undo.clear-bed`. */
export const isUndoing = (path: string): boolean =>
  path.split('.').some((part, at) => at % 2 === 1 && part === 'undo')
