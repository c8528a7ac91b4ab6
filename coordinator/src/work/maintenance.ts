import { InvalidInputError, MusterError, type Timestamp } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import { type PlannedMaintenance, plannedMaintenance } from '../scheduler/calendars/maintenance.ts'

/** More than a person can mean; each goes to the disk with its instrument. */
const WINDOWS_AT_MOST = 100

export interface MaintenanceRequest {
  readonly instrument: string
  /** From now on where undefined. */
  readonly from: Timestamp | undefined
  readonly to: Timestamp
  readonly reason: string
  /** The name of the person. */
  readonly by: string
}

/**
 * Keeps an instrument free for maintenance; what runs there goes on.
 * @throws MusterError `not-found`, `too-much-maintenance`; InvalidInputError
 */
export function addMaintenance(draft: Draft, request: MaintenanceRequest): PlannedMaintenance {
  const { instrument: id, from = draft.now, to, reason, by } = request
  const instrument = draft.state.instruments.get(id)
  if (!instrument) throw new MusterError('not-found', 'input', `there is no instrument ${id}`)
  if (to <= from || to <= draft.now) {
    const message = to <= from ? 'must be later than `from`' : 'has passed already'
    throw new InvalidInputError('this is no time for maintenance', [{ field: 'to', message }])
  }
  const open = (instrument.maintenance ?? []).filter(window => window.to > draft.now)
  if (open.length >= WINDOWS_AT_MOST) {
    const message = `${id} has ${open.length} times of maintenance before it already, and more is not kept`
    throw new MusterError('too-much-maintenance', 'conflict', message)
  }
  const window = { id: draft.newId('maintenance'), from, to, reason, by }
  draft.update('instruments', instrument, { maintenance: [...open, window] })
  draft.audit('maintenance.added', id, { id: window.id, from, to, reason })
  return { ...window, instrument: id }
}

/** @throws MusterError `not-found` where it is over or there is none, `maintenance-configured` */
export function cancelMaintenance(draft: Draft, id: string, reason: string): PlannedMaintenance {
  const found = plannedMaintenance(draft.state, draft.now).find(window => window.id === id)
  const instrument = found && draft.state.instruments.get(found.instrument)
  if (!found || (found.by !== undefined && !instrument))
    throw new MusterError('not-found', 'input', `there is no maintenance ${id} that is not over`)
  if (found.by === undefined || !instrument) {
    const message = `${id} stands in the configuration of the coordinator: take it out there`
    throw new MusterError('maintenance-configured', 'conflict', message)
  }
  const left = (instrument.maintenance ?? []).filter(window => window.id !== id && window.to > draft.now)
  draft.update('instruments', instrument, { maintenance: left.length > 0 ? left : undefined })
  draft.audit('maintenance.cancelled', instrument.id, { id, reason })
  return found
}
