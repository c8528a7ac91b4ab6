import { parseDuration, seconds } from '@muster/runtime'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import { stepOf } from '../model/steps.ts'
import type { AttemptRecord } from '../model/records.ts'
import type { View } from './findings.ts'

/** How much longer than ever before a silence may be. */
const LEARNED_FACTOR = 3
/** Nothing is stale sooner than this by what was learned: a few quick runs say little. */
const SHORTEST_LEARNED = seconds(60)

export const quietestKey = (activity: string, phase: string | undefined): string =>
  `${activity}/${phase ?? ''}`

/** How long a run may be without progress in this phase, milliseconds: stated by the step, by the activity, or learned. */
export function staleLimit(view: View, attempt: AttemptRecord, phase: string | undefined): number {
  const { state, limits } = view
  const [task] = tasksOfAttempt(state, attempt)
  const step = task && stepOf(state.jobs.get(task.jobId), task)
  const ofStep = step?.staleAfter === undefined ? undefined : parseDuration(step.staleAfter)
  if (ofStep !== undefined) return ofStep
  const activity = state.known.get(attempt.instrumentId)?.activities.get(attempt.activity)?.description
  if (activity?.staleAfterMs !== undefined) return activity.staleAfterMs
  const learned = state.instruments.get(attempt.instrumentId)?.quietest?.[
    quietestKey(attempt.activity, phase)
  ]
  if (learned !== undefined) return Math.max(SHORTEST_LEARNED, LEARNED_FACTOR * learned)
  // A whole run's worth of silence is too long for any phase of it.
  return Math.max(limits.staleAfter, activity?.expectedDurationMs ?? 0)
}
