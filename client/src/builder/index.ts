export {
  type Builder,
  type Segment,
  segment,
  withActivities,
  workflow,
  type WorkflowSettings,
} from './builder.ts'
export { at, type Expr, expr, type Loose, type Ref, text } from './expressions.ts'
export type { AnyActivities, GatheredResult, PromptResult, WaitResult } from './types.ts'
