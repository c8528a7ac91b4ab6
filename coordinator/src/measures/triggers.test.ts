import { expect, it } from 'vitest'
import { aChange, anEvent } from '../testing/store-fixtures.ts'
import { measured } from './testing/lead.ts'

it('counts what came to schedules and triggers, and calls without a signature', async () => {
  const site = measured(0)
  const event = (kind: string, subject: string, details = {}) => ({ ...anEvent(kind, subject), details })
  const events = [
    event('schedule.begun', 'nightly'),
    event('schedule.missed', 'nightly', { times: 3 }),
    event('schedule.paused', 'nightly'),
    event('trigger.begun', 'lims'),
    event('trigger.refused', 'lims'),
    event('trigger.refused', 'lims'),
  ]
  site.measures.committed(aChange({}, { events }))
  site.state.unsignedDeliveries = 4
  const text = await site.measures.text()
  for (const line of [
    'muster_schedule_times_total{outcome="begun",schedule="nightly"} 1',
    'muster_schedule_times_total{outcome="missed",schedule="nightly"} 3',
    'muster_trigger_deliveries_total{outcome="begun",trigger="lims"} 1',
    'muster_trigger_deliveries_total{outcome="refused",trigger="lims"} 2',
    'muster_webhooks_unsigned_total 4',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).not.toContain('outcome="paused"')
})
