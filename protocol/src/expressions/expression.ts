import type { Parsed } from '@muster/runtime'
import { ExpressionError, Trouble } from './errors.ts'
import { interpret } from './interpreter.ts'
import { Budget, EXPRESSION_LIMITS } from './limits.ts'
import { chainOf, type Reference, referencesOf } from './references.ts'
import { isFault, readSyntax } from './syntax.ts'
import { checkSize, type Fields } from './values.ts'

/** An expression in CEL whose form is right. Its values are JSON, on both sides. */
export interface Expression {
  readonly text: string
  /** The names of the context that it mentions: `inputs`, `vars`, `steps`, … */
  readonly roots: ReadonlySet<string>
  /** Ids of steps that it mentions, as `steps.x` or `steps["x"]`. */
  readonly steps: ReadonlySet<string>
  /** What it mentions, as far as that is written out: `['inputs', 'mass']`. */
  readonly references: readonly Reference[]
  /** What it is, where it is no more than a reference: `['inputs', 'mass']`. */
  readonly reference?: Reference
  /** Its value, where it mentions nothing. */
  readonly constant?: { readonly value: unknown }
  /**
   * Works it out. What it costs is bounded (EXPRESSION_LIMITS), whatever the context holds.
   * @param budget of several expressions that may take so much together; one of its own where left out
   * @throws ExpressionError (expression-unknown-name, expression-type, expression-value, expression-limit)
   */
  evaluate(context: Fields, budget?: Budget): unknown
}

/** Reads an expression. All that is wrong with it is told at once, as far as it can be seen; fields are empty. */
export function compileExpression(text: string): Parsed<Expression> {
  const read = readSyntax(text)
  if (isFault(read)) return { ok: false, faults: [read] }
  const { run, faults } = interpret(read)
  if (faults.length > 0) return { ok: false, faults }
  const references = referencesOf(read)
  const reference = chainOf(read)
  const evaluate = (
    context: Fields,
    budget = new Budget(references.length === 0 ? EXPRESSION_LIMITS.constantSteps : undefined),
  ): unknown => {
    try {
      const value = run(context, budget)
      checkSize(value, EXPRESSION_LIMITS.values)
      return value
    } catch (error) {
      if (error instanceof Trouble) throw new ExpressionError(error.code, text, error.message)
      throw error
    }
  }
  const expression: Expression = {
    text,
    roots: new Set(references.map(([root = '']) => root)),
    steps: new Set(references.flatMap(([root, id]) => (root === 'steps' && id !== undefined ? [id] : []))),
    references,
    ...(reference ? { reference } : {}),
    evaluate,
  }
  return { ok: true, value: references.length === 0 ? withConstant(expression) : expression }
}

/** What it is worth without a context. One that can't be worked out says so when it is asked. */
function withConstant(expression: Expression): Expression {
  try {
    return { ...expression, constant: { value: expression.evaluate({}) } }
  } catch {
    return expression
  }
}
