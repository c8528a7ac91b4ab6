import { type EscalationOperations, escalationOperations } from './escalations.ts'
import { type JobOperations, jobOperations } from './jobs.ts'
import type { OperationPorts } from './ports.ts'
import { type RecoveryOperations, recoveryOperations } from './recovery.ts'

/** What can be asked of a coordinator. Each resolves when what it did is on disk. */
export interface Operations extends JobOperations, RecoveryOperations, EscalationOperations {}

export function createOperations(ports: OperationPorts): Operations {
  return { ...jobOperations(ports), ...recoveryOperations(ports), ...escalationOperations(ports) }
}
