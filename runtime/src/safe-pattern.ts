import { RE2JS } from '@bufbuild/re2'
import { messageOf } from './errors.ts'

/** Characters of a pattern in a schema that came from outside. */
const LONGEST_PATTERN = 500
/** Each character of a text meets, at the worst, each part of the pattern: with this many that takes some tenths of a second. */
const MOST_MEETINGS = 5_000_000

interface SafePattern {
  /** @throws Error where the text is too long for it */
  test(text: string): boolean
  toString(): string
}

/**
 * A pattern of a JSON Schema of strangers, as Ajv wants it. It is read by RE2, for which time grows with the text and no faster; what only
 * backtracking can do (look-around, back-references) is refused.
 * @throws Error that says what is wrong with it
 */
export function safePattern(pattern: string): SafePattern {
  const wrong = (why: string) => new Error(`the pattern ${JSON.stringify(pattern.slice(0, 100))} ${why}`)
  if (pattern.length > LONGEST_PATTERN)
    throw wrong(`has ${pattern.length} characters; ${LONGEST_PATTERN} is the most`)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(asRe2Writes(pattern))
  } catch (error) {
    throw wrong(`is none of RE2: ${messageOf(error).replace('error parsing regexp: ', '')}`)
  }
  const longest = Math.floor(MOST_MEETINGS / Math.max(1, compiled.re2().prog.numInst()))
  return {
    test(text) {
      if (text.length <= longest) return compiled.test(text)
      throw wrong(`is not held against texts of more than ${longest} characters`)
    },
    // By this Ajv tells one pattern from another.
    toString: () => `/${pattern}/`,
  }
}
/** Where Ajv would name it in code that it writes to a file; this one never does. */
safePattern.code = 'safePattern'

/** JSON Schema has the escapes of JavaScript: `\u00b5` and `\u{1f9ea}`. */
const asRe2Writes = (pattern: string): string =>
  pattern.replaceAll(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|[^])/gi,
    (all: string, braced?: string, four?: string) => {
      const digits = braced ?? four
      return digits === undefined ? all : `\\x{${digits}}`
    },
  )
