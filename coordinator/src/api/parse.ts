import {
  compileSchema,
  days,
  type Duration,
  type Fault,
  formatDuration,
  InvalidInputError,
  parseDuration,
  seconds,
} from '@muster/runtime'
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { JOB_STATES } from '../model/records.ts'
import type { JobFilter } from '../store/store.ts'
import { RECOVERY_ACTIONS } from '../work/by-hand.ts'
import { strict, words } from './schema-parts.ts'
import { DEAD_LETTER_STATES, ESCALATION_STATES } from './supervision-schemas.ts'

/** Bodies and queries, parsed at the edge: every fault at once, unknown fields refused. */

/** One line: names go into messages, where a line of its own could be taken for one of ours. */
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f]+$'
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: ONE_LINE })
export const Person = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: ONE_LINE,
  description: 'The name of the person who does it; the audit keeps it.',
})
export const Reason = Type.String({ minLength: 1, maxLength: 1_000 })

export const CancelBody = Type.Object(
  {
    by: Type.Optional(Name),
    reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    force: Type.Optional(
      Type.Boolean({ default: false, description: 'Nothing of what it has done is undone.' }),
    ),
  },
  strict,
)
export const AnswerBody = Type.Object(
  {
    answer: Name,
    by: Person,
    comment: Type.Optional(Type.String({ maxLength: 4_000 })),
    fields: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'What was entered or scanned, where the question asks for it.',
      }),
    ),
  },
  strict,
)
export const PersonBody = Type.Object({ by: Person }, strict)
export const ReasonBody = Type.Object({ by: Person, reason: Reason }, strict)
export const AssignBody = Type.Object(
  { by: Person, to: Type.Optional({ ...Name, description: 'Whom; nobody where left out.' }) },
  strict,
)
/** For how long people can be left untold: longer is resolved or acknowledged, and not slept over. */
const SHORTEST_SNOOZE = seconds(1)
const LONGEST_SNOOZE = days(30)
export const SnoozeBody = Type.Object(
  {
    by: Person,
    for: Type.String({
      format: 'duration-text',
      maxLength: 40,
      description: `Such as "2 h"; from ${formatDuration(SHORTEST_SNOOZE)} to ${formatDuration(LONGEST_SNOOZE)}.`,
    }),
  },
  strict,
)
export const CommentBody = Type.Object(
  { by: Person, text: Type.String({ minLength: 1, maxLength: 4_000 }) },
  strict,
)
const StartAgain = Type.Optional(
  Type.Boolean({ description: 'Yes, what may have been started may be started once more.' }),
)
export const ReplayBody = Type.Object({ by: Person, reason: Reason, startAgain: StartAgain }, strict)
export const RecoverBody = Type.Object(
  {
    action: words(RECOVERY_ACTIONS),
    by: Person,
    reason: Reason,
    instrument: Type.Optional({ ...Name, description: 'For `move`: where to.' }),
    evidence: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "For `done`: what shows that it was done; becomes the task's result.",
      }),
    ),
    startAgain: StartAgain,
  },
  strict,
)
export const ChannelTestBody = Type.Object(
  {
    by: Person,
    to: Type.Optional(
      Type.Array(Name, { maxItems: 100, description: 'Names of people; nobody where left out.' }),
    ),
  },
  strict,
)
const Limit = Type.Optional(
  Type.String({ pattern: '^[0-9]{1,3}$', description: '1 to 500; 50 unless told.' }),
)
/** Of a list that is in the order of when its rows were raised. */
const RaisedCursor = Type.Optional(
  Type.String({
    pattern: '^[0-9]{1,16}(\\.[0-9]{1,9})?~[^\\u0000-\\u001f]{1,200}$',
    description: '`nextCursor` of the page before.',
  }),
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
  {
    state: Type.Optional(words(['open', 'answered', 'withdrawn', 'all'] as const)),
    cursor: RaisedCursor,
    limit: Limit,
  },
  strict,
)
export const EscalationsQuery = Type.Object(
  { state: Type.Optional(words([...ESCALATION_STATES, 'all'] as const)), cursor: RaisedCursor, limit: Limit },
  strict,
)
export const DeadLettersQuery = Type.Object(
  {
    state: Type.Optional(words([...DEAD_LETTER_STATES, 'all'] as const)),
    cursor: RaisedCursor,
    limit: Limit,
  },
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

/** @returns milliseconds @throws InvalidInputError where it is too short or too long. */
export function snoozeTime({ for: text }: Static<typeof SnoozeBody>): Duration {
  const duration = parseDuration(text)
  if (duration !== undefined && duration >= SHORTEST_SNOOZE && duration <= LONGEST_SNOOZE) return duration
  const range = `from ${formatDuration(SHORTEST_SNOOZE)} to ${formatDuration(LONGEST_SNOOZE)}`
  throw new InvalidInputError('the body is not right', [fault('for', `must be ${range}`)])
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
