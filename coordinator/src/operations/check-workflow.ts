import { catalogueFaults, parseSubmission, type WorkflowDefinition } from '@muster/protocol'
import { type Fault, InvalidInputError } from '@muster/runtime'
import type { State } from '../model/state.ts'
import { type Resolved, resolveUses, withNext } from '../workflow/uses.ts'
import { catalogueOf } from './check-submission.ts'

export interface CheckedWorkflow {
  readonly definition: WorkflowDefinition
  /** With all that it uses. */
  readonly resolved: Resolved
  /** What no instrument offers as they are now: a job of it would be refused. */
  readonly warnings: readonly Fault[]
}

/**
 * A definition that can be registered: its form, its graph and what it uses are right. Whether there are instruments for it is asked
 * again for each job, and so they need not be there yet.
 * @throws InvalidInputError with every fault, relative to the definition
 */
export function checkWorkflow(state: State, value: unknown): CheckedWorkflow {
  const parsed = parseSubmission({ workflow: value })
  if (!parsed.ok) throw wrong(parsed.faults.map(relative))
  const { definition } = parsed.value
  const registrations = withNext(state.workflows, definition)
  const root = registrations.version(definition.name) ?? { name: definition.name, number: 1, definition }
  const resolved = resolveUses(root, registrations)
  if (resolved.faults.length > 0) throw wrong(resolved.faults)
  const warnings = catalogueFaults(parsed.value, catalogueOf(state)).map(relative)
  return { definition, resolved, warnings: warnings.filter(fault => !isWorkedOut(definition, fault)) }
}

/** Whether it is about parameters that are known only as a job runs. */
function isWorkedOut({ steps }: WorkflowDefinition, { field }: Fault): boolean {
  const [, id = '', kind] = field.split('.')
  return kind === 'parameters' && JSON.stringify(steps[id]?.parameters ?? {}).includes('${')
}

const wrong = (faults: readonly Fault[]) => new InvalidInputError('the workflow is not right', faults)

const relative = ({ field, message }: Fault): Fault => ({
  field: field === 'workflow' ? '' : field.replace(/^workflow\./, ''),
  message,
})
