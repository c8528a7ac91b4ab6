export type { Builder, Segment, WorkflowSettings } from './builder.ts'
export { at, type Expr, expr, type Loose, type Ref, text } from './expressions.ts'
export type { AnyActivities, GatheredResult, PromptResult, WaitResult } from './types.ts'
export { segment, withActivities, workflow } from './workflow.ts'
