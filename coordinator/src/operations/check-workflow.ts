import { catalogueFaults, parseWorkflow, type WorkflowDefinition } from '@muster/protocol'
import { type Fault, InvalidInputError } from '@muster/runtime'
import type { State } from '../model/state.ts'
import { type Resolved, resolveUses, withNext } from '../workflow/uses.ts'
import { checkedOf, lookupOf } from './check-submission.ts'
import { catalogueOf } from './offer-faults.ts'

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
  const alone = parseWorkflow(value)
  if (!alone.ok) throw wrong(alone.faults)
  // As it is written: versions that it leaves open are those of the time of each job.
  const definition = value as WorkflowDefinition
  const registrations = withNext(state.workflows, definition)
  const root = registrations.version(definition.name) ?? { name: definition.name, number: 1, definition }
  const resolved = resolveUses(root, registrations)
  if (resolved.faults.length > 0) throw wrong(resolved.faults)
  const parsed = parseWorkflow(value, { workflow: lookupOf(state) })
  if (!parsed.ok) throw wrong(parsed.faults)
  const warnings = catalogueFaults(checkedOf(parsed.value.definition, parsed.value.uses), catalogueOf(state))
  return { definition, resolved, warnings }
}

const wrong = (faults: readonly Fault[]) => new InvalidInputError('the workflow is not right', faults)
