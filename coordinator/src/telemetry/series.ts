import type { MeasuredPoint } from './telemetry-store.ts'

/** What was measured under one name, in order of time. */
export interface Series {
  readonly name: string
  readonly unit?: string
  readonly points: readonly { readonly at: number; readonly value: number | string }[]
}

/**
 * The series of points: `percent` and `phase` of the run itself, then its values by name, each thinned to so many points. Of the
 * phase there is a point where it changes.
 */
export function seriesOf(points: readonly MeasuredPoint[], most: number): Series[] {
  const percent = points.flatMap(({ atWallMs: at, percent: value }) =>
    value === undefined ? [] : { at, value },
  )
  const phase = points.flatMap(({ atWallMs: at, phase: value }) => (value === undefined ? [] : { at, value }))
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))].sort()
  const units = Object.assign({}, ...points.map(point => point.units)) as Record<string, string>
  const values = names.map(name => {
    const own = points.flatMap(({ atWallMs: at, values: { [name]: value } }) =>
      value === undefined ? [] : { at, value },
    )
    const unit = units[name]
    return { name: `values.${name}`, ...(unit === undefined ? {} : { unit }), points: fewer(own, most) }
  })
  const changes = phase.filter(({ value }, index) => value !== phase[index - 1]?.value)
  return [
    { name: 'percent', unit: '%', points: fewer(percent, most) },
    { name: 'phase', points: changes.slice(-most) },
    ...values,
  ].filter(series => series.points.length > 0)
}

/** Evenly, the first and the last among them. */
function fewer<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points
  const step = (points.length - 1) / Math.max(1, most - 1)
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)] as T)
}
