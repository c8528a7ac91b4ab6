import { SEVERITIES } from '../model/records.ts'
import type { Observer } from '../observers.ts'
import type { Meter } from './meter.ts'
import { secondsBetween } from './spans.ts'
import { byId } from './rows.ts'
import { highest, sums, zeros } from './samples.ts'

/** Escalations: how many, and how long they wait for a person. */
export function measureEscalations(meter: Meter): Partial<Observer> {
  gaugeEscalations(meter)
  const raised = meter.counter(
    'muster_escalations_raised_total',
    'Escalations raised, for the first time or again.',
    ['kind', 'severity'],
  )
  const acknowledging = meter.histogram(
    'muster_escalation_acknowledge_seconds',
    'Time from when an escalation was raised, the last time, to its acknowledgement.',
    ['severity'],
  )
  const resolving = meter.histogram(
    'muster_escalation_resolve_seconds',
    'Time from when an escalation was raised, the last time, to its end.',
    ['severity'],
  )
  return {
    committed: ({ events, rows }) => {
      const escalations = byId(rows.escalations)
      for (const event of events) {
        const row = escalations.get(event.subject)
        if (!row) continue
        const { kind, severity, raisedAt } = row
        if (event.kind === 'escalation.raised') raised.inc({ kind, severity })
        if (event.kind === 'escalation.acknowledged')
          acknowledging.observe({ severity }, secondsBetween(raisedAt, event.at))
        if (event.kind === 'escalation.resolved')
          resolving.observe({ severity }, secondsBetween(raisedAt, event.at))
      }
    },
  }
}

function gaugeEscalations(meter: Meter): void {
  meter.gauge('muster_escalations_open', 'Open escalations by severity.', ['severity'], ({ state }) => {
    const open = [...state.escalations.values()].filter(each => each.state === 'open')
    return sums([...zeros('severity', SEVERITIES), ...open.map(({ severity }) => [{ severity }, 1] as const)])
  })
  meter.gauge(
    'muster_escalation_oldest_unacknowledged_age_seconds',
    'How long the oldest open escalation that nobody has acknowledged has been there; 0 where there is none.',
    ['severity'],
    ({ state }, now) => {
      const waiting = [...state.escalations.values()].filter(row => row.state === 'open' && !row.acknowledged)
      const ages = waiting.map(
        row => [{ severity: row.severity }, secondsBetween(row.raisedAt, now)] as const,
      )
      return highest([...zeros('severity', SEVERITIES), ...ages])
    },
  )
}
