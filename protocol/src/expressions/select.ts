import { suggest } from '../suggest.ts'
import { Trouble, wrongType } from './errors.ts'
import { aKindOf, type Fields, isFields, listNames } from './values.ts'

/** What `has` gets for a field that is not there. */
export const MISSING = Symbol('missing')
export const isMissing = (value: unknown): boolean => value === MISSING

/** A name of the context. Only its own: nothing that every object has by birth. */
export function rootFrom(context: Fields, name: string): unknown {
  if (Object.hasOwn(context, name) && context[name] !== undefined) return context[name]
  throw unknownName(`there is no "${name}" here`, name, Object.keys(context))
}

/** A field of a map, or the error that says what there is. */
export function selectFrom(whole: unknown, name: string): unknown {
  if (isFields(whole)) {
    if (Object.hasOwn(whole, name) && whole[name] !== undefined) return whole[name]
    throw unknownName(`there is no field "${name}"`, name, Object.keys(whole))
  }
  if (Array.isArray(whole))
    throw wrongType(
      `a list has no field "${name}"; write [0].${name} for its first, or .map(x, x.${name}) for all`,
    )
  throw wrongType(`${aKindOf(whole)} has no field "${name}"`)
}

function unknownName(what: string, name: string, known: readonly string[]): Trouble {
  return new Trouble(
    'expression-unknown-name',
    `${what}${suggest(name, known)}; there is: ${listNames(known)}`,
  )
}
