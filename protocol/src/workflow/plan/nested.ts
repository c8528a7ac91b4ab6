import { STEP_KINDS, type Step, type StepKind, type Steps, type WorkflowDefinition } from '../model.ts'

/** The kind of a step: the field that it has of `STEP_KINDS`. One that has none counts as an activity: validation refuses it. */
export function kindOf(step: Step): StepKind {
  return STEP_KINDS.find(kind => step[kind] !== undefined) ?? 'activity'
}

/** Steps that stand within a step, with the field that they stand in: `forEach.steps`, `switch.0.steps`. */
export interface StepsWithin {
  readonly field: string
  readonly steps: Steps
}

/** The maps of steps within a step, in the order in which they are written in the model. */
export function nestedIn(step: Step): StepsWithin[] {
  const nested: (readonly [string, Steps | undefined])[] = [
    ...(step.switch ?? []).map(({ steps }, at) => [`switch.${at}.steps`, steps] as const),
    ['forEach.steps', step.forEach?.steps],
    ['repeat.steps', step.repeat?.steps],
    ['steps', step.steps],
    ['fallback', step.fallback],
    ['undo', step.undo],
  ]
  return nested.flatMap(([field, steps]) => (steps === undefined ? [] : [{ field, steps }]))
}

/** A step, and where it stands: `steps.weigh-all.forEach.steps.weigh`. */
export interface PlacedStep {
  readonly field: string
  readonly step: Step
}

/** All steps, also those within others, each before those within it. */
export function* everyStep(steps: Steps, field = 'steps'): Generator<PlacedStep, void, void> {
  for (const [id, step] of Object.entries(steps)) {
    const place = `${field}.${id}`
    yield { field: place, step }
    for (const nested of nestedIn(step)) yield* everyStep(nested.steps, `${place}.${nested.field}`)
  }
}

/** A reference to a registered workflow, and where it stands. */
export interface WorkflowReference {
  readonly field: string
  /** Such as `sinter-study@3`. */
  readonly uses: string
}

/** The workflows that steps use; not those of jobs that are begun after it (`then`). */
export function usedBy({ steps }: Pick<WorkflowDefinition, 'steps'>): WorkflowReference[] {
  return [...everyStep(steps)].flatMap(({ field, step: { uses } }) =>
    uses === undefined ? [] : [{ field: `${field}.uses`, uses }],
  )
}

/** The same steps, each changed, those within it first. */
export function changeSteps(steps: Steps, change: (step: Step) => Step): Steps {
  const within = <T extends { readonly steps: Steps }>(scope: T): T => ({
    ...scope,
    steps: changeSteps(scope.steps, change),
  })
  const changed = ([id, step]: [string, Step]): [string, Step] => [
    id,
    change({
      ...step,
      ...(step.switch && { switch: step.switch.map(within) }),
      ...(step.forEach && { forEach: within(step.forEach) }),
      ...(step.repeat && { repeat: within(step.repeat) }),
      ...(step.steps && { steps: changeSteps(step.steps, change) }),
      ...(step.fallback && { fallback: changeSteps(step.fallback, change) }),
      ...(step.undo && { undo: changeSteps(step.undo, change) }),
    }),
  ]
  return Object.fromEntries(Object.entries(steps).map(changed))
}

/** Which registered workflow is meant. */
export interface ParsedReference {
  readonly name: string
  /** The latest where undefined. */
  readonly version?: number
}

const REFERENCE = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:@(?:latest|([1-9][0-9]{0,8})))?$/

/** Reads `sinter-study`, `sinter-study@latest`, `sinter-study@3`; undefined for all else. */
export function parseReference(text: string): ParsedReference | undefined {
  const [, name, version] = REFERENCE.exec(text) ?? []
  if (name === undefined) return undefined
  return { name, ...(version === undefined ? {} : { version: Number(version) }) }
}
