import type { JsonSchema } from '@muster/runtime'
import { DURATION_PATTERN } from '@muster/runtime'
import { ID_PATTERN } from '../identifiers.ts'
import { WorkflowDefinition } from './definition.ts'
import { STEP_KINDS, Step } from './model.ts'

/** Fields that hold steps by their ids. */
const NESTED = ['steps', 'fallback', 'undo']

/**
 * The JSON Schema of workflow files, for editors: with steps in steps, and one kind for each step. The forms that checking goes by do
 * not hold themselves; here they do.
 */
export function workflowJsonSchema(): JsonSchema {
  const definition = plain(WorkflowDefinition) as Fields
  const step = plain(Step) as Fields
  const steps = {
    type: 'object',
    minProperties: 1,
    maxProperties: 10_000,
    description: 'Steps by their ids.',
    propertyNames: { pattern: ID_PATTERN },
    additionalProperties: { $ref: '#/$defs/step' },
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A workflow of Muster',
    ...(recursive(definition) as Fields),
    $defs: {
      steps,
      step: {
        ...(recursive(step) as Fields),
        oneOf: STEP_KINDS.map(kind => ({ title: kind, required: [kind] })),
      },
    },
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Without what TypeBox keeps for itself. */
const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema))

/** Puts the one form of steps wherever steps stand, and says durations in a way that editors know. */
function recursive(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(recursive)
  if (typeof schema !== 'object' || schema === null) return schema
  const fields = schema as Fields
  if (fields['format'] === 'duration-text') {
    const { format: _, ...rest } = fields
    return { ...rest, pattern: DURATION_PATTERN }
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === 'properties' ? propertiesOf(value as Fields) : recursive(value),
    ]),
  )
}

function propertiesOf(properties: Fields): Fields {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const isSteps = NESTED.includes(name) && (value as Fields)['type'] === 'object'
      const description = (value as Fields)['description']
      return [name, isSteps ? { description, allOf: [{ $ref: '#/$defs/steps' }] } : recursive(value)]
    }),
  )
}
