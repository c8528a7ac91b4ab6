import { compileForeignSchema, type Fault, InvalidInputError } from '@muster/runtime'
import {
  type ExpectedDuration,
  planWorkflow,
  type Step,
  type WorkflowDefinition,
  type WorkflowPlan,
} from '@muster/protocol'
import type { State } from '../model/state.ts'
import { estimate } from '../scheduler/estimate.ts'
import type { Resolved } from '../workflow/uses.ts'

/**
 * What a workflow comes to, by how long its activities have been seen to take.
 * @param now wall milliseconds
 * @throws InvalidInputError for inputs that it does not have, or that are not as it says
 */
export function planOf(
  state: State,
  { definition, uses }: Pick<Resolved, 'definition' | 'uses'>,
  inputs: Readonly<Record<string, unknown>>,
  now: number,
): WorkflowPlan {
  const faults = inputFaults(definition, inputs)
  if (faults.length > 0) throw new InvalidInputError('the inputs are not right', faults)
  const known = [...state.known.values()]
  return planWorkflow({
    definition,
    uses,
    inputs,
    now,
    durationOf: step => learned(state, step),
    instrumentsOf: activity => known.filter(({ activities }) => activities.has(activity)).length || undefined,
  })
}

function learned(state: State, { activity, parameters, instrument }: Step): ExpectedDuration | undefined {
  if (activity === undefined) return undefined
  const parametersJson = JSON.stringify(parameters ?? {})
  // What is worked out as the job runs is not known here: then it counts as any run of the activity.
  const work = parametersJson.includes('${') ? { activity } : { activity, parametersJson }
  const found = estimate(state, work, instrument)
  return found.source === 'unknown' ? undefined : found
}

/** Inputs that are left out are no fault of a plan. */
function inputFaults(
  { inputs: declared = {} }: WorkflowDefinition,
  given: Readonly<Record<string, unknown>>,
): Fault[] {
  return Object.entries(given).flatMap(([name, value]): Fault[] => {
    const field = `inputs.${name}`
    const schema = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (!schema) {
      const known = Object.keys(declared).join(', ') || 'none'
      return [{ field, message: `is not an input of this workflow; inputs: ${known}` }]
    }
    const compiled = compileForeignSchema(schema)
    const parsed = compiled.ok ? compiled.value(value) : compiled
    if (parsed.ok) return []
    return parsed.faults.map(fault => ({
      ...fault,
      field: fault.field === '' ? field : `${field}.${fault.field}`,
    }))
  })
}
