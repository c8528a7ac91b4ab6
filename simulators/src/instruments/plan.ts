import { type Duration, millis } from '@muster/runtime'

/** What a gauge or a counter of the instrument shows, by name: `temperature` (°C), `layer`, `mass` (g) … */
export type Readings = Readonly<Record<string, number>>

export type ParameterValue = string | number | boolean
export type Parameters = Readonly<Record<string, ParameterValue>>

/** One stretch of a run. Durations here are instrument time, before `timeScale`. */
export interface Phase {
  readonly name: string
  readonly duration: Duration
}

/** Where a run stands. */
export interface Progress {
  readonly phase: string
  /** From 1. */
  readonly phaseIndex: number
  readonly phaseCount: number
  /** 0 to 100, by time. */
  readonly percent: number
}

/** Everything that a run will do, known when it starts: a function of the instrument time that has passed in it. */
export interface RunPlan {
  readonly duration: Duration
  progressAt(elapsed: Duration): Progress
  readingsAt(elapsed: Duration): Readings
  /** What there is to report of a run that went on for `elapsed`; all of it when that is the whole duration. */
  resultsAt(elapsed: Duration): Parameters
}

/** The phases of a plan on one line of time. */
export interface Timeline {
  readonly duration: Duration
  progressAt(elapsed: Duration): Progress
  /** The index (from 0) of the phase that runs at `elapsed`, and how far it is, 0 to 1. */
  phaseAt(elapsed: Duration): { readonly index: number; readonly fraction: number }
}

/** @param phases at least one */
export function createTimeline(phases: readonly Phase[]): Timeline {
  const ends: number[] = []
  let total = 0
  for (const phase of phases) ends.push((total += phase.duration))

  const phaseAt = (elapsed: Duration) => {
    const index = Math.min(firstAbove(ends, elapsed), phases.length - 1)
    const end = ends[index] ?? 0
    const length = phases[index]?.duration ?? 0
    const fraction = length === 0 ? 1 : 1 - (end - elapsed) / length
    return { index, fraction: Math.min(1, Math.max(0, fraction)) }
  }
  return {
    duration: millis(total),
    phaseAt,
    progressAt(elapsed) {
      const { index } = phaseAt(elapsed)
      return {
        phase: phases[index]?.name ?? '',
        phaseIndex: index + 1,
        phaseCount: phases.length,
        percent: total === 0 ? 100 : Math.min(100, Math.max(0, (elapsed / total) * 100)),
      }
    },
  }
}

/** The first index whose value is above `limit`, in a rising list. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return low
}
