import type { Step, Steps } from './model.ts'

/** Steps may stand in each other no deeper than this; the steps of the workflow itself are the first level. */
export const DEEPEST_STEPS = 6

/** A workflow may have no more steps, those within others counted. */
export const MOST_STEPS = 10_000

export type NestedKind = 'forEach' | 'repeat' | 'branch' | 'group' | 'fallback' | 'undo'

/** A map of steps within a step. */
export interface InnerSteps {
  readonly kind: NestedKind
  /** Where it stands in the step, such as `forEach.steps` or `switch.1.steps`. */
  readonly field: string
  readonly steps: Steps
  /** The name of its scope in paths, as long as it can be. */
  readonly longestScope: string
}

/** The maps of steps within a step, in the order in which they are gone through. */
export function nestedIn(step: Step): InnerSteps[] {
  const nested: InnerSteps[] = []
  const add = (kind: NestedKind, field: string, steps: Steps | undefined, longestScope: string) => {
    if (steps) nested.push({ kind, field, steps, longestScope })
  }
  add('forEach', 'forEach.steps', step.forEach?.steps, '9999')
  add('repeat', 'repeat.steps', step.repeat?.steps, String(step.repeat?.atMost ?? 0))
  for (const [at, branch] of (step.switch ?? []).entries())
    add('branch', `switch.${at}.steps`, branch.steps, String(at))
  add('group', 'steps', step.steps, '0')
  add('fallback', 'fallback', step.fallback, 'fallback')
  add('undo', 'undo', step.undo, 'undo')
  return nested
}

/** The same step with another map in a field that `nestedIn` named. */
export function withNested(step: Step, field: string, steps: Steps): Step {
  const [kind = '', at = ''] = field.split('.')
  if (kind === 'forEach' && step.forEach) return { ...step, forEach: { ...step.forEach, steps } }
  if (kind === 'repeat' && step.repeat) return { ...step, repeat: { ...step.repeat, steps } }
  if (kind !== 'switch') return { ...step, [kind]: steps }
  const branches = (step.switch ?? []).map((branch, index) =>
    index === Number(at) ? { ...branch, steps } : branch,
  )
  return { ...step, switch: branches }
}

/** A step, wherever it stands. */
export interface PlacedStep {
  readonly id: string
  readonly step: Step
  /** Its field, relative to the definition: `steps.weigh-all.forEach.steps.weigh`. */
  readonly field: string
}

/** Each step of a map and all within it. */
export function* everyStep(steps: Steps, field = 'steps'): Generator<PlacedStep> {
  for (const [id, step] of Object.entries(steps)) {
    const place = `${field}.${id}`
    yield { id, step, field: place }
    for (const nested of nestedIn(step)) yield* everyStep(nested.steps, `${place}.${nested.field}`)
  }
}

/** A step of a map by its id. Ids such as `constructor` are not found where nobody wrote them. */
export const stepOf = (steps: Steps, id: string): Step | undefined =>
  Object.hasOwn(steps, id) ? steps[id] : undefined
