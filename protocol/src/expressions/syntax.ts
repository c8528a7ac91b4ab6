import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { messageOf, type Fault } from '@muster/runtime'
import { textFault } from './errors.ts'
import { EXPRESSION_LIMITS } from './limits.ts'

export type Node = ASTNode

const { length, nodes, depth } = EXPRESSION_LIMITS

/** Of the library only the reader is used: what it read is worked out in interpreter.ts, which counts its steps. */
const reader = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: nodes,
    maxDepth: depth,
    maxListElements: nodes,
    maxMapEntries: nodes,
    maxCallArguments: 16,
  },
})

/** Reads the text of an expression, or says what is wrong with it. */
export function readSyntax(text: string): Node | Fault {
  if (text.trim() === '') return textFault('expression-syntax', 'is empty; write an expression in CEL')
  if (text.length > length)
    return textFault(
      'expression-too-long',
      `has ${text.length.toLocaleString('en')} characters; ${length.toLocaleString('en')} is the most`,
    )
  try {
    return reader.parse(text).ast
  } catch (error) {
    return syntaxFault(text, error)
  }
}

export const isFault = (read: Node | Fault): read is Fault => 'field' in read

function syntaxFault(text: string, error: unknown): Fault {
  const summary = error instanceof ParseError ? error.summary : messageOf(error)
  if (summary.includes('maxAstNodes'))
    return textFault('expression-too-large', `has more than ${nodes} parts; use variables for some of it`)
  if (summary.startsWith('Exceeded'))
    return textFault('expression-too-deep', `is nested deeper than ${depth}, or has too many arguments`)
  const at = error instanceof ParseError ? error.range?.start : undefined
  const place = at === undefined ? '' : ` at character ${at + 1}${at < text.length ? '' : ', its end'}`
  return textFault('expression-syntax', `can not be read as CEL${place}: ${lower(summary)}`)
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
