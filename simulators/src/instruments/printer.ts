import { compileSchema, type Duration, millis, type Random } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Activity } from './activity.ts'
import { AMBIENT, between, createWobble, round } from './gauge.ts'
import { createTimeline, type Parameters, type Phase, type RunPlan } from './plan.ts'

const PrintParameters = Type.Object(
  {
    layers: Type.Integer({ minimum: 1, maximum: 2_000, description: 'How many layers to print' }),
    layerThickness: Type.Number({ minimum: 10, maximum: 500, default: 50, 'x-unit': 'µm' }),
    material: Type.String({ minLength: 1, maxLength: 64, default: '316L', description: 'The powder' }),
  },
  { additionalProperties: false },
)
type PrintParameters = Static<typeof PrintParameters>

/** How long a print takes, and how warm its bed is. */
export interface PrintSettings {
  readonly heatUp: Duration
  /** Per layer. */
  readonly layer: Duration
  readonly coolDown: Duration
  /** °C of the bed while printing. */
  readonly temperature: number
}

export function createPrintActivity(settings: PrintSettings): Activity {
  const parse = compileSchema<PrintParameters>(PrintParameters, { defaults: true })
  return {
    name: 'print',
    schema: PrintParameters,
    canPause: true,
    parse,
    plan: (parameters, random) => planPrint(settings, parameters, random),
  }
}

function planPrint(settings: PrintSettings, parameters: Parameters, random: Random): RunPlan {
  const layers = Number(parameters['layers'])
  const phases: Phase[] = [
    { name: 'heat-up', duration: settings.heatUp },
    ...Array.from({ length: layers }, (_, i) => ({
      name: `layer ${i + 1} of ${layers}`,
      duration: settings.layer,
    })),
    { name: 'cool-down', duration: settings.coolDown },
  ]
  const timeline = createTimeline(phases)
  const wobble = createWobble(0.4, random)
  const layerAt = (elapsed: Duration) => Math.min(timeline.phaseAt(elapsed).index, layers)
  const bedAt = (elapsed: Duration): number => {
    const { index, fraction } = timeline.phaseAt(elapsed)
    if (index === 0) return between(AMBIENT, settings.temperature, fraction)
    if (index > layers) return between(settings.temperature, AMBIENT, fraction)
    return settings.temperature
  }
  const finishedLayersAt = (elapsed: Duration) => {
    const printing = Math.max(0, elapsed - settings.heatUp)
    return settings.layer === 0 ? layers : Math.min(layers, Math.floor(printing / settings.layer + 1e-9))
  }
  return {
    duration: timeline.duration,
    progressAt: elapsed => timeline.progressAt(elapsed),
    readingsAt: elapsed => ({
      temperature: round(bedAt(elapsed) + wobble(elapsed), 1),
      layer: layerAt(elapsed),
      layerCount: layers,
    }),
    resultsAt: elapsed => ({
      layersPrinted: finishedLayersAt(elapsed),
      material: String(parameters['material']),
      peakTemperature: round(bedAt(millis(Math.min(elapsed, settings.heatUp))), 1),
    }),
  }
}
