import { compileForeignSchema, type Fault, InvalidInputError, type JsonSchema } from '@muster/runtime'
import type { Draft } from '../../model/draft.ts'
import type { PromptRecord, TaskRecord } from '../../model/records.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import type { AnswerRequest } from '../prompts.ts'
import { waiveTask } from '../tasks.ts'
import { tell } from './tell.ts'

/** What people answer to the questions of workflows. */

/** What was entered has to be of the form that the step says. @throws InvalidInputError with all that is wrong */
export function checkFields(prompt: PromptRecord, { fields = {} }: AnswerRequest): void {
  const { fields: asked = {}, optional = [] } = prompt
  const known = Object.keys(asked)
  const strange = Object.keys(fields).filter(name => !Object.hasOwn(asked, name))
  const told =
    known.length === 0 ? 'nothing is asked for here' : `is not asked for; asked: ${known.join(', ')}`
  const faults: Fault[] = strange.map(name => ({ field: `fields.${name}`, message: told }))
  for (const [name, schema] of Object.entries(asked)) {
    const value = fields[name]
    if (value !== undefined) faults.push(...valueFaults(name, schema, value))
    else if (!optional.includes(name)) faults.push({ field: `fields.${name}`, message: 'is missing' })
  }
  if (faults.length > 0) throw new InvalidInputError('what was entered is not right', faults)
}

function valueFaults(name: string, schema: JsonSchema, value: unknown): Fault[] {
  const compiled = compileForeignSchema(schema)
  const parsed = compiled.ok ? compiled.value(value) : compiled
  if (parsed.ok) return []
  return parsed.faults.map(({ field, message }) => ({
    field: ['fields', name, field].filter(part => part !== '').join('.'),
    message,
  }))
}

const openTask = (draft: Draft, prompt: PromptRecord): TaskRecord | undefined => {
  const task = draft.state.tasks.get(prompt.taskId ?? '')
  return task && !isTaskEnd(task.state) ? task : undefined
}

/** The answer is the step's result. */
export function answerStep(draft: Draft, prompt: PromptRecord, request: AnswerRequest): void {
  const task = openTask(draft, prompt)
  if (!task) return
  const { answer, by, comment, fields = {} } = request
  const at = new Date(draft.now).toISOString()
  const result = { answer, by, ...(comment === undefined ? {} : { comment }), fields, at }
  tell(draft, task.jobId, { kind: 'ended', path: task.step, end: 'succeeded', result })
}

/** After a failure, as a person says. */
export function goOnAfterFailure(draft: Draft, prompt: PromptRecord, request: AnswerRequest): void {
  const task = openTask(draft, prompt)
  if (!task) return
  const { answer, by, comment } = request
  const path = task.step
  if (answer === 'again') tell(draft, task.jobId, { kind: 'retry', path, withFollowers: false })
  else if (answer === 'skip') waiveTask(draft, task, { by, reason: comment ?? 'after its failure' })
  else tell(draft, task.jobId, { kind: 'fail', path })
}
