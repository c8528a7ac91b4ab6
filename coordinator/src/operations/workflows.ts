import type { WorkflowPlan } from '@muster/protocol'
import { type Fault, InvalidInputError, MusterError } from '@muster/runtime'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import { registerWorkflow, type Registration, restoreWorkflow, retireWorkflow } from '../work/workflows.ts'
import { resolveUses } from '../workflow/uses.ts'
import { checkWorkflow } from './check-workflow.ts'
import { planOf } from './plan-workflow.ts'
import type { OperationPorts } from './ports.ts'

export interface PlanWorkflowRequest {
  readonly name: string
  /** The latest where left out. */
  readonly version?: number
  /** In the place of a registered version: as sent, it is checked here. */
  readonly definition?: unknown
  readonly inputs?: Readonly<Record<string, unknown>>
}

/** Workflows that have a name and versions. What changes something resolves when it is on disk. */
export interface WorkflowOperations {
  /**
   * @param definition as sent; it is checked here
   * @throws InvalidInputError with every fault; MusterError `workflow-retired`, `too-many-versions`.
   */
  registerWorkflow(
    definition: unknown,
    by: string,
  ): Promise<Registration & { readonly warnings: readonly Fault[] }>
  /** @throws MusterError `not-found`, `workflow-retired`. */
  retireWorkflow(name: string, by: string, reason: string): Promise<WorkflowRecord>
  /** @throws MusterError `not-found`, `not-retired`. */
  restoreWorkflow(name: string, by: string, reason: string): Promise<WorkflowRecord>
  /** Nothing is submitted. @throws MusterError `not-found`; InvalidInputError. */
  planWorkflow(request: PlanWorkflowRequest): Promise<WorkflowPlan>
}

export function workflowOperations({ state, transactor, clock }: OperationPorts): WorkflowOperations {
  const resolvedOf = ({ name, version, definition }: PlanWorkflowRequest) => {
    if (definition !== undefined) {
      const { resolved } = checkWorkflow(state, definition)
      if (resolved.definition.name === name) return resolved
      const message = `is "${resolved.definition.name}", and the plan of "${name}" was asked for`
      throw new InvalidInputError('the workflow is not right', [{ field: 'definition.name', message }])
    }
    const found = state.workflows.version(name, version)
    if (found) return resolveUses(found, state.workflows)
    const what = version === undefined ? name : `${name}@${version}`
    throw new MusterError('not-found', 'input', `there is no workflow ${what}`)
  }
  return {
    registerWorkflow: (value, by) =>
      transactor.decide('register workflow', `person:${by}`, draft => {
        const { definition, warnings } = checkWorkflow(draft.state, value)
        return { ...registerWorkflow(draft, definition, by), warnings }
      }),
    retireWorkflow: (name, by, reason) =>
      transactor.decide('retire workflow', `person:${by}`, draft => retireWorkflow(draft, name, by, reason)),
    restoreWorkflow: (name, by, reason) =>
      transactor.decide('restore workflow', `person:${by}`, draft => restoreWorkflow(draft, name, reason)),
    planWorkflow: async request => planOf(state, resolvedOf(request), request.inputs ?? {}, clock.wall()),
  }
}
