import { compileSchema, type Duration, type Random } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Activity } from './activity.ts'
import { round } from './gauge.ts'
import { createTimeline, type Parameters, type Phase, type RunPlan } from './plan.ts'

const WeighParameters = Type.Object(
  {
    sample: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'The sample that is weighed' }),
    ),
    expected: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 220, 'x-unit': 'g' })),
    tare: Type.Boolean({ default: true, description: 'Whether to set the display to zero first' }),
  },
  { additionalProperties: false },
)
type WeighParameters = Static<typeof WeighParameters>

/** How long a weighing takes, and what lies on the pan. */
export interface WeighSettings {
  readonly tare: Duration
  readonly load: Duration
  readonly settle: Duration
  /** g, unless the start says what is expected. A function where what lies on the pan is known elsewhere. */
  readonly mass: number | ((parameters: Parameters) => number)
  /** g; masses are drawn from mass ± spread. */
  readonly spread: number
}

/** Digits after the point: a balance of 0.1 mg. */
const MASS_DIGITS = 4

export function createWeighActivity(settings: WeighSettings): Activity {
  const parse = compileSchema<WeighParameters>(WeighParameters, { defaults: true })
  return {
    name: 'weigh',
    schema: WeighParameters,
    canPause: false,
    parse,
    plan: (parameters, random) => planWeighing(settings, parameters, random),
  }
}

function planWeighing(settings: WeighSettings, parameters: Parameters, random: Random): RunPlan {
  const load: Phase = { name: 'load', duration: settings.load }
  const settle: Phase = { name: 'settle', duration: settings.settle }
  const phases =
    parameters['tare'] === true ? [{ name: 'tare', duration: settings.tare }, load, settle] : [load, settle]
  const timeline = createTimeline(phases)
  const onPan = typeof settings.mass === 'function' ? settings.mass(parameters) : settings.mass
  const centre = Number(parameters['expected'] ?? onPan)
  const mass = round(Math.max(0, centre + (random.float() * 2 - 1) * settings.spread), MASS_DIGITS)

  const displayAt = (elapsed: Duration): number => {
    const { index, fraction } = timeline.phaseAt(elapsed)
    const phase = phases[index]?.name
    if (phase === 'tare') return 0
    if (phase === 'load') return mass * fraction
    // A pan swings out: the display overshoots and comes to rest.
    const swing = Math.exp(-5 * fraction) * Math.cos(12 * fraction) * 0.02
    return fraction >= 1 ? mass : mass * (1 + swing)
  }
  return {
    duration: timeline.duration,
    progressAt: elapsed => timeline.progressAt(elapsed),
    readingsAt: elapsed => ({ mass: round(displayAt(elapsed), MASS_DIGITS) }),
    resultsAt: (elapsed): Parameters => (elapsed >= timeline.duration ? { mass, unit: 'g' } : {}),
  }
}

/** The display's way of writing a mass: `12.3456 g`. */
export function formatMass(grams: number): string {
  return `${grams.toFixed(MASS_DIGITS)} g`
}
