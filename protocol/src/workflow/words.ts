import { Type } from '@sinclair/typebox'
import { EXPRESSION_LIMITS } from '../expressions/limits.ts'
import { ID_PATTERN } from '../identifiers.ts'

/** Small forms that all parts of the workflow model use. */

/** Steps by their ids. What a step is stands in model.ts, which says so here: forms that steps are made of hold steps themselves. */
export interface Steps {}

export const strict = { additionalProperties: false } as const

export const words = <T extends string>(all: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...all], ...(description === undefined ? {} : { description }) })

export const durationText = (description = 'Such as "30 s", "15 min", "18 h".') =>
  Type.String({ format: 'duration-text', description })

export const LABEL_PATTERN = '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'

/** Names of inputs, outputs, variables and of what a loop gives its steps: words that CEL can say. */
export const VARIABLE_PATTERN = '^[A-Za-z_][A-Za-z0-9_]{0,62}$'

/** A condition or a value in CEL, as it stands: `steps.weigh.result.mass > 3.0`. */
export const Expression = (description: string) =>
  Type.String({ minLength: 1, maxLength: EXPRESSION_LIMITS.length, description: `${description} In CEL.` })

/**
 * Any JSON in which strings may hold `${ … }` with CEL in it: a string that is one such expression has its value, of whatever
 * type; in a longer one it is put in as text. `$${` is a plain `${`.
 */
export const Template = (description: string) =>
  Type.Unknown({ description: `${description} Strings may hold \${ … } with CEL.` })

export const TextTemplate = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 4_000,
    description: `${description} May hold \${ … } with CEL.`,
  })

export const Templates = (description: string) =>
  Type.Record(Type.String({ pattern: VARIABLE_PATTERN }), Template('A value.'), {
    maxProperties: 200,
    description,
  })

/** A pattern that a text has to keep, unless it holds `${ … }`: then what comes of it has to. What holds none is checked again in kind-faults.ts. */
export const orTemplate = (pattern: string): string => `${pattern}|\\$\\{`

/** A registered workflow: `sinter-study`, `sinter-study@3`, `sinter-study@latest`. */
export const Uses = (description: string) =>
  Type.String({
    pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(@([1-9][0-9]{0,8}|latest))?$',
    description: `${description} Such as "sinter-study@3"; the latest version at the time of submission where none is given.`,
  })

export const StepId = Type.String({ pattern: ID_PATTERN })
