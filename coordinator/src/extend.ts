/**
 * What modules are written against that extend a coordinator (docs/extending.md). All of it is types, so that a module can stand anywhere:
 * `import type { MiddlewareModule } from '@muster/coordinator/extend'` needs nothing at run time.
 */
export type { Failure, FailureCategory } from '@muster/protocol'
export type { Clock, Fault, JsonSchema, Logger } from '@muster/runtime'
export type { StepKind, StepKindContext, StepKindRequest } from './calls/index.ts'
export type { Notification, NotificationReason, Recipient, Severity } from './channels/channel.ts'
export type {
  ChannelModule,
  Extension,
  ExtensionPorts,
  MiddlewareModule,
  OwnChannel,
  StepKindModule,
  StrategyModule,
} from './extensions/extension.ts'
export type {
  HookContext,
  JobSeen,
  JobView,
  Middleware,
  ParametersChange,
  ResultChange,
  ResultView,
  StepSeen,
  StepView,
  SubmissionChange,
  SubmissionView,
  WorkEvent,
} from './middleware/middleware.ts'
export type { Candidate, Strategy } from './scheduler/strategies.ts'
