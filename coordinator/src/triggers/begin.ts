import { type Clock, type Fault, messageOf, MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { JobRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { BegunWork, StartedBy } from '../model/trigger-records.ts'
import {
  noteChanged,
  type PassedSubmission,
  takesItsTime,
  throughMiddleware,
  throughMiddlewareNow,
} from '../operations/middleware.ts'
import { admit } from '../work/admission.ts'
import { refuseTaken } from '../work/keys.ts'
import { submitJob } from '../work/jobs.ts'

/** A job that can be begun in the decision under way: all that could be wrong with it has been looked at. */
export interface Begin {
  (startedBy: StartedBy): JobRecord
}

export interface Refused {
  readonly reason: string
  readonly faults: readonly Fault[]
}

/** What middleware that takes its time said of a job, before the decision that begins it. */
export interface Asked {
  /** When it was begun to be asked. */
  readonly at: Timestamp
  /** What was asked, and in whose name. */
  readonly key: string
  readonly passed: PassedSubmission | { readonly error: unknown }
}

/** It was not asked about this yet: nothing has changed, and whoever decides asks and comes again. */
export const TO_BE_ASKED = 'to-be-asked'

/** Asks middleware that takes its time; undefined where a decision can ask by itself. What it refuses is told, and not thrown. */
export async function askBeforehand(
  state: State,
  work: BegunWork,
  by: string,
  clock: Pick<Clock, 'wall'>,
): Promise<Asked | undefined> {
  if (!takesItsTime(state)) return undefined
  const submission = submissionOf(work)
  const at = clock.wall()
  const passed = await throughMiddleware(state, submission, by, clock).catch((error: unknown) => ({ error }))
  return { at, key: keyOf(submission, by), passed }
}

/**
 * Looks whether the job can be begun now; nothing has changed yet when this returns. What is wrong with it is told, and not thrown.
 * @throws MusterError `queue-full` and what else passes by itself, such as a middleware that failed
 */
export function prepare(
  draft: Draft,
  work: BegunWork,
  by: string,
  asked?: Asked,
): Begin | Refused | typeof TO_BE_ASKED {
  const submission = submissionOf(work)
  const isAsked = asked?.key === keyOf(submission, by)
  if (!isAsked && takesItsTime(draft.state)) return TO_BE_ASKED
  try {
    const passed =
      asked && isAsked ? outcomeOf(asked) : throughMiddlewareNow(draft.state, submission, by, draft.now)
    const { checked } = passed
    refuseTaken(draft.state, checked)
    admit(draft, Object.keys(checked.definition.steps).length, by)
    return startedBy => {
      const job = submitJob(draft, checked, by, { startedBy })
      noteChanged(draft, job.id, passed)
      return job
    }
  } catch (error) {
    if (passesByItself(error)) throw error
    // Nothing has changed yet: whatever is wrong with it, the coordinator goes on.
    const faults = error instanceof MusterError ? error.faults : []
    return { reason: reasonOf({ message: messageOf(error), faults }), faults }
  }
}

function outcomeOf({ passed }: Asked): PassedSubmission {
  if ('error' in passed) throw passed.error
  return passed
}

function submissionOf({ uses, inputs, priority, labels }: BegunWork) {
  return {
    uses,
    ...(inputs === undefined ? {} : { inputs }),
    ...(priority === undefined ? {} : { priority }),
    ...(labels === undefined ? {} : { labels }),
  }
}

const keyOf = (submission: object, by: string): string => JSON.stringify([submission, by])

/** The queue is full, or a middleware could not tell: another time it may be let pass as it is. */
export const passesByItself = (error: unknown): error is MusterError =>
  error instanceof MusterError && error.category === 'unavailable'

/** In one line, for the audit and for people. */
export const reasonOf = ({
  message,
  faults,
}: {
  readonly message: string
  readonly faults: readonly Fault[]
}) => [message, ...faults.map(fault => `${fault.field} ${fault.message}`)].join('; ').slice(0, 1_000)
