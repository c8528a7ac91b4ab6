import { compileSchema, type Fault, InvalidInputError } from '@muster/runtime'
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { JOB_STATES } from '../model/records.ts'
import type { JobFilter } from '../store/store.ts'

/** Bodies and queries, parsed at the edge: every fault at once, unknown fields refused. */

const strict = { additionalProperties: false } as const
const words = <T extends string>(all: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...all] })
const Name = Type.String({ minLength: 1, maxLength: 200 })

export const CancelBody = Type.Object(
  { by: Type.Optional(Name), reason: Type.Optional(Type.String({ maxLength: 1_000 })) },
  strict,
)
export const AnswerBody = Type.Object(
  {
    answer: Name,
    by: Type.String({ minLength: 1, maxLength: 200, description: 'The name of the person who answers.' }),
    comment: Type.Optional(Type.String({ maxLength: 4_000 })),
  },
  strict,
)
const Limit = Type.Optional(
  Type.String({ pattern: '^[0-9]{1,3}$', description: '1 to 500; 50 unless told.' }),
)
const oneOrMany = <T extends TSchema>(item: T) => Type.Union([item, Type.Array(item)])
export const JobsQuery = Type.Object(
  {
    state: Type.Optional(oneOrMany(words(JOB_STATES))),
    instrument: Type.Optional(Name),
    label: Type.Optional(oneOrMany(Type.String({ pattern: '^[^=]+=.*$', description: 'name=value' }))),
    submittedFrom: Type.Optional(Type.String({ format: 'date-time' })),
    submittedBefore: Type.Optional(Type.String({ format: 'date-time' })),
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]+$' })),
    limit: Limit,
  },
  strict,
)
export const PromptsQuery = Type.Object(
  { state: Type.Optional(words(['open', 'answered', 'withdrawn', 'all'] as const)), limit: Limit },
  strict,
)
export const AuditQuery = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^[0-9]+$' })), job: Type.Optional(Name), limit: Limit },
  strict,
)
export const StreamQuery = Type.Object({ job: Type.Optional(Name) }, strict)

/** @throws InvalidInputError with every fault. */
export function parser<T extends TSchema>(schema: T, what: string): (value: unknown) => Static<T> {
  const parse = compileSchema<Static<T>>(schema)
  return value => {
    const parsed = parse(value ?? {})
    if (parsed.ok) return parsed.value
    throw new InvalidInputError(`the ${what} is not right`, parsed.faults)
  }
}

/** @throws InvalidInputError */
export function limitOf(text: string | undefined): number {
  const limit = text === undefined ? 50 : Number(text)
  if (limit >= 1 && limit <= 500) return limit
  throw new InvalidInputError('the query is not right', [fault('limit', 'must be from 1 to 500')])
}

const many = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

export function jobFilter(query: Static<typeof JobsQuery>): JobFilter {
  const states = many(query.state)
  const labels = many(query.label).map((text): [string, string] => {
    const at = text.indexOf('=')
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return {
    limit: limitOf(query.limit),
    ...(states.length > 0 ? { states } : {}),
    ...(labels.length > 0 ? { labels: Object.fromEntries(labels) } : {}),
    ...(query.instrument === undefined ? {} : { instrument: query.instrument }),
    ...(query.submittedFrom === undefined ? {} : { submittedFrom: Date.parse(query.submittedFrom) }),
    ...(query.submittedBefore === undefined ? {} : { submittedBefore: Date.parse(query.submittedBefore) }),
    ...(query.cursor === undefined ? {} : { before: Number(query.cursor) }),
  }
}

const fault = (field: string, message: string): Fault => ({ field, message })
