import { compileSchema, type Fault, InvariantError } from '@muster/runtime'
import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { calendarFaults, CALENDAR_SETTINGS } from './calendars/settings.ts'
import { MOVING_SETTINGS } from './moving-settings.ts'
import { PREEMPTION_SETTINGS, preemptionFaults } from './preemption-settings.ts'
import { QUEUE_SETTINGS, queueFaults, STRATEGY_NAMES } from './queue-settings.ts'

/** What the scheduler goes by: the part of the configuration under `scheduler`. */

const group = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, default: {}, description })

export const SchedulerSettings = group(
  { ...CALENDAR_SETTINGS, ...QUEUE_SETTINGS, ...PREEMPTION_SETTINGS, ...MOVING_SETTINGS },
  'When instruments may be used, and what else decides who runs next.',
)
export type SchedulerSettings = Static<typeof SchedulerSettings>

/** What one field alone does not show. @param strategies names of those that there are besides the standard ones */
export function schedulerFaults(settings: SchedulerSettings, strategies: readonly string[] = []): Fault[] {
  const faults = [
    ...calendarFaults(settings),
    ...preemptionFaults(settings),
    ...queueFaults(settings, [...new Set([...STRATEGY_NAMES, ...strategies])]),
  ]
  return faults.map(({ field, message }) => ({ field: `scheduler.${field}`, message }))
}

/** What holds where nothing is configured. */
export const STANDARD_SCHEDULER: SchedulerSettings = standard()

function standard(): SchedulerSettings {
  const whole = Type.Object({ scheduler: SchedulerSettings })
  const parsed = compileSchema<Static<typeof whole>>(whole, { defaults: true })({})
  if (!parsed.ok) throw new InvariantError('the standard settings of the scheduler are not right')
  return parsed.value.scheduler
}
