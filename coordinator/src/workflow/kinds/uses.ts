import type { WorkflowDefinition } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { checkValue } from '../expressions.ts'
import { usedWorkflow } from '../layout.ts'
import type { RunPlan } from '../run.ts'
import { endAsScope, type Hands, type Kind, limitOf, ONLY, tookTooLong } from './kind.ts'

/** A registered workflow as a step. It sees its inputs and variables, and nothing of the workflow that uses it. */
export const uses: Kind = {
  isLeaf: false,
  open(hands, node, step) {
    const definition = used(hands.plan, step.uses)
    const given = (step.inputs === undefined ? {} : hands.value(step.inputs, node)) as Record<string, unknown>
    const input = inputsOf(definition, given)
    const begun = { ...node, input, begun: 1, variables: {}, ...limitOf(hands, step) }
    const open = { ...begun, variables: variablesOf(hands, definition, input) }
    hands.put(open)
    hands.beginScope(open, ONLY)
  },
  steps: (_node, step, plan) => usedWorkflow(plan, step.uses ?? '')?.steps,
  names: node => ({ inputs: node.input ?? {}, vars: node.variables ?? {} }),
  proceed(hands, node, step) {
    endAsScope(hands, node, ONLY, () => {
      const { outputs = {} } = used(hands.plan, step.uses)
      const values = Object.entries(outputs).map(([name, { value, schema }]): [string, unknown] => {
        const worked = hands.value(value, node, ONLY)
        checkValue(schema, worked, `the output ${name}`)
        return [name, worked]
      })
      return Object.fromEntries(values)
    })
  },
  due: tookTooLong,
}

function used(plan: RunPlan, name = ''): WorkflowDefinition {
  const definition = usedWorkflow(plan, name)
  if (definition) return definition
  throw new MusterError('workflow-unknown', 'input', `the workflow ${name} was not kept with the job`)
}

/** What is given, with the defaults of what is not. */
function inputsOf(
  { inputs = {} }: WorkflowDefinition,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const all = Object.entries(inputs).map(([name, schema]): [string, unknown] => {
    const value = Object.hasOwn(given, name) ? given[name] : schema['default']
    if (value === undefined) throw new MusterError('workflow-value', 'input', `the input ${name} is missing`)
    checkValue(schema, value, `the input ${name}`)
    return [name, value]
  })
  return Object.fromEntries(all)
}

function variablesOf(
  hands: Hands,
  { variables = {} }: WorkflowDefinition,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values = Object.entries(variables).map(([name, { initial, schema }]): [string, unknown] => {
    const value = hands.valueOf(initial, { inputs, vars: {} })
    checkValue(schema, value, `the variable ${name}`)
    return [name, value]
  })
  return Object.fromEntries(values)
}
