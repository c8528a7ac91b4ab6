import type { ScheduleRecord, TriggerRecord } from '../../model/trigger-records.ts'
import { type Detected, type Detector, NOTHING } from '../findings.ts'

/** One refusal may be the fault of one message; so many in a row are that of the definition, or of whoever sends. */
const REFUSED_IN_ROW = 3

export const detectSchedule: Detector = ({ state }, id) => refusedAgain('schedule', state.schedules.get(id))
export const detectTrigger: Detector = ({ state }, id) => refusedAgain('trigger', state.triggers.get(id))

/** A schedule or trigger of which nothing is begun any more: until it begins something, is paused or deleted, or has ended. */
function refusedAgain(what: string, row: ScheduleRecord | TriggerRecord | undefined): Detected {
  const { refusedInRow = 0 } = row ?? {}
  if (row?.state !== 'active' || refusedInRow < REFUSED_IN_ROW) return NOTHING
  const reason = row.last?.reason ?? 'see the audit'
  const message = `The ${what} ${row.id} of ${row.by} begins nothing any more: the last ${refusedInRow} times it was refused. The last reason: ${reason}`
  return { findings: [{ kind: 'trigger-refused', message, links: {} }] }
}
