import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { parametersOf } from './resources.ts'

/** What a task leaves out and its instrument has a default for: the default belongs to the instrument, and so to the attempt there. */

/** The parameters of an attempt, with the defaults of its instrument. */
export function parametersToSend(state: State, task: TaskRecord, attempt: AttemptRecord): string {
  const written = parametersOf(task, attempt)
  const offered = state.known.get(attempt.instrumentId)?.activities.get(attempt.activity)
  if (!offered) return written
  const given: unknown = JSON.parse(written)
  const parsed = offered.parse(given)
  // What does not fit is for the agent to say.
  return parsed.ok && parsed.value !== given ? JSON.stringify(parsed.value) : written
}

/** For the audit: the parameters as sent, where they are not as they were written. */
export function defaultsTold(
  state: State,
  task: TaskRecord,
  attempt: AttemptRecord,
): { readonly parameters?: unknown } {
  const sent = parametersToSend(state, task, attempt)
  return sent === parametersOf(task, attempt) ? {} : { parameters: JSON.parse(sent) as unknown }
}
