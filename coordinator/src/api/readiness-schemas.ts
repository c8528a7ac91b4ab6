import { READINESS_ORDERS } from '@muster/protocol'
import { type Static, Type } from '@sinclair/typebox'
import type { InstrumentReadiness, ReadinessOrdered } from '../model/records.ts'
import { Person, Reason } from './parse.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { given, time } from './view-parts.ts'

/** How ready an instrument is, as the API takes and shows it. */

export const ReadinessBody = Type.Object(
  { readiness: words(READINESS_ORDERS), by: Person, reason: Type.Optional(Reason) },
  strict,
)

const Ordered = {
  readiness: words(READINESS_ORDERS),
  by: Type.String(),
  reason: optional(Type.String()),
  at: Time,
}

export const ReadinessView = Type.Object(
  {
    since: optional(Time),
    by: optional(Type.String({ description: 'Who said so; left out where a run ended.' })),
    reason: optional(Type.String()),
    ordered: optional(
      Type.Object(Ordered, { ...strict, description: 'What its agent has not taken up yet.' }),
    ),
    refused: optional(
      Type.Object(
        { ...Ordered, why: Type.String() },
        { ...strict, description: 'The last order, which its agent did not do.' },
      ),
    ),
  },
  strict,
)

export function readinessView(known: InstrumentReadiness): Static<typeof ReadinessView> {
  const { since, order, refused } = known
  return {
    ...(since === undefined ? {} : { since: time(since) }),
    ...given(known, ['by', 'reason']),
    ...(order ? { ordered: orderedView(order) } : {}),
    ...(refused ? { refused: { ...orderedView(refused), why: refused.why } } : {}),
  }
}

function orderedView(order: ReadinessOrdered) {
  return { readiness: order.readiness, by: order.by, at: time(order.at), ...given(order, ['reason']) }
}
