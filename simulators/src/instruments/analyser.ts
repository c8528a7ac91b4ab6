import { compileSchema, type Duration, millis, type Random } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Activity } from './activity.ts'
import { AMBIENT, between, createWobble, round } from './gauge.ts'
import { createTimeline, type Parameters, type RunPlan } from './plan.ts'

const AnalyseParameters = Type.Object(
  {
    sample: Type.String({ minLength: 1, maxLength: 40, description: 'The sample that is burnt' }),
    mass: Type.Number({ exclusiveMinimum: 0, maximum: 20_000, 'x-unit': 'mg' }),
  },
  { additionalProperties: false },
)
type AnalyseParameters = Static<typeof AnalyseParameters>

/** How long an analysis takes, and what is in the samples. */
export interface AnalyseSettings {
  readonly purge: Duration
  /** For each 250 mg. */
  readonly burn: Duration
  readonly detect: Duration
  /** %, as most samples have it. */
  readonly carbon: number
  /** %, as most samples have it. */
  readonly sulphur: number
}

/** mg. */
const USUAL_MASS = 250
/** °C of the furnace while a sample burns. */
const BURNING = 1_350

/** An elemental analyser: it burns a sample and tells its carbon and sulphur. */
export function createAnalyseActivity(settings: AnalyseSettings): Activity {
  const parse = compileSchema<AnalyseParameters>(AnalyseParameters, { defaults: true })
  return {
    name: 'analyse',
    schema: AnalyseParameters,
    canPause: false,
    parse,
    plan: (parameters, random) => planAnalysis(settings, parameters, random),
  }
}

function planAnalysis(settings: AnalyseSettings, parameters: Parameters, random: Random): RunPlan {
  const phases = [
    { name: 'purge', duration: settings.purge },
    { name: 'burn', duration: millis((settings.burn * Number(parameters['mass'])) / USUAL_MASS) },
    { name: 'detect', duration: settings.detect },
  ]
  const timeline = createTimeline(phases)
  const wobble = createWobble(4, random)
  const drawn = (percent: number) => round(percent * (0.95 + random.float() / 10), 4)
  const [carbon, sulphur] = [drawn(settings.carbon), drawn(settings.sulphur)]
  const temperatureAt = (elapsed: Duration): number => {
    const { index, fraction } = timeline.phaseAt(elapsed)
    return index === 0 ? between(AMBIENT, BURNING, fraction) : BURNING
  }
  return {
    duration: timeline.duration,
    progressAt: elapsed => timeline.progressAt(elapsed),
    readingsAt: elapsed => ({ temperature: round(temperatureAt(elapsed) + wobble(elapsed), 1) }),
    resultsAt: (elapsed): Parameters => (elapsed >= timeline.duration ? { carbon, sulphur } : {}),
  }
}
