export * from './api-types.ts'
export * from './builder/index.ts'
export { type AnswerOptions, type Client, type ClientOptions, createClient } from './client.ts'
export { ApiError, UnexpectedAnswerError, UnreachableError } from './errors.ts'
export type { ResultFiles } from './files.ts'
export type { ResultFileView } from './file-types.ts'
export type { Forecasts } from './forecast.ts'
export * from './forecast-types.ts'
export type { JobLife, RerunOptions } from './job-life.ts'
export type { JobFilter } from './job-filter.ts'
export type { Maintenance, MaintenanceOptions } from './maintenance.ts'
export type { MaintenanceView } from './maintenance-types.ts'
export * from './resource-types.ts'
export type { LendOptions, ResourceOptions, Resources } from './resources.ts'
export { type CancelOptions, Run, type RunEvents, type RunState } from './run.ts'
export type { OrderOptions, PauseOptions, PriorityOptions, Queue } from './queue.ts'
export type { PauseView, QueuedTask, QueueFilter } from './queue-types.ts'
export type { SubmitOptions } from './submit.ts'
export type {
  Deed,
  ReasonedDeed,
  RecoverOptions,
  RecoveryAction,
  ReplayOptions,
  Supervision,
} from './supervision.ts'
export * from './supervision-types.ts'
export * from './trigger-types.ts'
export type { ScheduleOptions, TriggerOptions, Triggers } from './triggers.ts'
export * from './workflow-types.ts'
export type { PlanWorkflowOptions, Workflows } from './workflows.ts'
export { changesOf } from './terminal/changes.ts'
export { type LiveOutput, LiveDisplay } from './terminal/live-display.ts'
export { renderRun, type RenderOptions } from './terminal/render-run.ts'
