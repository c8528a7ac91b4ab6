import { wrongType, wrongValue } from './errors.ts'
import type { Budget } from './limits.ts'
import { aKindOf, finite, isEqual, isFields, made } from './values.ts'

/** What operators do. One kind of number: `/` divides as people do, whether or not it comes out even. */
export const OPERATORS: Readonly<Record<string, (left: unknown, right: unknown, budget: Budget) => unknown>> =
  {
    '==': isEqual,
    '!=': (left, right, budget) => !isEqual(left, right, budget),
    '<': (left, right) => compare('<', left, right) < 0,
    '<=': (left, right) => compare('<=', left, right) <= 0,
    '>': (left, right) => compare('>', left, right) > 0,
    '>=': (left, right) => compare('>=', left, right) >= 0,
    '+': add,
    '-': arithmetic('-', (left, right) => left - right),
    '*': arithmetic('*', (left, right) => left * right),
    '/': arithmetic('/', (left, right) => left / notZero(right)),
    '%': arithmetic('%', (left, right) => left % notZero(right)),
    in: isIn,
  }

function add(left: unknown, right: unknown, budget: Budget): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right, 'the sum')
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spend((left.length + right.length) >> 5)
    return made(left + right)
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    budget.spend(left.length + right.length)
    return [...(left as unknown[]), ...(right as unknown[])]
  }
  const hint =
    typeof left === 'string' || typeof right === 'string' ? '; string(x) makes text of a number' : ''
  throw wrongType(
    `+ adds numbers, texts or lists, two of a kind, and not ${aKindOf(left)} and ${aKindOf(right)}${hint}`,
  )
}

function arithmetic(sign: string, work: (left: number, right: number) => number) {
  return (left: unknown, right: unknown): number => {
    if (typeof left === 'number' && typeof right === 'number')
      return finite(work(left, right), `${sign} of these`)
    throw wrongType(`${sign} is for two numbers, and not ${aKindOf(left)} and ${aKindOf(right)}`)
  }
}

function notZero(number: number): number {
  if (number === 0) throw wrongValue('divides by 0')
  return number
}

function compare(sign: string, left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  throw wrongType(`${sign} is for two numbers or two texts, and not ${aKindOf(left)} and ${aKindOf(right)}`)
}

function isIn(item: unknown, whole: unknown, budget: Budget): boolean {
  if (Array.isArray(whole)) return whole.some(one => isEqual(item, one, budget))
  if (!isFields(whole)) throw wrongType(`in looks into a list or a map, and not into ${aKindOf(whole)}`)
  if (typeof item === 'string') return Object.hasOwn(whole, item)
  throw wrongType(`names of a map are texts, and not ${aKindOf(item)}`)
}

/** A field of a map or an item of a list. */
export function itemOf(whole: unknown, at: unknown): unknown {
  if (Array.isArray(whole)) {
    if (typeof at !== 'number')
      throw wrongType(`an item of a list is named by its number, and not by ${aKindOf(at)}`)
    if (Number.isInteger(at) && at >= 0 && at < whole.length) return whole[at]
    throw wrongValue(`there is no item ${at}: the list has ${whole.length}, counted from 0`)
  }
  throw wrongType(`[…] is for lists and maps, and not for ${aKindOf(whole)}`)
}
