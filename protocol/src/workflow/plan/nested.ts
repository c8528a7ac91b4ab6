import type { WorkflowDefinition } from '../definition.ts'
import { STEP_KINDS, type Step, type StepKind, type Steps } from '../model.ts'
import { everyStep } from '../nested.ts'

/** The kind of a step: the field that it has of `STEP_KINDS`. One that has none counts as an activity: validation refuses it. */
export function kindOf(step: Step): StepKind {
  return STEP_KINDS.find(kind => step[kind] !== undefined) ?? 'activity'
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
