import type { Fault } from '@muster/runtime'

/** Everything that can be wrong with a workflow or a submission, with what is meant. The codes are stable. */
export const WORKFLOW_FAULTS = {
  // The text.
  'yaml-syntax': 'The text can not be read as YAML, such as for a key that is there twice.',
  'yaml-aliases': 'Its anchors and aliases make too much of it.',
  form: 'A field is missing, not known, or not of the form that it must have.',
  // What is submitted.
  'submission-kind': 'It gives neither or more than one of a workflow, the name of one, and an activity.',
  'workflow-unknown': 'A workflow of this name, or this version of it, was not registered.',
  'workflow-ring': 'Workflows use each other in a ring.',
  'input-missing': 'An input that has no default is not given.',
  'input-unknown': 'There is no input of this name.',
  'input-value': 'The value of an input does not fit its schema.',
  'concurrency-key': 'The key of `concurrency` does not come to a text for this job.',
  'name-reserved': 'A name is taken by the language itself.',
  // Steps.
  'step-id': 'The id of a step is not of the form that it must have.',
  'step-kind': 'A step has no kind, or more than one.',
  'step-field': 'A field is not for steps of this kind, or is not enough without another.',
  'step-unknown': '`after` names a step that is not in the same group.',
  'step-ring': 'Steps wait for each other in a ring.',
  'step-unreachable': 'A step that can never begin.',
  'branch-unreachable': 'A branch that can never be taken.',
  'step-not-before': 'A step is named that does not come before.',
  'steps-too-many': 'There are more steps than a workflow may have.',
  'steps-too-deep': 'Steps are nested deeper than they may be.',
  'path-too-long': 'The ids of a step and of those around it are too long together.',
  'wait-not-after': '`waits` names a step that `after` does not.',
  'wait-range': '`atLeast` is longer than `atMost`.',
  'wait-value': 'What is waited for is no duration or no time.',
  'prompt-field-unknown': '`optional` names a field that the prompt does not have.',
  'prompt-answer-unknown': '`onTimeout` names an answer that the prompt does not have.',
  'prompt-answer-twice': 'Two answers have the same id.',
  'resource-request': 'What is asked of resources contradicts itself.',
  batch: 'A batch contradicts itself, or something else of its step.',
  'text-form': 'A text without ${ … } is not of the form that it must have.',
  // Values and their schemas.
  schema: 'What should be a JSON Schema is none.',
  'default-value': 'A default does not fit its own schema.',
  'constant-value': 'A value does not fit the schema of what it is for.',
  'type-mismatch': 'A reference gives a value of another type than the one that is needed.',
  // What there is in the laboratory.
  'activity-unknown': 'No instrument has this activity.',
  'instrument-unfit': 'There is no such instrument, or it does not have the activity.',
  'labels-unmet': 'No instrument with the activity has these labels.',
  parameters: 'The parameters do not fit the schema of the activity.',
  'resource-unmet': 'What is asked of resources can never be had here.',
  // Expressions.
  'expression-syntax': 'It can not be read as CEL.',
  'expression-too-long': 'It has too many characters.',
  'expression-too-deep': 'It is nested too deeply.',
  'expression-too-large': 'It has too many parts.',
  'expression-nested-macros': 'Macros (map, filter, all, exists, exists_one) stand in each other too deeply.',
  'expression-pattern': 'A pattern of matches() can not be used safely.',
  'expression-unknown-function': 'There is no function of this name.',
  'expression-arguments': 'A function is not written as it must be.',
  'expression-unknown-name': 'A name is not known in this place.',
  'expression-type': 'It is worth another type than the one that is needed, or mixes types.',
  'expression-value': 'It can not be worked out, whatever the inputs.',
  'expression-limit': 'Working it out takes too much.',
  'expression-input-unknown': 'There is no input of this name.',
  'expression-variable-unknown': 'There is no variable of this name.',
  'expression-step-unknown': 'There is no step of this name that it could look at.',
  'expression-step-not-before': 'It looks at a step that does not come before.',
  'expression-step-field': 'Steps have no field of this name.',
  'expression-step-dynamic': 'Steps have to be named as they stand.',
  'template-unclosed': 'A ${ has no }.',
  'template-too-deep': 'A value with expressions in it is nested too deeply.',
} as const satisfies Readonly<Record<string, string>>

export type WorkflowFaultCode = keyof typeof WORKFLOW_FAULTS

export const fault = (code: WorkflowFaultCode, field: string, message: string): Fault => ({
  field,
  message,
  code,
})

/** So many faults are looked for; who has made more of them makes the same one again and again. */
export const MOST_FAULTS = 100

/** The same faults further in: below a field. */
export const below = (field: string, faults: readonly Fault[]): Fault[] =>
  faults.map(one => ({ ...one, field: one.field === '' ? field : `${field}.${one.field}` }))

/** Faults that have no code yet get this one. */
export const coded = (code: WorkflowFaultCode, faults: readonly Fault[]): Fault[] =>
  faults.map(one => ({ ...one, code: one.code ?? code }))

export function listSome(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, 20).join(', ')
  return names.length > 20 ? `${shown}, and ${names.length - 20} more` : shown
}
