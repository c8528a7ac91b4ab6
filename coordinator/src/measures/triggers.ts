import { SCHEDULE_OUTCOMES } from '../model/trigger-records.ts'
import type { Observer } from '../observers.ts'
import type { Meter } from './meter.ts'
import { wordOf } from './rows.ts'

const DELIVERY_OUTCOMES = ['begun', 'refused'] as const

/** What begins jobs besides people. */
export function measureTriggers(meter: Meter): Partial<Observer> {
  const times = meter.counter(
    'muster_schedule_times_total',
    'Times of schedules that came, by what became of them.',
    ['outcome', 'schedule'],
  )
  const deliveries = meter.counter(
    'muster_trigger_deliveries_total',
    'Messages, calls and files that came to triggers, by what became of them.',
    ['outcome', 'trigger'],
  )
  meter.countedElsewhere(
    'muster_webhooks_unsigned_total',
    'Calls to webhooks that were refused since their signature was missing, wrong or too old.',
    ({ state }) => state.unsignedDeliveries,
  )
  return {
    committed: ({ events }) => {
      for (const event of events) {
        const { subject, details } = event
        const outcome = wordOf(event, 'schedule', SCHEDULE_OUTCOMES)
        const count = outcome === 'missed' ? Number(details['times'] ?? 1) : 1
        if (outcome) times.inc({ outcome, schedule: subject }, count)
        const delivered = wordOf(event, 'trigger', DELIVERY_OUTCOMES)
        if (delivered) deliveries.inc({ outcome: delivered, trigger: subject })
      }
    },
  }
}
