import type { PlannedMaintenance } from '../scheduler/calendars/maintenance.ts'
import { addMaintenance, cancelMaintenance, type MaintenanceRequest } from '../work/maintenance.ts'
import type { OperationPorts } from './ports.ts'

/** Times at which instruments are not to be used. Each resolves when what it did is on disk. */
export interface MaintenanceOperations {
  /** @throws MusterError `not-found`, `too-much-maintenance`; InvalidInputError. */
  addMaintenance(request: MaintenanceRequest): Promise<PlannedMaintenance>
  /** @throws MusterError `not-found`, `maintenance-configured`. */
  cancelMaintenance(id: string, by: string, reason: string): Promise<PlannedMaintenance>
}

export function maintenanceOperations({ transactor }: OperationPorts): MaintenanceOperations {
  return {
    addMaintenance: request =>
      transactor.decide('add maintenance', `person:${request.by}`, draft => addMaintenance(draft, request)),
    cancelMaintenance: (id, by, reason) =>
      transactor.decide('cancel maintenance', `person:${by}`, draft => cancelMaintenance(draft, id, reason)),
  }
}
