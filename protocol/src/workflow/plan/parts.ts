import type { Span } from './needs.ts'
import type { DurationRange, LevelPlan, PlannedScope } from './types.ts'

/** A plan, with what it needs when. */
export interface Level {
  readonly plan: LevelPlan
  readonly spans: readonly Span[]
}

/** What a step comes to in a plan. */
export interface Part {
  readonly duration: DurationRange
  readonly work: number
  /** From its beginning. */
  readonly spans: readonly Span[]
  readonly within?: readonly PlannedScope[]
  readonly isDone?: boolean
}
