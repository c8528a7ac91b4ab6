import { parseWorkflow } from '@muster/protocol'
import type { RunRules } from '../../workflow/run.ts'

/**
 * Those that people add are held against the job before they come here. Steps that come of an expression see the inputs, the variables and each other: they are checked as a
 * workflow of their own.
 */
export const RULES: RunRules = {
  checkSteps(steps, { definition: { inputs, variables } }, path) {
    if (path === '') return []
    const parsed = parseWorkflow({
      muster: 1,
      name: 'produced',
      ...(inputs ? { inputs } : {}),
      ...(variables ? { variables } : {}),
      steps,
    })
    return parsed.ok ? [] : parsed.faults
  },
}
