import { type Fault, MusterError } from '@muster/runtime'

/** Why an expression can't be worked out, though its form is right. */
export type ExpressionErrorCode =
  | 'expression-unknown-name'
  | 'expression-type'
  | 'expression-value'
  | 'expression-limit'

/** An expression that can't be worked out with what there is. `details.expression` is its text. */
export class ExpressionError extends MusterError {
  constructor(code: ExpressionErrorCode, expression: string, reason: string) {
    super(code, 'input', `${shortened(expression)}: ${reason}`, { details: { expression, reason } })
  }
}

/** Thrown while an expression is worked out, before it is known which. Never leaves this folder. */
export class Trouble extends Error {
  readonly code: ExpressionErrorCode

  constructor(code: ExpressionErrorCode, reason: string) {
    super(reason)
    this.code = code
  }
}

export const wrongType = (reason: string): Trouble => new Trouble('expression-type', reason)
export const wrongValue = (reason: string): Trouble => new Trouble('expression-value', reason)

/** A fault of an expression's text. The field is empty: it is relative to the expression. */
export const textFault = (code: string, message: string): Fault => ({ field: '', message, code })

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 117)}…` : line
}
