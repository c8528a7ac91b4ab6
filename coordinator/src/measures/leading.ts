import { Gauge } from 'prom-client'
import type { Observer } from '../observers.ts'
import { type Change, TABLE_NAMES } from '../store/store.ts'
import type { Meter } from './meter.ts'

/** The coordinator itself: its lead, its broker, and what it decided. */
export function measureLeading(meter: Meter): Partial<Observer> {
  const leads: Gauge = new Gauge({
    name: 'muster_coordinator_leads',
    help: '1 while this coordinator leads.',
    registers: [meter.registry],
    collect: () => leads.set(meter.lead() ? 1 : 0),
  })
  meter.value(
    'muster_coordinator_epoch',
    'The epoch that this coordinator leads with.',
    ({ term }) => term.epoch,
  )
  measureGateway(meter)
  meter.countedElsewhere(
    'muster_store_commits_total',
    'Commits that the store has taken, also before this process.',
    ({ transactor }) => transactor.writes,
  )
  const decisions = meter.counter(
    'muster_decisions_total',
    'Decisions that are on disk, by what they were for.',
    ['intent'],
  )
  const events = meter.counter('muster_audit_events_total', 'Events that went into the audit, by kind.', [
    'kind',
  ])
  return {
    committed: change => {
      if (isNothing(change)) return
      decisions.inc({ intent: change.intent })
      for (const { kind } of change.events) events.inc({ kind })
    },
  }
}

function measureGateway(meter: Meter): void {
  meter.value('muster_broker_connected', '1 while the MQTT broker is connected.', ({ gateway }) =>
    gateway.connected ? 1 : 0,
  )
  meter.countedElsewhere(
    'muster_gateway_messages_received_total',
    'Messages that came from the broker in this lead.',
    ({ gateway }) => gateway.counts.received,
  )
  meter.countedElsewhere(
    'muster_gateway_messages_sent_total',
    'Messages that were sent to agents in this lead.',
    ({ gateway }) => gateway.counts.sent,
  )
  meter.countedElsewhere(
    'muster_gateway_messages_dropped_total',
    'Messages that came from the broker in this lead and were dropped, as they were not right.',
    ({ gateway }) => gateway.counts.dropped,
  )
}

/** Messages that no decision goes with come as a change that changes nothing. */
function isNothing({ events, rows }: Change): boolean {
  return events.length === 0 && TABLE_NAMES.every(table => rows[table].length === 0)
}
