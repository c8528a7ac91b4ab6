import type { Draft } from '../../model/draft.ts'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import { stepOf } from '../../model/steps.ts'

/** The instrument that a task is done on in the place of the one that it was to be done on; undefined where there is none left. */
export function nextInstrument({ jobs }: Pick<State, 'jobs'>, task: TaskRecord): string | undefined {
  const { fallbackInstruments = [] } = stepOf(jobs.get(task.jobId), task) ?? {}
  if (task.instrument === undefined) return undefined
  return fallbackInstruments[fallbackInstruments.indexOf(task.instrument) + 1]
}

/** A task is done elsewhere from now on, with as many attempts. @param why `failed`, or `queue-limit` */
export function goElsewhere(draft: Draft, task: TaskRecord, instrument: string, why: string): TaskRecord {
  draft.audit('task.elsewhere', task.id, { from: task.instrument ?? '', to: instrument, why }, task.jobId)
  return draft.update('tasks', task, { instrument, failures: 0, checkpoint: undefined, order: undefined })
}
