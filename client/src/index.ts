export * from './api-types.ts'
export { type AnswerOptions, type Client, type ClientOptions, createClient } from './client.ts'
export { ApiError, UnexpectedAnswerError, UnreachableError } from './errors.ts'
export type { JobFilter } from './job-filter.ts'
export { type CancelOptions, Run, type RunEvents, type RunState } from './run.ts'
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
export { changesOf } from './terminal/changes.ts'
export { type LiveOutput, LiveDisplay } from './terminal/live-display.ts'
export { renderRun, type RenderOptions } from './terminal/render-run.ts'
