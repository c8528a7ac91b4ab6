import { compileSchema, type Duration, minutes, type Random } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Activity } from './activity.ts'
import { AMBIENT, between, createWobble, round } from './gauge.ts'
import { createTimeline, type Parameters, type Phase, type RunPlan } from './plan.ts'

/** One line of a furnace programme: go to a temperature at a rate, and stay there. */
export interface Segment {
  readonly name: string
  /** °C */
  readonly target: number
  /** °C per minute, up or down. */
  readonly ramp: number
  /** Minutes at the target. */
  readonly hold: number
}

export type Programmes = Readonly<Record<string, readonly Segment[]>>

/**
 * @param allowed names of programmes that this activity may run; the first is taken when none is named
 */
export function createFiringActivity(
  name: string,
  allowed: readonly string[],
  programmes: Programmes,
): Activity {
  const FiringParameters = Type.Object(
    {
      programme: Type.String({
        enum: [...allowed],
        default: allowed[0],
        description: 'The name of a programme',
      }),
    },
    { additionalProperties: false },
  )
  const parse = compileSchema<Static<typeof FiringParameters>>(FiringParameters, { defaults: true })
  return {
    name,
    schema: FiringParameters,
    canPause: false,
    parse,
    plan: (parameters, random) =>
      planFiring(programmes[String(parameters['programme'])] ?? [], parameters, random),
  }
}

/** A segment with the temperature it starts from and the length of its ramp. */
interface LaidOutSegment extends Segment {
  readonly from: number
  readonly rampTime: Duration
}

function planFiring(segments: readonly Segment[], parameters: Parameters, random: Random): RunPlan {
  const laidOut = layOut(segments)
  const phases: Phase[] = laidOut.map(segment => ({
    name: segment.name,
    duration: (segment.rampTime + minutes(segment.hold)) as Duration,
  }))
  const timeline = createTimeline(phases)
  const wobble = createWobble(1.5, random)
  const temperatureAt = (elapsed: Duration): number => {
    const { index, fraction } = timeline.phaseAt(elapsed)
    const segment = laidOut[index]
    if (!segment) return AMBIENT
    const intoSegment = fraction * (phases[index]?.duration ?? 0)
    const ramped = segment.rampTime === 0 ? 1 : Math.min(1, intoSegment / segment.rampTime)
    return between(segment.from, segment.target, ramped)
  }
  const peakAt = (elapsed: Duration): number => {
    const { index } = timeline.phaseAt(elapsed)
    const before = laidOut.slice(0, index).map(segment => segment.target)
    return Math.max(AMBIENT, ...before, temperatureAt(elapsed))
  }
  return {
    duration: timeline.duration,
    progressAt: elapsed => timeline.progressAt(elapsed),
    readingsAt: elapsed => ({ temperature: round(temperatureAt(elapsed) + wobble(elapsed), 1) }),
    resultsAt: elapsed => ({
      programme: String(parameters['programme']),
      segmentsCompleted: elapsed >= timeline.duration ? phases.length : timeline.phaseAt(elapsed).index,
      peakTemperature: round(peakAt(elapsed), 1),
    }),
  }
}

function layOut(segments: readonly Segment[]): LaidOutSegment[] {
  let from = AMBIENT
  return segments.map(segment => {
    const laidOut = { ...segment, from, rampTime: minutes(Math.abs(segment.target - from) / segment.ramp) }
    from = segment.target
    return laidOut
  })
}
