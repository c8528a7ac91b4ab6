import { RE2JS } from '@bufbuild/re2'
import { messageOf } from '@muster/runtime'
import { type Budget, EXPRESSION_LIMITS } from './limits.ts'

/** A pattern that was found to be harmless. */
export interface Pattern {
  matches(text: string, budget: Budget): boolean
}

/** Counted repeats (`{3}`, `{2,40}`) of a pattern, multiplied, may not be more. */
const MOST_REPEATS = 100

/**
 * A pattern in the syntax of RE2, for which time grows with the text and no faster (no look-around, no back-references).
 * @returns what is wrong with it where it can't be used.
 */
export function compilePattern(pattern: string): Pattern | string {
  if (pattern.length > EXPRESSION_LIMITS.pattern)
    return `has ${pattern.length} characters; ${EXPRESSION_LIMITS.pattern} is the most`
  const repeats = [...pattern.matchAll(/\{(\d*),?(\d*)\}/g)]
    .map(([, least, most]) => Math.max(1, Number(least), Number(most)))
    .reduce((all, one) => all * one, 1)
  if (repeats > MOST_REPEATS) return `repeats something ${repeats} times; ${MOST_REPEATS} is the most`
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch (error) {
    return messageOf(error).replace('error parsing regexp: ', '')
  }
  // Each character of the text meets, at the worst, each part of the pattern.
  const weight = Math.max(8, pattern.length * repeats)
  return {
    matches(text, budget) {
      budget.spend(10 + Math.ceil((text.length * weight) / 2))
      return compiled.test(text)
    },
  }
}
