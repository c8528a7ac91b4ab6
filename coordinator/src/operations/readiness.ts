import type { InstrumentRecord } from '../model/records.ts'
import { orderReadiness, type ReadinessRequest } from '../work/readiness.ts'
import type { OperationPorts } from './ports.ts'

/** How ready instruments are, as people want it. Each resolves when what it did is on disk. */
export interface ReadinessOperations {
  /** @throws MusterError `not-found`, `readiness-refused`. */
  orderReadiness(request: ReadinessRequest): Promise<InstrumentRecord>
}

export function readinessOperations({ transactor }: OperationPorts): ReadinessOperations {
  return {
    orderReadiness: request =>
      transactor.decide('order readiness', `person:${request.by}`, draft => orderReadiness(draft, request)),
  }
}
