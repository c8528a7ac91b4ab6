import type { Failure, Step } from '@muster/protocol'
import type { Draft } from '../../model/draft.ts'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { JobView, Passed, ResultFacts, StepFacts } from '../../middleware/index.ts'
import type { Told } from '../../workflow/run.ts'
import { activityFaults } from './activity-faults.ts'
import { askedOf, hasTemplates } from './node-rows.ts'
import { takeOver } from './take-over.ts'

/** What middleware is told of steps, and what comes of what it says. */

type JsonObject = Readonly<Record<string, unknown>>

export const jobView = (job: JobRecord): JobView => ({
  id: job.id,
  name: job.name,
  workflow: job.definition.name,
  labels: job.labels,
  inputs: job.inputs ?? {},
  submittedBy: job.submittedBy,
})

/** What is written out was held against the inventory as it was submitted. */
export const isAsSubmitted = (task: TaskRecord, written: Step | undefined): boolean =>
  task.written === undefined && written !== undefined && !hasTemplates(written)

/** @param isKnownToFit it need not be held against the inventory as long as nobody has changed it */
export function activityFacts(
  state: State,
  job: JobRecord,
  task: TaskRecord,
  step: Step,
  isKnownToFit: boolean,
): StepFacts {
  const tries = triesOf(task)
  return {
    kind: 'activity',
    name: task.activity,
    step: task.step,
    job: jobView(job),
    tries,
    key: `${task.id}-${tries}-before`,
    parameters: step.parameters ?? {},
    ...(step.instrument === undefined ? {} : { instrument: step.instrument }),
    faultsOf: (value, isChanged) =>
      isKnownToFit && !isChanged
        ? undefined
        : activityFaults(state, { ...step, parameters: value as JsonObject }),
  }
}

/** Of an activity that has succeeded. */
export function resultFacts(
  job: JobRecord,
  task: TaskRecord,
  result: unknown,
  instrument: string | undefined,
): ResultFacts {
  return {
    kind: 'activity',
    name: task.activity,
    step: task.step,
    job: jobView(job),
    tries: triesOf(task),
    key: `${task.attemptId ?? task.id}-after`,
    parameters: JSON.parse(task.parametersJson) as JsonObject,
    ...(instrument === undefined ? {} : { instrument }),
    result,
    faultsOf: () => undefined,
  }
}

export const triesOf = ({ node }: TaskRecord): number => node?.tries ?? 1

/**
 * What comes of what middleware said before an activity: what it is done with is changed here, and with that it may prove to be done already.
 * @returns what the engine has to hear of it at once
 */
export function admission(
  draft: Draft,
  job: JobRecord,
  task: TaskRecord,
  step: Step,
  passed: Passed<JsonObject>,
): Told | undefined {
  const { step: path } = task
  if (!passed.ok) return { kind: 'ended', path, end: 'failed', failure: refused(draft, task, passed) }
  const now = draft.state.tasks.get(task.id) ?? task
  if (passed.changedBy.length === 0) return takeOver(draft, job, now)
  noteChange(draft, task, passed.changedBy, { parameters: step.parameters ?? {} })
  const input = { ...step, parameters: passed.value } as Step
  const asked = draft.update('tasks', now, askedOf(input))
  return takeOver(draft, job, asked) ?? { kind: 'admit', path, tries: triesOf(task), input }
}

/** @param failure whose `started` is of no matter */
export function refused(
  draft: Draft,
  { id, jobId }: TaskRecord,
  { by, failure }: { readonly by: string; readonly failure: Failure },
  started: Failure['started'] = 'no',
): Failure {
  draft.audit('middleware.failed', id, { middleware: by, failure }, jobId)
  return { ...failure, started }
}

/** @param before what it was */
export function noteChange(
  draft: Draft,
  { id, jobId }: TaskRecord,
  changedBy: readonly string[],
  before: Readonly<Record<string, unknown>>,
): void {
  draft.audit('middleware.changed', id, { middleware: changedBy, before }, jobId)
}
