import type {
  InstrumentStatus,
  Readiness,
  ReadinessChange,
  ReadinessDetail,
  ReadinessOrder,
  ReadinessOrderWord,
} from '@muster/protocol'
import { MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AgentRecord, InstrumentReadiness, InstrumentRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'

export interface ReadinessRequest {
  readonly instrument: string
  readonly readiness: ReadinessOrderWord
  /** The name of the person. */
  readonly by: string
  readonly reason?: string
}

const isHeld = (readiness: Readiness): boolean => readiness === 'borrowed' || readiness === 'in-maintenance'

/**
 * A person wants an instrument to be something. Its agent does it, and is told until it has; while it is away that is kept.
 * @throws MusterError `not-found`, `readiness-refused` with the sentence why
 */
export function orderReadiness(draft: Draft, request: ReadinessRequest): InstrumentRecord {
  const { instrument: id, readiness, by, reason } = request
  const { state, now } = draft
  const instrument = state.instruments.get(id)
  if (!instrument || !state.known.has(id))
    throw new MusterError('not-found', 'input', `there is no instrument ${id}`)
  refuseWhereWrong(state, instrument, readiness)
  const known = instrument.readiness ?? unheard(instrument)
  const version = Math.max(Math.trunc(now), (known.lastOrder ?? 0) + 1)
  const status = state.live.get(instrument.agentId)?.instruments.get(id)
  const about = status?.readinessDetail?.count ?? known.count
  const order = { version, readiness, by, at: now, about, ...(reason === undefined ? {} : { reason }) }
  const { refused: _, ...rest } = known
  const next = draft.update('instruments', instrument, { readiness: { ...rest, order, lastOrder: version } })
  draft.audit('instrument.readiness-ordered', id, { readiness, ...(reason === undefined ? {} : { reason }) })
  sendOrders(draft, instrument.agentId)
  return next
}

function refuseWhereWrong(state: State, instrument: InstrumentRecord, wanted: ReadinessOrderWord): void {
  const { id, agentId } = instrument
  const told = state.live.get(agentId)?.instruments.get(id)?.readiness ?? instrument.readiness?.readiness
  const { order, by = order?.by } = instrument.readiness ?? {}
  const isReturned = order?.readiness === 'return'
  // What is on its way counts: the agent may have done it already.
  const now = order && order.readiness !== 'return' ? order.readiness : (told ?? 'ready')
  if (wanted === 'return') {
    if (!isHeld(now)) throw refused(`${id} is ${now}: neither borrowed nor in maintenance`)
    return
  }
  if (isHeld(now) && !isReturned) throw refused(`${id} is ${now} by ${by ?? 'somebody'}: return it first`)
  const open = state.openAttemptByInstrument.get(id)
  if (wanted === 'borrowed' && open !== undefined)
    throw refused(`${id} is held by ${open}: cancel it, or wait for its end`)
}

/**
 * What is known of an instrument whose journal is another from now on: that one has not heard of the need, or of the loan, and is told.
 */
export function carriedReadiness(
  known: InstrumentReadiness | undefined,
  now: Timestamp,
): Pick<InstrumentRecord, 'readiness'> {
  if (!known || known.order || known.readiness === 'ready') return {}
  const { readiness, by = 'the journal before', reason, lastOrder = 0 } = known
  const version = Math.max(Math.trunc(now), lastOrder + 1)
  const order = { version, readiness, by, at: now, about: 0, ...(reason === undefined ? {} : { reason }) }
  return { readiness: { ...known, order, lastOrder: version } }
}

/** Orders that an agent has not taken up, as an exchange of digests tells them. */
export function ordersOf(state: State, agentId: string): ReadinessOrder[] {
  return [...state.instruments.values()].flatMap(({ id, agentId: owner, readiness }) => {
    if (owner !== agentId || !readiness?.order) return []
    const { at: _, ...order } = readiness.order
    return [{ instrumentId: id, ...order }]
  })
}

/** Tells an agent what it has not taken up; one that is lost on its way goes again with the next heartbeat. */
export function sendOrders(draft: Draft, agentId: string): void {
  const orders = ordersOf(draft.state, agentId)
  if (orders.length === 0) return
  draft.send({
    agentId,
    kind: 'sync',
    message: { token: '', attempts: [], fences: [], readiness: { orders } },
  })
}

/** What a heartbeat says that is not known: to be taken in, or to be asked for where changes before it were missed. */
export interface ReadinessNews {
  readonly changes: readonly ReadinessChange[]
  readonly hasGap: boolean
  /** Orders that were not answered. */
  readonly isUnanswered: boolean
}

export function readinessNews(
  state: State,
  agent: AgentRecord,
  statuses: readonly InstrumentStatus[],
): ReadinessNews {
  const changes: ReadinessChange[] = []
  let hasGap = false
  let isUnanswered = false
  for (const { instrumentId, readiness, readinessDetail: detail } of statuses) {
    const instrument = state.instruments.get(instrumentId)
    if (instrument?.agentId !== agent.id) continue
    const order = instrument.readiness?.order
    if (order && (detail?.order ?? 0) < order.version) isUnanswered = true
    if (!detail) continue
    const before = countOf(instrument, agent.journalId)
    if (detail.count > before + 1) hasGap = true
    else if (detail.count > before || (order && (detail.order ?? 0) >= order.version))
      changes.push({ instrumentId, readiness, detail })
  }
  return { changes, hasGap, isUnanswered }
}

/** Takes in one change that an agent tells, and what it answers to an order. One that is known already changes nothing. */
export function takeReadiness(draft: Draft, agent: AgentRecord, change: ReadinessChange): void {
  const instrument = draft.state.instruments.get(change.instrumentId)
  if (instrument?.agentId !== agent.id) return
  const { detail, readiness } = change
  const known = instrument.readiness ?? unheard(instrument)
  const isNew = detail.count > countOf(instrument, agent.journalId)
  const answered = answerOf(known, detail)
  if (!isNew && !answered) return
  const { order, refused: before, ...rest } = known
  const told = isNew ? toldOf(known, agent.journalId, readiness, detail) : rest
  const refusal = answered?.refused ?? (answered ? undefined : before)
  draft.update('instruments', instrument, {
    readiness: {
      ...told,
      ...(order && !answered ? { order } : {}),
      ...(refusal ? { refused: refusal } : {}),
    },
  })
  const { count, reason } = detail
  const why = reason === undefined ? {} : { reason }
  if (isNew) draft.audit('instrument.readiness', instrument.id, { readiness, count, ...why })
  if (answered?.refused) {
    const { by, readiness: wanted, why: refusedBecause } = answered.refused
    draft.audit('instrument.readiness-refused', instrument.id, { wanted, by, why: refusedBecause })
  }
}

/** Who said so: a person, or the agent of a run that ended. */
export const actorOf = (agentId: string, { detail }: ReadinessChange): string =>
  detail.by === undefined ? `agent:${agentId}` : `person:${detail.by}`

function answerOf(
  { order }: InstrumentReadiness,
  detail: ReadinessDetail,
): { readonly refused?: InstrumentReadiness['refused'] } | undefined {
  if (!order || (detail.order ?? 0) < order.version) return undefined
  const why = detail.order === order.version ? detail.refusal : undefined
  return why === undefined ? {} : { refused: { ...order, why } }
}

function toldOf(
  known: InstrumentReadiness,
  journalId: string,
  readiness: Readiness,
  { count, by, reason, atWallMs }: ReadinessDetail,
): InstrumentReadiness {
  return {
    readiness,
    count,
    journalId,
    ...(known.lastOrder === undefined ? {} : { lastOrder: known.lastOrder }),
    ...(atWallMs === undefined ? {} : { since: atWallMs }),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Another journal counts anew. */
function countOf({ readiness }: InstrumentRecord, journalId: string): number {
  return readiness?.journalId === journalId ? readiness.count : 0
}

const unheard = ({ journalId }: InstrumentRecord): InstrumentReadiness => ({
  readiness: 'ready',
  count: 0,
  journalId,
})

const refused = (why: string) => new MusterError('readiness-refused', 'conflict', why)
