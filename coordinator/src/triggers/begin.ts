import { type Fault, messageOf, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { JobRecord } from '../model/records.ts'
import type { BegunWork, StartedBy } from '../model/trigger-records.ts'
import { checkSubmission } from '../operations/check-submission.ts'
import { admit } from '../work/admission.ts'
import { submitJob } from '../work/jobs.ts'

/** A job that can be begun in the decision under way: all that could be wrong with it has been looked at. */
export interface Begin {
  (startedBy: StartedBy): JobRecord
}

export interface Refused {
  readonly reason: string
  readonly faults: readonly Fault[]
}

/**
 * Looks whether the job can be begun now; nothing has changed yet when this returns. What is wrong with it is told, and not thrown.
 * @throws MusterError `queue-full`, which passes by itself
 */
export function prepare(draft: Draft, work: BegunWork, by: string): Begin | Refused {
  const { uses, inputs, priority, labels } = work
  const submission = {
    uses,
    ...(inputs === undefined ? {} : { inputs }),
    ...(priority === undefined ? {} : { priority }),
    ...(labels === undefined ? {} : { labels }),
  }
  try {
    const checked = checkSubmission(draft.state, submission, draft.now)
    admit(draft, Object.keys(checked.definition.steps).length, by)
    return startedBy => submitJob(draft, checked, by, undefined, startedBy)
  } catch (error) {
    if (isQueueFull(error)) throw error
    // Nothing has changed yet: whatever is wrong with it, the coordinator goes on.
    const faults = error instanceof MusterError ? error.faults : []
    return { reason: reasonOf({ message: messageOf(error), faults }), faults }
  }
}

export const isQueueFull = (error: unknown): error is MusterError =>
  error instanceof MusterError && error.code === 'queue-full'

/** In one line, for the audit and for people. */
export const reasonOf = ({
  message,
  faults,
}: {
  readonly message: string
  readonly faults: readonly Fault[]
}) => [message, ...faults.map(fault => `${fault.field} ${fault.message}`)].join('; ').slice(0, 1_000)
