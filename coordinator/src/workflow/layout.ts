import { STEP_KINDS, type Step, type StepKind, type Steps, type WorkflowDefinition } from '@muster/protocol'
import { InvariantError } from '@muster/runtime'
import type { RunPlan } from './run.ts'

/** A step among those of its map. */
export interface StepPlace {
  readonly step: Step
  readonly kind: StepKind
  /** Its place in the order written, from 0. */
  readonly index: number
  readonly needs: readonly string[]
  /** Those that need it. */
  readonly followers: readonly string[]
}

export type Layout = ReadonlyMap<string, StepPlace>

const layouts = new WeakMap<Steps, Layout>()
const outermost = new WeakMap<RunPlan, Steps>()
const NOBODY: readonly string[] = []

/** Steps with who needs whom. Worked out once for each map of steps. */
export function layoutOf(steps: Steps): Layout {
  const known = layouts.get(steps)
  if (known) return known
  const followers = new Map<string, string[]>()
  const all = Object.entries(steps)
  for (const [id, step] of all)
    for (const needed of step.after ?? NOBODY) {
      const list = followers.get(needed)
      if (list) list.push(id)
      else followers.set(needed, [id])
    }
  const layout = new Map(
    all.map(([id, step], index): [string, StepPlace] => [
      id,
      {
        step,
        kind: kindOf(step),
        index,
        needs: step.after ?? NOBODY,
        followers: followers.get(id) ?? NOBODY,
      },
    ]),
  )
  layouts.set(steps, layout)
  return layout
}

function kindOf(step: Step): StepKind {
  const kind = STEP_KINDS.find(one => step[one] !== undefined)
  if (kind === undefined) throw new InvariantError('a step of no kind was not refused')
  return kind
}

/** The steps of the outermost scope: those of the definition, and those added on the way. */
export function outermostSteps(plan: RunPlan): Steps {
  if (!plan.added) return plan.definition.steps
  const known = outermost.get(plan)
  if (known) return known
  const steps = { ...plan.definition.steps, ...plan.added }
  outermost.set(plan, steps)
  return steps
}

/** The workflow that `uses` names; where it names no version, the latest of those that are pinned. */
export function usedWorkflow(plan: RunPlan, uses: string): WorkflowDefinition | undefined {
  if (Object.hasOwn(plan.uses, uses)) return plan.uses[uses]
  const name = uses.replace(/@latest$/, '')
  if (name.includes('@')) return undefined
  const versions = Object.keys(plan.uses)
    .filter(key => key.startsWith(`${name}@`))
    .map(key => Number(key.slice(name.length + 1)))
  return versions.length === 0 ? undefined : plan.uses[`${name}@${Math.max(...versions)}`]
}
