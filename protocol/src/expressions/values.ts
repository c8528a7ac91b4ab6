import { type Budget, EXPRESSION_LIMITS } from './limits.ts'
import { Trouble, wrongValue } from './errors.ts'

/** What expressions work on: JSON. There is one kind of number. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The word for the kind of a value, as people know it from JSON and CEL. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
      return 'number'
    case 'string':
      return 'string'
    default:
      return 'map'
  }
}

/** With its article, for sentences. */
export const aKindOf = (value: unknown): string => (value === null ? 'null' : `a ${kindOf(value)}`)

/** Names that there are, for sentences: all of a few, the first of many. */
export function listNames(names: readonly string[], most = 20): string {
  if (names.length === 0) return 'nothing'
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown}, and ${names.length - most} more` : shown
}

/** Whether two values are the same, all the way down. Values of different kinds are not, and it is no fault to ask. */
export function isEqual(left: unknown, right: unknown, budget: Budget): boolean {
  budget.spend(1)
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => isEqual(item, right[at], budget))
  if (!isFields(left) || !isFields(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every(name => Object.hasOwn(right, name) && isEqual(left[name], right[name], budget))
}

/** A text that was made, if it is not too long. */
export function made(text: string): string {
  if (text.length <= EXPRESSION_LIMITS.text) return text
  throw new Trouble(
    'expression-limit',
    `makes a text of more than ${EXPRESSION_LIMITS.text.toLocaleString('en')} characters`,
  )
}

/** A number that was worked out, if it is one that JSON can hold. */
export function finite(number: number, what: string): number {
  if (Number.isFinite(number)) return number === 0 ? 0 : number
  throw wrongValue(`${what} is no number that can be kept`)
}

/**
 * Refuses what would be too large once it is written down. The same list may stand in a value many times, and costs
 * nothing until then.
 */
export function checkSize(value: unknown, most: number = EXPRESSION_LIMITS.values): void {
  let left = most
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    left -= typeof one === 'string' ? 1 + one.length / 16 : 1
    if (left < 0) {
      const limit = most.toLocaleString('en')
      throw new Trouble(
        'expression-limit',
        `gives more than ${limit} values; take out of them what is needed`,
      )
    }
    if (Array.isArray(one)) for (const item of one as unknown[]) open.push(item)
    else if (isFields(one)) for (const name in one) open.push(one[name])
    if (open.length > left + 1) left = -1
  }
}
