import * as answers from './answers.ts'
import { wholeList } from './pages.ts'
import type { MaintenanceView } from './maintenance-types.ts'
import type { ReasonedDeed, Requests } from './supervision.ts'

export interface MaintenanceOptions extends ReasonedDeed {
  readonly instrument: string
  /** With its offset, such as 2026-12-01T08:00Z; now where left out. */
  readonly from?: string
  readonly to: string
}

/** When instruments are kept free for maintenance. */
export interface Maintenance {
  /** What is not over, the earliest first. */
  maintenance(): Promise<readonly MaintenanceView[]>
  /** Nothing is begun that would run into it; what runs goes on. */
  addMaintenance(options: MaintenanceOptions): Promise<MaintenanceView>
  /** Refused with the code `maintenance-configured` where it stands in the coordinator's configuration. */
  cancelMaintenance(id: string, deed: ReasonedDeed): Promise<MaintenanceView>
}

export function maintenanceBy({ get, post, remove }: Omit<Requests, 'put'>): Maintenance {
  return {
    maintenance: () =>
      wholeList(get, '/v1/maintenance', {}, answers.parseMaintenanceList, page => page.maintenance),
    addMaintenance: options => post('/v1/maintenance', options, answers.parseMaintenance),
    cancelMaintenance: (id, { by, reason }) => {
      const query = new URLSearchParams({ by, reason }).toString()
      return remove(`/v1/maintenance/${encodeURIComponent(id)}?${query}`, answers.parseMaintenance)
    },
  }
}
