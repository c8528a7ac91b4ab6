import { NAME_PATTERN } from '@muster/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { RESOURCE_KINDS } from '../model/records.ts'
import { LEAST_AMOUNT, MOST_AMOUNT } from '../scheduler/resources/amounts.ts'
import { DEFINITION_FIELDS } from '../scheduler/resources/definition.ts'
import { Person, Reason } from './parse.ts'
import { optional, strict, Time, words } from './schema-parts.ts'

/** What the API takes and answers about resources and samples. */

const Amount = Type.Number({ minimum: LEAST_AMOUNT, maximum: MOST_AMOUNT })
const Name = Type.String({ pattern: NAME_PATTERN })
const Id = Type.String({ maxLength: 200 })

export const ByLease = Type.Object({ id: Id, lease: Id }, strict)
export const DefinitionBody = Type.Object({ ...DEFINITION_FIELDS, by: Person, reason: Reason }, strict)
export const RefillBody = Type.Object(
  {
    amount: Amount,
    unit: Type.Optional(
      Type.String({ minLength: 1, maxLength: 40, description: 'Refused where it is counted in another.' }),
    ),
    by: Person,
    reason: Reason,
  },
  strict,
)
export const LeaseBody = Type.Object(
  {
    by: Person,
    reason: Reason,
    amount: Type.Optional({ ...Amount, description: '1 where left out.' }),
    names: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 1_000, uniqueItems: true })),
    for: Type.Optional(
      Type.String({
        format: 'duration-text',
        maxLength: 40,
        description: 'Such as "2 h", after which it ends by itself; until it is given back where left out.',
      }),
    ),
  },
  strict,
)
const Position = Type.Object(
  { resource: Id, name: Name },
  { ...strict, description: 'A name of a named resource.' },
)
const Words = Type.Object({ text: Type.String({ minLength: 1, maxLength: 200 }) }, strict)
export const PlaceBody = Type.Object(
  {
    place: Type.Optional(
      Type.Object(
        {
          resource: Type.Optional(Id),
          name: Type.Optional(Name),
          text: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        },
        {
          ...strict,
          description:
            'A position, by `resource` and `name`, or a place in words, `text`; left out where nobody knows.',
        },
      ),
    ),
    by: Person,
    reason: Type.Optional(Reason),
  },
  strict,
)
export type PlaceBody = Static<typeof PlaceBody>

const LeaseView = Type.Object(
  {
    id: Type.String(),
    by: Type.String(),
    reason: Type.String(),
    amount: Type.Number(),
    names: optional(Type.Array(Type.String())),
    since: Time,
    until: optional(Time),
  },
  strict,
)
const HolderView = Type.Object(
  {
    attempt: Type.String(),
    task: optional(Type.String()),
    amount: Type.Number(),
    names: optional(Type.Array(Type.String())),
  },
  strict,
)

export const ResourceView = Type.Object(
  {
    id: Type.String({ description: 'An agent’s own is `agent:<agent>/<name>`.' }),
    title: optional(Type.String()),
    kind: words(RESOURCE_KINDS),
    unit: Type.String(),
    capacity: optional(Type.Number({ description: 'How many there are, or the most that fits.' })),
    remaining: optional(Type.Number({ description: 'Of a consumable: what is there, reserved or not.' })),
    held: Type.Number({ description: 'By tasks, by people, or while it rests; of a consumable: reserved.' }),
    free: Type.Number(),
    names: optional(
      Type.Array(
        Type.Object(
          { name: Type.String(), free: Type.Boolean(), sample: optional(Type.String()) },
          { ...strict },
        ),
      ),
    ),
    instrument: optional(Type.String()),
    agent: optional(Type.String()),
    calendar: optional(Type.String()),
    recycleMs: optional(Type.Number({ description: 'How long it rests after use.' })),
    holders: Type.Array(HolderView, { description: 'Attempts under way that hold some.' }),
    leases: Type.Array(LeaseView, { description: 'What people have taken out.' }),
    resting: Type.Array(
      Type.Object({ amount: Type.Number(), names: optional(Type.Array(Type.String())), until: Time }, strict),
    ),
    taken: Type.Number({ description: 'By attempts that have ended, all together.' }),
    usedUp: Type.Number(),
    heldMs: Type.Number({ description: 'Amount × milliseconds, of attempts that have ended.' }),
  },
  strict,
)

export const SampleView = Type.Object(
  {
    id: Type.String(),
    place: optional(Type.Union([Position, Words])),
    since: optional(Time),
    by: optional(Type.String({ description: 'Who said where it is.' })),
    task: optional(Type.String({ description: 'The task that has it.' })),
  },
  strict,
)
