import { type CheckedSubmission, priorityNumber } from '@muster/protocol'
import { type Clock, MusterError, type Timestamp } from '@muster/runtime'
import type { Passed, SubmissionPart } from '../middleware/chain.ts'
import type { SubmissionView } from '../middleware/middleware.ts'
import type { Draft } from '../model/draft.ts'
import type { State } from '../model/state.ts'
import { checkSubmission } from './check-submission.ts'

/** What every submission goes through, by whichever door it comes: a person's, a schedule's, a trigger's, or the end of another job. */

/** A submission that may be accepted; and what is to be recorded, where middleware changed it. */
export interface PassedSubmission {
  readonly checked: CheckedSubmission
  readonly changed?: { readonly middleware: readonly string[]; readonly before: object }
}

/** Codes that say that whoever submits has to change something; of others it may pass another time. */
const PASSING: readonly string[] = ['transient', 'timeout', 'unknown-outcome']

/**
 * Checks a submission, lets middleware look at it, and checks what that made of it.
 * @throws InvalidInputError with every fault; MusterError with the code and the sentence of the middleware that does not let it pass
 */
export async function throughMiddleware(
  state: State,
  submission: unknown,
  by: string,
  clock: Pick<Clock, 'wall'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<PassedSubmission> {
  const checked = checkSubmission(state, submission, clock.wall())
  if (!state.middleware.hasSubmit) return { checked }
  const passed = await state.middleware.submit(viewOf(checked, by), signal)
  return outcomeOf(state, submission, checked, passed, clock.wall())
}

/** Middleware that looks at submissions takes its time: a decision can't wait for it. */
export const takesItsTime = ({ middleware }: State): boolean => !middleware.isImmediate('submit')

/** As `throughMiddleware`, within a decision: for middleware that answers at once. @throws as that does */
export function throughMiddlewareNow(
  state: State,
  submission: unknown,
  by: string,
  now: Timestamp,
): PassedSubmission {
  const checked = checkSubmission(state, submission, now)
  if (!state.middleware.hasSubmit) return { checked }
  return outcomeOf(state, submission, checked, state.middleware.submitNow(viewOf(checked, by)), now)
}

/** Records what middleware changed in the submission of a job. */
export function noteChanged(draft: Draft, jobId: string, { changed }: PassedSubmission): void {
  if (changed) draft.audit('middleware.changed', jobId, changed, jobId)
}

function viewOf({ definition, inputs, submission }: CheckedSubmission, by: string): SubmissionView {
  const { name = definition.title ?? definition.name, priority, labels = {} } = submission
  const steps = Object.keys(definition.steps)
  return { name, workflow: definition.name, inputs, labels, priority: priorityNumber(priority), by, steps }
}

function outcomeOf(
  state: State,
  submission: unknown,
  checked: CheckedSubmission,
  passed: Passed<SubmissionPart>,
  now: Timestamp,
): PassedSubmission {
  if (!passed.ok) {
    const { category, code, message } = passed.failure
    throw new MusterError(code, PASSING.includes(category) ? 'unavailable' : 'input', message)
  }
  if (passed.changedBy.length === 0) return { checked }
  const { inputs } = checked
  const { labels = {} } = checked.submission
  const { inputs: newInputs, labels: newLabels } = passed.value
  const hasInputs = Object.keys(newInputs).length > 0 || Object.keys(inputs).length > 0
  const changed = {
    ...(submission as object),
    labels: newLabels,
    ...(hasInputs ? { inputs: newInputs } : {}),
  }
  return {
    checked: checkSubmission(state, changed, now),
    changed: { middleware: passed.changedBy, before: { inputs, labels } },
  }
}
