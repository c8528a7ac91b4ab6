import type { TelemetryPoint } from '@muster/protocol'

/** What was measured of a run at one time. */
export type MeasuredPoint = Omit<TelemetryPoint, 'sequence' | 'attemptId'>

/**
 * What was measured of runs. It is no record of what happened: it stands beside the store, is bounded, and may be deleted without
 * anything else being lost.
 */
export interface TelemetryStore {
  /**
   * Keeps the points of a stream that are new, in their order.
   * @returns the highest sequence of that stream that was ever kept
   */
  take(agentId: string, stream: string, points: readonly TelemetryPoint[]): number
  /** Of one attempt, by the time they were measured at; the newest where there are more than `limit`. */
  pointsOf(attemptId: string, limit: number): readonly MeasuredPoint[]
  close(): void
}
