import { type AttemptState, isAttemptEnd, type UpSyncMessage } from '@muster/protocol'
import type { Timestamp } from '@muster/runtime'
import { causeOf } from '../model/known.ts'
import type { State } from '../model/state.ts'
import type { Ended } from './sync.ts'

/** One attempt as three know it, and what became of the difference. */
export interface ReconcileLine {
  readonly attemptId: string
  readonly instrumentId: string
  /** As the store had it before; undefined where it did not know it. */
  readonly coordinator?: AttemptState
  /** As the agent's journal has it; undefined where it does not know it. */
  readonly journal?: AttemptState
  /** What the instrument was last heard to do, in words. */
  readonly instrument: string
  /** As the store has it now. */
  readonly now?: AttemptState
  /** `same`: no difference; `rule`: settled by rule; `person`: a question waits for an answer. */
  readonly settled: 'same' | 'rule' | 'person'
}

/** Coordinator, journal and instruments of one agent, compared. */
export interface ReconcileReport {
  readonly agentId: string
  readonly at: Timestamp
  readonly lines: readonly ReconcileLine[]
  /** Instruments that run what nobody asked for here. */
  readonly foreignRuns: readonly { readonly instrumentId: string; readonly runs: string }[]
}

type Known = ReadonlyMap<string, { readonly state: AttemptState; readonly instrumentId: string }>

/** What the coordinator knows of the attempts that either side has open, before the digest is taken in. */
export function knownBefore(state: State, agentId: string, digest: UpSyncMessage, ended: Ended): Known {
  const openThere = digest.attempts.filter(({ report }) => !isAttemptEnd(report.state))
  const ids = new Set([
    ...(state.openAttemptsByAgent.get(agentId) ?? []),
    ...openThere.map(({ report }) => report.attemptId),
  ])
  return new Map(
    [...ids].flatMap(id => {
      const attempt = state.attempts.get(id) ?? ended.attempts.get(id)
      return attempt ? [[id, { state: attempt.state, instrumentId: attempt.instrumentId }]] : []
    }),
  )
}

/** The comparison, once the digest was taken in. */
export function reconcileReport(
  state: State,
  agentId: string,
  digest: UpSyncMessage,
  before: Known,
  at: Timestamp,
): ReconcileReport {
  const journal = new Map(digest.attempts.map(entry => [entry.report.attemptId, entry]))
  const open = digest.attempts.filter(({ report }) => !isAttemptEnd(report.state))
  const ids = new Set([...before.keys(), ...open.map(({ report }) => report.attemptId)])
  const live = state.live.get(agentId)
  const lines = [...ids].map((attemptId): ReconcileLine => {
    const known = before.get(attemptId)
    const entry = journal.get(attemptId)
    const now = state.attempts.get(attemptId)?.state
    const instrumentId = known?.instrumentId ?? entry?.instrumentId ?? ''
    return {
      attemptId,
      instrumentId,
      ...(known ? { coordinator: known.state } : {}),
      ...(entry ? { journal: entry.report.state } : {}),
      instrument: instrumentSays(state, agentId, instrumentId, attemptId),
      ...(now === undefined ? {} : { now }),
      settled: settledBy(state, attemptId, known?.state, entry?.report.state),
    }
  })
  const foreignRuns = [...(live?.instruments.values() ?? [])].flatMap(({ instrumentId, foreignRun }) =>
    foreignRun === undefined ? [] : [{ instrumentId, runs: foreignRun }],
  )
  return { agentId, at, lines, foreignRuns }
}

function settledBy(
  state: State,
  attemptId: string,
  coordinator: AttemptState | undefined,
  journal: AttemptState | undefined,
): ReconcileLine['settled'] {
  const asks = ['verify-start', 'unexpected-event'].some(kind =>
    state.promptByCause.has(causeOf(kind, attemptId)),
  )
  if (asks) return 'person'
  return coordinator === journal ? 'same' : 'rule'
}

function instrumentSays(state: State, agentId: string, instrumentId: string, attemptId: string): string {
  const live = state.live.get(agentId)
  const status = live?.instruments.get(instrumentId)
  if (!status) return 'nothing was heard of it'
  if (status.link !== 'connected') return `it is not reached (${status.link})`
  const run = live?.runs.get(attemptId)
  if (status.foreignRun !== undefined) return `it runs something else: ${status.foreignRun}`
  if (!run) return 'it is reached'
  const percent = run.percent === undefined ? '' : `, ${Math.round(run.percent)} %`
  return `${run.state}${run.phase === undefined ? '' : `, ${run.phase}`}${percent}`
}
