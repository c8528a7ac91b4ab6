import {
  catalogueFaults,
  type Catalogue,
  type CheckedSubmission,
  parseSubmission,
  parseWorkflow,
  splitUses,
  type Step,
  type Steps,
  submittedSteps,
  timeFaults,
  type WorkflowDefinition,
  type WorkflowLookup,
} from '@muster/protocol'
import { type Fault, InvalidInputError, MusterError, type Timestamp } from '@muster/runtime'
import { secretsIn } from '../calls/index.ts'
import type { JobRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { groupFaults } from '../scheduler/group-faults.ts'
import { resourceFaults } from '../scheduler/resources/needs.ts'
import { parseFilePattern } from '../triggers/file-names.ts'

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

/** What a workflow asks for and is not there: activities as they are asked for, strategies, kinds of calls, secrets. */
function offerFaults(state: State, checked: CheckedSubmission): Fault[] {
  return [
    ...catalogueFaults(checked, catalogueOf(state)),
    ...groupFaultsOf(checked, state),
    ...[...submittedSteps(checked)].flatMap(({ step, field }) => [
      ...strategyFaults(step, field, state),
      ...callFaults(step, field, state),
      ...fileFaults(step, field, state),
    ]),
  ]
}

/** Ways to choose an instrument that there are not. */
function strategyFaults({ strategy }: Step, field: string, { board }: State): Fault[] {
  const known = [...board.rules.strategies.keys()]
  if (strategy === undefined || known.includes(strategy)) return []
  const message = `"${strategy}" is no strategy: there are ${known.join(', ')}`
  return [{ field: `${field}.strategy`, message }]
}

/** A file in no folder that is watched would never come. What an expression comes to is looked at when its step begins. */
function fileFaults({ wait }: Step, field: string, { folders }: State): Fault[] {
  if (wait?.file === undefined) return []
  const isWritten = !wait.file.includes('${')
  const pattern = parseFilePattern(isWritten ? wait.file : '*', folders)
  return typeof pattern === 'string' ? [{ field: `${field}.wait.file`, message: pattern }] : []
}

function callFaults({ call }: Step, field: string, { calls }: State): Fault[] {
  if (!call) return []
  const kind = calls.kinds.get(call.kind)
  if (!kind) {
    const known = [...calls.kinds.keys()].join(', ')
    return [{ field: `${field}.call.kind`, message: `"${call.kind}" is no kind of call: there are ${known}` }]
  }
  const unknown = secretsIn(call.with).filter(name => !calls.secrets.has(name))
  const known = [...calls.secrets.keys()].join(', ') || 'none'
  return [
    ...(kind.faults?.(call.with ?? {}) ?? []).map(fault => ({
      ...fault,
      field: `${field}.call.with.${fault.field}`,
    })),
    ...unknown.map(name => ({
      field: `${field}.call.with`,
      message: `there is no secret "${name}"; there are: ${known}`,
    })),
  ]
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

/** Steps that could never be started together. Names count among the steps of one map: what stands within another has its own. */
function groupFaultsOf(checked: CheckedSubmission, { resources: ledger, known, agents }: State): Fault[] {
  const grouped = [...submittedSteps(checked)].filter(({ step }) => step.together !== undefined)
  if (grouped.length === 0) return []
  const roomAt = (agentId: string): number => agents.get(agentId)?.maxConcurrentTasks ?? 0
  const equipment = { ledger, instruments: [...known.values()], roomAt }
  const maps = Map.groupBy(grouped, ({ field }) => field.slice(0, field.lastIndexOf('.')))
  return [...maps.values()]
    .map(placed => Object.fromEntries(placed.map(({ field, step }) => [field, step])))
    .flatMap(steps => groupFaults(steps, equipment))
    .map(({ step: field, message }) => ({ field: `${field}.together`, message }))
}

/** What there is, for checking submissions: all that any agent has announced, in contact or not. */
export function catalogueOf(state: State): Catalogue {
  const instruments = [...state.known.values()]
  return {
    // Only what is wrong asks for these: of many instruments they are long.
    get activities() {
      return [...new Set(instruments.flatMap(known => [...known.activities.keys()]))].sort()
    },
    get instruments() {
      return instruments.map(known => known.description.id).sort()
    },
    resourceFaults: step => resourceFaults(state.resources, step),
    offering: activity =>
      instruments.flatMap(known => {
        const offered = known.activities.get(activity)
        return offered
          ? [
              {
                instrumentId: known.description.id,
                labels: known.labels,
                parse: offered.parse,
                schemaJson: offered.description.parametersSchemaJson,
              },
            ]
          : []
      }),
  }
}
