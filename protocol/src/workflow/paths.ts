import type { WorkflowDefinition } from './definition.ts'
import type { Step, Steps } from './model.ts'
import { stepOf } from './nested.ts'

/**
 * Paths of nodes: `weigh-all.3.weigh` is step `weigh` in scope `3` of step `weigh-all`. Ids of steps and names of scopes take turns,
 * so that none can be taken for the other. Scopes are the place in a list (from 0), the time through a loop (from 1), the branch of
 * a switch (from 0), `0` for a group, for steps from an expression and for a workflow used as a step, `fallback` and `undo`.
 */

/** No path is longer, so that ids of tasks and attempts, which are made from paths, fit everywhere. */
export const LONGEST_PATH = 140

/** What paths are looked up in. */
export interface PathPlan {
  readonly definition: Pick<WorkflowDefinition, 'steps'>
  /** The workflows that steps use, by `name@version`. */
  readonly uses: Readonly<Record<string, Pick<WorkflowDefinition, 'steps'>>>
  /** Steps that were added to it on the way. */
  readonly added?: Steps
}

/**
 * The step that a path leads to; undefined where there is none.
 * @param produced the steps of a `stepsFrom`, which no definition holds, by the path of that step
 */
export function stepAt(
  plan: PathPlan,
  path: string,
  produced: (path: string) => Steps | undefined = () => undefined,
): Step | undefined {
  const parts = path.split('.')
  if (parts.length % 2 === 0) return undefined
  const [first = ''] = parts
  let step = stepOf(plan.definition.steps, first) ?? stepOf(plan.added ?? {}, first)
  for (let at = 1; at < parts.length && step; at += 2) {
    const around = parts.slice(0, at).join('.')
    const steps: Steps | undefined = stepsIn(plan, step, parts[at] ?? '', () => produced(around))
    step = steps && stepOf(steps, parts[at + 1] ?? '')
  }
  return step
}

/** The steps of a scope of a step; undefined where it has no such scope. */
export function stepsIn(
  plan: Pick<PathPlan, 'uses'>,
  step: Step,
  scope: string,
  produced: () => Steps | undefined = () => undefined,
): Steps | undefined {
  if (scope === 'fallback') return step.fallback
  if (scope === 'undo') return step.undo
  if (!/^(?:0|[1-9][0-9]*)$/.test(scope)) return undefined
  const at = Number(scope)
  if (step.forEach) return step.forEach.steps
  if (step.repeat) return at >= 1 && at <= step.repeat.atMost ? step.repeat.steps : undefined
  if (step.switch) return step.switch[at]?.steps
  if (at !== 0) return undefined
  if (step.steps) return step.steps
  if (step.uses !== undefined)
    return Object.hasOwn(plan.uses, step.uses) ? plan.uses[step.uses]?.steps : undefined
  return step.stepsFrom === undefined ? undefined : produced()
}

/** The path of a node in a scope of another: `weigh-all`, `3`, `weigh` → `weigh-all.3.weigh`. */
export const pathWithin = (parent: string, scope: string | number, id: string): string =>
  `${parent}.${scope}.${id}`

/** The path of the step that a path stands in; undefined at the top. */
export function parentOf(path: string): string | undefined {
  const scope = path.lastIndexOf('.', path.lastIndexOf('.') - 1)
  return path.includes('.') ? path.slice(0, scope) : undefined
}

/** The name of the scope that a path stands in; undefined at the top. */
export function scopeOf(path: string): string | undefined {
  return path.split('.').at(-2)
}

/** The id of the step that a path leads to. */
export const idOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)
