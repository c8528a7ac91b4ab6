import { wrongType, wrongValue } from './errors.ts'
import type { Budget } from './limits.ts'
import { aKindOf, finite, isEqual, isFields, kindOf, made } from './values.ts'

/** A function that expressions may call. */
interface ExpressionFunction {
  /** How it is written, for people. */
  readonly usage: string
  readonly does: string
  /** Where it may be called: `f(x)`, `x.f()` (its first argument is x), or both. */
  readonly form: 'function' | 'method' | 'both'
  /** How many arguments, what it is called on included. */
  readonly least: number
  readonly most: number
  call(args: readonly unknown[], budget: Budget): unknown
}

const MANY = 16

/** All functions, by name; `has`, `matches` and the macros are of the language itself. */
export const EXPRESSION_FUNCTIONS: Readonly<Record<string, ExpressionFunction>> = {
  size: {
    usage: 'size(x)',
    does: 'how many items a list has, fields a map, characters a text',
    form: 'both',
    least: 1,
    most: 1,
    call: ([x]) => sizeOf(x),
  },
  min: {
    usage: 'min(list), min(a, b, …)',
    does: 'the least of some numbers; of an empty list an error',
    form: 'both',
    least: 1,
    most: MANY,
    call: (args, budget) => least(notEmpty('min', numbersOf('min', args, budget))),
  },
  max: {
    usage: 'max(list), max(a, b, …)',
    does: 'the greatest of some numbers; of an empty list an error',
    form: 'both',
    least: 1,
    most: MANY,
    call: (args, budget) => greatest(notEmpty('max', numbersOf('max', args, budget))),
  },
  sum: {
    usage: 'sum(list)',
    does: 'the sum of some numbers; of an empty list 0',
    form: 'both',
    least: 1,
    most: 1,
    call: (args, budget) => total(numbersOf('sum', args, budget)),
  },
  mean: {
    usage: 'mean(list)',
    does: 'the mean of some numbers; of an empty list an error',
    form: 'both',
    least: 1,
    most: 1,
    call: (args, budget) => {
      const numbers = notEmpty('mean', numbersOf('mean', args, budget))
      return finite(total(numbers) / numbers.length, 'the mean')
    },
  },
  round: {
    usage: 'round(x), round(x, digits)',
    does: 'to a whole number, or to 0 to 15 digits after the point; halves go away from zero',
    form: 'function',
    least: 1,
    most: 2,
    call: ([x, digits = 0], budget) => {
      budget.spend(10)
      return round(numberOf('round', x), numberOf('round', digits))
    },
  },
  floor: unary('floor', 'the next whole number below', Math.floor),
  ceil: unary('ceil', 'the next whole number above', Math.ceil),
  abs: unary('abs', 'without its sign', Math.abs),
  sqrt: unary('sqrt', 'the square root', x => {
    if (x < 0) throw wrongValue(`there is no square root of ${x}`)
    return Math.sqrt(x)
  }),
  int: {
    usage: 'int(x)',
    does: 'the whole number of a number (what is after the point is dropped), or of a text',
    form: 'function',
    least: 1,
    most: 1,
    call: ([x]) => Math.trunc(toNumber('int', x)),
  },
  double: {
    usage: 'double(x)',
    does: 'the number that a text says; of a number itself',
    form: 'function',
    least: 1,
    most: 1,
    call: ([x]) => toNumber('double', x),
  },
  string: {
    usage: 'string(x)',
    does: 'a number, bool or text as text; numbers as short as they can be',
    form: 'function',
    least: 1,
    most: 1,
    call: ([x], budget) => {
      budget.spend(5)
      return textOf(x)
    },
  },
  type: {
    usage: 'type(x)',
    does: 'the word for its kind: "null", "bool", "number", "string", "list" or "map"',
    form: 'function',
    least: 1,
    most: 1,
    call: ([x]) => kindOf(x),
  },
  contains: textMethod('contains', 'whether a text holds another', (text, part) => text.includes(part)),
  startsWith: textMethod('startsWith', 'whether a text begins with another', (text, part) =>
    text.startsWith(part),
  ),
  endsWith: textMethod('endsWith', 'whether a text ends with another', (text, part) => text.endsWith(part)),
  lowerAscii: textChange('lowerAscii', 'in small letters (a to z)', text =>
    text.replaceAll(/[A-Z]+/g, part => part.toLowerCase()),
  ),
  upperAscii: textChange('upperAscii', 'in capital letters (A to Z)', text =>
    text.replaceAll(/[a-z]+/g, part => part.toUpperCase()),
  ),
  trim: textChange('trim', 'without the space around it', text => text.trim()),
  split: {
    usage: 'text.split(separator)',
    does: 'the parts of a text, as a list',
    form: 'method',
    least: 2,
    most: 2,
    call: ([text, separator], budget) => {
      const [whole, between] = [stringOf('split', text), stringOf('split', separator)]
      budget.spend(4 * whole.length)
      return whole.split(between)
    },
  },
  join: {
    usage: 'list.join(), list.join(separator)',
    does: 'the texts of a list as one',
    form: 'method',
    least: 1,
    most: 2,
    call: ([list, separator = ''], budget) => join(list, stringOf('join', separator), budget),
  },
  distinct: {
    usage: 'list.distinct()',
    does: 'the list with each value once',
    form: 'method',
    least: 1,
    most: 1,
    call: ([list], budget) => {
      const kept: unknown[] = []
      for (const item of listOf('distinct', list))
        if (!kept.some(other => isEqual(item, other, budget))) kept.push(item)
      return kept
    },
  },
}

function unary(name: string, does: string, work: (x: number) => number): ExpressionFunction {
  return {
    usage: `${name}(x)`,
    does,
    form: 'function',
    least: 1,
    most: 1,
    call: ([x]) => finite(work(numberOf(name, x)), name),
  }
}

function textMethod(
  name: string,
  does: string,
  work: (text: string, part: string) => boolean,
): ExpressionFunction {
  return {
    usage: `text.${name}(part)`,
    does,
    form: 'method',
    least: 2,
    most: 2,
    call: ([text, part], budget) => {
      const [whole, sought] = [stringOf(name, text), stringOf(name, part)]
      // A search may begin anew at each character.
      budget.spend(((whole.length * Math.min(sought.length, 64)) >> 6) + (whole.length >> 5))
      return work(whole, sought)
    },
  }
}

function textChange(name: string, does: string, work: (text: string) => string): ExpressionFunction {
  return {
    usage: `text.${name}()`,
    does,
    form: 'method',
    least: 1,
    most: 1,
    call: ([text], budget) => {
      const whole = stringOf(name, text)
      budget.spend(whole.length >> 2)
      return work(whole)
    },
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (isFields(value)) return Object.keys(value).length
  throw wrongType(`size is for lists, maps and texts, and not for ${aKindOf(value)}`)
}

function listOf(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw wrongType(`${name} is for a list, and not for ${aKindOf(value)}`)
}

function numberOf(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw wrongType(`${name} is for numbers, and not for ${aKindOf(value)}`)
}

export function stringOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrongType(`${name} is for texts, and not for ${aKindOf(value)}`)
}

/** Numbers that are given as one list, or one by one. */
function numbersOf(name: string, args: readonly unknown[], budget: Budget): readonly number[] {
  const given = args.length === 1 && typeof args[0] !== 'number' ? listOf(name, args[0]) : args
  budget.spend(given.length)
  return given.map((value, at) => {
    if (typeof value === 'number') return value
    throw wrongType(`${name} is for numbers, and item ${at} of the list is ${aKindOf(value)}`)
  })
}

function notEmpty(name: string, numbers: readonly number[]): readonly number[] {
  if (numbers.length > 0) return numbers
  throw wrongValue(
    `${name} of an empty list is nothing; ask first, such as size(list) > 0 ? ${name}(list) : 0`,
  )
}

// Not Math.min(...numbers): a list may have more items than a call may have arguments.
const least = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => (other < one ? other : one), Number.POSITIVE_INFINITY)
const greatest = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => (other > one ? other : one), Number.NEGATIVE_INFINITY)
const total = (numbers: readonly number[]): number =>
  finite(
    numbers.reduce((sum, number) => sum + number, 0),
    'the sum',
  )

function round(number: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 15)
    throw wrongValue(`round takes 0 to 15 digits, and not ${digits}`)
  // By its decimal text: 1.005 * 100 is a little less than 100.5, which is not what people mean by 1.005.
  const [mantissa = '0', exponent = '0'] = String(Math.abs(number)).split('e')
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`))
  const [whole = '0', power = '0'] = String(shifted).split('e')
  return Math.sign(number) * Number(`${whole}e${Number(power) - digits}`) || 0
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (Number.isFinite(number)) return number
  if (typeof value === 'string') throw wrongValue(`${name}: "${value.slice(0, 40)}" is no number`)
  throw wrongType(`${name} is for numbers and texts, and not for ${aKindOf(value)}`)
}

/** A plain value as text. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrongType(`can not be put into a text: it is ${aKindOf(value)}; say which part of it`)
}

function join(list: unknown, separator: string, budget: Budget): string {
  const parts = listOf('join', list).map(part => stringOf('join', part))
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0)
  budget.spend(parts.length + (length >> 5))
  // Looked at before it is made.
  if (length > 200_000) made(' '.repeat(200_000))
  return made(parts.join(separator))
}
