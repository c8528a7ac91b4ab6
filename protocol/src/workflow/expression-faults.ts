import type { Fault, JsonSchema } from '@muster/runtime'
import { compileExpression, compileTemplate, type Expression, ExpressionError } from '../expressions/index.ts'
import { below, fault } from './fault-codes.ts'
import { mentionFaults, mismatch, type Place } from './places.ts'
import { schemaAt, valueFaults } from './value-schemas.ts'

/** What is wrong with an expression as it stands in a place; and the expression, where it can be read. */
function readExpression(
  text: string,
  place: Place,
  field: string,
): { readonly expression?: Expression; readonly faults: readonly Fault[] } {
  const parsed = compileExpression(text)
  if (!parsed.ok) return { faults: below(field, parsed.faults) }
  const faults = [...mentionFaults(parsed.value, place, field), ...constantFaults(parsed.value, field)]
  return { expression: parsed.value, faults }
}

/** What is wrong with an expression in its place: form, names, and steps that it can't look at. */
export function expressionFaults(text: string, place: Place, field: string): readonly Fault[] {
  return readExpression(text, place, field).faults
}

/** The same for one that has to be true or false. */
export function conditionFaults(
  text: string,
  place: Place,
  field: string,
): { readonly faults: readonly Fault[]; readonly always?: boolean } {
  const { expression, faults } = readExpression(text, place, field)
  if (!expression || faults.length > 0) return { faults }
  if (!expression.constant) return { faults: mismatch(expression, place, { type: 'boolean' }, field) }
  const { value } = expression.constant
  if (typeof value === 'boolean') return { faults, always: value }
  return {
    faults: [fault('expression-type', field, `must be true or false, and is ${JSON.stringify(value)}`)],
  }
}

/** One that mentions nothing and can't be worked out never can. */
function constantFaults(expression: Expression, field: string): Fault[] {
  if (expression.references.length > 0 || expression.constant) return []
  try {
    expression.evaluate({})
    return []
  } catch (error) {
    if (error instanceof ExpressionError) return [{ code: error.code, field, message: error.message }]
    throw error
  }
}

/** What is wrong with a value that may hold `${ … }`, given the schema of what it is for. */
export function templateFaults(
  value: unknown,
  place: Place,
  field: string,
  schema?: JsonSchema,
): { readonly faults: readonly Fault[]; readonly isConstant: boolean } {
  const parsed = compileTemplate(value)
  if (!parsed.ok) return { faults: below(field, parsed.faults), isConstant: false }
  const { expressions, isConstant } = parsed.value
  if (isConstant && !schema) return { faults: [], isConstant }
  if (isConstant) return { faults: constantValueFaults(parsed.value.evaluate({}), field, schema), isConstant }
  const faults = expressions.flatMap(({ expression, place: where, isWhole }) => {
    const at = where === '' ? field : `${field}.${where}`
    const own = [...mentionFaults(expression, place, at), ...constantFaults(expression, at)]
    if (own.length > 0 || schema === undefined || !isWhole) return own
    return mismatch(expression, place, schemaAt(schema, where === '' ? [] : where.split('.')), at)
  })
  return { faults, isConstant }
}

function constantValueFaults(value: unknown, field: string, schema: JsonSchema | undefined): Fault[] {
  return below(field, valueFaults(schema, value)).map(one => ({ ...one, code: 'constant-value' }))
}
