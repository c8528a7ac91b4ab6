import { MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { EscalationRecord } from '../model/records.ts'
import type { Subject } from '../supervisor/findings.ts'
import { acknowledge, assign, comment, resolve, snooze } from '../work/escalations.ts'
import type { OperationPorts } from './ports.ts'

/** What people do about escalations. All throw MusterError `not-found`, or `escalation-resolved` where it is over. */
export interface EscalationOperations {
  acknowledge(id: string, by: string): Promise<EscalationRecord>
  /** @param to nobody where undefined */
  assign(id: string, by: string, to: string | undefined): Promise<EscalationRecord>
  /** @param until wall milliseconds */
  snooze(id: string, by: string, until: number): Promise<EscalationRecord>
  /** @throws MusterError `cause-remains` where what was found still is so. */
  resolve(id: string, by: string, reason: string): Promise<EscalationRecord>
  /** Also of one that is resolved. */
  comment(id: string, by: string, text: string): Promise<EscalationRecord>
  /** @throws MusterError `not-found`, `channel-failed`. */
  testChannel(name: string, to: readonly string[], by: string): Promise<void>
}

export function escalationOperations({
  state,
  store,
  transactor,
  supervision,
  notifier,
}: OperationPorts): EscalationOperations {
  const change = async (
    intent: string,
    id: string,
    by: string,
    act: (draft: Draft, escalation: EscalationRecord) => void,
  ): Promise<EscalationRecord> => {
    const known = state.escalations.get(id) ?? (await store.listed('escalations', id))
    if (!known) throw new MusterError('not-found', 'input', `there is no escalation ${id}`)
    return transactor.decide(intent, `person:${by}`, draft => {
      // One that was resolved long ago is not in memory; the next who changes it builds on this change.
      if (!state.escalations.has(id)) state.put('escalations', known)
      act(draft, state.escalations.get(id) ?? known)
      return state.escalations.get(id) ?? known
    })
  }
  return {
    acknowledge: (id, by) =>
      change('acknowledge', id, by, (draft, escalation) => acknowledge(draft, escalation, { by })),
    assign: (id, by, to) => change('assign', id, by, (draft, escalation) => assign(draft, escalation, to)),
    snooze: (id, by, until) =>
      change('snooze', id, by, (draft, escalation) => snooze(draft, escalation, until)),
    resolve: (id, by, reason) =>
      change('resolve', id, by, (draft, escalation) => {
        if (escalation.state === 'open' && escalation.kind === 'run-lying') forgive(draft, escalation)
        const remains = escalation.entries.find(
          ({ subject, clearedAt }) =>
            clearedAt === undefined && supervision.isFound(subject as Subject, escalation.kind),
        )
        if (escalation.state === 'open' && remains)
          throw new MusterError(
            'cause-remains',
            'conflict',
            `It is still so: ${remains.message} It resolves by itself when that is over; acknowledge or snooze it meanwhile.`,
          )
        resolve(draft, escalation, by, reason)
      }),
    comment: (id, by, text) =>
      change('comment', id, by, (draft, escalation) => comment(draft, escalation, by, text)),
    testChannel: (name, to, by) => notifier.test(name, to, by),
  }
}

/** A contradiction that was seen does not go away by itself: a person has looked at it. */
function forgive(draft: Draft, { entries }: EscalationRecord): void {
  for (const { links } of entries) {
    const instrument = draft.state.instruments.get(links.instrumentId ?? '')
    if (instrument?.lie) draft.update('instruments', instrument, { lie: undefined })
    const watch = draft.state.live.get(links.agentId ?? '')?.watches.get(links.attemptId ?? '')
    if (watch) watch.lie = undefined
  }
}
