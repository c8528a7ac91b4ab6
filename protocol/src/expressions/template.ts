import type { Fault, Parsed } from '@muster/runtime'
import { ExpressionError, textFault, Trouble } from './errors.ts'
import { compileExpression, type Expression } from './expression.ts'
import { textOf } from './functions.ts'
import { Budget, EXPRESSION_LIMITS } from './limits.ts'
import { checkSize, type Fields, isFields, made } from './values.ts'

/** JSON whose strings may hold `${ … }`. */
export interface Template {
  /** It holds no expression: it is the same whatever the context. */
  readonly isConstant: boolean
  /** Each expression, and where it stands: a path such as `with.body.0`, empty for the whole. */
  readonly expressions: readonly {
    readonly place: string
    readonly expression: Expression
    /** The string is this expression and no more, so that it has its value, of whatever type. */
    readonly isWhole: boolean
  }[]
  /** @throws ExpressionError; see Expression.evaluate */
  evaluate(context: Fields): unknown
}

type Made = (context: Fields, budget: Budget) => unknown

interface Gathered {
  readonly expressions: Template['expressions'][number][]
  readonly faults: Fault[]
}

/** JSON deeper than this is not read as a template. */
const DEEPEST = 64

/** Reads a template. Fields of faults are relative to it. */
export function compileTemplate(value: unknown): Parsed<Template> {
  const gathered: Gathered = { expressions: [], faults: [] }
  const make = compileValue(value, '', 0, gathered)
  const { expressions, faults } = gathered
  if (faults.length > 0) return { ok: false, faults }
  const evaluate = (context: Fields): unknown => {
    // One for all of them: a template may hold very many.
    const result = make(context, new Budget())
    if (expressions.length > 1) checked(() => checkSize(result), 'the whole of it')
    return result
  }
  return { ok: true, value: { isConstant: expressions.length === 0, expressions, evaluate } }
}

/** Whether a string holds an expression. `$${` is none. */
export const isTemplated = (value: unknown): boolean =>
  typeof value === 'string' && value.replaceAll('$${', '').includes('${')

function compileValue(value: unknown, place: string, depth: number, gathered: Gathered): Made {
  if (depth > DEEPEST) {
    gathered.faults.push({
      ...textFault('template-too-deep', `is nested deeper than ${DEEPEST}`),
      field: place,
    })
    return () => null
  }
  const below = (name: string | number) => (place === '' ? String(name) : `${place}.${name}`)
  if (typeof value === 'string') return compileString(value, place, gathered)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => compileValue(item, below(at), depth + 1, gathered))
    return (context, budget) => items.map(item => item(context, budget))
  }
  if (!isFields(value)) return () => value
  const fields = Object.entries(value).map(
    ([name, field]) => [name, compileValue(field, below(name), depth + 1, gathered)] as const,
  )
  // Not by assignment: a field may be called __proto__ in JSON.
  return (context, budget) =>
    Object.fromEntries(fields.map(([name, field]) => [name, field(context, budget)]))
}

function compileString(text: string, place: string, gathered: Gathered): Made {
  if (!text.includes('${')) return () => text
  const parts = splitTemplate(text)
  if (typeof parts === 'string') {
    gathered.faults.push({ ...textFault('template-unclosed', parts), field: place })
    return () => null
  }
  const [only] = parts
  const isWhole = parts.length === 1 && typeof only === 'object'
  const compiled = parts.map(part =>
    typeof part === 'string' ? part : compilePart(part, place, isWhole, gathered),
  )
  return isWhole ? wholeOf(compiled) : (context, budget) => joined(compiled, context, budget)
}

function compilePart(
  part: { expression: string },
  place: string,
  isWhole: boolean,
  gathered: Gathered,
): Expression | string {
  const parsed = compileExpression(part.expression)
  if (!parsed.ok) {
    gathered.faults.push(...parsed.faults.map(fault => ({ ...fault, field: place })))
    return ''
  }
  gathered.expressions.push({ place, expression: parsed.value, isWhole })
  return parsed.value
}

const wholeOf =
  ([only]: readonly (Expression | string)[]): Made =>
  (context, budget) =>
    typeof only === 'object' ? only.evaluate(context, budget) : only

function joined(parts: readonly (Expression | string)[], context: Fields, budget: Budget): string {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else {
      const value = part.evaluate(context, budget)
      text += checked(() => textOf(value), part.text)
    }
    checked(() => made(text), typeof part === 'string' ? text : part.text)
  }
  return text
}

function checked<T>(work: () => T, text: string): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Trouble) throw new ExpressionError(error.code, text, error.message)
    throw error
  }
}

/** The texts and expressions of a string, in order; a sentence where one has no end. */
function splitTemplate(text: string): (string | { readonly expression: string })[] | string {
  const parts: (string | { expression: string })[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      plain += '${'
      at += 3
    } else if (text.startsWith('${', at)) {
      const end = endOf(text, at + 2)
      if (end === undefined) return `\${ at character ${at + 1} has no }; write $\${ for a plain \${`
      if (plain !== '') parts.push(plain)
      plain = ''
      parts.push({ expression: text.slice(at + 2, end) })
      at = end + 1
    } else {
      plain += text.charAt(at)
      at += 1
    }
  }
  if (plain !== '') parts.push(plain)
  return parts
}

/** Where the brace stands that closes an expression: not in a text of it, nor in a map. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  // One that goes on for longer is refused anyway.
  const last = Math.min(text.length, from + 4 * EXPRESSION_LIMITS.length)
  for (let at = from; at < last; at += 1) {
    const char = text.charAt(at)
    if (quote !== undefined) {
      if (char === '\\') at += 1
      else if (char === quote) quote = undefined
    } else if (char === '"' || char === "'") quote = char
    else if (char === '{') depth += 1
    else if (char === '}') {
      if (depth === 0) return at
      depth -= 1
    }
  }
  return undefined
}
