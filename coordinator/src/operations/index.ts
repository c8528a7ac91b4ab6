import { type EscalationOperations, escalationOperations } from './escalations.ts'
import { type ForecastOperations, forecastOperations } from './forecast.ts'
import { type JobLifeOperations, jobLifeOperations } from './job-life.ts'
import { type JobOperations, jobOperations } from './jobs.ts'
import { type MaintenanceOperations, maintenanceOperations } from './maintenance.ts'
import type { OperationPorts } from './ports.ts'
import { type QueueOperations, queueOperations } from './queue.ts'
import { type ReadinessOperations, readinessOperations } from './readiness.ts'
import { type RecoveryOperations, recoveryOperations } from './recovery.ts'
import { type RerunOperations, rerunOperations } from './rerun.ts'
import { type ResourceOperations, resourceOperations } from './resources.ts'
import { type TriggerOperations, triggerOperations } from './triggers.ts'
import { type WorkflowOperations, workflowOperations } from './workflows.ts'

/** What can be asked of a coordinator. Each resolves when what it did is on disk. */
export interface Operations
  extends ForecastOperations,
    JobOperations,
    JobLifeOperations,
    ReadinessOperations,
    RecoveryOperations,
    RerunOperations,
    EscalationOperations,
    MaintenanceOperations,
    QueueOperations,
    ResourceOperations,
    TriggerOperations,
    WorkflowOperations {}

export function createOperations(ports: OperationPorts): Operations {
  const jobs = jobOperations(ports)
  return {
    ...forecastOperations(ports),
    ...jobs,
    ...rerunOperations(ports, jobs),
    ...jobLifeOperations(ports),
    ...readinessOperations(ports),
    ...recoveryOperations(ports),
    ...escalationOperations(ports),
    ...maintenanceOperations(ports),
    ...queueOperations(ports),
    ...resourceOperations(ports),
    ...triggerOperations(ports),
    ...workflowOperations(ports),
  }
}
