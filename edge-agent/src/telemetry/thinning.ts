import type { TelemetryPoint } from '@muster/protocol'

/** What is left of points without their live values: only how far the run was. */
export function withoutValues(points: readonly TelemetryPoint[]): TelemetryPoint[] {
  return points.flatMap(point =>
    point.percent === undefined && point.phase === undefined ? [] : { ...point, values: {}, units: {} },
  )
}

/** Every second point of each run, and all at which its phase was new; the last as well. */
export function thinned(points: readonly TelemetryPoint[]): TelemetryPoint[] {
  const runs = new Map<string, { phase: string | undefined; count: number }>()
  const last = new Map(points.map(point => [point.attemptId, point.sequence]))
  return points.filter(({ attemptId, phase, sequence }) => {
    const before = runs.get(attemptId)
    const count = (before?.count ?? -1) + 1
    runs.set(attemptId, { phase, count })
    return !before || phase !== before.phase || count % 2 === 0 || last.get(attemptId) === sequence
  })
}
