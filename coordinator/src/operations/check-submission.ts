import {
  type CheckedSubmission,
  parseSubmission,
  parseWorkflow,
  splitUses,
  type Steps,
  timeFaults,
  type WorkflowDefinition,
  type WorkflowLookup,
} from '@muster/protocol'
import { type Fault, InvalidInputError, MusterError, type Timestamp } from '@muster/runtime'
import type { JobRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { offerFaults } from './offer-faults.ts'

/** A submission that could be accepted, given what there is. @throws InvalidInputError with every fault */
export function checkSubmission(state: State, submission: unknown, now: Timestamp): CheckedSubmission {
  const parsed = parseSubmission(submission, { workflow: lookupOf(state) })
  if (!parsed.ok) throw new InvalidInputError('the submission is not right', parsed.faults)
  const retired = retiredFaults(state, parsed.value)
  if (retired.length > 0) throw new InvalidInputError('the workflow is not to be used any more', retired)
  const late = timeFaults(parsed.value, now)
  if (late.length > 0) throw new InvalidInputError('the submission asks for what is over', late)
  const faults = offerFaults(state, parsed.value)
  if (faults.length > 0)
    throw new InvalidInputError('the submission asks for what no instrument offers', faults)
  return parsed.value
}

/** Finds registered workflows. */
export const lookupOf =
  ({ workflows }: Pick<State, 'workflows'>): WorkflowLookup =>
  (name, version) =>
    workflows.version(name, version)?.definition

function retiredFaults({ workflows }: State, { submission: { uses } }: CheckedSubmission): Fault[] {
  const retired = uses === undefined ? undefined : workflows.version(splitUses(uses).name)?.retired
  if (!retired) return []
  return [{ field: 'uses', message: `${uses ?? ''} is retired: ${retired.by} said so: ${retired.reason}` }]
}

export interface StepsToAdd {
  readonly steps: Steps
  readonly uses: Readonly<Record<string, WorkflowDefinition>>
}

/**
 * Steps that are to be added to a job, held against it and against what there is as those it began with.
 * @throws InvalidInputError with every fault; MusterError `job-refused` where the job has ended
 */
export function stepsToAdd(state: State, job: JobRecord | undefined, added: unknown): StepsToAdd {
  if (!job) throw new MusterError('job-refused', 'conflict', 'The job has ended.')
  const { then: _, ...definition } = job.definition
  const has = { ...definition.steps, ...job.added }
  const given = added as Steps
  const taken = Object.keys(given).filter(id => id in has)
  if (taken.length > 0)
    throw new InvalidInputError(
      'the steps are not right',
      taken.map(id => ({ field: `steps.${id}`, message: 'is the name of a step already' })),
    )
  const parsed = parseWorkflow({ ...definition, steps: { ...has, ...given } }, { workflow: lookupOf(state) })
  if (!parsed.ok) throw new InvalidInputError('the steps are not right', parsed.faults)
  const { uses, definition: all } = parsed.value
  const steps = Object.fromEntries(Object.entries(all.steps).filter(([id]) => !(id in has)))
  const faults = offerFaults(state, checkedOf({ ...all, steps }, uses, job.inputs ?? {}))
  if (faults.length > 0) throw new InvalidInputError('the steps ask for what no instrument offers', faults)
  return { steps, uses }
}

/** @throws InvalidInputError where there is no such version, or the job's inputs do not fit it */
export function versionToMoveTo(
  state: State,
  job: JobRecord | undefined,
  version: number,
): CheckedSubmission {
  if (!job) throw new MusterError('job-refused', 'conflict', 'The job has ended.')
  const { name } = job.definition
  const versioned = {
    uses: `${name}@${version}`,
    labels: job.labels,
    ...(job.inputs ? { inputs: job.inputs } : {}),
  }
  const parsed = parseSubmission(versioned, { workflow: lookupOf(state) })
  if (!parsed.ok)
    throw new InvalidInputError(
      `the job can not go by version ${version} of ${name}`,
      parsed.faults.map(fault => (fault.field === 'uses' ? { ...fault, field: 'version' } : fault)),
    )
  const faults = offerFaults(state, parsed.value)
  if (faults.length > 0)
    throw new InvalidInputError('that version asks for what no instrument offers', faults)
  return parsed.value
}

/** A definition as if it had been submitted; fields are relative to it. */
export const checkedOf = (
  definition: WorkflowDefinition,
  uses: Readonly<Record<string, WorkflowDefinition>>,
  inputs: Readonly<Record<string, unknown>> = {},
): CheckedSubmission => ({ submission: {}, definition, uses, inputs, fieldOfStep: id => `steps.${id}` })
