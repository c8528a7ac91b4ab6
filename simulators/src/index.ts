export {
  type ConfigOptions,
  loadSimulatorConfig,
  parseSimulator,
  type SimulatorConfig,
} from './config/config.ts'
export { FAULT_KINDS, type FaultKind, type FaultOf, parseFault, type SimulatedFault } from './faults/fault.ts'
export { type ActiveFault, FaultBook } from './faults/fault-book.ts'
export type { Activity, InstrumentDefinition, InstrumentJob } from './instruments/activity.ts'
export { createWeighActivity, type WeighSettings } from './instruments/balance.ts'
export { createFiringActivity, type Programmes } from './instruments/furnace.ts'
export { type JobOrder, JobOrders, type JobOrderState, type ListedOrder } from './instruments/job-orders.ts'
export { InstrumentModel, type ModelPorts } from './instruments/model.ts'
export {
  createTimeline,
  type Parameters,
  type ParameterValue,
  type Progress,
  type Readings,
} from './instruments/plan.ts'
export { RefusedError, type RefusalReason } from './instruments/refusal.ts'
export type { Run, RunState, StoppedBy } from './instruments/run.ts'
export { createMemoryLedger, type Ledger, type LedgerEntry, openLedger, readLedger } from './ledger/ledger.ts'
export {
  type RunningSimulator,
  type SimulatorPorts,
  type SimulatorState,
  startSimulator,
} from './simulator.ts'
