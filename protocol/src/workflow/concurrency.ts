import { type Fault, messageOf } from '@muster/runtime'
import { compileTemplate, ExpressionError } from '../expressions/index.ts'
import { fault } from './fault-codes.ts'
import type { WorkflowDefinition } from './definition.ts'

/** A key has no more characters. */
const LONGEST_KEY = 200

/** The key of a job, and what is wrong with it. Fields are relative to the definition. */
export interface JobKey {
  /** None where the workflow asks for none, or it can't be worked out. */
  readonly key?: string
  readonly faults: readonly Fault[]
}

/** What the `concurrency` of a workflow comes to for a job of it: known as soon as its inputs and labels are. */
export function jobKey(
  { concurrency }: Pick<WorkflowDefinition, 'concurrency'>,
  inputs: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
): JobKey {
  const template = concurrency && compileTemplate(concurrency.key)
  // What is wrong with it as a template was found with its definition.
  if (!template?.ok) return { faults: [] }
  const field = 'concurrency.key'
  try {
    const value = template.value.evaluate({ inputs, labels })
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return {
        faults: [fault('concurrency-key', field, `comes to ${JSON.stringify(value)}, and must be a text`)],
      }
    const key = String(value)
    if (key !== '' && key.length <= LONGEST_KEY) return { key, faults: [] }
    const message = `comes to a text of ${key.length} characters; 1 to ${LONGEST_KEY} are right`
    return { faults: [fault('concurrency-key', field, message)] }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { faults: [fault('concurrency-key', field, `can not be worked out: ${messageOf(error)}`)] }
  }
}
