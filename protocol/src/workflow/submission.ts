import { type Static, Type } from '@sinclair/typebox'
import { StepKinds } from './control.ts'
import { WorkflowDefinition } from './definition.ts'
import { ABOUT_OTHERS, Step } from './model.ts'
import { LABEL_PATTERN, strict, Templates, Uses, words } from './words.ts'

/** Names for priorities; a number from 0 (background) to 100 (critical) says the same. */
export const PRIORITY_NAMES = { critical: 100, high: 75, normal: 50, low: 25, background: 0 } as const
export type PriorityName = keyof typeof PRIORITY_NAMES

export const Priority = Type.Union(
  [Type.Integer({ minimum: 0, maximum: 100 }), words(Object.keys(PRIORITY_NAMES) as PriorityName[])],
  { description: '0 to 100, or critical, high, normal, low, background.', default: 50 },
)

/** Fields of a step that an activity submitted alone can't have. */
const NOT_ALONE = [
  ...(Object.keys(StepKinds) as (keyof typeof StepKinds)[]),
  'when',
  'set',
  'onFailure',
  'fallback',
  'undo',
  'undoWhen',
  'priority',
] as const

/** What is submitted: a workflow, or a single activity, with what is the job's own. */
export const JobSubmission = Type.Object(
  {
    workflow: Type.Optional(WorkflowDefinition),
    uses: Type.Optional(Uses('A registered workflow.')),
    inputs: Type.Optional(Templates('Values of the inputs of the workflow; nothing in them is evaluated.')),
    activity: Type.Optional(
      Type.Omit(Step, [...ABOUT_OTHERS, ...NOT_ALONE], {
        ...strict,
        description: 'A workflow of this one step.',
      }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    priority: Type.Optional(Priority),
    deadline: Type.Optional(Type.String({ format: 'date-time' })),
    labels: Type.Optional(
      Type.Record(Type.String({ pattern: LABEL_PATTERN }), Type.String({ maxLength: 200 }), {
        maxProperties: 50,
        description: 'Free, for finding jobs again; `experiment`, `workOrder` and `user` are customary.',
      }),
    ),
  },
  strict,
)
export type JobSubmission = Static<typeof JobSubmission>

export function priorityNumber(priority: number | PriorityName | undefined): number {
  if (priority === undefined) return PRIORITY_NAMES.normal
  return typeof priority === 'number' ? priority : PRIORITY_NAMES[priority]
}

/** The workflow that a single activity is. */
export function singleActivity(
  step: Omit<Step, (typeof ABOUT_OTHERS)[number] | (typeof NOT_ALONE)[number]>,
): WorkflowDefinition {
  return { muster: 1, name: 'single-activity', version: 1, steps: { run: step } }
}
