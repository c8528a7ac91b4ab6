import { parseWorkflow, type WorkflowDefinition } from '@muster/protocol/workflow'
import { type Fault, InvalidInputError } from '@muster/runtime'
import { type Draft, stepsOf } from './draft.ts'

/** What a workflow has besides steps, inputs, variables and outputs. */
export type WorkflowSettings = Pick<
  WorkflowDefinition,
  'title' | 'strategy' | 'onFailure' | 'concurrency' | 'then'
>

/** What is said of a workflow besides its steps. */
export interface Head {
  readonly name: string
  readonly settings: WorkflowSettings
  readonly inputs: NonNullable<WorkflowDefinition['inputs']>
  readonly variables: NonNullable<WorkflowDefinition['variables']>
  readonly outputs: NonNullable<WorkflowDefinition['outputs']>
}

/** The definition, as it would be read from YAML. @throws InvalidInputError with all that is wrong with it */
export function definitionOf(head: Head, draft: Draft): WorkflowDefinition {
  const { name, settings, inputs, variables, outputs } = head
  const { steps, faults } = stepsOf(draft)
  const some = (field: string, values: object) => (Object.keys(values).length > 0 ? { [field]: values } : {})
  const definition: unknown = {
    muster: 1,
    name,
    ...settings,
    ...some('inputs', inputs),
    ...some('variables', variables),
    ...some('outputs', outputs),
    steps,
  }
  const parsed = parseWorkflow(definition)
  const all: Fault[] = faults.map(fault => ({ ...fault, field: `steps.${fault.field}` }))
  if (!parsed.ok) all.push(...parsed.faults)
  else if (all.length === 0) return parsed.value.definition
  throw new InvalidInputError(`the workflow ${name} is not right`, all)
}
