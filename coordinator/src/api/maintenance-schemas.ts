import { type Fault, InvalidInputError } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { PlannedMaintenance } from '../scheduler/calendars/maintenance.ts'
import { TIME_FORM } from '../scheduler/calendars/settings.ts'
import { parseTime } from '../scheduler/calendars/times.ts'
import type { MaintenanceRequest } from '../work/maintenance.ts'
import { ReasonBody } from './parse.ts'
import { optional, strict, Time } from './schema-parts.ts'
import { given, time } from './view-parts.ts'

/** Maintenance as the API takes and shows it. */

const GivenTime = Type.String({ pattern: TIME_FORM, description: 'Such as 2026-12-01T08:00Z.' })

export const MaintenanceBody = Type.Object(
  {
    ...ReasonBody.properties,
    instrument: Type.String({ minLength: 1, maxLength: 200 }),
    from: optional({ ...GivenTime, description: 'Such as 2026-12-01T08:00Z; now where left out.' }),
    to: GivenTime,
  },
  strict,
)

export const MaintenanceView = Type.Object(
  {
    id: Type.String(),
    instrument: Type.String(),
    from: Time,
    to: Time,
    reason: Type.String(),
    by: optional(
      Type.String({ description: 'Who added it; left out where it stands in the configuration.' }),
    ),
  },
  strict,
)

/** @throws InvalidInputError for a time that there is not */
export function maintenanceRequest(body: Static<typeof MaintenanceBody>): MaintenanceRequest {
  const { from: fromText, to: toText, ...rest } = body
  const from = fromText === undefined ? undefined : parseTime(fromText)
  const to = parseTime(toText)
  const faults: Fault[] = []
  const message = 'is no time that there is'
  if (fromText !== undefined && from === undefined) faults.push({ field: 'from', message })
  if (to === undefined) faults.push({ field: 'to', message })
  if (to === undefined || faults.length > 0) throw new InvalidInputError('the body is not right', faults)
  return { ...rest, from, to }
}

export function maintenanceView(planned: PlannedMaintenance): Static<typeof MaintenanceView> {
  const { id, instrument, from, to, reason } = planned
  return { id, instrument, from: time(from), to: time(to), reason, ...given(planned, ['by']) }
}
