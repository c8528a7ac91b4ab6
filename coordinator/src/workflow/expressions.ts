import { compileExpression, compileTemplate, type Expression, type Template } from '@muster/protocol'
import { compileForeignSchema, MusterError, type Parsed } from '@muster/runtime'

/** Expressions, templates and schemas of workflows, each compiled once. All were checked before a job was accepted. */

type Schema = Readonly<Record<string, unknown>>

/** So many texts are kept: more than a large workflow has. */
const MOST_KEPT = 20_000

const conditions = new Map<string, Expression>()
const texts = new Map<string, Template>()
const templates = new WeakMap<object, Template>()
const schemas = new WeakMap<Schema, (value: unknown) => Parsed<unknown>>()

export function expressionOf(text: string): Expression {
  return conditions.get(text) ?? keep(conditions, text, must(compileExpression(text), text))
}

export function templateOf(value: unknown): Template {
  if (typeof value === 'string')
    return texts.get(value) ?? keep(texts, value, must(compileTemplate(value), value))
  if (typeof value !== 'object' || value === null) return must(compileTemplate(value), String(value))
  const known = templates.get(value)
  if (known) return known
  const template = must(compileTemplate(value), 'a template')
  templates.set(value, template)
  return template
}

/** @throws MusterError (workflow-value) naming what is wrong with the value */
export function checkValue(schema: Schema | undefined, value: unknown, what: string): void {
  if (!schema) return
  let parse = schemas.get(schema)
  if (!parse) {
    parse = must(compileForeignSchema(schema), `the schema of ${what}`)
    schemas.set(schema, parse)
  }
  const parsed = parse(value)
  if (parsed.ok) return
  const faults = parsed.faults.map(fault => `${fault.field === '' ? what : fault.field} ${fault.message}`)
  throw new MusterError('workflow-value', 'input', `${what} is not of its schema: ${faults.join('; ')}`)
}

function keep<V>(table: Map<string, V>, text: string, value: V): V {
  if (table.size >= MOST_KEPT) table.clear()
  table.set(text, value)
  return value
}

function must<T>(parsed: Parsed<T>, what: string): T {
  if (parsed.ok) return parsed.value
  const faults = parsed.faults.map(fault => `${fault.field} ${fault.message}`.trim())
  throw new MusterError('workflow-expression', 'input', `${what}: ${faults.join('; ')}`)
}
