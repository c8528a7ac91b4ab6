import { Assumptions, type Context, Progress, withDefaults } from './context.ts'
import { planLevel } from './level.ts'
import { needsOf } from './needs.ts'
import type { PlanOptions, WorkflowPlan } from './types.ts'

/**
 * What a workflow comes to if every step begins as early as it can, as though there were always an instrument free: its order, its
 * longest chain, and how much is needed when. What nobody knows is assumed, and each assumption is named.
 * @throws InvalidInputError for steps that wait for each other
 */
export function planWorkflow(options: PlanOptions): WorkflowPlan {
  const { definition, inputs = {}, done } = options
  const context: Context = {
    definition,
    options,
    inputs: withDefaults(definition, inputs),
    progress: new Progress(done),
    assumptions: new Assumptions(),
    fresh: new Map(),
    used: new Map(),
    planLevel,
    depth: 0,
  }
  const { plan, spans } = planLevel(context, definition.steps, '', context.progress.isEmpty)
  const { width, needs } = needsOf(spans)
  if (definition.strategy === 'priority')
    context.assumptions.add('priority', 'all that can begin is taken to begin, whatever its priority', '')
  const length = plan.duration.expected
  return {
    ...plan,
    parallelism: length === 0 ? 1 : plan.work / length,
    width,
    needs,
    assumptions: context.assumptions.all,
  }
}
