import { type CheckedSubmission, priorityNumber } from '@muster/protocol'
import { type Clock, MusterError } from '@muster/runtime'
import type { State } from '../model/state.ts'
import { checkSubmission } from './check-submission.ts'

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
): Promise<PassedSubmission> {
  const checked = checkSubmission(state, submission, clock.wall())
  if (!state.middleware.hasSubmit) return { checked }
  const { definition, inputs } = checked
  const { name = definition.title ?? definition.name, priority, labels = {} } = checked.submission
  const steps = Object.keys(definition.steps)
  const passed = await state.middleware.submit(
    { name, workflow: definition.name, inputs, labels, priority: priorityNumber(priority), by, steps },
    new AbortController().signal,
  )
  if (!passed.ok) {
    const { category, code, message } = passed.failure
    throw new MusterError(code, PASSING.includes(category) ? 'unavailable' : 'input', message)
  }
  if (passed.changedBy.length === 0) return { checked }
  const { inputs: newInputs, labels: newLabels } = passed.value
  const hasInputs = Object.keys(newInputs).length > 0 || Object.keys(inputs).length > 0
  const changed = {
    ...(submission as object),
    labels: newLabels,
    ...(hasInputs ? { inputs: newInputs } : {}),
  }
  return {
    checked: checkSubmission(state, changed, clock.wall()),
    changed: { middleware: passed.changedBy, before: { inputs, labels } },
  }
}
